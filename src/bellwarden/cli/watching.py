"""The loop behind `bellwarden top`: read, work rates out, show, wait for a key or the next reading."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from bellwarden.cli.board_file import NoGate
from bellwarden.cli.console import complain, emit_line, say, utc
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.homes import open_home
from bellwarden.cli.shapes import TopJson
from bellwarden.cli.top_rates import Rates
from bellwarden.cli.top_sources import HomeSource, Source, UrlSource

FIRST_READINGS_S = 3.0  # a gate that has just begun may need as long until there are two


def watch(place: Path, url: str, key: str, interval: float, once: bool, as_json: bool) -> None:
    """Until q, Ctrl-C or SIGTERM; with `once` one reading."""
    source: Source = UrlSource(url, key) if url else HomeSource(open_home(place))
    if once:
        _show_once(source, interval, as_json)
        return
    try:
        if as_json or not sys.stdout.isatty():
            _show_each(source, interval, emit_line if as_json else _say_plain)
        else:
            from bellwarden.cli.top_screen import run_screen

            run_screen(Readings(source).next, interval)
    except KeyboardInterrupt:
        return  # how a view that has no end of its own is meant to be left


class Readings:
    """The gate's state at each call, whether it answers or not."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._rates = Rates()

    def next(self) -> TopJson:
        """What to show now."""
        try:
            return self._rates.take(self._source.read())
        except NoGate as error:
            # Whatever answers next may be another gate: its counts are not this one's going on.
            self._rates = Rates()
            return TopJson(at=utc(time.time()), up=False, problem=str(error), gate="")


def _show_once(source: Source, interval: float, as_json: bool) -> None:
    """Two readings, an interval apart: one alone tells no rate."""
    readings = Readings(source)
    shown = readings.next()
    until = time.monotonic() + max(interval, FIRST_READINGS_S)
    while shown.up and not shown.window_s and time.monotonic() < until:
        time.sleep(interval)
        shown = readings.next()
    if as_json:
        emit_line(shown)
    if not shown.up:
        raise CommandFault(Exit.GATE, shown.problem)
    if not as_json:
        _say_plain(shown)


def _show_each(source: Source, interval: float, show: Callable[[TopJson], None]) -> None:
    readings = Readings(source)
    due = time.monotonic()
    while True:
        shown = readings.next()
        if not shown.up or shown.window_s:  # the first reading alone tells no rate
            show(shown)
            sys.stdout.flush()
        due = max(due + interval, time.monotonic())
        time.sleep(max(due - time.monotonic(), 0.0))


def _say_plain(shown: TopJson) -> None:
    if not shown.up:
        complain(shown.problem)
        return
    from bellwarden.cli.top_text import plain_lines

    for line in plain_lines(shown):
        say(line)
    say()
