"""A description of records as the expressions that the engine executes: one select over a piece of a file."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from bellwarden.calllog import zones
from bellwarden.calllog.engine import name, text
from bellwarden.calllog.moments import is_local, written
from bellwarden.calllog.numbers import TEXT_MAX, is_nanp, quick_number
from bellwarden.cdr.causes import SIP_RESULTS
from bellwarden.cdr.format import Format, Length, Moment, Text, Unit, columns_used
from bellwarden.model.call_record import CallResult

DAYS_MAX: Final = 30  # no call lasts longer; a bigger figure is another unit or another column
_IN_MS: Final = {Unit.SECONDS: 1000.0, Unit.CENTISECONDS: 10.0, Unit.MILLISECONDS: 1.0, Unit.MICROSECONDS: 0.001}
# What stands in a column that was mistaken for another one.
NUMBER: Final = r"\+?1?[2-9][0-9]{9}|\+[0-9]{7,15}"
TIME: Final = "^[0-9]{4}-[0-9]{2}-[0-9]{2}|^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}"
# The engine's types of the words for how a call ended and what its caller ID is.
RESULT: Final = "call_result"
FORM: Final = "number_form"
PASSED_OVER: Final = "-"  # the problem of a row that is no call
VALUES: Final = "\x1f"  # between a problem and the values that have it
SWAPPED: Final = "are columns swapped?"
SIDES: Final = ("calling", "called")
# What the log keeps as text, by the description's field.
TEXTS: Final = ("name", "customer", "trunk", "upstream", "source_ip", "call_id", "decision_id", "correlation")


class Sources(NamedTuple):
    """`columns` are those that the file has; what a description names beyond them is a thing not told."""

    format: Format
    columns: tuple[str, ...]
    zone: str  # IANA name; of times that carry none


def used(sources: Sources) -> tuple[str, ...]:
    """The file's columns that are read, as the file spells them."""
    wanted = {column.lower() for column in columns_used(sources.format)}
    return tuple(column for column in sources.columns if column.lower() in wanted)


def picked(sources: Sources, columns: Sequence[str]) -> str:
    """The columns that are read out of those that a row has; where each kind of row has its own, by kind."""
    kinds = sources.format.kinds
    if kinds is None or not kinds.layouts:
        return ", ".join(map(name, used(sources)))
    place = next(iter(kinds.layouts.values())).index(kinds.column)
    parts = [f"{name(columns[place])} AS {name(kinds.column)}"]
    for wanted in used(sources):
        cases = " ".join(
            f"WHEN {text(word)} THEN {name(columns[layout.index(wanted)])}"
            for word, layout in kinds.layouts.items()
            if wanted in layout
        )
        if wanted != kinds.column:
            parts.append(f"CASE upper(trim({name(columns[place])})) {cases} END AS {name(wanted)}")
    return ", ".join(parts)


def _raw(sources: Sources, column: str) -> str | None:
    present = next((one for one in sources.columns if one.lower() == column.lower()), None)
    return None if present is None else name(present)


def trimmed(one: str) -> str:
    """A text without blanks around it, NULL for none. Few have any, and to look costs less than half of trimming."""
    return f"CASE WHEN {one} < '!' OR ends_with({one}, ' ') THEN nullif(trim({one}), '') ELSE {one} END"


def shortened(one: str, characters: int) -> str:
    """A text cut to so many characters; nearly none has as many bytes."""
    return f"CASE WHEN strlen({one}) > {characters} THEN left({one}, {characters}) ELSE {one} END"


def cells(sources: Sources) -> str:
    """First select, from the file's columns as they stand: those that are read, each without blanks around it."""
    return ", ".join(("line", "sound", *(f"{trimmed(name(one))} AS {name(one)}" for one in used(sources))))


def value(sources: Sources, wanted: Text | None) -> str:
    """Text of a description as an expression; NULL where the file has none of its columns."""
    raws = [raw for column in wanted.columns if (raw := _raw(sources, column))] if wanted else []
    if not wanted or not raws:
        return "NULL::VARCHAR"
    one = raws[0] if len(raws) == 1 else f"coalesce({', '.join(raws)})"
    if wanted.glue:
        filled = ", ".join(f"coalesce({raw}, '')" for raw in raws)
        one = f"concat_ws({text(wanted.glue)}, {filled})"
    if wanted.decode:
        one = f"url_decode({one})"
    if wanted.take:
        one = f"nullif(regexp_extract({one}, {text(wanted.take)}, 1), '')"
    if wanted.drop:
        one = f"regexp_replace({one}, {text(wanted.drop)}, '')"
    return one


def moment(sources: Sources, wanted: Moment | None) -> str:
    """A moment as TIMESTAMP, of the clock it was written by; NULL when it is not written as the description says."""
    raw = _raw(sources, wanted.column) if wanted else None
    if wanted is None or raw is None:
        return "NULL::TIMESTAMP"
    clock = _raw(sources, wanted.clock) if wanted.clock else None
    return written(f"concat({raw}, ' ', {clock})" if clock else raw, wanted.style, sources.zone)


