"""Shows a replay: what would have changed first, then for whom, and what the past does not tell."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from bellwarden.cli.console import columns, counted, emit, note, number, say, share, utc, visible
from bellwarden.cli.exits import Exit
from bellwarden.cli.replay_shapes import (
    ComplaintsJson,
    EndsJson,
    GapJson,
    ReasonJson,
    ReplayJson,
    SampleJson,
    TollJson,
    TurnJson,
)
from bellwarden.cli.replaying import Order, Replayed, run_replay
from bellwarden.cli.tables import write_table
from bellwarden.flows.replay_counts import STANDINGS, Seen, Toll, reason_of, standing

CUSTOMERS_TOLD: Final = 1_000  # in the JSON; the screen shows fewer
ROWS: Final = 10
SAMPLES_SHOWN: Final = 5


def show_replay(order: Order, out: Path | None, as_json: bool) -> Exit:
    """Exit.NO when a call would end otherwise."""
    done = run_replay(order)
    document = json_of(done)
    if as_json:
        emit(document)
    else:
        for line in lines_of(document):
            say(line)
    if out is not None:
        count = write_table(out, (_toll(name, one) for name, one in _by_change(done.findings.customers)))
        note(f"{counted(count, 'customer')} in {out}")
    return Exit.NO if done.findings.changed else Exit.DONE


def json_of(done: Replayed) -> ReplayJson:
    found = done.findings
    whole = found.calls + found.outside
    complaints = found.complaints
    return ReplayJson(
        live=done.live,
        live_observes=done.live_observes,
        candidate=done.candidate,
        since=utc(found.since),
        until=utc(found.until),
        first_call=utc(found.first_at) if found.calls else "",
        last_call=utc(found.last_at) if found.calls else "",
        calls=found.calls,
        decisions=found.decisions,
        unjudged=found.outside,
        changed=found.changed,
        other_reason=found.other_reason,
        live_ends=_ends(found.live),
        candidate_ends=_ends(found.candidate),
        turns=[TurnJson(was, would, calls) for (was, would), calls in found.moves.most_common()],
        reasons=[ReasonJson(reason, calls) for reason, calls in found.reasons_new.most_common()],
        reasons_gone=[ReasonJson(reason, calls) for reason, calls in found.reasons_gone.most_common()],
        total=_toll("", found.total),
        unknown_answers=found.untimed,
        customers=_changed(found.customers),
        destinations=_changed(found.destinations),
        known_good=_changed(found.good),
        known_bad=_changed(found.bad),
        known_bad_untouched=sum(not one.held_candidate for one in found.bad.values()),
        emergency_calls=found.emergency,
        emergency_held=found.emergency_held,
        complaints=ComplaintsJson(complaints.told, complaints.outside, len(complaints.matched), complaints.prevented),
        gaps=[GapJson(what, calls, _percent(calls, whole)) for what, calls in found.gaps.most_common()],
        samples=[_sample(one) for one in found.samples],
    )


def _ends(counts: Counter[str]) -> EndsJson:
    return EndsJson(**{name: counts[name] for name in STANDINGS})


def _by_change(tolls: Mapping[str, Toll]) -> list[tuple[str, Toll]]:
    return sorted(tolls.items(), key=lambda item: (-item[1].newly - item[1].released, -item[1].calls, item[0]))


def _changed(tolls: Mapping[str, Toll]) -> list[TollJson]:
    return [_toll(name, one) for name, one in _by_change(tolls)[:CUSTOMERS_TOLD] if one.newly or one.released]


def _toll(name: str, one: Toll) -> TollJson:
    return TollJson(
        name,
        one.calls,
        one.held_live,
        one.held_candidate,
        one.newly,
        one.released,
        one.answered,
        round(one.answered_s / 60, 1),
    )


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 0.0


def _sample(one: Seen) -> SampleJson:
    record, request = one.record, one.call.request
    return SampleJson(
        at=utc(request.at),
        customer=one.call.customer,
        calling=one.call.calling.digits or request.calling,
        called=one.call.called.digits or request.called,
        live=standing(one.live),
        live_reason=reason_of(one.live),
        candidate=standing(one.candidate),
        candidate_reason=reason_of(one.candidate),
        answered_s=None if record is None else record.billable_s,
        decision_id=one.decision_id,
        call_id=request.call_id,
    )


def lines_of(one: ReplayJson) -> list[str]:
    """The same for people."""
    against = f"policy {one.live[:12]}" if one.live else "no policy in force, so every call passed"
    lines = [
        f"{visible(one.candidate)} against {against}",
        f"{counted(one.calls, 'call')}, {_day(one.first_call or one.since)} to {_day(one.last_call or one.until)} UTC:"
        f" {one.decisions:,} by the gate's decision, {one.calls - one.decisions:,} by the switch's record.",
        "",
        *_headline(one),
        "",
        *_ends_lines(one),
    ]
    lines += _reasons("Why they would be held", one.reasons)
    lines += _reasons("Why they were held", one.reasons_gone)
    lines += _tolls("Whose calls", one.customers)
    lines += _tolls("Where to", one.destinations)
    lines += _known(one)
    lines += _gaps(one)
    return lines + _samples(one.samples)


def _headline(one: ReplayJson) -> list[str]:
    if not one.changed:
        lines = ["No call would have ended otherwise."]
    else:
        lines = [
            f"{one.changed:,} of {counted(one.calls, 'call')} ({share(one.changed, one.calls)}) would end otherwise:"
        ]
        lines += [f"  {turn.calls:,} {turn.live}, with it {turn.candidate}" for turn in one.turns]
    if one.other_reason:
        lines.append(f"  {counted(one.other_reason, 'call')} would end the same, for another reason.")
    total = one.total
    if total.newly_held > one.unknown_answers:
        lines.append(
            f"Of the {total.newly_held:,} newly held, {total.answered_lost:,} were answered:"
            f" {total.minutes_lost:,.1f} minutes of talk."
        )
    if one.unknown_answers:
        lines.append(f"Whether {counted(one.unknown_answers, 'newly held call')} would be answered, no record tells.")
    if one.emergency_held:
        lines.append(
            f"✚ {counted(one.emergency_held, 'emergency call')} HELD: a fault of Bellwarden. Do not push this."
        )
    else:
        lines.append(f"✚ {counted(one.emergency_calls, 'emergency call')}, all let through.")
    if one.live_observes:
        lines.append("The gate only observes: what it holds, it would have held.")
    return lines


def _ends_lines(one: ReplayJson) -> list[str]:
    rows: list[tuple[str, ...]] = [("", "in force", "with it")]
    for name in STANDINGS:
        rows.append((name, f"{getattr(one.live_ends, name):,}", f"{getattr(one.candidate_ends, name):,}"))
    return [f"  {line}" for line in columns(rows, frozenset((1, 2)))]


def _reasons(title: str, reasons: Sequence[ReasonJson]) -> list[str]:
    if not reasons:
        return []
    rows = [(f"{one.calls:,}", visible(one.reason, 60)) for one in reasons[:ROWS]]
    return ["", f"{title}:", *(f"  {line}" for line in columns(rows, frozenset((0,)))), *_more(reasons)]


def _tolls(title: str, tolls: Sequence[TollJson]) -> list[str]:
    if not tolls:
        return []
    rows: list[tuple[str, ...]] = [("", "calls", "newly held", "answered", "minutes", "released")]
    rows += [
        (
            visible(one.name, 28) or "nobody known",
            f"{one.calls:,}",
            f"{one.newly_held:,}",
            f"{one.answered_lost:,}",
            f"{one.minutes_lost:,.1f}",
            f"{one.released:,}",
        )
        for one in tolls[:ROWS]
    ]
    return ["", f"{title}:", *(f"  {line}" for line in columns(rows, frozenset((1, 2, 3, 4, 5)))), *_more(tolls)]


def _more(told: Sequence[object]) -> list[str]:
    return [f"  … and {len(told) - ROWS:,} more; --json tells them"] if len(told) > ROWS else []


def _known(one: ReplayJson) -> list[str]:
    lines = []
    if one.known_good:
        lines.append(f"▲ {len(one.known_good):,} known good hit: {_names(one.known_good)}")
    if one.known_bad or one.known_bad_untouched:
        lines.append(f"{len(one.known_bad):,} known bad hit, {one.known_bad_untouched:,} not held at all.")
    told = one.complaints
    if told.told:
        lines.append(
            f"{counted(told.told, 'complaint')}: {told.matched:,} matched to a call, {told.prevented:,} would have been"
            f" prevented; {told.of_other_times:,} of other times."
        )
    return ["", *lines] if lines else []


def _names(tolls: Sequence[TollJson]) -> str:
    shown = ", ".join(f"{visible(one.name, 28)} ({one.newly_held:,} calls)" for one in tolls[:ROWS])
    return shown + (", …" if len(tolls) > ROWS else "")


def _gaps(one: ReplayJson) -> list[str]:
    if not one.gaps:
        return []
    rows = [(f"{gap.percent:.1f}\N{NARROW NO-BREAK SPACE}%", visible(gap.what, 100)) for gap in one.gaps]
    head = "What the past does not tell, in percent of all calls:"
    return ["", head, *(f"  {line}" for line in columns(rows, frozenset((0,))))]


def _samples(samples: Sequence[SampleJson]) -> list[str]:
    if not samples:
        return []
    rows = [
        (
            one.at[:19].replace("T", " "),
            visible(one.customer, 20) or "nobody known",
            _number(one.calling),
            "→",
            _number(one.called),
            f"{one.live} → {one.candidate}",
            "" if one.answered_s is None else f"{one.answered_s:g} s",
        )
        for one in samples[:SAMPLES_SHOWN]
    ]
    return ["", "For example:", *(f"  {line}" for line in columns(rows))]


def _number(text: str) -> str:
    return number(text) if text.isdigit() else visible(text, 24) or "no number"


def _day(at: str) -> str:
    return at[:16].replace("T", " ")
