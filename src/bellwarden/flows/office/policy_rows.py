"""A customer's or trunk's table of the policy files as rows of the office, and the rows as a table again."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from bellwarden.model.office.caller_id_right import CallerIdRight, RightBasis
from bellwarden.model.office.customer import CustomerKind, CustomerRecord
from bellwarden.model.office.trunk import TrunkRecord
from bellwarden.model.policy import Standing, TrunkRole
from bellwarden.policy.single import revived
from bellwarden.policy.tables import CustomerTable, TrunkTable

TOGETHER_CHARACTERS: Final = 5_000  # of numbers in one row, where a customer has many
EACH_MAX: Final = 50  # so many numbers have a row each
PROOF_CHARACTERS_MAX: Final = 40_000
# What the policy itself says of a standing stays among the settings: a suspension by the journal must not travel in the
# policy, or taking it back would need a publication. A prospect and a terminated party are what their column says.
OF_COLUMN: Final = (Standing.PROSPECT, Standing.TERMINATED)
_BASES: Final = {"numbers": RightBasis.HELD, "caller_ids": RightBasis.LISTED}
_LISTS: Final = {basis: name for name, basis in _BASES.items()}
_COLUMNS: Final = frozenset(("name", "upstream", *_BASES))
_TRUNK_COLUMNS: Final = frozenset(("addresses", "role", "customer"))


class CustomerRows(NamedTuple):
    customer: CustomerRecord
    rights: tuple[CallerIdRight, ...]  # their customer_id is still 0


def customer_rows(key: str, table: Mapping[str, Any]) -> CustomerRows:
    """Of a table that the policy's reading took."""
    standing = Standing(table.get("standing", Standing.ACTIVE.value))
    settings = {name: plain(value) for name, value in table.items() if name not in _COLUMNS}
    if standing in OF_COLUMN:
        settings.pop("standing", None)
    rights = [
        CallerIdRight(customer_id=0, numbers=numbers, basis=basis)
        for name, basis in _BASES.items()
        for numbers in _together(table.get(name, []))
    ]
    proofs = table.get("proof", [])
    if all(_fits_a_row(one) for one in proofs):
        settings.pop("proof", None)
        rights += [_right_of(one) for one in proofs]
    customer = CustomerRecord(
        key=key,
        name=str(table["name"]),
        kind=CustomerKind.UPSTREAM if table.get("upstream") else CustomerKind.END_USER,
        standing=standing,
        settings=settings,
    )
    return CustomerRows(customer, tuple(rights))


def customer_table(customer: CustomerRecord, rights: Iterable[CallerIdRight]) -> dict[str, Any]:
    """The table again, in TOML's own values."""
    table: dict[str, Any] = {"name": customer.name}
    if customer.kind is CustomerKind.UPSTREAM:
        table["upstream"] = True
    table |= revived(CustomerTable, customer.settings)
    if customer.standing in OF_COLUMN:
        table["standing"] = customer.standing.value
    proofs = list(table.pop("proof", []))
    for one in rights:
        if one.basis in _LISTS:
            table.setdefault(_LISTS[one.basis], []).extend(_numbers(one))
        else:
            proofs.append(_proof_of(one))
    if proofs:
        table["proof"] = proofs
    return table


def trunk_row(key: str, table: Mapping[str, Any], customer_id: int) -> TrunkRecord:
    return TrunkRecord(
        key=key,
        role=TrunkRole(table.get("role", TrunkRole.CUSTOMER.value)),
        customer_id=customer_id,
        addresses=tuple(table["addresses"]),
        settings={name: plain(value) for name, value in table.items() if name not in _TRUNK_COLUMNS},
    )


def trunk_table(trunk: TrunkRecord, customer: str) -> dict[str, Any]:
    table: dict[str, Any] = {"addresses": list(trunk.addresses)}
    if trunk.role is not TrunkRole.CUSTOMER:
        table["role"] = trunk.role.value
    if customer:
        table["customer"] = customer
    return table | revived(TrunkTable, trunk.settings)


def plain(value: Any) -> Any:
    """TOML's value as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    return value


def _together(written: list[str]) -> list[str]:
    """A row a number; of many, rows of many."""
    if len(written) <= EACH_MAX:
        return [one.strip() for one in written]
    rows, row = [], ""
    for one in written:
        if row and len(row) + len(one) > TOGETHER_CHARACTERS:
            rows.append(row)
            row = ""
        row = f"{row}, {one.strip()}" if row else one.strip()
    return [*rows, row]


def _numbers(right: CallerIdRight) -> list[str]:
    return [one.strip() for one in right.numbers.split(",") if one.strip()]


def _fits_a_row(proof: Mapping[str, Any]) -> bool:
    numbers = proof.get("numbers", [])
    return bool(numbers) and not proof.get("numbers_file") and sum(map(len, numbers)) < PROOF_CHARACTERS_MAX


def _right_of(proof: Mapping[str, Any]) -> CallerIdRight:
    return CallerIdRight(
        customer_id=0,
        numbers=", ".join(one.strip() for one in proof["numbers"]),
        basis=RightBasis(proof["kind"]),
        proof=str(proof.get("reference", "")),
        until_day=proof["until"].isoformat(),
    )


def _proof_of(right: CallerIdRight) -> dict[str, Any]:
    """An open end is none that the policy has: a proof holds until a day."""
    until = date.fromisoformat(right.until_day) if right.until_day else date(9999, 12, 31)
    made: dict[str, Any] = {"kind": right.basis.value, "until": until, "numbers": _numbers(right)}
    return made | ({"reference": right.proof} if right.proof else {})
