"""Reads the spool for `bellwarden decisions`."""

import csv
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bellwarden.cli.console import (
    clock,
    coloured,
    columns,
    complain,
    counted,
    emit,
    emit_line,
    note,
    say,
    share,
    utc,
)
from bellwarden.cli.homes import open_home
from bellwarden.cli.options import read_moment
from bellwarden.cli.records import CSV_COLUMNS, csv_row, line_of, record_of
from bellwarden.cli.shapes import LossJson, SummaryJson
from bellwarden.flows.replay import Loss, Summary, summarise
from bellwarden.home import Home, SpoolReader
from bellwarden.model.decision import Decision
from bellwarden.model.verdict import Outcome
from bellwarden.seam.fault import SeamFault

FAULTS_SHOWN: Final = 3
REASONS_SHOWN: Final = 3
CUSTOMERS_SHOWN: Final = 20


def show_tail(place: Path, follow: bool, count: int, as_json: bool) -> None:
    reader = open_home(place).spool_reader()
    in_colours = coloured()
    told: set[str] = set()

    def tell_last() -> None:
        for decision in reversed(reader.last(count)):
            told.add(decision.id)
            _tell(decision, as_json, in_colours)
        report_damage(reader)

    if not follow:
        tell_last()
        if not told:
            note(f"No decision is kept in {place} yet; the gate writes one for every call it is asked about.")
        return
    # The reader marks where it begins to follow before it first asks whether to stop: the last ones are read then, so
    # that none is lost in between.
    asked = iter((tell_last,))

    def stop() -> bool:
        for begin in asked:
            begin()
        return False

    for decision in reader.follow(stop):
        if decision.id not in told:
            _tell(decision, as_json, in_colours)
            sys.stdout.flush()


def _tell(decision: Decision, as_json: bool, in_colours: bool) -> None:
    if as_json:
        emit_line(record_of(decision))
    else:
        say(line_of(decision, in_colours))


def write_export(place: Path, form: str, since: str, until: str) -> None:
    reader = open_home(place).spool_reader()
    decisions = between(reader, since, until)
    if form == "csv":
        writer = csv.writer(sys.stdout)
        writer.writerow(CSV_COLUMNS)
        for decision in decisions:
            writer.writerow(csv_row(decision))
    else:
        for decision in decisions:
            emit_line(record_of(decision))
    report_damage(reader)


def show_summary(place: Path, since: str, until: str, as_json: bool) -> None:
    home = open_home(place)
    reader = home.spool_reader()
    unjudged: list[str] = []
    summary = summarise(_judged(between(reader, since, until), unjudged))
    names = _customer_names(home)
    if as_json:
        emit(_json_of(summary, names, len(unjudged), reader.fault_count))
        return
    report_damage(reader)
    if not summary.calls:
        say("No call was judged in this time." if since or until else "No call was judged yet.")
        return
    _say_headline(summary, len(unjudged))
    _say_counts("Why", summary.reasons, summary.calls)
    _say_counts("Seen besides, without deciding", summary.reported, summary.calls)
    _say_customers(summary, names)


def between(reader: SpoolReader, since: str, until: str) -> Iterator[Decision]:
    return reader.read(*moments(since, until))


def moments(since: str, until: str) -> tuple[float | None, float | None]:
    now = time.time()
    return read_moment(since, now) if since else None, read_moment(until, now) if until else None


def _judged(decisions: Iterator[Decision], unjudged: list[str]) -> Iterator[Decision]:
    """Those with a verdict; the ids of the others are put aside: nothing was refused there, and nothing allowed."""
    for decision in decisions:
        if decision.verdict.outcome is Outcome.OVERLOADED:
            unjudged.append(decision.id)
        else:
            yield decision


