"""One caller ID calls one number again and again.

Sees          the customer's calls of this pair in the window of [rate.pair_rate], refused ones too
Why           a harasser, or a dialler that does not take no for an answer
Source        practice of call gates: five an hour, twenty a day; rules: us/G-21
False alarms  an alarm system that reports to one number, a queue that redials: mode "off" for this customer
"""

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import Customer, Trunk
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import Action, Finding, Mode, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.counting import PAIR_RATE, rate_finding
from bellwarden.verdict.policy import Policy


def pair_rate(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    rate = policy.rates[PAIR_RATE]
    if usage.pair_calls <= rate.calls_max:
        return None
    return rate_finding("PAIR_RATE", usage.pair_calls, f"{call.calling.digits} to {call.called.digits}", rate)


def _limited(policy: Policy, trunk: Trunk, customer: Customer | None) -> bool:
    return PAIR_RATE in policy.rates


CHECK = Check(pair_rate, order=1042, outcome=Outcome.LIMIT, action=Action.LIMIT, mode=Mode.REPORT, applies=_limited)
