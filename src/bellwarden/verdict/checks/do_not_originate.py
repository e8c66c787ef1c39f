"""The caller ID is on a do-not-originate list.

Sees          the calling number, the From number where it differs, and the lists in the snapshot
Why           nobody may present a number that never places calls
Source        47 CFR 64.1200(o), (k)(1)-(2); rules: us/G-01d
False alarms  the holder started calling out: the holder must ask for removal
"""

from collections.abc import Mapping, Sequence

from pyroaring import BitMap64

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import ListClass, ListKey, PolicyList
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import EvidenceClass, Finding, Outcome
from bellwarden.verdict.check import ListCheck, Look
from bellwarden.verdict.lists import NumberIndex
from bellwarden.verdict.policy import Policy


class DoNotOriginate:
    """Bound to the lists of one mode."""

    def __init__(self, index: NumberIndex) -> None:
        self._index = index

    def look(self, call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
        number = call.calling
        index = self._index
        if call.shown is number and not index.lengths and number.e164 not in index.any_exact:
            return None
        hit = index.match(number, call)
        if hit is None and call.shown is not number:
            number = call.shown
            hit = index.match(number, call)
        if hit is None:
            return None
        return Finding("DO_NOT_ORIGINATE", number.digits, EvidenceClass.FACT, "us/G-01d", hit.found.name)


def _takes(entry: PolicyList) -> bool:
    return entry.list_class is ListClass.DO_NOT_ORIGINATE and entry.key is ListKey.CALLING_NUMBER


def _bind(lists: Sequence[PolicyList], layers: Mapping[str, BitMap64]) -> Look:
    return DoNotOriginate(NumberIndex(lists, layers)).look


CHECK = ListCheck(_takes, _bind, order=440, outcome=Outcome.CALLER_ID)
