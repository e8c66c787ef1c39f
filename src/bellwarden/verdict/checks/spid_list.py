"""The calling number's provider (SPID, OCN) is on an operator's block or allow list.

Sees          the provider id that the SBC supplies, else the holder of the thousand-block by the allocation file
Why           a provider that floods its peers is refused as a whole
Source        47 CFR 64.1200(k)(4); rules: us/G-09
False alarms  a ported number still counted to its first holder when the SBC supplies no id
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


class SpidList:
    """Bound to the lists of one mode."""

    def __init__(self, index: PatternIndex) -> None:
        self._index = index

    def look(self, call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
        text = policy.spid_of(call.calling, call.request.spid)
        if not text:
            return None
        hit = self._index.match(text, call)
        return None if hit is None else list_finding("SPID_LIST", hit, text, call)


def _takes(entry: PolicyList) -> bool:
    return entry.list_class in CLASSES and entry.key is ListKey.SPID


def _bind(lists: Sequence[PolicyList], layers: Mapping[str, BitMap64]) -> Look:
    return SpidList(PatternIndex(lists)).look


CHECK = ListCheck(_takes, _bind, order=530)
