"""The asking address is on an operator's block or allow list.

Sees          the address of the SBC that asks
Why           one site of a customer with several is cut off without touching the others
Source        practice of call gates
False alarms  an address that moved to somebody else
"""

from collections.abc import Mapping, Sequence

from pyroaring import BitMap64

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import ListClass, ListKey, PolicyList
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import Finding
from bellwarden.verdict.check import ListCheck, Look
from bellwarden.verdict.lists import SourceIndex, list_finding
from bellwarden.verdict.policy import Policy

CLASSES = (ListClass.BLOCK, ListClass.ALLOW)


class SourceList:
    """Bound to the lists of one mode."""

    def __init__(self, index: SourceIndex) -> None:
        self._index = index

    def look(self, call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
        text = call.request.source_ip
        if not text:
            return None
        hit = self._index.match(text, call)
        return None if hit is None else list_finding("SOURCE_LIST", hit, text, call)


def _takes(entry: PolicyList) -> bool:
    return entry.list_class in CLASSES and entry.key is ListKey.SOURCE


def _bind(lists: Sequence[PolicyList], layers: Mapping[str, BitMap64]) -> Look:
    return SourceList(SourceIndex(lists)).look


CHECK = ListCheck(_takes, _bind, order=550)
