"""What comes by mail and belongs to what went before: replies, delivery reports, absence notices, the same once more.

A mail joins by a sign that only we can have made: the token in a Message-ID or an address of ours that it answers. The
reference in a subject anybody can write, so it takes a sender who is proved to be the one who wrote before. Nothing of
a thread ever goes to anybody but the address that it began with, and no reply is answered by a program.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final, NamedTuple

import msgspec

from bellwarden.flows.office import cases, complaints, tokens
from bellwarden.flows.office.world import OfficeWorld, need
from bellwarden.model.complaint import CheckState, ComplaintKind, Message, Reading
from bellwarden.model.message import Envelope, Kept
from bellwarden.model.office.case import NOTICE_MOVES, Case, CaseState, Notice, NoticeState
from bellwarden.model.office.complaint import ComplaintRecord
from bellwarden.model.office.letter import Letter, LetterKind
from bellwarden.model.office.moves import moved
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Desk

MATCH_JOB: Final = "complaint.match"
LETTERS_MAX: Final = 50  # of one complaint that its reading takes in
_BY_TRANSPORT: Final = ("lmtp", "smtp")  # doors that are told an envelope
_REFERENCE: Final = re.compile(r"\bC-[0-9A-HJKMNP-TV-Z]{8}(?:-\d{1,6})?\b", re.IGNORECASE)


class Own(NamedTuple):
    """What is ours: the key of our tokens, the addresses we write from."""

    key: bytes
    addresses: frozenset[str] = frozenset()


class Place(NamedTuple):
    """Where a mail belongs, and why."""

    kind: LetterKind
    complaint: ComplaintRecord | None = None
    notice: Notice | None = None
    joined_by: str = ""
    flag: str = ""


def came_by(reading: Reading, envelope: Envelope, own: Own) -> Reading:
    """With what its envelope says: a null path, or our own address, is answered by nobody (RFC 5321 4.5.5)."""
    message = reading.message
    why = ""
    if envelope.door in _BY_TRANSPORT and not envelope.sender:
        why = "sent with an empty return path"
    elif message.channel == "mail" and message.sender in own.addresses:
        why = "it comes from our own address"
    return reading if message.automatic or not why else replace(reading, message=replace(message, automatic=why))


def join(world: OfficeWorld, kept: Kept, size: int, reading: Reading, own: Own) -> Letter | None:
    """The letter, where the mail belongs to something or is nobody's complaint; None: it is a complaint of its own."""
    need(world, Right.WORK_CASES)
    if reading.message.channel != "mail" and not _own_page(kept.envelope):
        return None
    with world.office.writing(world.actor) as desk:
        before = desk.letters.find(message=kept.sha256)
        if before is not None:
            return None if before.kind is LetterKind.REPORT else before
        if desk.complaints.find(message=kept.sha256) is not None:
            return None
        place = _place(desk, reading, kept, own)
        if place is None:
            return None
        return _join(desk, world, kept, size, reading, place)


def told(letter: Letter) -> str:
    """For the list of messages: what became of it."""
    return f"{letter.ref}: {letter.kind.value}" + (f", {letter.joined_by}" if letter.joined_by else "")


def note_report(world: OfficeWorld, kept: Kept, reading: Reading, row: ComplaintRecord) -> None:
    """A mail that opened a complaint, so that what answers it or repeats it is known; once."""
    need(world, Right.WORK_CASES)
    if reading.message.channel != "mail":
        return
    with world.office.writing(world.actor) as desk:
        if desk.letters.find(message=kept.sha256) is None:
            likely = _by_sender(desk, reading.message, row.id)
            letter = _letter(kept, reading, Place(LetterKind.REPORT, row))
            desk.letters.add(replace(letter, likely_id=likely.id if likely else 0, reading={}))


def with_letters(desk: Desk, row: ComplaintRecord, reading: Reading) -> Reading:
    """The reading, and what later letters of the same sender add: their parts stand behind, so that places stay."""
    for one in desk.letters.list(complaint_id=row.id, kind=LetterKind.REPLY, flag="", limit=LETTERS_MAX):
        reading = _added(reading, msgspec.convert(one.reading, Reading))
    return reading


