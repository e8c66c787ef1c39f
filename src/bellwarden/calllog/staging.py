"""From a piece of text to rows of the log, in the engine: read, judged, the sound ones kept, the others told."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple

import duckdb

from bellwarden.calllog import events, translate
from bellwarden.calllog.engine import moment, name, text
from bellwarden.calllog.numbers import read_odd
from bellwarden.calllog.pieces import LINE_MAX, SHOWN_MAX, Piece, Refused
from bellwarden.calllog.translate import Sources
from bellwarden.calllog.untangle import FIELD_SIGN, untangle
from bellwarden.cdr.format import Format, Kind, Syntax, columns_used
from bellwarden.model.call_record import CallResult
from bellwarden.model.number import NumberForm

CALLS: Final = "incoming"
SCHEMA: Final = (
    "began TIMESTAMP, calling BIGINT, called BIGINT, calling_text VARCHAR, called_text VARCHAR, calling_form VARCHAR,"
    " result VARCHAR, cause VARCHAR, sip_status SMALLINT, duration_ms BIGINT, billable_ms BIGINT, name VARCHAR,"
    " customer VARCHAR, trunk VARCHAR, upstream VARCHAR, source_ip VARCHAR, call_id VARCHAR, decision_id VARCHAR,"
    " correlation VARCHAR, rung VARCHAR, source INTEGER, line BIGINT,"
    " attestation VARCHAR, signer VARCHAR, verstat VARCHAR, ended_by VARCHAR, verdict VARCHAR, retention VARCHAR"
)
# What stands in `incoming` beside the rows with a problem, as the log keeps it.
SOUND: Final = f"(SELECT * EXCLUDE (problem) FROM {CALLS} WHERE problem IS NULL)"
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
    """Make the table that rows wait in, empty. Words of which there are few wait, are sorted and written as numbers."""
    for kind, words in ((translate.RESULT, CallResult), (translate.FORM, NumberForm)):
        values = ", ".join(text(one.value) for one in words)
        connection.execute(f"CREATE TYPE IF NOT EXISTS {kind} AS ENUM ({values})")
    columns = SCHEMA.replace("calling_form VARCHAR", f"calling_form {translate.FORM}")
    columns = columns.replace("result VARCHAR", f"result {translate.RESULT}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {CALLS} ({columns}, problem VARCHAR)")


def take_in(connection: duckdb.DuckDBPyConnection, plan: Plan, piece: Piece) -> Iterator[Refused]:
    """Put a piece's rows into the table `incoming`; yields those that are not sound. To be exhausted.

    A piece is read, judged and kept by one statement, which is taken back when the piece has something wrong.
    """
    before = _count(connection, CALLS)
    connection.begin()
    faults = _read(connection, plan, piece, numbered=False)
    if not faults:
        connection.commit()
    else:
        connection.rollback()
        yield from untangle(piece, plan.syntax, 0 if plan.format.roomy else len(plan.columns))
        yield from _read(connection, plan, piece, numbered=True)
    if plan.format.events:
        events.hold(connection, plan.format.events)
        _insert(connection, plan, events.folded(plan.format.events))
    yield from _settled(connection, plan, before)


def finish(connection: duckdb.DuckDBPyConnection, plan: Plan) -> Iterator[Refused]:
    """Behind the last piece: calls whose end stands in no row of the file. To be exhausted."""
    if plan.format.events and events.release(connection):
        before = _count(connection, CALLS)
        _insert(connection, plan, events.folded(plan.format.events))
        yield from _settled(connection, plan, before)


def _read(connection: duckdb.DuckDBPyConnection, plan: Plan, piece: Piece, numbered: bool) -> list[Refused]:
    """Keep each record of a piece; of a format of events put it into the table `read`, where its call is waited for.

    What could not be told apart as a record is told, all of it if the piece is numbered.
    """
    for table in ("reject_errors", "reject_scans"):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    line = 'CAST("line of the file" AS BIGINT)' if numbered else f"{piece.first_line - 1} + row_number() OVER ()"
    rows = _table(plan, piece, numbered) if plan.syntax.kind is Kind.TABLE else _objects(plan, piece, numbered)
    read = f"SELECT CAST({line} AS BIGINT) AS line, {rows}"
    for columns in (translate.cells, translate.read_columns, translate.placed_columns):
        read = f"SELECT {columns(plan.sources)} FROM ({read})"
    if plan.format.events:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE read AS {read}")
        count = _count(connection, "read")
    else:
        count = _insert(connection, plan, f"({read})")
    rejected = _rejected(connection, plan, piece, numbered)
    if not numbered and not rejected and count != piece.lines:
        rejected = [Refused(piece.first_line, "", "blank lines", "")]
    return rejected


def _insert(connection: duckdb.DuckDBPyConnection, plan: Plan, read: str) -> int:
    """Put rows of meaning into `incoming`, each with the problem that it has; how many there were."""
    judged = (
        f"SELECT read.*, {translate.result(plan.sources)} AS result, {translate.ended_by(plan.format)} AS ended_by,"
        f" {translate.problems(plan.format, moment(plan.now))} AS problem"
        f" FROM {read} AS read LEFT JOIN {translate.words(plan.format)}"
    )
    done = connection.execute(
        f"INSERT INTO {CALLS} SELECT {translate.columns_of_log(plan.source)} FROM ({judged}) AS judged"
    ).fetchone()
    return int(done[0]) if done else 0


def _settled(connection: duckdb.DuckDBPyConnection, plan: Plan, before: int) -> Iterator[Refused]:
    """Behind the first `before` rows that wait: odd numbers are read, rows with a problem told."""
    read_odd(connection, CALLS, before, plan.country)
    told = connection.execute(
        f"SELECT line, problem FROM {CALLS} WHERE rowid >= {before} AND problem <> {text(translate.PASSED_OVER)}"
    )
    while rows := told.fetchmany(1000):
        for line, problem in rows:
            reason, _, values = problem.partition(translate.VALUES)
            field, _, reason = reason.partition(": ")
            yield Refused(line, field, reason, values[:SHOWN_MAX])


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0


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
