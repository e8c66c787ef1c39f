"""One caller ID calls the numbers of one of our customers more often than people do.

Sees          calls of this caller ID to all numbers of the called customer in the window of [rate.spam_detective]
Why           numbers that are called at random draw the same diallers; a key press sets people apart from machines
Source        47 CFR 64.1200(k)(3), (k)(9); practice of call tracking
False alarms  a branch office calling headquarters: put its number on an allow list; the called customer may opt out
"""

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import Customer, Trunk
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import Action, Finding, Mode, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.counting import SPAM_DETECTIVE, rate_finding
from bellwarden.verdict.policy import Policy


def spam_detective(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    rate = policy.rates[SPAM_DETECTIVE]
    if usage.called_side_calls <= rate.calls_max:
        return None
    return rate_finding("SPAM_DETECTIVE", usage.called_side_calls, call.calling.digits, rate)


def _limited(policy: Policy, trunk: Trunk, customer: Customer | None) -> bool:
    return SPAM_DETECTIVE in policy.rates


CHECK = Check(
    spam_detective, order=1044, outcome=Outcome.LIMIT, action=Action.LIMIT, mode=Mode.REPORT, applies=_limited
)
