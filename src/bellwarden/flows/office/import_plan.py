"""What sheets would change, row by row: each held against what is kept, and against the other rows."""

from collections.abc import Sequence
from enum import Enum
from typing import Final, NamedTuple

from bellwarden.flows.office import caller_ids, customers, trunks
from bellwarden.flows.office.customers import Known
from bellwarden.flows.office.every import every
from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.sheet_columns import COLUMNS, Cells, Kind, kind_of, read_cells
from bellwarden.flows.office.telling import VEILED, told
from bellwarden.model.office.caller_id_right import CallerIdRight
from bellwarden.model.office.customer import CustomerRecord
from bellwarden.model.office.row import Row
from bellwarden.model.office.trunk import TrunkRecord
from bellwarden.model.policy import Standing
from bellwarden.ports.office import Desk

ROWS_MAX: Final = 50_000  # of all sheets of one import


class Sheet(NamedTuple):
    """One sheet as texts. `rows`: line number in the file and its cells, as many as the header has or fewer."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


class CellFault(NamedTuple):
    """`column` as in the header; "" for the row as a whole, `line` 0 for the sheet."""

    sheet: str
    line: int
    column: str
    reason: str


class Step(str, Enum):
    ADD = "add"
    CHANGE = "change"
    SAME = "same"
    FAULTY = "faulty"


class FieldMove(NamedTuple):
    """A field and what becomes of it, for people; personal fields say only that they change."""

    field: str
    before: str
    after: str


class RowPlan(NamedTuple):
    kind: Kind
    line: int
    name: str  # by which people know the row
    step: Step
    cells: Cells
    row_id: int = 0  # of the kept row that it changes
    version: int = 0
    moves: tuple[FieldMove, ...] = ()


class ImportPlan(NamedTuple):
    rows: tuple[RowPlan, ...]
    faults: tuple[CellFault, ...]
    unread: tuple[str, ...]  # columns that mean nothing here
    vanished: tuple[CustomerRecord, ...]  # were brought by an import before, and a complete list lacks them now

    def count(self, step: Step) -> int:
        return sum(row.step is step for row in self.rows)


class Planner:
    """One import being looked at."""

    def __init__(self, desk: Desk, country: str) -> None:
        self._country = country
        self._rows: list[RowPlan] = []
        self._faults: list[CellFault] = []
        self._unread: dict[str, None] = {}
        self._customers = tuple(every(desk.customers))
        by_id = {row.id: row for row in self._customers}
        self._named = {row.external_id: row for row in self._customers if row.external_id}
        self._named |= {row.key: row for row in self._customers}
        self._known = Known(self._named.get, by_id.get)
        kept_trunks = tuple(every(desk.trunks))
        self._trunks = {row.external_id: row for row in kept_trunks if row.external_id}
        self._trunks |= {row.key: row for row in kept_trunks}
        rights = tuple(every(desk.caller_id_rights))
        self._rights = {(row.customer_id, row.numbers): row for row in rights}
        self._rights_elsewhere = {row.external_id: row for row in rights if row.external_id}
        self._seen: set[tuple[Kind, str]] = set()
        self._above: dict[str, str] = {}  # of customers that are only coming: name → name of the parent
        self._brought: set[int] = set()  # kept customers that the sheets name
        self._whole = False  # whether a sheet of customers was among them

    def plan(self, sheets: Sequence[Sheet], complete: bool) -> ImportPlan:
        for sheet in sorted(sheets, key=lambda one: _order(kind_of(one.header))):
            self._take(sheet)
        gone = self._vanished() if complete and self._whole else ()
        return ImportPlan(tuple(self._rows), tuple(self._faults), tuple(self._unread), gone)

    def _take(self, sheet: Sheet) -> None:
        kind = kind_of(sheet.header)
        if kind is None:
            known = "; ".join(f"{one.value}: {' and '.join(COLUMNS[one].needed)}" for one in Kind)
            self._tell(
                sheet.name, 0, "", f"no column tells what this sheet holds. Columns by which it is told: {known}"
            )
            return
        if len(self._rows) + len(sheet.rows) > ROWS_MAX:
            self._tell(sheet.name, 0, "", f"more than {ROWS_MAX:,} rows; hand them in as several files")
            return
        self._unread |= {name: None for name in sheet.header if name and COLUMNS[kind].name_of(name) is None}
        read = [(line, *read_cells(kind, sheet.header, texts)) for line, texts in sheet.rows]
        if kind is Kind.CUSTOMERS:
            self._whole = True
            self._announce([cells for _, cells, _ in read])
            read.sort(key=lambda one: self._depth(one[1]))
        for line, cells, faults in read:
            self._take_row(sheet.name, line, cells, [CellFault(sheet.name, line, *fault) for fault in faults])

    def _tell(self, sheet: str, line: int, column: str, reason: str) -> None:
        self._faults.append(CellFault(sheet, line, column, reason))

    def _announce(self, rows: Sequence[Cells]) -> None:
        """Customers that the sheet brings may be named by other rows of it; they have no number yet."""
        for cells in rows:
            names = [str(cells.values[name]) for name in ("external_id", "key") if cells.values.get(name)]
            if not any(name in self._named for name in names):
                for name in names:
                    self._named[name] = CustomerRecord(key=names[-1], name="", id=-1)
                    self._above[name] = str(cells.values.get("parent", ""))

    def _depth(self, cells: Cells) -> int:
        """How many rows have to be written before this one."""
        parent, depth = str(cells.values.get("parent", "")), 0
        while parent in self._above and depth <= customers.PARENTS_MAX:
            parent, depth = self._above[parent], depth + 1
        return depth

    def _take_row(self, sheet: str, line: int, cells: Cells, faults: list[CellFault]) -> None:
        kind, name = cells.kind, cells.name
        if name and (kind, name) in self._seen:
            faults.append(CellFault(sheet, line, "", f"{name} stands in these sheets twice; keep one of the two"))
        self._seen.add((kind, name))
        kept: Row | None = None
        after: Row | None = None
        try:
            kept, after = self._made(cells)
        except BadInput as bad:
            known = {one.column for one in faults}
            found = [CellFault(sheet, line, COLUMNS[kind].column_of(one.field), one.reason) for one in bad.faults]
            faults += [one for one in found if one.column not in known]
        if faults or after is None:
            self._faults += faults
            self._rows.append(RowPlan(kind, line, name, Step.FAULTY, cells))
            return
        moves = _moves(kept, after)
        step = Step.ADD if kept is None else Step.CHANGE if moves else Step.SAME
        row_id, version = (kept.id, kept.version) if kept is not None else (0, 0)
        self._rows.append(RowPlan(kind, line, name, step, cells, row_id, version, moves))

    def _made(self, cells: Cells) -> tuple[Row | None, Row]:
        """The kept row that a line means, if there is one, and what becomes of it. BadInput: why nothing can."""
        if cells.kind is Kind.NUMBERS:
            return self._made_right(cells)
        names = [str(cells.values[name]) for name in ("external_id", "key") if cells.values.get(name)]
        if cells.kind is Kind.TRUNKS:
            trunk = next((self._trunks[name] for name in names if name in self._trunks), None)
            blank = TrunkRecord(key=str(cells.values.get("key", "")))
            return trunk, trunks.read(self._known, trunk or blank, cells.onto(trunk) if trunk else cells.whole)
        kept = next((self._named[name] for name in names if name in self._named and self._named[name].id > 0), None)
        if kept is None:
            return None, customers.read(self._known, CustomerRecord(key="", name=""), cells.whole)
        self._brought.add(kept.id)
        return kept, customers.altered(self._known, kept, cells.onto(kept))

    def _made_right(self, cells: Cells) -> tuple[Row | None, Row]:
        owner = self._named.get(cells.owner)
        if owner is None:
            raise BadInput(
                [FieldFault("customer", f"there is no customer {cells.owner}" if cells.owner else "is missing")]
            )
        elsewhere = str(cells.values.get("external_id", ""))
        kept = self._rights_elsewhere.get(elsewhere)
        numbers = ", ".join(part.strip() for part in str(cells.values.get("numbers", "")).split(","))
        kept = kept or self._rights.get((owner.id, numbers))
        if kept is not None and kept.customer_id != owner.id:
            raise BadInput([FieldFault("external_id", f"{elsewhere} is another customer's right")])
        blank = CallerIdRight(customer_id=owner.id, numbers="")
        return kept, caller_ids.read(kept or blank, cells.values, self._country)

    def _vanished(self) -> tuple[CustomerRecord, ...]:
        """Customers of the other system, by their external id, that its list no longer holds."""
        return tuple(
            row
            for row in self._customers
            if row.external_id
            and not row.vanished_at
            and row.standing is not Standing.TERMINATED
            and row.id not in self._brought
        )


def _order(kind: Kind | None) -> int:
    """Customers first: trunks and numbers name them."""
    return len(Kind) if kind is None else list(Kind).index(kind)


def _moves(kept: Row | None, after: Row) -> tuple[FieldMove, ...]:
    """Of a table only the settings that change."""
    difference = told(kept, after, VEILED)
    found: list[FieldMove] = []
    for name, value in difference.after.items():
        was = difference.before.get(name)
        if isinstance(value, dict):
            old = was if isinstance(was, dict) else {}
            changed = [key for key in {**old, **value} if old.get(key) != value.get(key)]
            found += [FieldMove(f"{name}.{key}", said(old.get(key)), said(value.get(key))) for key in changed]
        else:
            found.append(FieldMove(name, said(was), said(value)))
    return tuple(found)


def said(value: object) -> str:
    """A plain value as people read it."""
    if isinstance(value, list):
        return " ".join(said(one) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
