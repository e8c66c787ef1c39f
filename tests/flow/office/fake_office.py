"""An office in memory that keeps what the ports promise: one transaction or nothing, versions, moves, the trail."""

import copy
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Generic, TypeVar

from bellwarden.flows.office.audit_chain import chained
from bellwarden.model.office import case, customer, customer_notice, enforcement
from bellwarden.model.office.audit_event import Actor, AuditEvent
from bellwarden.model.office.moves import MoveRefused
from bellwarden.model.office.row import Row
from bellwarden.ports import Clock
from bellwarden.ports.office import Conflict, Missing

R = TypeVar("R", bound=Row)
BOOKS = {
    "customers": "", "trunks": "", "caller_id_rights": "", "enforcements": "E", "confirmations": "", "cases": "C",
    "findings": "", "evidence": "", "clocks": "", "notices": "N", "complaints": "",
    "customer_notices": "CN", "appeals": "AP", "api_keys": "", "webhooks": "", "deliveries": "",
    "saved_views": "", "policy_files": "", "people": "", "entry_links": "",
}  # fmt: skip
STATES: dict[str, tuple[str, Mapping[Any, Mapping[str, Any]]]] = {
    "enforcements": ("state", enforcement.MOVES),
    "customers": ("standing", customer.MOVES),
    "cases": ("state", case.MOVES),
    "customer_notices": ("state", customer_notice.NOTICE_MOVES),
    "appeals": ("state", customer_notice.APPEAL_MOVES),
}
UNIQUE = {"policy_files": ("path",), "customers": ("key",), "trunks": ("key",)}


class FakeBook(Generic[R]):
    def __init__(self, name: str, at: float | None, numbers: dict[str, int]) -> None:
        self.name, self.at, self.numbers = name, at, numbers
        self.rows: dict[int, R] = {}

    def get(self, row_id: int) -> R:
        if row_id not in self.rows:
            raise Missing(f"there is no {self.name} {row_id}")
        return self.rows[row_id]

    def find(self, **where: object) -> R | None:
        found = self.list(limit=1, **where)
        return found[0] if found else None

    def list(self, *, order: str = "id", limit: int = 1000, offset: int = 0, **where: object) -> tuple[R, ...]:
        field = order.lstrip("-")
        found = [row for row in self.rows.values() if all(_fits(row, name, value) for name, value in where.items())]
        found.sort(key=lambda row: row.id)
        found.sort(key=lambda row: getattr(row, field), reverse=order.startswith("-"))
        return tuple(found[offset : offset + limit])

    def count(self, **where: object) -> int:
        return len(self.list(limit=10**9, **where))

    def add(self, row: R) -> R:
        at = self._writing()
        number = self.numbers[self.name] = self.numbers.get(self.name, 0) + 1
        prefix = BOOKS[self.name]
        ref = f"{prefix}-{datetime.fromtimestamp(at, UTC).year}-{number:06d}" if prefix else ""
        made = replace(row, id=number, version=1, ref=ref, created_at=at, updated_at=at)
        self._check(made)
        self.rows[number] = made
        return made

    def save(self, row: R) -> R:
        at, kept = self._writing(), self.get(row.id)
        if kept.version != row.version:
            raise Conflict("it was changed by somebody else meanwhile")
        if self.name in STATES:
            field, moves = STATES[self.name]
            old, new = getattr(kept, field), getattr(row, field)
            if old is not new and new not in moves[old].values():
                raise MoveRefused(f"{old} can't become {new}")
        made = replace(row, version=row.version + 1, updated_at=at)
        self._check(made)
        self.rows[row.id] = made
        return made

    def delete(self, row: R) -> None:
        self._writing()
        del self.rows[self.get(row.id).id]

    def _writing(self) -> float:
        if self.at is None:
            raise RuntimeError("this desk only reads")
        return self.at

    def _check(self, row: R) -> None:
        others = [one for one in self.rows.values() if one.id != row.id]
        keys = UNIQUE.get(self.name, ())
        if keys and any(all(getattr(one, key) == getattr(row, key) for key in keys) for one in others):
            raise Conflict("it is there already")
        if isinstance(row, enforcement.EnforcementRecord):
            live = (enforcement.MeasureState.PENDING_ACTIVATION, enforcement.MeasureState.ACTIVE)
            same = [one for one in others if (one.kind, one.value) == (row.kind, row.value) and one.state in live]  # type: ignore[attr-defined]
            if row.state in live and same and row.kind is not enforcement.MeasureKind.REINSTATE:
                raise Conflict("the same is in force already")
            if row.approved_by and row.approved_by == row.proposed_by:
                raise Conflict("whoever proposed it may not be the one who approves it")


