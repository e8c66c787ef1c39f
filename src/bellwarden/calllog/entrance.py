"""From rows of the log to the numbers that the questions about patterns are asked of: who, when, and what kind of call.

Only calls to telephone numbers (E.164) come in; calls between extensions and to service codes do not.
"""

from collections.abc import Sequence
from typing import Final

from bellwarden.calllog.engine import text
from bellwarden.calllog.kinds import KIND, Bits, Length, Pair, Result, Signed
from bellwarden.calllog.looks import PLACES, window_number
from bellwarden.calllog.numbers import is_nanp
from bellwarden.calllog.validity import invalid_caller
from bellwarden.traffic.profile import DAY_BEGINS_H, DAY_ENDS_H, SHORT_S

WIN_MAX: Final = (1 << 32) - 1
DAY_S: Final = 86_400
_SHORT_RING: Final = "result IN ('no_answer', 'cancelled') AND duration_ms BETWEEN 1000 AND 6000"
_TIMED: Final = "result = 'answered' AND billable_ms IS NOT NULL"


def base(rows: str, subject: str, window_s: int, where: str, looks: Sequence[int] = ()) -> str:
    """One narrow row for each call: `key` is the subject's number and the window's, in order of both.

    Reads the tables `subjects`, `dnc`, `reserved` and `zones`.
    """
    return (
        f"SELECT {_key(window_s, looks)} AS key, epoch_ms(began) AS ms,"
        " (coalesce(source, 0)::BIGINT << 40) | coalesce(line, 0) AS place, calling, called, ("
        f"{_kind()})::INTEGER AS kind, coalesce(duration_ms, 0)::UINTEGER AS duration_ms,"
        " coalesce(billable_ms, 0)::UINTEGER AS billable_ms"
        f" FROM {rows} AS log JOIN subjects ON subjects.name = {subject}"
        " LEFT JOIN zones ON zones.area = called // 10000000"
        " AND began >= zones.since AND began < zones.until"
        f" WHERE {where}"
    )


def named(rows: str, subject: str, window_s: int, where: str, looks: Sequence[int] = ()) -> str:
    """Who showed which caller ID under which name."""
    return (
        f"SELECT DISTINCT {_key(window_s, looks)} AS key, log.name, calling FROM {rows} AS log"
        f" JOIN subjects ON subjects.name = {subject} WHERE log.name IS NOT NULL AND calling IS NOT NULL AND {where}"
    )


def inbound(rows: str) -> str:
    """Calls of whoever was called, to the caller IDs that were shown."""
    return (
        f"SELECT epoch_ms(began) // {DAY_S * 1000} AS day, epoch_ms(began) AS ms, calling AS number,"
        f" called AS caller_id FROM {rows} AS log WHERE calling IS NOT NULL AND called IN (SELECT calling FROM base)"
    )


def _key(window_s: int, looks: Sequence[int]) -> str:
    win = f"epoch_us(began) // {window_s * 1_000_000}" if window_s else "0"
    return f"(subjects.id << 32) | ({window_number(win, looks)})"


