"""What was read in a complaint is put right in place: kept beside the machine's value, matched anew, told as examples.

The reading itself never changes; whoever needs it with the corrections asks `reading_of`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import msgspec

from bellwarden.complaints.correcting import Place, corrected, fit, machine_value
from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.letters import MATCH_JOB, with_letters
from bellwarden.flows.office.world import OfficeWorld, need
from bellwarden.model.complaint import NumberRole, Reading
from bellwarden.model.office.complaint import ComplaintRecord
from bellwarden.model.office.correction import Correction, SpanKind
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Conflict, Desk

JOB: Final = MATCH_JOB
CORRECTIONS_MAX: Final = 200  # of one complaint
BATCH: Final = 500


class TimeExample(msgspec.Struct):
    """A time as the examples tell it."""

    text: str
    earliest: str
    latest: str
    zone: str


class CorrectionExample(msgspec.Struct):
    """One thing put right: where, what the machine had read, what a person says."""

    kind: str
    place: list[int]
    text: str
    was: dict[str, object]
    now: dict[str, object]


class Example(msgspec.Struct):
    """A complaint with corrections, in the shape of the corpus that extraction is measured on."""

    received_at: str
    language: str
    medium: str
    text: str
    texts: list[str]
    caller: list[str]
    called: list[str]
    callback: list[str]
    times: list[TimeExample]
    corrections: list[CorrectionExample]


def reading_of(desk: Desk, row: ComplaintRecord) -> Reading:
    """What was read, with what people put right, and with what later letters add."""
    return readings_of(desk, [row])[0]


def readings_of(desk: Desk, rows: Sequence[ComplaintRecord]) -> list[Reading]:
    """The same of several, in their order."""
    kept: dict[int, list[Correction]] = {}
    numbers = [one.id for one in rows]
    for one in desk.corrections.list(complaint_id__in=numbers, taken_back_by="", limit=CORRECTIONS_MAX * len(rows)):
        kept.setdefault(one.complaint_id, []).append(one)
    return [
        with_letters(desk, row, corrected(msgspec.convert(row.reading, Reading), kept.get(row.id, ()))) for row in rows
    ]


def correct(world: OfficeWorld, complaint_id: int, place: Place, now: Mapping[str, object]) -> Correction:
    """A place of the text means something else, or nothing. BadInput for what can't be; it is matched anew soon."""
    need(world, Right.WORK_CASES)
    with world.office.writing(world.actor) as desk:
        row = desk.complaints.get(complaint_id)
        reading = msgspec.convert(row.reading, Reading)
        text = _text_at(reading, place)
        try:
            kept = fit(place.kind, now)
        except ValueError as error:
            raise BadInput([FieldFault(place.kind.value, str(error))]) from None
        was = machine_value(reading, place)
        if not kept and not was:
            raise BadInput([FieldFault(place.kind.value, "nothing is read there: choose what it is")])
        if desk.corrections.count(complaint_id=row.id) >= CORRECTIONS_MAX:
            raise Conflict(f"{row.reference} has {CORRECTIONS_MAX} corrections already: write a note instead")
        made = desk.corrections.add(
            Correction(
                complaint_id=row.id,
                part=place.part,
                place_from=place.start,
                place_to=place.end,
                kind=place.kind,
                text=text,
                was=was,
                now=kept,
                made_by=world.actor.name,
            )
        )
        # The trail tells that something was put right, not what a stranger wrote.
        desk.audit("complaint.correct", row, after={"kind": place.kind.value, "place": list(place[:3])})
        desk.enqueue(JOB, complaint_id=row.id)
        return made


def take_back(world: OfficeWorld, correction_id: int) -> Correction:
    """The machine's value holds again, or the correction before."""
    need(world, Right.WORK_CASES)
    with world.office.writing(world.actor) as desk:
        made = desk.corrections.get(correction_id)
        if made.taken_back_by:
            return made
        row = desk.complaints.get(made.complaint_id)
        after = desk.corrections.save(replace(made, taken_back_by=world.actor.name))
        desk.audit("complaint.uncorrect", row, after={"kind": made.kind.value})
        desk.enqueue(JOB, complaint_id=row.id)
        return after


def place_of(reading: Reading, text: str, kind: SpanKind) -> Place:
    """Where a person's selection stands. BadInput when it is not in the message, letter by letter."""
    wanted = text.strip()
    for part, one in enumerate(reading.message.parts):
        at = one.text.find(wanted) if wanted else -1
        if at >= 0:
            return Place(part, at, at + len(wanted), kind)
    raise BadInput([FieldFault("text", "these words are not in the message; select them there")])


def examples(world: OfficeWorld) -> Iterator[Example]:
    """Every complaint that somebody put right. Whoever asks reads what complainants wrote: it stands in the trail."""
    need(world, Right.READ_CPNI)
    with world.office.writing(world.actor) as desk:
        desk.audit("complaint.export_examples", after={"corrections": desk.corrections.count(taken_back_by="")})
    after = 0
    while True:
        with world.office.reading() as desk:
            kept = desk.corrections.list(
                taken_back_by="", complaint_id__gte=after + 1, order="complaint_id", limit=BATCH
            )
            rows = desk.complaints.list(id__in=sorted({one.complaint_id for one in kept}), limit=BATCH)
            found = [
                _example(row, desk.corrections.list(complaint_id=row.id, taken_back_by="", limit=CORRECTIONS_MAX))
                for row in rows
            ]
        yield from found
        if len(kept) < BATCH:
            return
        after = rows[-1].id


def example_lines(world: OfficeWorld) -> Iterator[bytes]:
    """The same as JSON, an object a line."""
    return (msgspec.json.encode(one) + b"\n" for one in examples(world))


def _example(row: ComplaintRecord, kept: tuple[Correction, ...]) -> Example:
    reading = msgspec.convert(row.reading, Reading)
    right = corrected(reading, kept)
    texts = [one.text for one in reading.message.parts]
    first = [(one.text, one.readings[0]) for one in right.times if one.readings]

    def digits(role: NumberRole) -> list[str]:
        return [one.digits for one in right.in_role(role)]

    return Example(
        received_at=datetime.fromtimestamp(row.received_at, UTC).isoformat(),
        language=reading.language,
        medium=reading.medium.value,
        text="\n".join(texts),
        texts=texts,
        caller=digits(NumberRole.CALLER_ID),
        called=digits(NumberRole.CALLED),
        callback=digits(NumberRole.CALLBACK),
        times=[TimeExample(text, one.earliest.isoformat(), one.latest.isoformat(), one.zone) for text, one in first],
        corrections=[
            CorrectionExample(
                one.kind.value, [one.part, one.place_from, one.place_to], one.text, dict(one.was), dict(one.now)
            )
            for one in kept
        ],
    )


def _text_at(reading: Reading, place: Place) -> str:
    parts = reading.message.parts
    if not 0 <= place.part < len(parts) or not 0 <= place.start < place.end <= len(parts[place.part].text):
        raise BadInput([FieldFault("text", "this place is not in the message")])
    return parts[place.part].text[place.start : place.end]
