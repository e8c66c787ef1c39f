"""The calling number is on an operator's block or allow list.

Sees          the calling number, the From number where it differs, against numbers, ranges and prefixes
Why           an operator blocks a number at a click, and keeps a good caller out of harm
Source        practice of call gates; 47 CFR 64.1200(k)(3)
False alarms  a caller ID that somebody else spoofed: give every entry an end date
"""

from collections.abc import Mapping, Sequence

from pyroaring import BitMap64

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import ListClass, ListKey, PolicyList
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import Finding
from bellwarden.verdict.check import ListCheck, Look
from bellwarden.verdict.lists import NumberIndex, list_finding
from bellwarden.verdict.policy import Policy

CLASSES = (ListClass.BLOCK, ListClass.ALLOW)


class CallingList:
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
        return list_finding("CALLING_LIST", hit, number.digits, call)


def _takes(entry: PolicyList) -> bool:
    return entry.list_class in CLASSES and entry.key is ListKey.CALLING_NUMBER


def _bind(lists: Sequence[PolicyList], layers: Mapping[str, BitMap64]) -> Look:
    return CallingList(NumberIndex(lists, layers)).look


CHECK = ListCheck(_takes, _bind, order=500)
