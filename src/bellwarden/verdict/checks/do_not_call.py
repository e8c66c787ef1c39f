"""A telemarketer calls a number on a do-not-call list.

Sees          the called number against the lists of class do_not_call, for customers flagged as telemarketers
Why           who registered may not be called by telemarketers without consent or an established relationship
Source        47 CFR 64.1200(c)(2)
False alarms  people who gave their consent, which only the customer can show: report, and ask for it
"""

from collections.abc import Mapping, Sequence

from pyroaring import BitMap64

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import Customer, ListClass, ListKey, PolicyList, Trunk
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import Finding, Mode
from bellwarden.verdict.check import ListCheck, Look
from bellwarden.verdict.lists import NumberIndex, list_finding
from bellwarden.verdict.policy import Policy


class DoNotCall:
    """Bound to the lists of one mode."""

    def __init__(self, index: NumberIndex) -> None:
        self._index = index

    def look(self, call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
        number = call.called
        hit = self._index.match(number, call)
        if hit is None:
            return None
        return list_finding("DO_NOT_CALL", hit, number.digits, call)


def _takes(entry: PolicyList) -> bool:
    return entry.list_class is ListClass.DO_NOT_CALL and entry.key is ListKey.CALLED_NUMBER


def _bind(lists: Sequence[PolicyList], layers: Mapping[str, BitMap64]) -> Look:
    return DoNotCall(NumberIndex(lists, layers)).look


def _telemarketer(policy: Policy, trunk: Trunk, customer: Customer | None) -> bool:
    return customer is not None and customer.telemarketer


CHECK = ListCheck(_takes, _bind, order=515, mode=Mode.REPORT, applies=_telemarketer)
