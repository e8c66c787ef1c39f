"""From a piece of text to rows of the log, in the engine: read, judged, the sound ones kept, the others told."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final, NamedTuple

import duckdb

from bellwarden.calllog import events, translate
from bellwarden.calllog.engine import name, text
from bellwarden.calllog.numbers import read_odd
from bellwarden.calllog.pieces import LINE_MAX, SHOWN_MAX, Piece, Refused
from bellwarden.calllog.translate import Sources
from bellwarden.calllog.untangle import FIELD_SIGN, untangle
from bellwarden.cdr.format import Format, Kind, Syntax, columns_used

CALLS: Final = "incoming"
SCHEMA: Final = (
    "began TIMESTAMP, calling BIGINT, called BIGINT, calling_text VARCHAR, called_text VARCHAR, calling_form VARCHAR,"
    " result VARCHAR, cause VARCHAR, sip_status SMALLINT, duration_ms BIGINT, billable_ms BIGINT, name VARCHAR,"
    " customer VARCHAR, trunk VARCHAR, upstream VARCHAR, source_ip VARCHAR, call_id VARCHAR, decision_id VARCHAR,"
    " correlation VARCHAR, rung VARCHAR, source INTEGER, line BIGINT,"
    " attestation VARCHAR, signer VARCHAR, verstat VARCHAR, ended_by VARCHAR, retention VARCHAR"
)
_CSV_FAULTS: Final = {
    "TOO MANY COLUMNS": "too many columns",
    "MISSING COLUMNS": "too few columns",
    "UNQUOTED VALUE": "a quote stands where none may stand",
    "LINE SIZE OVER MAXIMUM": "the line is too long",
    "INVALID ENCODING": "is no UTF-8",
}


class Plan(NamedTuple):
    """How one file is read: its description, its own layout, and what the operator says about it."""

    format: Format
    syntax: Syntax  # as the file has it
    columns: tuple[str, ...]  # of its rows, in their order
    zone: str
    country: str  # of the switch, for numbers dialled without a country code
    source: int
    now: datetime

    @property
    def sources(self) -> Sources:
        columns = self.columns
        if self.syntax.kind is not Kind.TABLE:
            columns = columns_used(self.format)
        elif self.format.kinds and self.format.kinds.layouts:
            columns = tuple(dict.fromkeys(name for one in self.format.kinds.layouts.values() for name in one))
        return Sources(self.format, columns, self.zone)


def begin(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {CALLS} ({SCHEMA})")


def finish(connection: duckdb.DuckDBPyConnection, plan: Plan) -> Iterator[Refused]:
    """Behind the last piece: calls whose end stands in no row of the file. To be exhausted."""
    if plan.format.events and events.release(connection):
        yield from _keep(connection, plan)


def take_in(connection: duckdb.DuckDBPyConnection, plan: Plan, piece: Piece) -> Iterator[Refused]:
    """Put a piece's sound rows into the table `incoming`; yields the others. To be exhausted."""
    faults = _read(connection, plan, piece, numbered=False)
    if faults or _count(connection) != piece.lines:
        yield from untangle(piece, plan.syntax, 0 if plan.format.roomy else len(plan.columns))
        yield from _read(connection, plan, piece, numbered=True)
    if plan.format.events:
        events.hold(connection, plan.format.events)
    yield from _keep(connection, plan)


def _keep(connection: duckdb.DuckDBPyConnection, plan: Plan) -> Iterator[Refused]:
    """Judge the rows of `read`; sound ones into `incoming`, the others told."""
    odd = read_odd(connection, "read", plan.country)
    form = plan.format
    rows = events.folded(form.events) if form.events else f"(SELECT * FROM read WHERE {translate.calls(form)})"
    judged = (
        f"SELECT *, {translate.result(plan.sources)} AS result, {translate.ended_by(form)} AS ended_by,"
        f" {translate.problems(form, _moment(plan.now))} AS problem FROM {rows}"
    )
    joins = ""
    if odd:
        joins = (
            " LEFT JOIN odd AS odd_calling ON calling IS NULL AND odd_calling.text = calling_raw"
            " LEFT JOIN odd AS odd_called ON called IS NULL AND odd_called.text = called_raw"
        )
    kept = connection.execute(
        f"INSERT INTO {CALLS} SELECT {translate.columns_of_log(plan.source, bool(odd))}"
        f" FROM ({judged}) AS judged{joins} WHERE problem IS NULL"
    ).fetchone()
    if kept is None or kept[0] != _count(connection):
        yield from _problems(connection, judged)


