"""The caller is an emergency centre or authority that must never be blocked.

Sees          the calling number against the public_safety lists
Why           nothing but an unknown or barred source stops a call from a public safety answering point
Source        47 CFR 64.1200(k)(6); rules: us/G-07
False alarms  a spoofer who shows an emergency centre's number: its customer's standing and enforcements still hold
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

CLASSES = (ListClass.PUBLIC_SAFETY,)


class PublicSafety:
    """Bound to the lists of one mode."""

    def __init__(self, index: NumberIndex) -> None:
        self._index = index

    def look(self, call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
        number = call.calling
        hit = self._index.match(number, call)
        if hit is None:
            return None
        return list_finding("PUBLIC_SAFETY", hit, number.digits, call)


def _takes(entry: PolicyList) -> bool:
    return entry.list_class in CLASSES and entry.key is ListKey.CALLING_NUMBER


def _bind(lists: Sequence[PolicyList], layers: Mapping[str, BitMap64]) -> Look:
    return PublicSafety(NumberIndex(lists, layers)).look


CHECK = ListCheck(_takes, _bind, order=90)
