"""People complain as late and as wrongly as they were measured to, in three languages and five shapes."""

import email
import json
from collections import Counter
from email import policy
from random import Random

import pytest

from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.complaint_files import spelled, write
from bellwarden.simulator.worlds.complaints import HOUR_MS, Complaint, Told, complaints, lag_ms
from bellwarden.simulator.worlds.numbers import Numbers

NUMBERS = Numbers(1, holdout=False)
AT = 1_778_169_600_000


def some(count: int) -> list[Complaint]:
    rng = Random(5)
    told = []
    for place in range(count):
        called = NUMBERS.person(rng)
        call = Call(AT + place * 60_000, "a", str(NUMBERS.person(rng)), called, 200, 0, 9000, "called", bad="B2")
        told.append((Told(call._replace(campaign=f"c{place % 40}"), f"id{place}"),))
    return list(complaints(rng, told, [12382220000, 12382220001], NUMBERS))


FOUND = some(4000)
MADE = [one for one in FOUND if one.true]


def test_complaints_come_as_late_as_measured() -> None:
    rng = Random(1)
    lags = sorted(lag_ms(rng) / HOUR_MS for _ in range(20_000))
    assert lags[len(lags) // 2] == pytest.approx(3.4, rel=0.1)
    for hours, share in ((0.25, 0.13), (24, 0.77), (168, 0.93), (744, 0.99)):
        assert sum(lag <= hours for lag in lags) / len(lags) == pytest.approx(share, abs=0.02)


@pytest.mark.parametrize(
    ("error", "share"),
    [
        ("blank", 0.048),
        ("malformed", 0.013),
        ("typo", 0.03),
        ("rounded", 0.60),
        ("no_zone", 0.40),
        ("wrong_day", 0.07),
        ("future", 0.03),
    ],
)
def test_people_err_as_often_as_measured(error: str, share: float) -> None:
    assert sum(error in one.errors for one in MADE) / len(MADE) == pytest.approx(share, rel=0.3, abs=0.005)


def test_two_in_five_are_about_numbers_shown_by_others_elsewhere() -> None:
    assert 1 - len(MADE) / len(FOUND) == pytest.approx(0.40, abs=0.01)
    assert {one.reported for one in FOUND if not one.true} & {"12382220000", "12382220001"}


def test_a_typo_is_one_digit() -> None:
    for one in MADE:
        if "typo" in one.errors and one.true:
            differ = sum(a != b for a, b in zip(one.reported, one.true.call.calling, strict=True))
            assert differ == 1


def test_some_name_the_number_to_call_back_instead() -> None:
    named = [one for one in MADE if one.callback]
    assert len(named) / len(MADE) == pytest.approx(0.45, abs=0.12)  # forty campaigns, each with one number or none
    assert sum("callback" in one.errors for one in MADE) / len(MADE) == pytest.approx(0.18, abs=0.05)


def test_every_shape_can_be_read() -> None:
    rng = Random(2)
    shapes: Counter[str] = Counter()
    for number, one in enumerate(FOUND[:600]):
        name, data = write(rng, number, one)
        if name.endswith(".json"):
            value = json.loads(data)
            shapes[value["channel"]] += 1
            assert value["text"]
            assert bool(value["calling_number"]) == bool(one.reported)
            assert bool(value["call_zone"]) == one.zone_told
            continue
        message = email.message_from_bytes(data, policy=policy.default)
        assert not message.defects
        assert message["To"] == "abuse@carrier.example"
        assert message["Date"].datetime.timestamp() == one.received_ms // 1000
        kinds = [part.get_content_type() for part in message.walk()]
        shapes[one.mail] += 1
        expected = {"html": "text/html", "arf": "multipart/report"}.get(one.mail, "text/plain")
        assert kinds[0] == expected
        if one.mail == "arf":
            assert "message/feedback-report" in kinds
    assert set(shapes) == {"plain", "html", "forwarded", "arf", "form", "api", "letter"}
    assert {one.language for one in FOUND[:600]} == {"en", "es", "fr"}


def test_numbers_are_spelled_as_people_do() -> None:
    spellings = {spelled(Random(seed), "12382220001") for seed in range(40)}
    assert {"(238) 222-0001", "+12382220001", "238.222.0001"} <= spellings
    assert spelled(Random(1), "23255219344") == "+23255219344"