def _fits(row: Row, name: str, wanted: Any) -> bool:
    field, _, lookup = name.partition("__")
    if field not in {one.name for one in fields(row)}:
        raise TypeError(f"no field {field}")
    is_now = getattr(row, field)
    none = (
        not isinstance(is_now, (str, Enum, bool))
        and (field.endswith(("_at", "_id")) or "until" in field)
        and not is_now
    )
    match lookup:
        case "":
            return bool(is_now == wanted)
        case "in":
            return is_now in list(wanted)
        case "isnull":
            return bool(none is wanted)
    if none:
        return False
    compared = {"lt": is_now < wanted, "lte": is_now <= wanted, "gt": is_now > wanted, "gte": is_now >= wanted}
    return bool(compared[lookup])


class FakeDesk:
    def __init__(self, office: "FakeOffice", actor: Actor | None, at: float | None) -> None:
        self._office, self._actor, self._at = office, actor, at
        for name in BOOKS:
            book: FakeBook[Any] = FakeBook(name, at, office.numbers)
            book.rows = office.books[name]
            setattr(self, name, book)

    def audit(
        self,
        verb: str,
        row: Row | None = None,
        before: Mapping[str, object] | None = None,
        after: Mapping[str, object] | None = None,
        reason: str = "",
    ) -> AuditEvent:
        assert self._actor is not None and self._at is not None
        new = AuditEvent(
            number=0,
            at=self._at,
            actor=self._actor,
            verb=verb,
            object_kind="" if row is None else type(row).__name__,
            object_ref="" if row is None else row.ref,
            before=before or {},
            after=after or {},
            reason=reason,
        )
        event = chained(new, self._office.trail[-1] if self._office.trail else None)
        self._office.trail.append(event)
        return event

    def audit_events(self, after: int, limit: int = 1000) -> tuple[AuditEvent, ...]:
        return tuple(self._office.trail[after : after + limit])

    def last_audit(self) -> int:
        return len(self._office.trail)

    def enqueue(self, job: str, *, delay_s: float = 0.0, **arguments: object) -> None:
        self._office.jobs.append((job, arguments))

    def setting(self, name: str) -> str:
        return self._office.settings.get(name, "")

    def set_setting(self, name: str, value: str) -> None:
        self._office.settings[name] = value


class FakeOffice:
    """`ports.office.Office`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.books: dict[str, dict[int, Any]] = {name: {} for name in BOOKS}
        self.numbers: dict[str, int] = {}
        self.settings: dict[str, str] = {}
        self.trail: list[AuditEvent] = []
        self.jobs: list[tuple[str, Mapping[str, object]]] = []
        self.writes = 0

    @contextmanager
    def writing(self, actor: Actor) -> Iterator[Any]:
        before = copy.copy((copy.deepcopy(self.books), dict(self.numbers), dict(self.settings), list(self.trail)))
        self.writes += 1
        try:
            yield FakeDesk(self, actor, self._clock.now())
        except BaseException:
            self.books, self.numbers, self.settings, self.trail = before
            raise

    @contextmanager
    def reading(self) -> Iterator[Any]:
        yield FakeDesk(self, None, None)
