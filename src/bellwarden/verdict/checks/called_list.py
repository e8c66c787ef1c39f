"""The called number is on an operator's block or allow list.

Sees          the called number against numbers, ranges and prefixes
Why           premium and fraud destinations, and called parties who asked not to be called
Source        practice of call gates
False alarms  a range cut too wide: `bellwarden explain` names the entry that matched
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


class CalledList:
    """Bound to the lists of one mode."""

    def __init__(self, index: NumberIndex) -> None:
        self._index = index

    def look(self, call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
        number = call.called
        index = self._index
        if not index.lengths and number.e164 not in index.any_exact:
            return None
        hit = index.match(number, call)
        if hit is None:
            return None
        return list_finding("CALLED_LIST", hit, number.digits, call)


def _takes(entry: PolicyList) -> bool:
    return entry.list_class in CLASSES and entry.key is ListKey.CALLED_NUMBER


def _bind(lists: Sequence[PolicyList], layers: Mapping[str, BitMap64]) -> Look:
    return CalledList(NumberIndex(lists, layers)).look


CHECK = ListCheck(_takes, _bind, order=510)
