"""What `bellwarden top` writes: a head of figures and one table, as lines of text. The normal is plain."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rich.text import Text

from bellwarden.cli.console import clock, counted, latency, share, span, visible
from bellwarden.cli.records import CHIPS, EMERGENCY_CHIP, OBSERVED_SHAPE, UNJUDGED_CHIP, WOULD
from bellwarden.cli.shapes import PartyJson, ReasonJson, TopJson, WorkerJson
from bellwarden.cli.top_rates import WINDOW_S
from bellwarden.model.verdict import EMERGENCY_CALL, NOT_JUDGED, Action

PLAIN_WIDTH: Final = 100
PLAIN_ROWS: Final = 20
NARROW: Final = 80
QUIET: Final = "bright_black"
BARS: Final = "▁▂▃▄▅▆▇█"
MARKS: Final = {"well": ("✓", ""), "late": ("▲", "yellow"), "leaving": ("◌", QUIET), "silent": ("✕", "red")}
WORKERS_IN_HEAD: Final = 4
Row = tuple[str | Text, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """What the reader asked to see."""

    view: str = "customers"
    order: str = "calls"
    turned: bool = False
    wanted: str = ""  # part of a name; "" shows all
    typing: bool = False
    paused: bool = False
    helping: bool = False
    first: int = 0  # row at the top


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    width: int  # least; what a wider terminal has goes to those with `grows`
    right: bool = False
    grows: int = 0  # width at most


PARTY_COLUMNS: Final = (
    Column("", 16, grows=32),
    Column("calls/s", 8, right=True),
    Column("refused/s", 9, right=True),
    Column("refused", 7, right=True),
    Column("mostly for", 21, grows=28),
    Column("lately", 9, right=True, grows=30),
)
REASON_COLUMNS: Final = (
    Column("verdict", 14),
    Column("reason", 26, grows=40),
    Column("calls/s", 9, right=True),
    Column("of all", 8, right=True),
    Column("since start", 14, right=True),
)
WORKER_COLUMNS: Final = (
    Column("worker", 9),
    Column("process", 7, right=True),
    Column("calls/s", 8, right=True),
    Column("delay", 8, right=True),
    Column("memory", 7, right=True),
    Column("files", 9, right=True),
    Column("policy", 6, right=True),
    Column("up", 9, right=True),
)
HELP: Final = (
    ("1 2 3 4", "customers, trunks, reasons, workers"),
    ("c r s n", "order by calls, refused, share refused, name; again: turned round"),
    ("/", "only names with these letters in them; Enter keeps it, Esc ends it"),
    ("↑ ↓  j k", "move through the rows"),
    ("p", "hold what is shown, and go on"),
    ("? ", "this page, and back"),
    ("q  Ctrl-C", "end; the gate is not touched"),
)


def plain_lines(shown: TopJson) -> list[str]:
    """One reading for a log, a mail or a pipe: customers, then reasons."""
    lines = head(shown)
    for view in ("customers", "reasons"):
        lines += [Text(), *table(shown, Look(view=view), PLAIN_WIDTH, PLAIN_ROWS)]
    return [line.plain.rstrip() for line in lines]


def screen_lines(shown: TopJson, look: Look, width: int, height: int) -> list[Text]:
    """Exactly as many lines as the terminal has."""
    if not shown.up:
        lines = [Text("Bellwarden top"), Text(), Text(f"✕ {shown.problem}", style="bold"), Text()]
        lines += [Text("Trying again until it answers; q ends.", style=QUIET)]
        wrapped = [Text(part) for part in _wrapped(lines[2].plain, width)]
        lines[2:3] = wrapped
    else:
        lines = head(shown)
        body = _help() if look.helping else table(shown, look, width, height - len(lines) - 2)
        lines += [Text(), *body]
    lines = lines[: height - 1]
    lines += [Text()] * (height - 1 - len(lines))
    lines.append(_foot(shown, look))
    for line in lines:
        line.no_wrap = True
        line.truncate(width, overflow="ellipsis")
    return lines


def head(shown: TopJson) -> list[Text]:
    """The gate as a whole."""
    mode = "only observes, all calls go on" if shown.mode == "observe" else shown.mode
    policy = f"policy {shown.policy_serial} ({shown.policy[:12]}), pushed {span(shown.policy_age_s)} ago"
    lost = f", {shown.spool_dropped:,} lost" if shown.spool_dropped else ""
    lines = [
        Text(f"Bellwarden {shown.version} · {mode or 'no policy'} · {shown.gate}"),
        Text(f"{policy} · journal line {shown.journal} · spool {shown.spool_waiting:,} waiting{lost}", style=QUIET),
        _rates(shown),
        _latency(shown),
        _workers(shown),
    ]
    if shown.problem:
        lines.append(Text(f"▲ {visible(shown.problem, 300)}", style="yellow"))
    return lines


def _rates(shown: TopJson) -> Text:
    if not shown.window_s:
        return Text("Counting; rates come with the next reading.", style=QUIET)
    on = max(shown.per_s - shown.refused_per_s, 0.0)
    fine, bad = ("without objection", "would be refused") if shown.mode == "observe" else ("let through", "refused")
    of_all = f" ({share_of(shown.share)})" if shown.refused_per_s else ""
    text = Text.assemble((f"{rate(shown.per_s)} calls/s", "bold"))
    text.append(f" · {rate(on)} {fine} · {rate(shown.refused_per_s)} {bad}{of_all}")
    if shown.emergency_per_s:
        text.append(f" · ✚ {rate(shown.emergency_per_s)} emergency", style="cyan")
    return text


def _latency(shown: TopJson) -> Text:
    if shown.p50_ms is None or shown.p99_ms is None:
        text = Text("latency: no calls")
    else:
        text = Text(f"latency p50 {latency(shown.p50_ms / 1e3)}, p99 {latency(shown.p99_ms / 1e3)}")
    for figure, word in ((shown.shed_per_s, "shed"), (shown.unjudged_per_s, "not judged")):
        text.append(f" · {rate(figure)}/s {word}", style="yellow" if figure else "")
    if shown.unknown_source_per_s:
        text.append(f" · {rate(shown.unknown_source_per_s)}/s from unknown sources")
    if shown.connections:
        text.append(f" · {counted(shown.connections, 'connection')}")
    return text


def _workers(shown: TopJson) -> Text:
    workers = [one for one in shown.workers if one.state != "leaving"]
    well = sum(one.state == "well" for one in workers)
    text = Text(f"{well} of {counted(len(workers), 'worker')} well")
    if len(workers) <= WORKERS_IN_HEAD:
        told: Iterable[WorkerJson] = workers
    else:
        told = [one for one in workers if one.state != "well"][:WORKERS_IN_HEAD]
        text.append(f", {size(sum(one.resident_bytes for one in workers))}")
    for one in told:
        mark, style = MARKS[one.state]
        figures = "" if one.state == "silent" else f" {rate(one.per_s)}/s {size(one.resident_bytes)}"
        word = "" if one.state == "well" else f" {one.state}"
        text.append(f" · {mark} {one.number}{word}{figures}", style=style)
    if shown.deaths:
        text.append(f" · {shown.deaths:,} died", style="yellow")
    return text


def table(shown: TopJson, look: Look, width: int, rows_max: int) -> list[Text]:
    """The rows of the view in their order, from the first to be shown, as many as there is room for."""
    columns, rows = _rows(shown, look, width)
    if look.view in ("customers", "trunks"):
        columns = (replace(columns[0], title=look.view[:-1]), *columns[1:])
    widths = _widths(columns, width)
    title = _line(tuple(column.title for column in columns), columns, widths)
    title.stylize("bold")
    if not rows:
        nothing = f"nothing with “{visible(look.wanted, 40)}” in its name" if look.wanted else "no call yet"
        return [title, Text(nothing, style=QUIET)]
    first = min(look.first, len(rows) - 1)
    return [title, *(_line(row, columns, widths) for row in rows[first : first + max(rows_max - 1, 1)])]


def row_count(shown: TopJson, look: Look) -> int:
    """How many rows the view has."""
    return len(_rows(shown, look, NARROW)[1])


def _rows(shown: TopJson, look: Look, width: int) -> tuple[tuple[Column, ...], list[Row]]:
    if look.view == "reasons":
        reasons = [one for one in shown.reasons if look.wanted.lower() in one.reason.lower()]
        return REASON_COLUMNS, [_reason_row(one, shown) for one in _ordered_reasons(reasons, look)]
    if look.view == "workers":
        return WORKER_COLUMNS, [_worker_row(one) for one in shown.workers]
    parties = shown.trunks if look.view == "trunks" else shown.customers
    wanted = [one for one in parties if look.wanted.lower() in _name(one).lower()]
    points = _widths(PARTY_COLUMNS, width)[-1]
    rows = [_party_row(one, points) for one in _ordered(wanted, look)]
    if all(len(one.history) < 2 for one in parties):  # a chart of one point shows nothing
        return PARTY_COLUMNS[:-1], [row[:-1] for row in rows]
    return PARTY_COLUMNS, rows


def _ordered(parties: list[PartyJson], look: Look) -> list[PartyJson]:
    keys = {
        "calls": lambda one: (-one.per_s, -one.calls, one.key),
        "refused": lambda one: (-one.refused_per_s, -one.refused, one.key),
        "share": lambda one: (-one.share, -one.refused_per_s, one.key),
        "name": lambda one: (one.key,),
    }
    return sorted(parties, key=keys[look.order], reverse=look.turned)


def _ordered_reasons(reasons: list[ReasonJson], look: Look) -> list[ReasonJson]:
    if look.order == "name":
        return sorted(reasons, key=lambda one: one.reason, reverse=look.turned)
    refused_first = look.order in ("refused", "share")
    return sorted(
        reasons,
        key=lambda one: (refused_first and one.action == "allow", -one.per_s, -one.calls, one.reason),
        reverse=look.turned,
    )


def _party_row(one: PartyJson, points: int) -> Row:
    of_all = share_of(one.share) if one.per_s else ""
    return (
        visible(_name(one), 60),
        rate(one.per_s),
        rate(one.refused_per_s) if one.refused_per_s else "–",
        of_all if one.refused_per_s else "",
        one.reason,
        Text(spark(one.history[-points:]), style=QUIET),
    )


def _name(one: PartyJson) -> str:
    return one.key or "nobody known"


def _reason_row(one: ReasonJson, shown: TopJson) -> Row:
    action = Action(one.action)
    if one.reason == EMERGENCY_CALL:
        shape, word, colour = EMERGENCY_CHIP
    elif one.reason in NOT_JUDGED and action is Action.ALLOW:
        shape, word, colour = UNJUDGED_CHIP
    elif shown.mode == "observe" and action in WOULD:
        shape, word, colour = OBSERVED_SHAPE, WOULD[action], ""
    else:
        shape, word, colour = CHIPS[action]
    of_all = share_of(one.per_s / shown.per_s) if shown.per_s else ""
    return Text(f"{shape} {word}", style=colour), one.reason, rate(one.per_s), of_all, f"{one.calls:,}"


def _worker_row(one: WorkerJson) -> Row:
    mark, style = MARKS[one.state]
    state = "" if one.state == "well" else f" {one.state}"
    return (
        Text(f"{mark} {one.number}{state}", style=style),
        str(one.pid),
        rate(one.per_s),
        latency(one.delay_ms / 1e3),
        size(one.resident_bytes),
        f"{one.descriptors:,}/{_short(one.descriptors_max)}",
        str(one.policy_serial),
        span(one.up_s),
    )


def _short(number: int) -> str:
    """1,024 → 1k: the bound on files is a large round number nearly everywhere."""
    return f"{number // 1000:,}k" if number >= 1000 else str(number)


def _widths(columns: tuple[Column, ...], width: int) -> list[int]:
    """The least widths, and the rest of the line shared out from the left."""
    widths = [column.width for column in columns]
    rest = width - sum(widths) - 2 * (len(columns) - 1)
    if rest < 0:  # a narrow terminal: columns stand closer, and what goes beyond the edge is cut
        return widths
    for i, column in enumerate(columns):
        more = min(max(column.grows - column.width, 0), rest)
        widths[i] += more
        rest -= more
    return widths


def _line(row: Row, columns: tuple[Column, ...], widths: list[int]) -> Text:
    line = Text()
    for i, (cell, column, width) in enumerate(zip(row, columns, widths, strict=True)):
        text = Text(cell) if isinstance(cell, str) else cell.copy()
        text.truncate(width, overflow="ellipsis")
        blanks = " " * (width - text.cell_len)
        line.append("  " if i else "")
        line.append(blanks if column.right else "").append_text(text).append("" if column.right else blanks)
    return line


def _help() -> list[Text]:
    lines = [Text(f"{keys:<12}{meaning}") for keys, meaning in HELP]
    notes = (
        f"Rates, shares and latency are those of the last {WINDOW_S:.0f} s. Refused counts diverted calls, too,",
        "and while the gate only observes, those that it would refuse. Latency is from",
        "message read to answer built.",
    )
    return [Text("Keys", style="bold"), *lines, Text(), *(Text(note, style=QUIET) for note in notes)]


def _foot(shown: TopJson, look: Look) -> Text:
    if look.typing:
        return Text(f"/{look.wanted}▏ Enter keeps it, Esc shows all", style="bold")
    parts = [clock_of(shown), f"{look.view} by {look.order}{', turned' if look.turned else ''}"]
    if look.wanted:
        parts.append(f"only “{visible(look.wanted, 20)}” (Esc: all)")
    if look.paused:
        parts.append("HELD (p goes on)")
    return Text(" · ".join([*parts, "? keys", "q ends"]), style=QUIET)


def clock_of(shown: TopJson) -> str:
    """Local time of the reading."""
    from datetime import datetime

    return clock(datetime.fromisoformat(shown.at).timestamp())


def _wrapped(text: str, width: int) -> list[str]:
    import textwrap

    return textwrap.wrap(visible(text, 600), max(width, 20))


def spark(points: Sequence[float]) -> str:
    """A small chart of rates, zero at its foot, its own highest point at its head."""
    top = max(points, default=0.0)
    if top <= 0:
        return BARS[0] * len(points)
    return "".join(BARS[min(int(point / top * len(BARS)), len(BARS) - 1)] for point in points)


def rate(per_s: float) -> str:
    """`0`, `0.4`, `41.2`, `1,204`."""
    if per_s >= 1000:
        return f"{per_s:,.0f}"
    return f"{per_s:.1f}" if per_s else "0"


def share_of(part: float) -> str:
    """A share from 0 to 1 in percent."""
    return share(round(part * 1_000_000), 1_000_000)


def size(number: int) -> str:
    """Bytes as MB."""
    return f"{number / 1e6:,.0f} MB"
