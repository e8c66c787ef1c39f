"""Whose calls may not stay up: the suspended customers, by what an SBC knows their calls by."""

from collections.abc import Collection
from typing import NamedTuple

from bellwarden.model.policy import MAY_CALL, Trunk
from bellwarden.model.verdict import Mode
from bellwarden.verdict.policy import Policy


class SuspendedCustomer(NamedTuple):
    """A customer whose next call would be refused for its suspension, and by which of its trunks."""

    customer: str
    trunks: tuple[str, ...]
    known_by: tuple[str, ...]


class _Party(NamedTuple):
    trunk: str
    customer: str  # "" for nobody


class SuspendedCustomers:
    """The answer to "whose calls are to be ended", indexed once per policy.

    Calls are known by the address of a trunk or by the value of an identifying header. What stands for others, too, is
    left out: no lawful call is ended for sharing an address.
    """

    __slots__ = ("_barred", "_customers", "_parties", "policy")

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._parties: dict[str, set[_Party]] = {}
        for trunk in policy.trunks.values():
            for known, customer in _known(trunk):
                self._parties.setdefault(known, set()).add(_Party(trunk.key, customer))
        self._customers: dict[str, dict[str, list[str]]] = {}  # customer → trunk → what its calls there are known by
        for known, parties in self._parties.items():
            for party in parties:
                self._customers.setdefault(party.customer, {}).setdefault(party.trunk, []).append(known)
        # A customer may have only trunks shared by host or prefix: it is suspended all the same.
        for trunk in policy.trunks.values():
            for customer in (trunk.customer, *(one.customer for one in trunk.identifications)):
                self._customers.setdefault(customer, {}).setdefault(trunk.key, [])
        self._barred = tuple(one.key for one in policy.customers.values() if one.standing not in MAY_CALL)

    def find(self, by_journal: Collection[str]) -> tuple[SuspendedCustomer, ...]:
        """Everybody suspended by standing or by the journal, whose customers these are, as far as that takes effect.

        A gate that observes, or a check that only reports, lets the next call pass; then this one stays up as well.
        """
        if self.policy.observes:
            return ()
        found = []
        for customer in sorted({*self._barred, *by_journal} - {""}):
            trunks = self._refused_trunks(customer, by_journal)
            if trunks:
                known = {one for trunk in trunks for one in self._customers[customer][trunk]}
                alone = [one for one in sorted(known) if self._all_refused(one, by_journal)]
                found.append(SuspendedCustomer(customer, tuple(trunks), tuple(alone)))
        return tuple(found)

    def _refused_trunks(self, customer: str, by_journal: Collection[str]) -> list[str]:
        trunks = self._customers.get(customer, ())
        return sorted(trunk for trunk in trunks if self._refuses(trunk, customer, customer in by_journal))

    def _all_refused(self, known: str, by_journal: Collection[str]) -> bool:
        return all(
            bool(one.customer) and self._refuses(one.trunk, one.customer, one.customer in by_journal)
            for one in self._parties[known]
        )

    def _refuses(self, trunk: str, customer: str, by_journal: bool) -> bool:
        for step in self.policy.chain_for(trunk, customer, "").steps:
            if step.mode is Mode.ACT and (
                step.code == "CUSTOMER_STANDING" or (by_journal and step.code == "ENFORCEMENT")
            ):
                return True
        return False


def _known(trunk: Trunk) -> set[tuple[str, str]]:
    """What a trunk's calls are known by, with whose they then are: every party of an address, one of a header value."""
    parties = {trunk.customer, *(one.customer for one in trunk.identifications)}
    known = {(address, customer) for address in trunk.addresses for customer in parties}
    known.update((one.value, one.customer) for one in trunk.identifications if one.header)
    return known