def message_id_of(notice: Notice, key: bytes, domain: str) -> str:
    """Of a mail of ours: the token in it says later that a reply or a report is about it; the same for each attempt."""
    return f"<{tokens.make(tokens.REPORT, notice.reference, key)}.{notice.cleared[:8]}@{domain}>"


def _own_page(envelope: Envelope) -> str:
    """The reference of the complaint whose page it was written on; "" for another way in."""
    return envelope.source.partition(":")[2] if envelope.door == "form" else ""


def _place(desk: Desk, reading: Reading, kept: Kept, own: Own) -> Place | None:
    message = reading.message
    if page := _own_page(kept.envelope):  # its token was read where it came in
        row = desk.complaints.find(reference=page)
        return None if row is None else Place(LetterKind.REPLY, row, joined_by="the complainant's own page")
    if _token_in((message.message_id,), own.key):
        return Place(LetterKind.OWN, flag="a mail of ours came back: look which address sends our mail to us")
    found = _by_token(desk, message, kept.envelope, own.key)
    if message.delivery is not None:
        return found._replace(kind=LetterKind.BOUNCE) if found else Place(LetterKind.BOUNCE)
    if found is not None:
        return found._replace(kind=LetterKind.AUTOMATIC, flag="") if message.automatic else found
    if reading.kind is ComplaintKind.AUTOMATIC and not (reading.numbers or reading.facts or reading.danger):
        return Place(LetterKind.AUTOMATIC)
    again = _again(desk, reading)
    if again is not None:
        return Place(LetterKind.AGAIN, again, joined_by="the same Message-ID, sender and text as before")
    likely = _by_sender(desk, message) if message.check.state is CheckState.PASS else None
    if likely is None:
        return None
    return Place(LetterKind.REPLY, likely, joined_by="the reference, from the sender's proved address")


def _by_token(desk: Desk, message: Message, envelope: Envelope, key: bytes) -> Place | None:
    """By what only we can have made."""
    plus = (one.partition("@")[0].partition("+")[2] for one in (*envelope.recipients, *message.addressed))
    reference, sign = _token_in(message.answers, key), "it answers a mail of ours"
    if not reference:
        read = (tokens.read(tokens.REPORT, one, key) for one in plus)
        reference, sign = next(filter(None, read), ""), "it was sent to the address of the answer"
    if not reference:
        return None
    complaint = desk.complaints.find(reference=reference)
    notices = desk.notices.list(reference=reference, order="-id", limit=1)
    if complaint is None and not notices:
        return None
    notice = notices[0] if notices else None
    return Place(LetterKind.REPLY, complaint, notice, sign, _doubt(message, complaint, notice))


def _token_in(message_ids: Iterable[str], key: bytes) -> str:
    """The reference that a Message-ID of ours names (`message_id_of`)."""
    for one in message_ids:
        local = one.strip("<>").partition("@")[0]
        reference = tokens.read(tokens.REPORT, local.rpartition(".")[0], key)
        if reference:
            return reference
    return ""


def _doubt(message: Message, complaint: ComplaintRecord | None, notice: Notice | None) -> str:
    """Why the writer may be another than the one we wrote to."""
    parties = {one.casefold() for one in (complaint.sender if complaint else "", notice.to if notice else "") if one}
    if message.sender.casefold() not in parties:
        return f"it comes from {message.sender or 'nobody named'}, we wrote to {', '.join(sorted(parties)) or 'nobody'}"
    if message.check.state is CheckState.FAIL:
        return f"it does not come from {message.sender}: {message.check.by} says {message.check.told}"
    return ""


def _again(desk: Desk, reading: Reading) -> ComplaintRecord | None:
    """The same mail by another way, such as two addresses of ours: the same words under the same Message-ID."""
    message = reading.message
    if not message.message_id or not message.sender:
        return None
    for one in desk.letters.list(sender=message.sender[:200], message_id=message.message_id, kind=LetterKind.REPORT):
        row = desk.complaints.get(one.complaint_id)
        if msgspec.convert(row.reading, Reading).message.parts == message.parts:
            return row
    return None


