"""`bellwarden decisions unjudged`: which calls went on without a verdict, and when calls left no record."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bellwarden.cli.console import clock, columns, counted, emit_line, number, say, utc
from bellwarden.cli.history import between, moments, report_damage
from bellwarden.cli.homes import open_home
from bellwarden.cli.shapes import UnjudgedJson
from bellwarden.home import SpoolReader
from bellwarden.model.decision import Decision
from bellwarden.model.verdict import NOT_JUDGED

LINES_MAX: Final = 1_000  # for the eye; --json has them all


def show_unjudged(place: Path, since: str, until: str, as_json: bool) -> None:
    reader = open_home(place).spool_reader()
    gaps = reader.gaps(*moments(since, until))
    if as_json:
        for one in _unjudged(reader, since, until):
            emit_line(_call(one))
        for gap in gaps:
            emit_line(
                UnjudgedJson(
                    utc(gap.begin), utc(gap.end), gap.decisions, "NOT_KEPT", gap.why, "", "", "", "", "", "", ""
                )
            )
        report_damage(reader)
        return
    reasons: Counter[str] = Counter()
    for one in _unjudged(reader, since, until):
        reasons[one.verdict.reason] += 1
        if reasons.total() <= LINES_MAX:
            say(_line(one))
    report_damage(reader)
    if reasons.total() > LINES_MAX:
        say(f"and {reasons.total() - LINES_MAX:,} more; --json has them all")
    for gap in gaps:
        say(f"{clock(gap.begin)} to {clock(gap.end)}  {counted(gap.decisions, 'decision')} not kept: {gap.why}")
    if not reasons and not gaps:
        say("Every call of this time was judged and kept." if since or until else "Every call was judged and kept.")
        return
    say()
    rows = [(f"{count:,}", NOT_JUDGED.get(reason, reason)) for reason, count in reasons.most_common()]
    rows += [(f"{sum(gap.decisions for gap in gaps):,}", "left no record")] if gaps else []
    for line in columns(rows, right=frozenset((0,))):
        say(line)


def _unjudged(reader: SpoolReader, since: str, until: str) -> Iterator[Decision]:
    return (one for one in between(reader, since, until) if one.verdict.reason in NOT_JUDGED)


def _line(decision: Decision) -> str:
    call = decision.call
    request = call.request
    who = call.customer or call.trunk
    calling, called = number(call.calling.digits, request.calling), number(call.called.digits, request.called)
    why = decision.verdict.reason
    return (
        f"{clock(request.at)}  {who:<20.20}  {calling:>14} → {called:<14}  {why:<15}  {request.call_id[:80]}".rstrip()
    )


def _call(decision: Decision) -> UnjudgedJson:
    call = decision.call
    request = call.request
    reason = decision.verdict.reason
    return UnjudgedJson(
        begin=utc(request.at),
        end=utc(request.at),
        count=1,
        reason=reason,
        why=NOT_JUDGED[reason],
        call_id=request.call_id,
        calling_number=call.calling.digits or request.calling,
        called_number=call.called.digits or request.called,
        source_ip=request.source_ip,
        trunk=call.trunk,
        customer=call.customer,
        decision_id=decision.id,
    )
