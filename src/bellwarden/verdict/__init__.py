"""The call-time decision: `checks/*.py` see, `decide(call, policy, usage)` weighs and answers. Pure."""