def _by_sender(desk: Desk, message: Message, but: int = 0) -> ComplaintRecord | None:
    """What the same address wrote before: it names the reference, or answers that mail of its own."""
    if not message.sender:
        return None
    sender = message.sender[:200]
    named = [one.upper() for one in _REFERENCE.findall(message.subject)]
    mine = desk.letters.list(sender=sender, message_id__in=message.answers, kind=LetterKind.REPORT, limit=5)
    found = [
        *desk.complaints.list(sender=sender, reference__in=named, limit=5),
        *desk.complaints.list(sender=sender, id__in=[one.complaint_id for one in mine], limit=5),
    ]
    return next((one for one in found if one.id != but), None)


def _join(desk: Desk, world: OfficeWorld, kept: Kept, size: int, reading: Reading, place: Place) -> Letter:
    case_id = place.complaint.case_id if place.complaint else place.notice.case_id if place.notice else 0
    case = cases.root(desk, desk.cases.get(case_id)) if case_id else None
    letter = desk.letters.add(replace(_letter(kept, reading, place), case_id=case.id if case else 0))
    after = {
        "kind": place.kind.value,
        "case": case.ref if case else "",
        "by": place.joined_by,
        "flag": bool(place.flag),
    }
    desk.audit("letter.join" if case else "letter.keep", letter, after=after)
    if place.kind is LetterKind.BOUNCE and place.notice is not None:
        _bounced(desk, place.notice, reading.message)
    if case is not None:
        complaints.keep_evidence(desk, kept, size, case.id)
        if place.kind is LetterKind.REPLY:
            _replied(desk, world, case, letter, reading, place)
    return letter


def _letter(kept: Kept, reading: Reading, place: Place) -> Letter:
    message = reading.message
    return Letter(
        kind=place.kind,
        message=kept.sha256,
        complaint_id=place.complaint.id if place.complaint else 0,
        notice_id=place.notice.id if place.notice else 0,
        received_at=kept.envelope.received_at,
        sender=message.sender[:200],
        subject=message.subject[:1000],
        message_id=message.message_id[:1000],
        joined_by=place.joined_by,
        flag=place.flag[:1000],
        reading=msgspec.to_builtins(reading),
    )


def _replied(desk: Desk, world: OfficeWorld, case: Case, letter: Letter, reading: Reading, place: Place) -> None:
    """Somebody wrote: the case is work again, and what the letter tells is looked up."""
    if case.state is CaseState.WAITING:
        case = cases.resume_on(desk, world, case)
    elif case.state not in cases.AT_WORK:
        case = cases.reopen_on(desk, case, f"a reply came in, {letter.ref}")
    row = place.complaint
    if row is None:
        return
    if reading.danger is not None:
        row = desk.complaints.save(replace(row, danger=reading.danger.text[:1000]))
        case = cases.change(desk, case, "danger", letter.ref, severity=complaints.THREAT)
        complaints.call_a_person(desk, world, row, case)
    if not place.flag and (reading.numbers or reading.times or reading.facts):
        desk.enqueue(MATCH_JOB, complaint_id=row.id)


def _bounced(desk: Desk, notice: Notice, message: Message) -> None:
    """What the report says stands with the mail; one that failed for good is shown as bounced."""
    report = message.delivery
    if report is None or report.action not in ("failed", "delayed") or notice.state is not NoticeState.SENT:
        return
    told = f"{report.action}: {report.status} {report.told}".strip()[:1000]
    if report.action == "failed":
        state = moved(NOTICE_MOVES, notice.state, "bounce")
        desk.audit("notice.bounced", desk.notices.save(replace(notice, state=state, told=told)), after={"told": told})
    else:
        desk.notices.save(replace(notice, told=told))


def _added(reading: Reading, letter: Reading) -> Reading:
    """`letter` behind `reading`."""
    behind = len(reading.message.parts)
    parts = (*reading.message.parts, *letter.message.parts)
    return replace(
        reading,
        message=replace(reading.message, parts=parts),
        numbers=(*reading.numbers, *(replace(one, part=one.part + behind) for one in letter.numbers)),
        times=(*reading.times, *(replace(one, part=one.part + behind) for one in letter.times)),
        facts=(*reading.facts, *(replace(one, part=one.part + behind) for one in letter.facts)),
        claimed=reading.claimed
        or (replace(letter.claimed, part=letter.claimed.part + behind) if letter.claimed else None),
        danger=reading.danger or letter.danger,
    )
