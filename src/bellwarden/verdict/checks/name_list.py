"""The caller name (CNAM) is on an operator's block or allow list.

Sees          the display name as received, without regard to case; * stands for any signs
Why           a campaign keeps its name while its numbers rotate
Source        practice of call gates
False alarms  a common name: use it with care and with an end date
"""

from collections.abc import Mapping, Sequence

from pyroaring import BitMap64

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import ListClass, ListKey, PolicyList
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import Finding
from bellwarden.verdict.check import ListCheck, Look
from bellwarden.verdict.lists import PatternIndex, list_finding
from bellwarden.verdict.policy import Policy

CLASSES = (ListClass.BLOCK, ListClass.ALLOW)


class NameList:
    """Bound to the lists of one mode."""

    def __init__(self, index: PatternIndex) -> None:
        self._index = index

    def look(self, call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
        text = call.request.display_name
        if not text:
            return None
        hit = self._index.match(text, call)
        return None if hit is None else list_finding("NAME_LIST", hit, text, call)


def _takes(entry: PolicyList) -> bool:
    return entry.list_class in CLASSES and entry.key is ListKey.NAME


def _bind(lists: Sequence[PolicyList], layers: Mapping[str, BitMap64]) -> Look:
    return NameList(PatternIndex(lists)).look


CHECK = ListCheck(_takes, _bind, order=520)
