"""What was read is put right in place: matched anew, kept beside the machine's value, told as examples."""

import json

import pytest

from bellwarden.cli.office_complaints import ComplaintWork
from bellwarden.cli.office_rematching import RematchWork
from bellwarden.complaints.correcting import Place
from bellwarden.flows.office import corrections
from bellwarden.flows.office.faults import BadInput
from bellwarden.flows.office.world import NotAllowed, OfficeWorld
from bellwarden.home import Home
from bellwarden.model.complaint import NumberRole
from bellwarden.model.complaint_match import Match
from bellwarden.model.office.complaint import ComplaintRecord
from bellwarden.model.office.correction import SpanKind
from bellwarden.model.office.people import Right
from tests.desks import CALLED, OURS, STRANGER, mail, take_up


@pytest.fixture
def swapped(work: ComplaintWork, world: OfficeWorld, carrier: Home) -> ComplaintRecord:
    """The supplier wrote down another subscriber's number: no such call."""
    take_up(work, world, carrier, mail(OURS, called=STRANGER))
    return only(world)


def only(world: OfficeWorld) -> ComplaintRecord:
    with world.office.reading() as desk:
        (row,) = desk.complaints.list()
        return row


def place_of(world: OfficeWorld, row: ComplaintRecord, role: NumberRole) -> Place:
    with world.office.reading() as desk:
        one = corrections.reading_of(desk, row).in_role(role)[0]
    return Place(one.part, one.start, one.end, SpanKind.NUMBER)


def matched(world: OfficeWorld, carrier: Home, row: ComplaintRecord) -> ComplaintRecord:
    RematchWork(carrier).one(world, row.id)
    return only(world)


def test_a_number_put_right_finds_the_calls_and_taken_back_loses_them(
    world: OfficeWorld, carrier: Home, swapped: ComplaintRecord
) -> None:
    assert swapped.verdict is not Match.MADE_BY_CUSTOMER
    place = place_of(world, swapped, NumberRole.CALLED)
    made = corrections.correct(world, swapped.id, place, {"role": "called", "digits": CALLED.strip("+")})
    assert (made.was, made.text) == ({"role": "called", "digits": STRANGER.strip("+")}, STRANGER)
    after = matched(world, carrier, swapped)
    assert (after.verdict, after.found, after.reading) == (Match.MADE_BY_CUSTOMER, 4, swapped.reading)
    with world.office.reading() as desk:
        assert "case.corrected" in {one.verb for one in desk.audit_events(0)}
        assert desk.cases.get(after.case_id).customer_id == after.customer_id != 0
    corrections.take_back(world, made.id)
    assert matched(world, carrier, after).verdict is swapped.verdict


def test_a_correction_that_leaves_nothing_to_look_for_says_no_data(
    world: OfficeWorld, carrier: Home, swapped: ComplaintRecord
) -> None:
    for role in (NumberRole.CALLER_ID, NumberRole.CALLED):
        corrections.correct(world, swapped.id, place_of(world, swapped, role), {})
    assert matched(world, carrier, swapped).verdict is Match.NO_DATA


def test_what_was_missed_is_found_by_its_words(world: OfficeWorld, swapped: ComplaintRecord) -> None:
    with world.office.reading() as desk:
        reading = corrections.reading_of(desk, swapped)
    place = corrections.place_of(reading, " our subscriber ", SpanKind.FACT)
    corrections.correct(world, swapped.id, place, {"name": "relationship", "value": "none"})
    with world.office.reading() as desk:
        assert corrections.reading_of(desk, swapped).fact("relationship") == "none"
    with pytest.raises(BadInput, match="not in the message"):
        corrections.place_of(reading, "words of nobody", SpanKind.FACT)
    with pytest.raises(BadInput, match="not in the message"):
        corrections.correct(world, swapped.id, Place(0, 5, 100_000, SpanKind.NUMBER), {"role": "called"})
    with pytest.raises(BadInput, match="nothing is read there"):
        corrections.correct(world, swapped.id, place._replace(kind=SpanKind.TIME), {})


def test_examples_are_told_to_whoever_may_read_them_and_it_stands_in_the_trail(
    world: OfficeWorld, swapped: ComplaintRecord
) -> None:
    assert list(corrections.examples(world)) == []
    place = place_of(world, swapped, NumberRole.CALLED)
    corrections.correct(world, swapped.id, place, {"role": "called", "digits": CALLED.strip("+")})
    (line,) = corrections.example_lines(world)
    told = json.loads(line)
    assert (told["caller"], told["called"]) == ([OURS.strip("+")], [CALLED.strip("+")])
    assert told["corrections"][0]["was"]["digits"] == STRANGER.strip("+")
    assert "keeps calling our subscriber" in told["text"]
    with world.office.reading() as desk:
        assert [one.verb for one in desk.audit_events(0)].count("complaint.export_examples") == 2
    with pytest.raises(NotAllowed):
        list(corrections.examples(world._replace(rights=world.rights - {Right.READ_CPNI})))
