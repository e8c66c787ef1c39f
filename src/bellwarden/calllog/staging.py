"""From a piece of text to rows of the log, in the engine: read, judged, the sound ones kept, the others told."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final, NamedTuple

import duckdb

from bellwarden.calllog import translate
from bellwarden.calllog.engine import name, text
from bellwarden.calllog.numbers import read_odd
from bellwarden.calllog.pieces import LINE_MAX, SHOWN_MAX, Piece, Refused
from bellwarden.calllog.translate import Sources
from bellwarden.calllog.untangle import untangle
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
_FIELD_SIGN: Final = "\x1f"  # no delimiter of a line of JSON


class Plan(NamedTuple):
    """How one file is read: its description, its own layout, and what the operator says about it."""

    format: Format
    syntax: Syntax  # as the file has it
    columns: tuple[str, ...]
    zone: str
    country: str  # of the switch, for numbers dialled without a country code
    source: int
    now: datetime

    @property
    def sources(self) -> Sources:
        columns = columns_used(self.format) if self.syntax.kind is Kind.JSON_LINES else self.columns
        return Sources(self.format, columns, self.zone)


def begin(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {CALLS} ({SCHEMA})")


def take_in(connection: duckdb.DuckDBPyConnection, plan: Plan, piece: Piece) -> Iterator[Refused]:
    """Put a piece's sound rows into the table `incoming`; yields the others. To be exhausted."""
    faults = _read(connection, plan, piece, numbered=False)
    if faults or _count(connection) != piece.lines:
        yield from untangle(piece, plan.syntax, len(plan.columns))
        yield from _read(connection, plan, piece, numbered=True)
    odd = read_odd(connection, "read", plan.country)
    judged = (
        f"SELECT *, {translate.result(plan.sources)} AS result, {translate.problems(_moment(plan.now))} AS problem"
        f" FROM {_paired(plan)}"
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
    tabular = plan.syntax.kind is Kind.TABLE
    columns = plan.columns if tabular else ("document",)
    names = (("line of the file",) if numbered else ()) + columns
    delimiter = plan.syntax.delimiter if tabular else _FIELD_SIGN
    quote = plan.syntax.quote if tabular else ""
    line = f"CAST({name(names[0])} AS BIGINT)" if numbered else f"{piece.first_line - 1} + row_number() OVER ()"
    wanted = translate.used(plan.sources) if tabular else columns
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE read AS SELECT {translate.read_columns(plan.sources)} FROM ("
        f"SELECT CAST({line} AS BIGINT) AS line, {', '.join(map(name, wanted))} FROM read_csv({text(str(piece.path))},"
        f" auto_detect = false, header = false, delim = {text(delimiter)}, quote = {text(quote)},"
        f" escape = {text(quote)}, columns = {translate.table_columns(names)}, store_rejects = true,"
        f" rejects_limit = 0, strict_mode = true, max_line_size = {2 * LINE_MAX}, new_line = '\\n')) AS rows"
        if tabular
        else _read_objects(plan, piece, line, numbered)
    )
    return _rejected(connection, piece, numbered)


def _read_objects(plan: Plan, piece: Piece, line: str, numbered: bool) -> str:
    columns = plan.sources.columns
    paths = ", ".join(text("$." + ".".join(f'"{key}"' for key in one.split("."))) for one in columns)
    picked = ", ".join(f"found[{place}] AS {name(one)}" for place, one in enumerate(columns, 1))
    names = ("line of the file", "document") if numbered else ("document",)
    return (
        f"CREATE OR REPLACE TEMP TABLE read AS SELECT {translate.read_columns(plan.sources)} FROM ("
        f"SELECT line, {picked} FROM (SELECT CAST({line} AS BIGINT) AS line, CASE WHEN json_valid(document)"
        f" THEN json_extract_string(document, [{paths}]) END AS found FROM read_csv({text(str(piece.path))},"
        f" auto_detect = false, header = false, delim = {text(_FIELD_SIGN if not numbered else ',')},"
        f" quote = '', escape = '', columns = {translate.table_columns(names)}, store_rejects = true,"
        f" rejects_limit = 0, max_line_size = {2 * LINE_MAX}, new_line = '\\n')) AS objects) AS rows"
    )


def _rejected(connection: duckdb.DuckDBPyConnection, piece: Piece, numbered: bool) -> list[Refused]:
    rows = connection.execute(
        f"SELECT csv_line, min(error_type::VARCHAR), min(line) FROM reject_errors GROUP BY csv_line"
        f" ORDER BY 3 LIMIT {1 if not numbered else 1 << 40}"
    ).fetchall()
    refused = []
    for line, kind, record in rows:
        number, _, rest = str(line).partition(",") if numbered else (str(piece.first_line + record - 1), "", str(line))
        reason = _CSV_FAULTS.get(str(kind), str(kind).lower())
        refused.append(Refused(int(number) if number.isdigit() else 0, "", reason, rest[:SHOWN_MAX]))
    return refused


def _paired(plan: Plan) -> str:
    """Rows that begin a call, each with the time of the row that ends it."""
    pairing = plan.format.pairing
    if pairing is None:
        return "read"
    return (
        "(SELECT begun.* REPLACE (coalesce(begun.ended_at, ended.began) AS ended_at) FROM"
        f" (SELECT * FROM read WHERE pair_kind IS DISTINCT FROM {text(pairing.ends)}) AS begun LEFT JOIN"
        f" (SELECT pair_key, min(began) AS began FROM read WHERE pair_kind = {text(pairing.ends)}"
        " GROUP BY pair_key) AS ended"
        " ON begun.pair_key = ended.pair_key AND ended.began >= begun.began)"
    )


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
