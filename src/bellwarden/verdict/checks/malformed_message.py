"""The message is not sane: a header is missing, doubled or unreadable.

Sees          the fault that the SIP parser or the HTTP reader found first
Why           an ambiguous message is understood differently by the SBC and by us, and abuse lives in the difference
Source        RFC 3261 section 8.1.1; docs/guide: limits on messages
False alarms  an SBC that sends headers the standard forbids: set this check to report for its trunk
"""

from bellwarden.model.call import CallAttempt
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import EvidenceClass, Finding, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.policy import Policy


def malformed_message(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    fault = call.request.fault
    if not fault:
        return None
    return Finding("MALFORMED_MESSAGE", fault, EvidenceClass.FACT)


CHECK = Check(malformed_message, order=300, outcome=Outcome.MALFORMED, odd_only=True)
