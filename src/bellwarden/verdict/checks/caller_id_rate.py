"""One caller ID of a customer places more calls than you hold for a person's or a good dialler's.

Sees          the customer's calls with this caller ID in the window of [rate.caller_id_rate], refused ones too
Why           robocalls come by the hundred from one number; labelling engines begin to flag at about a hundred a day
Source        practice of call gates; rules: us/G-21
False alarms  a company that shows its main number for all its staff: mode "off" for this customer
"""

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import Customer, Trunk
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import Action, Finding, Mode, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.counting import CALLER_ID_RATE, rate_finding
from bellwarden.verdict.policy import Policy


def caller_id_rate(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    rate = policy.rates[CALLER_ID_RATE]
    if usage.caller_id_calls <= rate.calls_max:
        return None
    return rate_finding("CALLER_ID_RATE", usage.caller_id_calls, call.calling.digits, rate)


def _limited(policy: Policy, trunk: Trunk, customer: Customer | None) -> bool:
    return CALLER_ID_RATE in policy.rates


CHECK = Check(
    caller_id_rate, order=1040, outcome=Outcome.LIMIT, action=Action.LIMIT, mode=Mode.REPORT, applies=_limited
)
