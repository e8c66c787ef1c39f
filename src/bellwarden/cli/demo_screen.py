"""What the demonstration shows: verdicts as they fall, rates, reasons and latency; on a live screen or as lines."""

import time
from collections import deque
from typing import Final, Protocol

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from bellwarden.cli.console import clock, counted, latency, number, say, visible
from bellwarden.cli.demo_tally import WORDS, DemoTally
from bellwarden.cli.records import chip
from bellwarden.flows.telling import why
from bellwarden.model.decision import Decision

ROWS_MIN: Final = 6
STATUS_LINES: Final = 8
PLAIN_STATUS_S: Final = 5.0
QUIET: Final = "bright_black"


class Screen(Protocol):
    """Shows; knows nothing of processes."""

    def start(self) -> None:
        """Begin to show."""

    def show(self, decision: Decision) -> None:
        """A verdict has fallen."""

    def refresh(self, tally: DemoTally) -> None:
        """Called about four times a second."""

    def stop(self) -> None:
        """Leave what is shown, and let the terminal go."""


class LiveScreen:
    """Verdicts that stop a call in rows, the allowed ones between them folded to a count: the normal is silent."""

    def __init__(self, console: Console, lines_above: int) -> None:
        self._rows: deque[tuple[Text, ...]] = deque(maxlen=max(console.height - STATUS_LINES - lines_above, ROWS_MIN))
        self._folded = 0
        self._live = Live(console=console, auto_refresh=False, transient=False)

    def start(self) -> None:
        self._live.start()

    def stop(self) -> None:
        self._live.stop()

    def show(self, decision: Decision) -> None:
        shape, word, colour = chip(decision)
        if word == "Allowed":
            if self._folded:
                self._rows.pop()
            self._folded += 1
            self._rows.append(_fold(self._folded))
            return
        self._folded = 0
        call = decision.call
        self._rows.append(
            (
                Text(clock(call.request.at), style=QUIET),
                Text(f"{shape} {word}", style=colour),
                Text(call.customer or "nobody known"),
                Text(_way(decision)),
                Text(visible(why(decision.verdict), 90)),
            )
        )

    def refresh(self, tally: DemoTally) -> None:
        table = Table.grid(padding=(0, 2))
        for width in (8, 12, 14, 31):
            table.add_column(no_wrap=True, min_width=width)
        table.add_column(no_wrap=True, overflow="ellipsis")
        for row in self._rows:
            table.add_row(*row)
        self._live.update(Group(table, Text(), *_status(tally)), refresh=True)


class PlainScreen:
    """The same as lines, for pipes and log files; every five seconds the counts."""

    def __init__(self) -> None:
        self._folded = 0
        self._due = time.monotonic() + PLAIN_STATUS_S

    def start(self) -> None:
        """Nothing to prepare."""

    def stop(self) -> None:
        self._unfold()

    def show(self, decision: Decision) -> None:
        shape, word, _ = chip(decision)
        if word == "Allowed":
            self._folded += 1
            return
        self._unfold()
        call = decision.call
        who = call.customer or "nobody known"
        told = visible(why(decision.verdict), 90)
        say(f"{clock(call.request.at)}  {shape} {word:<10}  {who:<14}  {_way(decision):<31}  {told}".rstrip())

    def refresh(self, tally: DemoTally) -> None:
        if time.monotonic() >= self._due:
            self._due += PLAIN_STATUS_S
            self._unfold()
            for line in _status(tally):
                say(f"          {line.plain}")

    def _unfold(self) -> None:
        if self._folded:
            say(f"          {self._folded} allowed")
            self._folded = 0


def _way(decision: Decision) -> str:
    call = decision.call
    calling = number(call.calling.digits, call.request.calling)
    return f"{calling:>14} → {number(call.called.digits, call.request.called)}"


def _fold(count: int) -> tuple[Text, ...]:
    return Text(), Text(f"✓ {count} allowed", style=QUIET), Text(), Text(), Text()


def _status(tally: DemoTally) -> list[Text]:
    rates = tally.rates(time.monotonic())
    words = (*WORDS, *(word for word in tally.words if word not in WORDS))
    shown = " · ".join(f"{word} {tally.words[word]:,} ({rates.get(word, 0.0):.1f}/s)" for word in words)
    reasons = " · ".join(f"{reason} {count:,}" for reason, count in tally.reasons.most_common(5))
    p50, p99 = latency(tally.latency(0.5)), latency(tally.latency(0.99))
    lines = [
        Text(shown, no_wrap=True, overflow="ellipsis"),
        Text(f"Why: {reasons or 'nothing refused yet'}", no_wrap=True, overflow="ellipsis"),
        Text(signatures(tally), no_wrap=True, overflow="ellipsis"),
        Text(f"Answered in {p50} (p50), {p99} (p99), as the asking SBC measures it over UDP"),
        Text(_labels(tally)),
    ]
    return lines


def signatures(tally: DemoTally) -> str:
    """What was signed on the way out and verified on the way in."""
    signed = " · ".join(f"{level} {count:,}" for level, count in sorted(tally.signed.items()))
    verified = " · ".join(f"{word} {count:,}" for word, count in tally.verified.most_common())
    return f"Signed by us: {signed or 'nothing yet'}; others' signatures: {verified or 'none yet'}"


def _labels(tally: DemoTally) -> str:
    told = f"{counted(tally.placed, 'call')} placed; "
    if tally.disagreed or tally.unanswered:
        return told + f"{tally.disagreed:,} verdicts against their label, {tally.unanswered:,} calls without answer"
    rest = f"; {tally.unjudged:,} went on unjudged, the gate being late" if tally.unjudged else ""
    rest += f"; {tally.by_measure:,} met a measure that you set" if tally.by_measure else ""
    return told + "every verdict is the one that the call's label asks for" + rest
