"""Calls that come without a file: decisions of a spool, calls seen on the wire. In batches, a row of text each.

Rows are made in Python and handed to the engine as one table a batch; from there on they are rows like all others.
"""

import csv
import io
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

import duckdb
import msgspec

from bellwarden.calllog.days import ROWS_IN_MEMORY, TOKENS, DayWriter
from bellwarden.calllog.engine import text
from bellwarden.calllog.joining import drop_repeats
from bellwarden.calllog.manifest import NO_MARK, Manifest, Source
from bellwarden.calllog.staging import CALLS
from bellwarden.calllog.token_keys import key_of_origid, key_of_signature


class StreamRow(NamedTuple):
    """A row of the log as it is handed over; texts that are empty and figures that are None are not told."""

    began_us: int  # microseconds since 1970, UTC
    calling: int | None
    called: int | None
    calling_text: str
    called_text: str
    calling_form: str
    result: str
    cause: str
    sip_status: int | None
    duration_ms: int | None
    billable_ms: int | None
    name: str
    customer: str
    trunk: str
    upstream: str
    source_ip: str
    call_id: str
    decision_id: str = ""
    correlation: str = ""
    rung: str = ""
    attestation: str = ""
    signer: str = ""
    verstat: str = ""
    ended_by: str = ""
    verdict: str = ""  # of a decision, see `decisions.verdict_of`
    seen_origid: str = ""  # of the token that came with the call
    seen_signature: str = ""  # SHA-256 of its signature octets, hex
    made_origid: str = ""  # of the token that we made
    made_signature: str = ""


class Batch(NamedTuple):
    rows: Sequence[StreamRow]
    place: str = ""  # a part of the stream, such as a segment of a spool, …
    end: int = 0  # … and where in it reading goes on behind this batch


class Stream(NamedTuple):
    feed: str  # names the stream among the log's sources
    format: str
    batches: Iterable[Batch]
    now: datetime  # UTC
    complete: float  # all calls that began before then are in it, seconds since 1970
    parts: Collection[str] = ()  # all that there are; where others were read to is forgotten


class Streamed(NamedTuple):
    """What became of a stream."""

    rows: int
    since: datetime | None
    until: datetime | None


_TYPES: Final = {
    **dict.fromkeys(StreamRow._fields, "VARCHAR"),
    **dict.fromkeys(("began_us", "calling", "called", "duration_ms", "billable_ms"), "BIGINT"),
    "sip_status": "SMALLINT",
}
_TOKENS: Final = tuple(one for one in StreamRow._fields if one.endswith(("_origid", "_signature")))
_BARE: Final = str.maketrans({"\r": " ", "\n": " ", "\0": "\ufffd"})


def take_stream(
    connection: duckdb.DuckDBPyConnection, writer: DayWriter, scratch: Path, manifest: Manifest, stream: Stream
) -> tuple[Manifest, Streamed]:
    """All batches into days; the manifest names what was written and where the stream goes on."""
    number, line = _source(manifest, stream.feed)
    places = {part: end for part, end in manifest.places.get(stream.feed, {}).items() if part in stream.parts}
    for batch in stream.batches:
        _take_in(connection, scratch, batch, number, line)
        line += len(batch.rows)
        if batch.place:
            places[batch.place] = batch.end
        writer.flush(ROWS_IN_MEMORY)
    drop_repeats(connection, CALLS, TOKENS)
    writer.flush()
    return _registered(manifest, writer, stream, places), Streamed(writer.rows, writer.since, writer.until)


def _source(manifest: Manifest, feed: str) -> tuple[int, int]:
    """Number of the stream among the sources, and its next line."""
    known = next((one for one in manifest.sources if one.feed == feed and one.head == NO_MARK), None)
    return (len(manifest.sources) + 1, 1) if known is None else (known.number, known.rows + 1)


def _take_in(connection: duckdb.DuckDBPyConnection, scratch: Path, batch: Batch, source: int, line: int) -> None:
    if not batch.rows:
        return
    table = _table(scratch / "rows.csv", batch.rows)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE handed AS SELECT *, make_timestamp(began_us) AS began,"
        f" {source}::INTEGER AS source, {line - 1} + row_number() OVER () AS line FROM {table}"
    )
    connection.execute(f"INSERT INTO {CALLS} BY NAME SELECT * EXCLUDE (began_us, {', '.join(_TOKENS)}) FROM handed")
    connection.execute(f"INSERT INTO {TOKENS} BY NAME {' UNION ALL '.join(_tokens(column) for column in _TOKENS)}")


def _tokens(column: str) -> str:
    made = "true" if column.startswith("made") else "false"
    key = key_of_origid(column) if column.endswith("origid") else key_of_signature(column)
    return f"SELECT {key} AS hash, {made} AS ours, began, calling, decision_id FROM handed WHERE {column} IS NOT NULL"


def _table(path: Path, rows: Sequence[StreamRow]) -> str:
    """Rows as a file that the engine reads; returns what to select them from."""
    written = _written(rows)
    if written.count("\n") != len(rows) or "\r" in written or "\0" in written:  # what a caller can put into a name
        written = _written([[_plain(cell) for cell in row] for row in rows])
    path.write_bytes(written.encode("utf-8", "replace"))
    columns = ", ".join(f"{text(one)}: {text(kind)}" for one, kind in _TYPES.items())
    return (
        f"read_csv({text(str(path))}, auto_detect = false, header = false, delim = ',', quote = '\"', escape = '\"',"
        f" nullstr = '', new_line = '\\n', columns = {{{columns}}})"
    )


def _written(rows: Sequence[Sequence[object]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _plain(cell: object) -> object:
    return cell.translate(_BARE) if isinstance(cell, str) else cell


def _registered(manifest: Manifest, writer: DayWriter, stream: Stream, places: dict[str, int]) -> Manifest:
    number, line = _source(manifest, stream.feed)
    before = manifest.sources[number - 1] if number <= len(manifest.sources) else None
    moments = [one.replace(tzinfo=UTC).timestamp() for one in (writer.since, writer.until) if one]
    moments += [one for one in (before.since, before.until) if one is not None] if before else []
    source = Source(
        *(number, stream.feed, stream.format, "UTC", NO_MARK, NO_MARK, NO_MARK),
        *(line - 1 + writer.rows, 0, min(moments, default=None), max(moments, default=None)),
        *(stream.now.timestamp(), stream.feed),
    )
    return msgspec.structs.replace(
        manifest.with_segments(set(), tuple(writer.segments), writer.next_segment),
        sources=(*manifest.sources[: number - 1], source, *manifest.sources[number:]),
        places={**manifest.places, stream.feed: places} if places else manifest.places,
        complete={**manifest.complete, stream.feed: max(stream.complete, manifest.complete.get(stream.feed, 0.0))},
    )