def _placed(sources: Sources, wanted: Moment | None, one: str) -> str:
    """The column `one`, in which stands what `moment` reads, in UTC."""
    return zones.utc(one, sources.zone) if wanted and is_local(wanted.style) else one


def length_ms(sources: Sources, wanted: Length | None) -> str:
    """A length as milliseconds, DOUBLE; NULL when it is no number."""
    raw = _raw(sources, wanted.column) if wanted else None
    if wanted is None or raw is None:
        return "NULL::DOUBLE"
    if wanted.unit is Unit.CLOCK:
        return f"epoch_ms(try_cast({raw} AS INTERVAL))::DOUBLE"
    return f"try_cast({raw} AS DOUBLE) * {_IN_MS[wanted.unit]}"


def _told(sources: Sources, wanted: Length | None) -> str:
    raw = _raw(sources, wanted.column) if wanted else None
    return "false" if raw is None else f"{raw} IS NOT NULL"


def read_columns(sources: Sources) -> str:
    """Second select, from the cells of a row: values by meaning, moments still by the clock of the switch."""
    one = sources.format
    parts = [
        "line",
        f"{moment(sources, one.at)} AS began",
        f"{_raw(sources, one.at.column) or 'NULL::VARCHAR'} AS at_text",
        "sound",
        f"{moment(sources, one.answered_at)} AS answered_at",
        f"{moment(sources, one.ended_at)} AS ended_at",
        f"{length_ms(sources, one.duration)} AS duration",
        f"{_told(sources, one.duration)} AS duration_told",
        f"{length_ms(sources, one.billable)} AS billable",
        f"{_told(sources, one.billable)} AS billable_told",
        *(f"{value(sources, getattr(one, side))} AS {side}_raw" for side in SIDES),
        *(f"try_cast({value(sources, getattr(one, side))} AS BIGINT) AS {side}" for side in SIDES),
        f"{value(sources, one.result)} AS cause",
        f"try_cast({value(sources, one.sip_status)} AS SMALLINT) AS sip_status",
        *(f"{value(sources, getattr(one, column))} AS {column}" for column in TEXTS),
    ]
    parts.append(f"{value(sources, one.ended_by)} AS ender")
    if one.caller:
        parts.append(f"{value(sources, one.caller)} AS caller")
    if one.kinds:
        parts.append(f"upper({_raw(sources, one.kinds.column) or 'NULL'}) AS row_kind")
    if one.events:
        parts.append(f"upper({_raw(sources, one.events.kind) or 'NULL'}) AS event")
        parts.append(f"{_joined(sources, one.events.key)} AS call_key")
        own = f"{_joined(sources, one.events.own)} = {_joined(sources, one.events.key)}" if one.events.own else "true"
        parts.append(f"{own} AS own")
    return ", ".join(parts)


def placed_columns(sources: Sources) -> str:
    """Third select: moments in UTC, numbers as digits."""
    one = sources.format
    answered, ended = _placed(sources, one.answered_at, "answered_at"), _placed(sources, one.ended_at, "ended_at")
    if one.answer_may_be_end:
        answered = f"CASE WHEN {answered} < {ended} THEN {answered} END"
    skipped = zones.jumped("began", sources.zone) if is_local(one.at.style) else "false"
    texts = ", ".join(f"{shortened(f'{side}_raw', TEXT_MAX)} AS {side}_raw" for side in SIDES)
    numbers = ", ".join(f"{quick_number(f'{side}_raw', side)} AS {side}" for side in SIDES)
    return (
        f"* REPLACE ({_placed(sources, one.at, 'began')} AS began, {answered} AS answered_at, {ended} AS ended_at,"
        f" {texts}, {numbers}), {skipped} AS skipped"
    )


def _joined(sources: Sources, columns: Sequence[str]) -> str:
    return f"concat_ws('\t', {', '.join(_raw(sources, column) or 'NULL' for column in columns)})"


def ended_by(form: Format) -> str:
    """The side that hung up, of the columns `ender` and, where the description names it, `caller`; NULL: not told."""
    if form.caller:
        return "CASE WHEN ender = caller THEN 'caller' WHEN ender IS NOT NULL THEN 'called' END"
    if not form.enders:
        return "NULL::VARCHAR"
    cases = " ".join(f"WHEN regexp_full_match(ender, {text(sign)}) THEN {text(side)}" for sign, side in form.enders)
    return f"CASE {cases} END"


def words(form: Format) -> str:
    """A relation `words` of the switch's own words for how calls end, to be joined: it may have a hundred of them."""
    meanings = ", ".join(f"({text(word.upper())}, {_ended(one)})" for word, one in form.results.items())
    return f"(VALUES {meanings or f'(NULL, NULL::{RESULT})'}) AS words(word, meaning) ON words.word = upper(read.cause)"


