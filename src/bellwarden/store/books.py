"""A book over one table: frozen records go in and out, and every write is checked on its way."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final, Generic, NoReturn, TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models import F, Q

from bellwarden.model.office.moves import MoveRefused
from bellwarden.model.office.row import Row
from bellwarden.ports.office import Conflict, Missing
from bellwarden.store.models import LastRef
from bellwarden.store.models.kept import Kept
from bellwarden.store.refusals import refusal
from bellwarden.store.shapes import columns_of, moment_of

R = TypeVar("R", bound=Row)
LIST_MAX: Final = 10_000


class DjangoBook(Generic[R]):
    """`ports.office.Book`. `at`: the time of the transaction; None for a desk that only reads."""

    def __init__(self, record: type[R], model: type[Kept], at: float | None) -> None:
        self._record = record
        self._model = model
        self._at = at
        self._lifecycle = model.LIFECYCLE
        self._lasting = ("ref", "created_at", *model.LASTING)
        self._columns = columns_of(record, model)  # type: ignore[arg-type]
        self._reads = {column.name: column for column in self._columns}

    def get(self, row_id: int) -> R:
        found = self.find(id=row_id)
        if found is None:
            raise Missing(f"there is no {self._noun} {row_id}")
        return found

    def find(self, **where: object) -> R | None:
        found = self._read(where, "id", 0, 1)
        return found[0] if found else None

    def list(self, *, order: str = "id", limit: int = 1000, offset: int = 0, **where: object) -> tuple[R, ...]:
        return self._read(where, order, offset, min(limit, LIST_MAX))

    def count(self, **where: object) -> int:
        return self._asked(where).count()

    def add(self, row: R) -> R:
        at = self._writing()
        values = self._values(replace(row, version=1, ref="", created_at=at, updated_at=at))

        def insert() -> tuple[Any, ...]:
            values["ref"] = self._next_ref(at)
            del values["id"]  # the database gives it
            kept = self._model(**values)
            kept.save(force_insert=True)
            return kept.pk, *values.values()

        return self._row(self._write(insert))

    def save(self, row: R) -> R:
        at = self._writing()
        values = self._values(row)
        mine = {name: values[name] for name in ("id", "version", *self._lasting)}
        if self._lifecycle is not None:
            field = self._lifecycle.field
            mine[f"{field}__in"] = self._lifecycle.sources(values[field])
        new = {**values, "version": row.version + 1, "updated_at": moment_of(at)}
        changed = {name: value for name, value in new.items() if name not in mine or name == "version"}
        if not self._write(lambda: self._model._default_manager.filter(**mine).update(**changed)):
            self._refuse(row)
        return self._row(tuple(new.values()))

    def delete(self, row: R) -> None:
        self._writing()
        mine = self._model._default_manager.filter(id=row.id, version=row.version)
        if not self._write(lambda: mine.delete()[0]):
            self._refuse(row)

    @property
    def _noun(self) -> str:
        return str(self._model._meta.verbose_name)

    def _writing(self) -> float:
        if self._at is None:
            raise RuntimeError("this desk only reads; write in Office.writing()")
        return self._at

    def _asked(self, where: Mapping[str, object]) -> "models.QuerySet[Kept, Kept]":
        asked = Q()
        for name, value in where.items():
            field, _, lookup = name.partition("__")
            asked &= _criterion(self._reads[field].kept, field, lookup, value)
        return self._model._default_manager.filter(asked)

    def _read(self, where: Mapping[str, object], order: str, offset: int, limit: int) -> tuple[R, ...]:
        rows = self._asked(where).order_by(*_ordering(order)).values_list(*self._reads)
        return tuple(self._row(one) for one in rows[offset : offset + limit])

    def _row(self, values: tuple[Any, ...]) -> R:
        pairs = zip(self._columns, values, strict=True)
        return self._record(**{column.name: column.read(value) for column, value in pairs})

    def _values(self, row: R) -> dict[str, Any]:
        return {column.name: column.kept(getattr(row, column.name)) for column in self._columns}

    def _write(self, write: Callable[[], Any]) -> Any:
        """Within a savepoint, so that a refused write leaves the transaction usable."""
        try:
            with transaction.atomic():
                return write()
        except IntegrityError as error:
            raise Conflict(refusal(self._model, error)) from None

    def _next_ref(self, at: float) -> str:
        """Writers take turns (see `office`), so no number is given twice."""
        if not self._model.PREFIX:
            return ""
        prefix = f"{self._model.PREFIX}-{datetime.fromtimestamp(at, UTC).year}"
        last, _ = LastRef.objects.get_or_create(prefix=prefix)
        LastRef.objects.filter(prefix=prefix).update(number=F("number") + 1)
        return f"{prefix}-{last.number + 1:06d}"

    def _refuse(self, row: R) -> NoReturn:
        """Why no row was changed."""
        kept = self.get(row.id)
        name = kept.ref or f"{self._noun} {kept.id}"
        if kept.version != row.version:
            raise Conflict(f"{name} was changed by somebody else meanwhile; look at it again, then repeat your change")
        for field in self._lasting:
            if getattr(kept, field) != getattr(row, field):
                raise Conflict(f"{field} of {name} never changes; make a new one")
        if self._lifecycle is None:
            raise Conflict(f"{name} could not be written")
        old, new = (getattr(one, self._lifecycle.field) for one in (kept, row))
        known = ", ".join(sorted(to.value for to in self._lifecycle.moves.get(old, {}).values())) or "nothing further"
        raise MoveRefused(f"{name} is {old.value} and can't become {new.value}; possible: {known}")


def _criterion(kept: Callable[[Any], Any], field: str, lookup: str, value: Any) -> Q:
    """One condition. A field that is "none" (0, 0.0) is NULL in the table."""
    if lookup == "isnull":
        return Q(**{f"{field}__isnull": value})
    if lookup in ("in", "range"):
        return Q(**{f"{field}__{lookup}": [kept(one) for one in value]})
    made = value if lookup.endswith(("contains", "startswith", "endswith", "iexact")) else kept(value)
    if made is None:
        return Q(**{f"{field}__isnull": True})
    return Q(**{f"{field}__{lookup or 'exact'}": made})


def _ordering(order: str) -> tuple[Any, ...]:
    """The same on both databases: none comes before all others; equal ones by id."""
    field = F(order.lstrip("-"))
    if order.startswith("-"):
        return field.desc(nulls_last=True), F("id").desc()
    return field.asc(nulls_first=True), F("id").asc()
