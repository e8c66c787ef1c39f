"""Whose calls are stopped, as a list that an SBC can hold by itself: for the minutes in which it can ask no gate."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from bellwarden.flows.office.standing import IN_FORCE
from bellwarden.model.office.customer import CustomerRecord
from bellwarden.model.office.enforcement import EnforcementRecord, MeasureKind
from bellwarden.model.office.trunk import TrunkRecord
from bellwarden.ports.office import Desk

STOPS: Final = (MeasureKind.SUSPEND, MeasureKind.TERMINATE, MeasureKind.BLOCK_UPSTREAM)
CUSTOMERS_MAX: Final = 10_000
FORMULA_SIGNS: Final = "=+-@\t\r"
QUOTED: Final = frozenset(',"\r\n')
HEADER: Final = ("customer", "name", "external_id", "standing", "since", "until", "enforcement", "trunks", "addresses")


class Barred(NamedTuple):
    """A customer whose calls are refused now."""

    customer: CustomerRecord
    enforcement: EnforcementRecord | None  # None: its standing alone, by the policy
    trunks: tuple[str, ...]
    addresses: tuple[str, ...]  # of trunks that are nobody else's: no lawful call shares them


def barred(desk: Desk) -> tuple[Barred, ...]:
    """By key. A prospect is not among them: it never called."""
    measures = {
        one.customer_id: one for one in desk.enforcements.list(kind__in=STOPS, state__in=IN_FORCE, limit=CUSTOMERS_MAX)
    }
    by_standing = desk.customers.list(standing__in=("suspended", "terminated"), order="key", limit=CUSTOMERS_MAX)
    trunks = _trunks_of(desk, {one.id for one in by_standing})
    shared = _shared(desk.trunks.list(limit=CUSTOMERS_MAX))
    found = []
    for customer in by_standing:
        mine = trunks.get(customer.id, [])
        addresses = {address for one in mine if not _of_several(one) for address in one.addresses} - shared
        found.append(
            Barred(customer, measures.get(customer.id), tuple(one.key for one in mine), tuple(sorted(addresses)))
        )
    return tuple(found)


def as_csv(rows: Iterable[tuple[str, ...]]) -> str:
    """Comma-separated, a header first. A cell that a spreadsheet would take for a formula is plain text."""
    return "".join(",".join([_cell(cell) for cell in row]) + "\n" for row in (HEADER, *rows))


def _cell(text: str) -> str:
    harmless = f"'{text}" if text[:1] in FORMULA_SIGNS and text else text
    return harmless if QUOTED.isdisjoint(harmless) else '"' + harmless.replace('"', '""') + '"'


def _trunks_of(desk: Desk, customers: set[int]) -> dict[int, list[TrunkRecord]]:
    found: dict[int, list[TrunkRecord]] = {}
    for one in desk.trunks.list(limit=CUSTOMERS_MAX, order="key"):
        if one.customer_id in customers:
            found.setdefault(one.customer_id, []).append(one)
    return found


def _of_several(trunk: TrunkRecord) -> bool:
    """Whether others' calls come over it as well."""
    return bool(trunk.settings.get("identify") or trunk.settings.get("hosts"))


def _shared(trunks: Iterable[TrunkRecord]) -> set[str]:
    """Addresses of more than one trunk."""
    seen: set[str] = set()
    twice: set[str] = set()
    for one in trunks:
        for address in set(one.addresses):
            (twice if address in seen else seen).add(address)
    return twice
