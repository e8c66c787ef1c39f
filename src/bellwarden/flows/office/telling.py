"""What is told of a row that was handed in: what came of it, and which fields changed, for the audit trail."""

from collections.abc import Mapping, Set
from dataclasses import fields
from enum import Enum
from typing import Final, Generic, NamedTuple, TypeVar

from bellwarden.model.office.case import Case, Notice
from bellwarden.model.office.customer import CustomerRecord
from bellwarden.model.office.row import Row

# 47 CFR 64.2010(a): access is guarded; the record of it must not give the same away to everybody.
VEILED: Final = frozenset(("abuse_email", "technical_email", "legal_email", "billing_email", "phone", "address"))
# The trail names a customer by reference and key, a case by what it is about; who that is and whom it called is read
# in the row, where the reading is guarded. What stands in the trail stands there for good.
UNTOLD: Final[Mapping[type[Row], frozenset[str]]] = {
    CustomerRecord: VEILED | {"name", "legal_name"},
    Case: frozenset(("details",)),  # sample calls
    Notice: frozenset(("to", "text")),
}
_BOOKKEEPING: Final = frozenset(field.name for field in fields(Row)) - {"external_id"}


R = TypeVar("R", bound=Row)


class Put(NamedTuple, Generic[R]):
    """What came of handing in a row; neither created nor changed: it was there as it was handed in."""

    row: R
    created: bool
    changed: bool


class Told(NamedTuple):
    """Nothing in it that only some may read."""

    before: Mapping[str, object]
    after: Mapping[str, object]

    @property
    def same(self) -> bool:
        return self.before == self.after


def told(before: Row | None, after: Row, untold: Set[str] | None = None) -> Told:
    """The fields that differ, as plain data; of a new row those that say something. Of `untold` ones it says only that
    they do; these are UNTOLD's, unless what is told goes to the eyes of whoever wrote it.
    """
    untold = UNTOLD.get(type(after), frozenset()) if untold is None else untold
    old: dict[str, object] = {}
    new: dict[str, object] = {}
    for field in fields(after):
        name = field.name
        if name in _BOOKKEEPING:
            continue
        is_now = getattr(after, name)
        was = field.default if before is None else getattr(before, name)
        if is_now == was or (before is None and not is_now):
            continue
        new[name] = "set" if name in untold and is_now else _plain(is_now)
        if before is not None:
            old[name] = "set before" if name in untold and was else _plain(was)
    return Told(old, new)


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    return value
