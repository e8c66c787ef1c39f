"""The drawing of one customer in a terminal of 80 columns: words first, then bars, lines, a heat map and tables."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import typer

from bellwarden.cli.console import coloured, columns, counted, number, visible
from bellwarden.cli.drawing_shapes import OftenJson, ShowJson, SpanJson
from bellwarden.cli.patterns import percent

WIDTH: Final = 80
BARS: Final = 40
HOURS_MAX: Final = 48  # beyond, bars are days
SHADES: Final = " ░▒▓█"
SPARKS: Final = " ▁▂▃▄▅▆▇█"
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
COLOURS: Final = {"limit": "red", "case": "yellow", "report": "cyan"}
SIGNS: Final = {"limit": "▲", "case": "◆", "report": "●"}
NAMES: Final = {
    "attempts": "attempts a day",
    "asr": "answered",
    "acd_s": "average call",
    "short_ratio": "calls of at most 6 s",
}


def lines_of(one: ShowJson) -> list[str]:
    """Every line fits 80 columns."""
    lines = [*_head(one), "", *_alerts(one), "", *_bars(one), "", *_trends(one), "", *_heat(one)]
    lines += ["", *_often("Called most", one.prefixes, "prefix"), "", *_often("Caller IDs", one.callers, "caller")]
    lines += ["", *_compared(one)]
    return lines


def _paint(text: str, colour: str) -> str:
    return typer.style(text, fg=colour) if coloured() and colour else text


def _head(one: ShowJson) -> list[str]:
    return [
        f"{visible(one.subject, 50)} ({one.kind}), {_day(one.since)} to {_day(one.until)} UTC",
        f"{counted(one.attempts, 'attempt')}, {percent(one.asr)} answered, {_seconds(one.acd_s)} on average,"
        f" {percent(one.short_ratio)} of at most 6 s",
        f"{counted(one.caller_ids, 'caller ID')}, {counted(one.called_numbers, 'called number')}",
    ]


def _alerts(one: ShowJson) -> list[str]:
    if not one.alerts:
        return ["✓ no alert in this time"]
    lines = []
    for alert in one.alerts:
        head = f"{SIGNS[alert.action]} {alert.title} ({alert.action}), first {_minute(alert.first_alert_at)}"
        lines.append(_paint(_cut(head), COLOURS[alert.action]))
        lines += [_cut(f"    {reason}") for reason in alert.reasons]
    return lines


def _bars(one: ShowJson) -> list[str]:
    """Attempts over time, the answered part filled."""
    by_hour = _span_hours(one) <= HOURS_MAX
    spans = _without_gaps(one.hours if by_hour else one.days, timedelta(hours=1 if by_hour else 24))
    top = max((span.attempts for span in spans), default=0)
    if not top:
        return ["no call in this time"]
    lines = [f"Attempts by {'hour' if by_hour else 'day'} (█ answered, ░ not), at most {top:,}"]
    for span in spans:
        wide = _places(span.attempts, top)
        full = min(_places(span.answered, top), wide)
        at = datetime.fromisoformat(span.since)
        label = f"{at:%d %b %H:%M}" if by_hour else f"{WEEKDAYS[at.weekday()]} {at:%d %b}"
        lines.append(f"  {label:<12} {'█' * full}{'░' * (wide - full)} {span.attempts:,}".rstrip())
    return lines


def _places(count: int, top: int) -> int:
    return -(-count * BARS // top)


def _span_hours(one: ShowJson) -> float:
    return (datetime.fromisoformat(one.until) - datetime.fromisoformat(one.since)).total_seconds() / 3600


def _without_gaps(spans: Sequence[SpanJson], step: timedelta) -> list[SpanJson]:
    """From the first to the last, those without a call too."""
    if not spans:
        return []
    known = {datetime.fromisoformat(span.since): span for span in spans}
    at, last = min(known), max(known)
    found = []
    while at <= last:
        empty = SpanJson(at.astimezone(UTC).isoformat(), 0, 0, None, None, None)
        found.append(known.get(at, empty))
        at += step
    return found


def _trends(one: ShowJson) -> list[str]:
    """The three figures over time, each scaled to its own highest value."""
    hourly = _span_hours(one) <= 24 * 3
    spans = _without_gaps(one.hours if hourly else one.days, timedelta(hours=1 if hourly else 24))
    step = -(-len(spans) // 60) or 1
    shown = spans[-60 * step :: step] if step > 1 else spans
    rows = (
        ("answered", [span.asr for span in shown], 1.0, percent),
        ("average", [span.acd_s for span in shown], None, _seconds),
        ("at most 6 s", [span.short_ratio for span in shown], 1.0, percent),
    )
    lines = [f"By {'hour' if hourly else 'day'} (· no call)"]
    for name, values, top, words in rows:
        known = [value for value in values if value is not None]
        scale = top or max(known, default=0.0) or 1.0
        last = words(known[-1]) if known else ""
        lines.append(f"  {name:<12} {''.join(_spark(value, scale) for value in values)} {last}".rstrip())
    return lines


def _spark(value: float | None, top: float) -> str:
    return "·" if value is None else SPARKS[max(1, min(round(value / top * 8), 8))]


def _heat(one: ShowJson) -> list[str]:
    top = max(max(row) for row in one.hour_of_day) or 1
    lines = [f"Hour of day, UTC (darkest: {top:,} attempts)", "      0     6     12    18   23"]
    for name, row in zip(WEEKDAYS, one.hour_of_day, strict=True):
        lines.append(f"  {name} {''.join(SHADES[-(-count * 4 // top)] for count in row)}".rstrip())
    return lines


def _often(title: str, often: Sequence[OftenJson], kind: str) -> list[str]:
    if not often:
        return [f"{title}: nothing known"]
    top = often[0].attempts
    rows = [
        (
            f"+{one.what}… {one.country}".rstrip() if kind == "prefix" else number(one.what),
            f"{one.attempts:,}",
            percent(one.answered / one.attempts),
            "█" * max(1, one.attempts * 24 // top),
        )
        for one in often
    ]
    return [f"{title} (attempts, answered)", *(f"  {line}" for line in columns(rows, frozenset((1, 2))))]


def _compared(one: ShowJson) -> list[str]:
    rows: list[tuple[str, ...]] = [("", "last 24 h", "own days", "whole", f"{one.kind}s", "rank")]
    for figure in one.compared:
        words = _words(figure.figure)
        whole = "" if figure.figure == "attempts" else words(figure.whole)
        peers = "" if figure.figure == "attempts" else words(figure.peers)
        rank = f"{figure.rank:,} of {figure.of:,}" if figure.rank else ""
        rows.append((NAMES[figure.figure], words(figure.last_day), words(figure.own_days), whole, peers, rank))
    title = "Beside its own past and the others (medians; rank 1: the highest)"
    return [title, *(f"  {line}" for line in columns(rows, frozenset((1, 2, 3, 4, 5))))]


def _words(figure: str) -> Callable[[float | None], str]:
    return {"attempts": _count, "acd_s": _seconds}.get(figure, percent)


def _count(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f} s"


def _cut(text: str) -> str:
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"


def _day(at: str) -> str:
    return at[:10]


def _minute(at: str) -> str:
    return at[:16].replace("T", " ")
