"""The calling or called number's country is on an operator's block or allow list.

Sees          the countries of both numbers
Why           some carriers have no business with some destinations, and fraud has favourite ones
Source        practice of call gates
False alarms  travellers and families: prefer limits to blocks
"""

from collections.abc import Mapping, Sequence

from pyroaring import BitMap64

from bellwarden.model.call import CallAttempt
from bellwarden.model.number import TelephoneNumber
from bellwarden.model.policy import ListClass, ListKey, PolicyList
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import Finding
from bellwarden.verdict.check import ListCheck, Look
from bellwarden.verdict.lists import PatternIndex, list_finding
from bellwarden.verdict.policy import Policy

CLASSES = (ListClass.BLOCK, ListClass.ALLOW)


class CountryList:
    """Bound to the lists of one mode."""

    def __init__(self, calling: PatternIndex | None, called: PatternIndex | None) -> None:
        self._calling = calling
        self._called = called

    def look(self, call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
        return self._seen(self._calling, call.calling, call, policy) or self._seen(
            self._called, call.called, call, policy
        )

    def _seen(
        self, index: PatternIndex | None, number: TelephoneNumber, call: CallAttempt, policy: Policy
    ) -> Finding | None:
        if index is None:
            return None
        country = policy.country_of(number)
        hit = index.match(country, call) if country else None
        return None if hit is None else list_finding("COUNTRY_LIST", hit, country, call)


def _takes(entry: PolicyList) -> bool:
    return entry.list_class in CLASSES and entry.key in (ListKey.COUNTRY, ListKey.CALLED_COUNTRY)


def _bind(lists: Sequence[PolicyList], layers: Mapping[str, BitMap64]) -> Look:
    calling = [entry for entry in lists if entry.key is ListKey.COUNTRY]
    called = [entry for entry in lists if entry.key is ListKey.CALLED_COUNTRY]
    return CountryList(PatternIndex(calling) if calling else None, PatternIndex(called) if called else None).look


CHECK = ListCheck(_takes, _bind, order=540)