def _say_headline(summary: Summary, unjudged: int) -> None:
    calls, refused, observed = summary.calls, summary.refused, summary.observed
    would = "would have been" if observed == calls else "were"
    part = share(refused, calls)
    say(f"{refused:,} of {counted(calls, 'call')} {would} refused or diverted ({part}).")
    say(
        f"  {clock(summary.first_at)} to {clock(summary.last_at)}; "
        f"{counted(summary.emergency, 'emergency call')}, all let through."
    )
    if observed == calls:
        say("  The gate only observed: every one of these calls went on.")
    elif observed:
        say(f"  For {counted(observed, 'call')} of them the gate only observed: those went on.")
    if unjudged:
        say(f"  Besides, {counted(unjudged, 'call')} went on unjudged: the gate was asked too late, or judging failed.")


def _say_counts(title: str, counts: Counter[str], calls: int) -> None:
    if not counts:
        return
    say()
    say(title)
    rows = [(f"{count:,}", share(count, calls), code) for code, count in counts.most_common()]
    for line in columns(rows, right=frozenset((0, 1))):
        say(f"  {line}")


def _say_customers(summary: Summary, names: dict[str, str]) -> None:
    losses = [(key, loss) for key, loss in summary.customers.items() if loss.refused]
    losses.sort(key=lambda item: (-item[1].refused, item[0]))
    if not losses:
        return
    say()
    say("Whose calls")
    rows = [
        (
            f"{loss.refused:,}",
            f"of {loss.calls:,}",
            share(loss.refused, loss.calls),
            _named(key, names),
            ", ".join(f"{code} {count:,}" for code, count in loss.reasons.most_common(REASONS_SHOWN)),
        )
        for key, loss in losses[:CUSTOMERS_SHOWN]
    ]
    for line in columns(rows, right=frozenset((0, 1, 2))):
        say(f"  {line}")
    if len(losses) > CUSTOMERS_SHOWN:
        say(f"  and {len(losses) - CUSTOMERS_SHOWN} more; --json has them all")
    untouched = len(summary.customers) - len(losses)
    if untouched:
        say(f"  {counted(untouched, 'customer')} without a refused call")


def _named(key: str, names: dict[str, str]) -> str:
    if not key:
        return "no customer found"
    return f"{key} ({names[key]})" if names.get(key) else key


def _customer_names(home: Home) -> dict[str, str]:
    """Names by key from the current policy; none when there is none or it can't be read."""
    shelf = home.shelf()
    try:
        pointer = shelf.current()
        document = None if pointer is None else shelf.load(pointer.snapshot).document
    except SeamFault:
        return {}
    return {} if document is None else {one.key: one.name for one in document.customers}


def _json_of(summary: Summary, names: dict[str, str], unjudged: int, damaged: int) -> SummaryJson:
    customers = sorted(summary.customers.items(), key=lambda item: (-item[1].refused, item[0]))
    return SummaryJson(
        calls=summary.calls,
        refused=summary.refused,
        share=_part(summary.refused, summary.calls),
        observed=summary.observed,
        emergency=summary.emergency,
        first_at=utc(summary.first_at) if summary.calls else "",
        last_at=utc(summary.last_at) if summary.calls else "",
        reasons=dict(summary.reasons.most_common()),
        reported=dict(summary.reported.most_common()),
        customers=[_loss_json(key, loss, names) for key, loss in customers],
        unjudged=unjudged,
        damaged=damaged,
    )


def _loss_json(key: str, loss: Loss, names: dict[str, str]) -> LossJson:
    reasons = dict(loss.reasons.most_common())
    return LossJson(key, names.get(key, ""), loss.calls, loss.refused, _part(loss.refused, loss.calls), reasons)


def _part(part: int, whole: int) -> float:
    return round(part / whole, 6) if whole else 0.0


def report_damage(reader: SpoolReader) -> None:
    """What could not be read is said, and how much of it."""
    for fault in reader.faults[:FAULTS_SHOWN]:
        complain(fault)
    if reader.fault_count > FAULTS_SHOWN:
        complain(f"and {reader.fault_count - FAULTS_SHOWN} more damaged places; everything sound was read")