def result(sources: Sources) -> str:
    """A SIP status tells most, then the switch's own word, then whether anything was billed."""
    sip = " ".join(f"WHEN {status} THEN {_ended(one)}" for status, one in SIP_RESULTS.items())
    answered = _ended(CallResult.ANSWERED)
    return (
        "CASE WHEN sip_status IS NOT NULL THEN"
        f" CASE WHEN sip_status BETWEEN 200 AND 299 THEN {answered} ELSE"
        f" coalesce(CASE sip_status {sip} END, {_ended(CallResult.FAILED)}) END"
        f" WHEN billable > 0 OR answered_at IS NOT NULL THEN {answered}"
        f" ELSE coalesce(meaning, {_ended(CallResult.UNKNOWN)}) END"
    )


def _ended(one: CallResult) -> str:
    return f"{text(one.value)}::{RESULT}"


def problems(form: Format, now: str) -> str:
    """Why a row can't be kept, as `field: reason`, then its values; NULL when it can. `now`: a TIMESTAMP of SQL."""
    longest = f"{DAYS_MAX * 86_400_000}"
    cases = []
    if form.kinds:
        known = ", ".join(map(text, form.kinds.calls))
        cases.append((f"row_kind IS NULL OR row_kind NOT IN ({known})", "kind: is none that the format knows"))
    cases += [
        ("NOT sound", ": is no JSON"),
        ("at_text IS NULL", "at: is empty"),
        (f"began IS NULL AND regexp_full_match(at_text, {text(NUMBER)})", f"at: is a number, no time; {SWAPPED}"),
        ("began IS NULL", "at: is not written as the format says"),
        ("skipped", "at: a local time that clocks jump over; is the zone right?"),
        (f"began > {now} + INTERVAL 1 DAY", "at: lies in the future"),
        ("began < TIMESTAMP '1990-01-01'", "at: lies before 1990"),
        ("calling_raw IS NULL AND called_raw IS NULL", "calling: is empty, and called too"),
        *(
            (f"{side} IS NULL AND regexp_matches({side}_raw, {text(TIME)})", f"{side}: is a time, no number; {SWAPPED}")
            for side in SIDES
        ),
        ("duration_told AND duration IS NULL", "duration: is no number"),
        ("duration < 0", "duration: is negative"),
        (f"duration > {longest}", f"duration: is longer than {DAYS_MAX} days"),
        ("billable_told AND billable IS NULL", "billable: is no number"),
        ("billable < 0", "billable: is negative"),
        (f"billable > {longest}", f"billable: is longer than {DAYS_MAX} days"),
        ("ended_at < began - INTERVAL 1 SECOND", f"ended_at: lies before the call; {SWAPPED}"),
        ("answered_at < began - INTERVAL 1 SECOND", f"answered_at: lies before the call; {SWAPPED}"),
        ("answered_at > ended_at + INTERVAL 1 SECOND", f"answered_at: lies behind the end; {SWAPPED}"),
    ]
    reasons = "CASE " + " ".join(f"WHEN {when} THEN {text(why)}" for when, why in cases) + " END"
    told = f"({reasons}) || {text(VALUES)} || concat_ws(', ', at_text, calling_raw, called_raw)"
    passed_over = "sound IS NULL"  # a blank line between records
    if form.kinds and form.kinds.skip:
        passed_over += f" OR coalesce(regexp_full_match(row_kind, {text(form.kinds.skip)}), false)"
    return f"CASE WHEN {passed_over} THEN {text(PASSED_OVER)} ELSE {told} END"


def columns_of_log(source: int) -> str:
    """Last select: what the log keeps, from the names of those before, and the problem; odd numbers are not read."""
    between = "epoch_ms({}) - epoch_ms({})"
    parts = [
        "began",
        "calling",
        "called",
        f"CASE WHEN calling IS NULL OR NOT {is_nanp('calling')} THEN calling_raw END AS calling_text",
        f"CASE WHEN called IS NULL OR NOT {is_nanp('called')} THEN called_raw END AS called_text",
        f"CASE WHEN {is_nanp('calling')} THEN 'nanp'::{FORM} WHEN calling IS NOT NULL THEN 'international'::{FORM}"
        f" WHEN calling_raw IS NULL THEN 'absent'::{FORM} END AS calling_form",
        "result",
        f"{shortened('cause', 64)} AS cause",
        "sip_status",
        f"try_cast(round(coalesce(duration, {between.format('ended_at', 'began')})) AS BIGINT) AS duration_ms",
        "CASE WHEN result <> 'answered' THEN 0 ELSE try_cast(round(coalesce(billable,"
        # A record that tells one length only: all of it, ringing included, is the most that can have been billed.
        f" {between.format('ended_at', 'answered_at')}, duration)) AS BIGINT) END AS billable_ms",
        *(f"{shortened(column, 255)} AS {column}" for column in TEXTS),
        "NULL::VARCHAR AS rung",
        f"{source}::INTEGER AS source",
        "line",
        *(f"NULL::VARCHAR AS {column}" for column in ("attestation", "signer", "verstat")),
        "ended_by",
        *(f"NULL::VARCHAR AS {column}" for column in ("verdict", "retention")),
        "problem",
    ]
    return ", ".join(parts)


def table_columns(columns: Sequence[str]) -> str:
    """The struct literal of read_csv that makes every column text."""
    return "{" + ", ".join(f"{text(column)}: 'VARCHAR'" for column in columns) + "}"