def _kind() -> str:
    local = [f"(epoch_ms(began) // 1000 + zones.{end}) // 3600 % 24" for end in ("west_s", "east_s")]
    away = " AND ".join(f"({hour} < {DAY_BEGINS_H} OR {hour} >= {DAY_ENDS_H})" for hour in local)
    pair = (
        f"CASE WHEN {is_nanp('calling')} AND {is_nanp('called')} THEN"
        f" CASE WHEN calling // 10000 = called // 10000 THEN {Pair.EXCHANGE:d}"
        f" WHEN calling // 10000000 = called // 10000000 THEN {Pair.AREA:d} ELSE {Pair.HOME:d} END"
        f" ELSE {Pair.ABROAD:d} END"
    )
    parts = {
        KIND.result: _named("result", {one.name.lower(): one for one in Result}),
        KIND.length: (
            f"CASE WHEN billable_ms IS NULL THEN {Length.UNKNOWN:d} WHEN billable_ms = 0 THEN {Length.ZERO:d}"
            f" WHEN billable_ms <= {SHORT_S * 1000} THEN {Length.TO_6_S:d}"
            f" WHEN billable_ms < 10000 THEN {Length.TO_10_S:d} WHEN billable_ms < 60000 THEN {Length.TO_60_S:d}"
            f" WHEN billable_ms <= 120000 THEN {Length.TO_120_S:d} ELSE {Length.LONG:d} END"
        ),
        KIND.pair: pair,
        KIND.signed: (
            f"CASE WHEN attestation IS NULL THEN (verstat IS NOT NULL)::INTEGER * {Signed.NO:d}"
            f" ELSE {_named('attestation', {one.name: one for one in (Signed.A, Signed.B, Signed.C)})} END"
        ),
        KIND.short_ring: _flag(_SHORT_RING),
        KIND.statused: _flag("sip_status IS NOT NULL"),
        KIND.analytics: _flag("sip_status IN (607, 608)"),
        KIND.numbered: _flag("calling IS NOT NULL"),
        KIND.withheld: _flag("calling IS NULL AND calling_form = 'anonymous'"),
        KIND.invalid: _flag(invalid_caller()),
        KIND.ended: _flag(f"{_TIMED} AND ended_by IS NOT NULL"),
        KIND.hung_up: _flag(f"{_TIMED} AND ended_by = 'caller' AND billable_ms <= 10000"),
        KIND.fruitless: _flag("result <> 'answered' OR billable_ms < 10000"),
        KIND.dnc: _flag("called IN (SELECT number FROM dnc)"),
        KIND.reserved: _flag("called IN (SELECT number FROM reserved)"),
        KIND.zoned: _flag("zones.area IS NOT NULL"),
        KIND.off_hours: _flag(away),
    }
    return " + ".join(_shifted(part, value) for part, value in parts.items())


def _flag(condition: str) -> str:
    return f"coalesce({condition}, false)::INTEGER"


def _shifted(part: Bits, value: str) -> str:
    return f"({value}) * {1 << part.shift}"


def _named(column: str, names: dict[str, Result] | dict[str, Signed]) -> str:
    cases = " ".join(f"WHEN {text(name)} THEN {one:d}" for name, one in names.items() if one)
    return f"CASE {column} {cases} ELSE 0 END"


def began_at(window_s: int, looks: Sequence[int]) -> str:
    """Day on which the window of a key begins."""
    return f"(key & {WIN_MAX}) // {PLACES if looks else 1} * {window_s} // {DAY_S}"


def slice_of(since: int, until: int, window_s: int, looks: Sequence[int] = ()) -> str:
    """The calls whose key lies in a range, as the questions want them."""
    return (
        f"SELECT *, {began_at(window_s, looks)} AS begun, ms // {DAY_S * 1000} AS day"
        f" FROM base WHERE key >= {since} AND key < {until}"
    )


def costly(prefixes: tuple[str, ...]) -> str:
    """The calls of a slice to prefixes of high cost, each with the longest prefix that it begins with."""
    return (
        "SELECT key, ms, place, prefix, kind, duration_ms::BIGINT AS duration_ms,"
        " billable_ms::BIGINT AS billable_ms FROM"
        f" (SELECT *, {longest_prefix('called', prefixes)} AS prefix FROM calls) WHERE prefix IS NOT NULL"
    )


def longest_prefix(column: str, prefixes: tuple[str, ...]) -> str:
    """The longest of the prefixes that a number (BIGINT) begins with, itself a number; NULL for none."""
    longest_first = sorted({one for one in prefixes if one.isdigit()}, key=len, reverse=True)
    if not longest_first:
        return "NULL::BIGINT"
    by_length = {length: [one for one in longest_first if len(one) == length] for length in map(len, longest_first)}
    cases = " ".join(
        f"WHEN left({column}::VARCHAR, {length}) IN ({', '.join(map(text, ones))})"
        f" THEN left({column}::VARCHAR, {length})::BIGINT"
        for length, ones in by_length.items()
    )
    # At home the area code rules out nearly all calls without a look at their digits as text.
    heads = sorted({int(one[:4]) for one in longest_first if one[0] == "1" and len(one) >= 4})
    broad = any(one[0] == "1" and len(one) < 4 for one in longest_first)
    if broad:
        return f"CASE {cases} END"
    ruled_out = f"{column} // 10000000 NOT IN ({', '.join(map(str, heads))})" if heads else "true"
    return f"CASE WHEN {is_nanp(column)} AND {ruled_out} THEN NULL ELSE CASE {cases} END END"
