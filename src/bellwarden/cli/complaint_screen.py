"""An opened complaint as its answer with --json."""

from datetime import datetime

from bellwarden.cli.complaint_shapes import (
    ComplaintAnswerJson,
    ComplaintAnswersJson,
    ComplaintAskJson,
    ComplaintCallJson,
    ComplaintCountJson,
    ComplaintCoverageJson,
    ComplaintGroundJson,
    ComplaintJson,
    ComplaintNumberJson,
    ComplaintOutJson,
    ComplaintPersonJson,
    ComplaintReadingJson,
    ComplaintTimeJson,
)
from bellwarden.cli.console import utc
from bellwarden.disclosure.requests import never_originates_request
from bellwarden.disclosure.wording import QUESTIONS
from bellwarden.flows.complaint import Opened
from bellwarden.model.complaint import FoundNumber, FoundTime
from bellwarden.model.complaint_match import CallMatch, Coverage, Match, TriageAnswer


def unread_json(file: str, digest: str, reference: str, known: bool, fault: str) -> ComplaintJson:
    return ComplaintJson(file, digest, reference, known, fault)


def complaint_json(file: str, digest: str, known: bool, opened: Opened) -> ComplaintJson:
    reading, matching, judged = opened.reading, opened.matching, opened.triage
    claimed = reading.claimed
    return ComplaintJson(
        file=file,
        sha256=digest,
        reference=opened.reference,
        known=known,
        intake=reading.message.intake,
        item=reading.message.item,
        kind=reading.kind.value,
        medium=reading.medium.value,
        language=reading.language,
        numbers=[_number(one) for one in reading.numbers],
        times=[_time(one) for one in reading.times],
        count_claimed=ComplaintCountJson(claimed.text, claimed.least, claimed.most) if claimed else None,
        facts={one.name: one.value for one in reading.facts},
        verdict=matching.verdict.value,
        confidence=matching.confidence,
        verdict_reasons=list(matching.reasons),
        customer=matching.customer,
        holder=matching.holder,
        matching_call_ids=[one.key for one in matching.found],
        matches=[_call(one) for one in matching.found],
        near_misses=[_call(one) for one in matching.near],
        fewer_than_claimed=matching.fewer_than_claimed,
        coverage=_coverage(matching.coverage),
        answers=ComplaintAnswersJson(_answer(judged.illegal), _answer(judged.against_terms), _answer(judged.harmful)),
        needs_person_now=ComplaintPersonJson(bool(judged.person_now), judged.person_now, judged.emergency_path),
        sender_claims=not opened.sender.confirmed and opened.sender.recipient != "public",
        outgoing=_out(opened),
        do_not_originate_request=_request(opened),
        notes=list(reading.message.notes),
    )


def _moment(at: datetime | None) -> str:
    return utc(at.timestamp()) if at else ""


def _number(one: FoundNumber) -> ComplaintNumberJson:
    place = [one.part, one.start, one.end]
    return ComplaintNumberJson(
        one.text, one.digits, one.role.value, one.reason, one.confidence, one.fault, one.form.value, place
    )


def _time(one: FoundTime) -> ComplaintTimeJson:
    readings = [
        ComplaintReadingJson(_moment(way.earliest), _moment(way.latest), way.zone, way.reason, way.likely)
        for way in one.readings
    ]
    return ComplaintTimeJson(one.text, one.exact, one.reason, readings, list(one.notes), [one.part, one.start, one.end])


def _call(one: CallMatch) -> ComplaintCallJson:
    call = one.call
    return ComplaintCallJson(
        id=one.key,
        at=_moment(call.began),
        calling=str(call.calling or call.calling_text or ""),
        called=str(call.called or call.called_text or ""),
        result=call.result.value,
        billable_s=None if call.billable_ms is None else call.billable_ms / 1000,
        customer=call.customer or "",
        upstream=call.upstream or "",
        score=one.score,
        reasons=list(one.reasons),
    )


def _coverage(one: Coverage) -> ComplaintCoverageJson:
    return ComplaintCoverageJson(_moment(one.since), _moment(one.until), list(one.missing_days))


def _answer(one: TriageAnswer) -> ComplaintAnswerJson:
    grounds = [
        ComplaintGroundJson(of.rule, of.title, of.citation, of.status, of.evidence, of.verdict) for of in one.grounds
    ]
    asks = [ComplaintAskJson(fact, QUESTIONS["en"].get(fact, "")) for fact in one.ask]
    return ComplaintAnswerJson(one.answer.value, one.reason, grounds, asks)


def _out(opened: Opened) -> ComplaintOutJson:
    reply, entry = opened.clearance.reply, opened.clearance.entry
    return ComplaintOutJson(
        recipient=opened.sender.recipient,
        recipient_reason=opened.sender.reason,
        stance=entry.stance,
        to=reply.address if reply else "",
        subject=reply.subject if reply else "",
        text=reply.text if reply else "",
        held=opened.clearance.held,
        by_person=bool(reply and reply.by_person),
        delay_s=reply.delay_s if reply else 0,
    )


def _request(opened: Opened) -> str:
    """For staff to send, once the number's holder agrees."""
    if opened.matching.verdict is not Match.SPOOFED:
        return ""
    shown = next((one for one in opened.reading.numbers if one.role.value == "caller_id" and one.e164), None)
    return never_originates_request(f"+{shown.digits}") if shown else ""
