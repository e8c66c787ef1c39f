"""Lines learned from the past, and how they get into traffic.toml."""

import tomllib

import pytest

from bellwarden.traffic import detectors
from bellwarden.traffic.learning import SUBJECTS_MIN, learn, quantile
from bellwarden.traffic.profile import TrafficProfile
from bellwarden.traffic.settings_file import read_settings
from bellwarden.traffic.settings_writing import with_lines
from tests.traffic.profiles import profile

KNOWN = detectors.load()
SOURCE = "learned from 28 days up to 2026-05-30, on 2026-05-31"


def past(bad: int = 1, customers: int = 20) -> list[TrafficProfile]:
    """Forty hours of each customer; `bad` of them show a new caller ID for each call."""
    return [
        profile(callers=190 if place < bad else 30 + place, caller_attempts_max=140 + hour)._replace(
            subject=f"customer-{place:02}"
        )
        for place in range(customers)
        for hour in range(40)
    ]


def test_one_bad_customer_in_twenty_does_not_move_the_line_and_is_shown() -> None:
    lines = {f"{one.detector}.{one.line}": one for one in learn(past(), KNOWN)}
    rotating = lines["rotating_caller_ids.unique_caller_ratio"]
    assert (rotating.value, rotating.subjects, rotating.windows) == (0.5, ("customer-00",), 40)
    assert rotating.of_size == {"medium": (1, 20)}
    assert lines["caller_id_volume.caller_attempts_max"].value == pytest.approx(1.1 * 178.6, abs=1)
    assert lines["answer_ratio.asr"].value == 0.5  # theirs is 70 %: never stricter than the published line
    assert {one.value for one in learn(past(bad=0), KNOWN) if one.line == "unique_caller_ratio"} == {0.5}


def test_too_few_customers_teach_nothing() -> None:
    assert learn(past(customers=SUBJECTS_MIN - 1), KNOWN) == []


def test_learned_lines_are_written_again_and_again_and_nothing_else_changes() -> None:
    found = learn(past(), KNOWN)
    own = '# ours\n[line.short_calls]\nacd_s = { value = 40, source = "us" }\n\n[lists]\ndnc = "dnc.txt"  # monthly\n'
    text, kept = with_lines(own, found, SOURCE)
    assert kept == []
    assert "# ours" in text
    assert 'dnc = "dnc.txt"  # monthly' in text
    again, _ = with_lines(text, found, SOURCE.replace("28 days", "7 days"))
    assert again == text.replace("28 days", "7 days")
    settings = read_settings(again.encode(), KNOWN)
    assert settings.lines["short_calls.acd_s"].source == "us"
    assert {f"{one.detector}.{one.line}": one.value for one in found}.items() <= {
        name: line.value for name, line in settings.lines.items()
    }.items()


def test_a_line_that_somebody_decided_is_left_alone() -> None:
    own = '[line.answer_ratio]\nasr = { value = 0.3, source = "us" }\n'
    text, kept = with_lines(own, learn(past(), KNOWN), SOURCE)
    assert kept == ["answer_ratio.asr"]
    assert tomllib.loads(text)["line"]["answer_ratio"]["asr"] == {"value": 0.3, "source": "us"}


def test_quantiles_lie_between_values() -> None:
    assert [quantile([1, 2, 4], share) for share in (0, 0.5, 0.75, 1)] == [1, 2, 3, 4]
