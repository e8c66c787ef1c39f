"""A reading with what people put right: their value stands at its place, the machine's everywhere else."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bellwarden.complaints.correcting import Place, corrected, fit, machine_value
from bellwarden.model.complaint import NumberRole, Reading
from bellwarden.model.office.correction import Correction, SpanKind
from tests.complaints.desks import read

TEXT = "Yesterday at 3 pm 238-220-0155 called my cell 446-200-2001 dozens of times. My account is 4471-22."


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read(TEXT)


def put(reading: Reading, words: str, kind: SpanKind, now: Mapping[str, object]) -> Correction:
    ((part, text),) = [(at, one.text) for at, one in enumerate(reading.message.parts) if words in one.text]
    start = text.index(words)
    kept = fit(kind, now)
    made = Correction(complaint_id=1, part=part, place_from=start, place_to=start, kind=kind, text=words, now=kept)
    return replace(made, place_to=start + len(words))


def test_a_role_is_put_right_and_the_digits_stay(reading: Reading) -> None:
    (shown,) = reading.in_role(NumberRole.CALLER_ID)
    after = corrected(
        reading, [put(reading, shown.text, SpanKind.NUMBER, {"role": "callback", "digits": shown.digits})]
    )
    assert after.in_role(NumberRole.CALLER_ID) == ()
    assert [one.e164 for one in after.in_role(NumberRole.CALLBACK)] == [12382200155]
    assert after.times == reading.times and after.claimed == reading.claimed


def test_digits_that_can_not_exist_say_so(reading: Reading) -> None:
    (shown,) = reading.in_role(NumberRole.CALLER_ID)
    after = corrected(
        reading, [put(reading, shown.text, SpanKind.NUMBER, {"role": "caller_id", "digits": "0002200155"})]
    )
    assert [one.fault for one in after.in_role(NumberRole.CALLER_ID)] == ["area_code"]


def test_a_time_takes_the_place_of_all_readings(reading: Reading) -> None:
    (time,) = reading.times
    now = {"earliest": "2026-05-12T18:00:00+00:00", "latest": "2026-05-12T19:00:00+00:00", "zone": "America/Chicago"}
    after = corrected(reading, [put(reading, time.text, SpanKind.TIME, now)])
    assert [(len(one.readings), one.readings[0].zone) for one in after.times] == [(1, "America/Chicago")]


def test_what_was_missed_is_added_and_what_is_nothing_is_dropped(reading: Reading) -> None:
    added = corrected(reading, [put(reading, "4471-22", SpanKind.COUNT, {"least": 2, "most": 3})])
    assert added.claimed is not None and (added.claimed.least, added.claimed.most) == (2, 3)
    dropped = corrected(reading, [put(reading, one.text, SpanKind.NUMBER, {}) for one in reading.numbers])
    assert dropped.numbers == ()


def test_the_newest_of_a_place_holds_and_one_taken_back_does_not(reading: Reading) -> None:
    words = reading.in_role(NumberRole.CALLER_ID)[0].text
    first = put(reading, words, SpanKind.NUMBER, {"role": "called"})
    second = put(reading, words, SpanKind.NUMBER, {"role": "other"})
    assert corrected(reading, [first, second]).numbers[0].role is NumberRole.OTHER
    back = replace(second, taken_back_by="osei")
    assert corrected(reading, [first, back]).numbers[0].role is NumberRole.CALLED
    assert corrected(reading, [replace(first, taken_back_by="osei"), back]) is reading


def test_the_machines_value_is_told_in_the_same_shape(reading: Reading) -> None:
    found = reading.in_role(NumberRole.CALLED)[0]
    value = machine_value(reading, Place(found.part, found.start, found.end, SpanKind.NUMBER))
    assert value == {"role": "called", "digits": "14462002001"} == fit(SpanKind.NUMBER, value)
    assert machine_value(reading, Place(0, 0, 3, SpanKind.NUMBER)) == {}


@pytest.mark.parametrize(
    ("kind", "now"),
    [
        (SpanKind.NUMBER, {"role": "president"}),
        (SpanKind.NUMBER, {"role": "called", "more": 1}),
        (SpanKind.COUNT, {"least": 0}),
        (SpanKind.COUNT, {"least": 5, "most": 2}),
        (SpanKind.TIME, {"earliest": "2026-05-12T19:00:00Z", "latest": "2026-05-12T18:00:00Z"}),
        (SpanKind.TIME, {"earliest": "2026-05-12T18:00:00", "latest": "2026-05-12T19:00:00"}),
        (SpanKind.FACT, {"name": "no name", "value": "x"}),
    ],
)
def test_what_can_not_be_is_refused(kind: SpanKind, now: Mapping[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        fit(kind, now)