def _count(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute("SELECT count(*) FROM read").fetchone()
    return int(row[0]) if row else 0


def _read(connection: duckdb.DuckDBPyConnection, plan: Plan, piece: Piece, numbered: bool) -> list[Refused]:
    """The table `read`: one row for each record, its line, and its values by meaning."""
    for table in ("reject_errors", "reject_scans"):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    line = 'CAST("line of the file" AS BIGINT)' if numbered else f"{piece.first_line - 1} + row_number() OVER ()"
    rows = _table(plan, piece, numbered) if plan.syntax.kind is Kind.TABLE else _objects(plan, piece, numbered)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE read AS SELECT {translate.read_columns(plan.sources)} FROM ("
        f"SELECT CAST({line} AS BIGINT) AS line, {rows}) AS rows"
    )
    return _rejected(connection, plan, piece, numbered)


def _table(plan: Plan, piece: Piece, numbered: bool) -> str:
    """The columns that are read and where from."""
    names = (("line of the file",) if numbered else ()) + plan.columns
    quote = text(plan.syntax.quote)
    null = f", nullstr = ['', {text(plan.syntax.null)}]" if plan.syntax.null else ""
    room = ", null_padding = true, strict_mode = false, parallel = false" if plan.format.roomy else ""
    return (
        f"true AS sound, {translate.picked(plan.sources, plan.columns)} FROM read_csv({text(str(piece.path))},"
        f" auto_detect = false, header = false, delim = {text(plan.syntax.delimiter)}, quote = {quote},"
        f" escape = {quote}, columns = {translate.table_columns(names)}, store_rejects = true,"
        f" rejects_limit = 0, max_line_size = {2 * LINE_MAX}, new_line = '\\n'{null}{room or ', strict_mode = true'})"
    )


def _objects(plan: Plan, piece: Piece, numbered: bool) -> str:
    columns = plan.sources.columns
    paths = ", ".join(text(_path(one)) for one in columns)
    picked = ", ".join(f"found[{place}] AS {name(one)}" for place, one in enumerate(columns, 1))
    names = ("line of the file", "document") if numbered else ("document",)
    kept = '"line of the file", ' if numbered else ""
    return (
        f"sound, {picked} FROM (SELECT {kept}json_valid(document) AS sound, CASE WHEN sound"
        f" THEN json_extract_string(document, [{paths}]) END AS found FROM read_csv({text(str(piece.path))},"
        f" auto_detect = false, header = false, delim = {text(FIELD_SIGN)},"
        f" quote = '', escape = '', columns = {translate.table_columns(names)}, store_rejects = true,"
        f" rejects_limit = 0, max_line_size = {2 * LINE_MAX}, new_line = '\\n')) AS objects"
    )


def _path(column: str) -> str:
    """`callflow.0.caller_profile` as a path of JSON: keys, and places in arrays."""
    return "$" + "".join(f"[{key}]" if key.isdigit() else f'."{key}"' for key in column.split("."))


def _rejected(connection: duckdb.DuckDBPyConnection, plan: Plan, piece: Piece, numbered: bool) -> list[Refused]:
    rows = connection.execute(
        f"SELECT csv_line, min(error_type::VARCHAR), min(line) FROM reject_errors GROUP BY csv_line"
        f" ORDER BY 3 LIMIT {1 if not numbered else 1 << 40}"
    ).fetchall()
    refused = []
    for line, kind, record in rows:
        sign = plan.syntax.delimiter if plan.syntax.kind is Kind.TABLE else FIELD_SIGN
        number, _, rest = str(line).partition(sign) if numbered else (str(piece.first_line + record - 1), "", str(line))
        reason = _CSV_FAULTS.get(str(kind), str(kind).lower())
        refused.append(Refused(int(number) if number.isdigit() else 0, "", reason, rest[:SHOWN_MAX]))
    return refused


def _problems(connection: duckdb.DuckDBPyConnection, judged: str) -> Iterator[Refused]:
    told = connection.execute(
        f"SELECT line, problem, concat_ws(', ', at_text, calling_raw, called_raw)"
        f" FROM ({judged}) WHERE problem IS NOT NULL"
    )
    while rows := told.fetchmany(1000):
        for line, problem, values in rows:
            field, _, reason = problem.partition(": ")
            yield Refused(line, field, reason, values[:SHOWN_MAX])


def _moment(at: datetime) -> str:
    return f"TIMESTAMP {text(at.astimezone(UTC).strftime('%Y-%m-%d %H:%M:%S'))}"
