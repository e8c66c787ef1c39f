"""An opened complaint for the eye: what staff know, and below a line what may leave."""

from collections.abc import Iterator
from typing import Final

from bellwarden.cli.complaint_shapes import ComplaintAnswerJson, ComplaintCallJson, ComplaintJson, ComplaintTimeJson
from bellwarden.cli.console import columns, counted, number, visible

CALLS_MAX: Final = 12
NEAR_MAX: Final = 4
TIMES_MAX: Final = 6
VERDICTS: Final = {
    "made_by_customer": "Made by our customer",
    "carried_for_upstream": "Carried for another provider",
    "spoofed": "The number is ours, the call is not: it was spoofed",
    "not_ours": "Not ours",
    "no_data": "No data for that time",
}
ANSWERS: Final = {"yes": "yes", "no": "no", "needs_facts": "needs facts"}
ROLES: Final = {"caller_id": "shown", "called": "called", "callback": "to call back", "other": "other"}


def complaint_lines(one: ComplaintJson) -> Iterator[str]:
    yield f"{one.reference}  {visible(one.file, 80)}{'  (opened before)' if one.known else ''}"
    if one.fault:
        yield f"  could not be read: {visible(one.fault, 200)}"
        yield ""
        return
    if one.needs_person_now and one.needs_person_now.needed:
        yield f"  A PERSON IS NEEDED NOW: {visible(one.needs_person_now.reason, 200)}"
        yield f"  {one.needs_person_now.path}"
    yield f"  {_words(one.kind)}, about a {one.medium}, in {one.language}, read as {_words(one.intake)}"
    yield from _indented(_numbers(one))
    yield from _indented(map(_time, one.times[:TIMES_MAX]))
    yield ""
    yield f"  {_verdict(one)}"
    yield from _indented(_calls(one.matches[:CALLS_MAX]))
    if len(one.matches) > CALLS_MAX:
        yield f"  and {len(one.matches) - CALLS_MAX:,} more; --json has them all"
    if one.near_misses:
        yield f"  {counted(len(one.near_misses), 'near miss', 'near misses')}:"
        yield from _indented(_calls(one.near_misses[:NEAR_MAX]))
    yield f"  {_coverage(one)}"
    yield ""
    if one.answers:
        yield from _answer("Illegal?", one.answers.illegal)
        yield from _answer("Against our terms?", one.answers.against_terms)
        yield from _answer("Harmful to the network?", one.answers.harmful)
    if one.do_not_originate_request:
        yield "  A request to list the number as do-not-originate is drafted; --json has it."
    yield ""
    yield from _outgoing(one)
    yield ""


def _words(name: str) -> str:
    return name.replace("_", " ")


def _indented(lines: Iterator[str] | list[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)


def _numbers(one: ComplaintJson) -> list[str]:
    shown = {(found.digits, found.role): found for found in reversed(one.numbers)}
    rows = [
        (ROLES[found.role], number(found.digits, found.text), found.reason, found.fault.replace("_", " "))
        for found in reversed(shown.values())
    ]
    return columns(rows)


def _time(one: ComplaintTimeJson) -> str:
    if not one.readings:
        return f"“{visible(one.text, 40)}” can't be placed"
    first = one.readings[0]
    more = f", and {counted(len(one.readings) - 1, 'other reading')}" if len(one.readings) > 1 else ""
    notes = f" ({'; '.join(one.notes)})" if one.notes else ""
    begin, end = (at.removesuffix(":00.000Z").replace("T", " ") for at in (first.earliest, first.latest))
    return f"“{visible(one.text, 40)}” is {begin} to {end} UTC, {first.zone}{more}{notes}"


def _verdict(one: ComplaintJson) -> str:
    found = counted(len(one.matches), "call") + " found"
    if one.count_claimed is not None:
        found += f" of “{visible(one.count_claimed.text, 30)}” claimed"
    if one.fewer_than_claimed:
        found += ", fewer than claimed"
    whose = f" ({visible(one.customer, 40)})" if one.customer else ""
    return f"{VERDICTS[one.verdict]}{whose}, confidence {one.confidence:.2f}: {found}. {'; '.join(one.verdict_reasons)}"


def _calls(calls: list[ComplaintCallJson]) -> list[str]:
    return columns(
        [
            one.at.removesuffix(".000Z").replace("T", " "),
            number(one.calling),
            "→",
            number(one.called),
            _words(one.result),
            "" if one.billable_s is None else f"{one.billable_s:g} s",
            visible(one.customer or one.upstream, 24),
            f"{one.score:.2f}",
            "; ".join(one.reasons),
        ]
        for one in calls
    )


def _coverage(one: ComplaintJson) -> str:
    if one.coverage is None or not one.coverage.since:
        return "There are no call records; `bellwarden calls import` takes them in."
    missing = f", without {len(one.coverage.missing_days)} days" if one.coverage.missing_days else ""
    return f"Call records reach from {one.coverage.since} to {one.coverage.complete_up_to}{missing}."


def _answer(question: str, one: ComplaintAnswerJson) -> Iterator[str]:
    grounds = "; ".join(f"{of.citation} [{of.rule}, {of.evidence}]" for of in one.grounds[:3])
    yield f"  {question} {ANSWERS[one.answer]}: {one.reason}" + (f" ({grounds})" if grounds else "")
    for ask in one.ask:
        if ask.question:
            yield f"    ask: {ask.question}"


def _outgoing(one: ComplaintJson) -> Iterator[str]:
    out = one.outgoing
    if out is None:
        return
    told = f"{_words(out.recipient)} ({visible(out.recipient_reason, 120)})"
    if not out.text:
        yield f"  Nothing goes out to {told}: {out.held}"
        return
    yield f"  May leave, to {told}{', after a person has read it' if out.by_person else ''}:"
    yield f"  | To: {visible(out.to, 100) or 'nobody: there is no address'}"
    yield f"  | Subject: {visible(out.subject, 200)}"
    for line in out.text.rstrip("\n").split("\n"):
        yield f"  | {line}" if line else "  |"
