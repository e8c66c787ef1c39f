"""One number is called far more often than a telephone rings: a flood that keeps others from getting through.

Sees          calls of this customer to this called number in the window of [rate.called_burst], whatever the caller ID
Why           hospitals and emergency centres have been called out of service (telephony denial of service)
Source        practice of call gates: fifty in half a minute; rules: us/G-21
False alarms  a radio station's give-away, a conference number: raise the limit or mode "off" for this customer
"""

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import Customer, Trunk
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import Action, Finding, Mode, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.counting import CALLED_BURST, rate_finding
from bellwarden.verdict.policy import Policy


def called_burst(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    rate = policy.rates[CALLED_BURST]
    if usage.burst_calls <= rate.calls_max:
        return None
    return rate_finding("CALLED_BURST", usage.burst_calls, call.called.digits, rate)


def _limited(policy: Policy, trunk: Trunk, customer: Customer | None) -> bool:
    return CALLED_BURST in policy.rates


CHECK = Check(called_burst, order=1046, outcome=Outcome.LIMIT, action=Action.LIMIT, mode=Mode.REPORT, applies=_limited)
