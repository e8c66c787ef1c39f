"""The memory of answers: long enough for every retransmission, bounded whatever comes."""

from hypothesis import given
from hypothesis import strategies as st

from bellwarden.sip.transactions import LIFETIME_S, UNANSWERED, RecentAnswers
from tests.sip.messages import DECLINE, REDIRECT


def test_an_answer_is_found_for_32_seconds() -> None:
    """RFC 3261 section 17.1.1.2: 64*T1."""
    recent = RecentAnswers()
    recent.keep(b"a", DECLINE, 1000.0)
    for now in (1000.0, 1031.9):
        recent.turn_when_due(now)
        assert recent.find(b"a") is DECLINE
    assert recent.find(b"b") is None


def test_an_answer_is_forgotten_after_its_lifetime() -> None:
    recent = RecentAnswers()
    recent.keep(b"a", DECLINE, 1000.0)
    recent.keep(b"b", DECLINE, 1010.0)
    recent.turn_when_due(1000.0 + LIFETIME_S)
    assert recent.find(b"a") is None
    assert recent.find(b"b") is DECLINE
    recent.turn_when_due(5000.0)
    assert len(recent) == 0


def test_the_latest_are_handed_over_the_newest_first() -> None:
    recent = RecentAnswers()
    for number in range(5):
        recent.keep(b"%d" % number, DECLINE, 1000.0 + number)
    recent.claim(b"5", 1005.0)
    assert recent.latest(4) == [(b"4", DECLINE), (b"3", DECLINE), (b"2", DECLINE)]


def test_a_later_answer_replaces_an_earlier_one() -> None:
    recent = RecentAnswers()
    recent.keep(b"a", UNANSWERED, 1000.0)
    recent.keep(b"a", REDIRECT, 1000.0)
    assert recent.find(b"a") is REDIRECT
    recent.keep(b"a", DECLINE, 1010.0)
    assert recent.find(b"a") is DECLINE
    assert len(recent) == 1


def test_the_next_turn_is_known_while_there_is_something_to_forget() -> None:
    recent = RecentAnswers()
    assert recent.next_turn() is None
    recent.keep(b"a", DECLINE, 1000.0)
    recent.keep(b"b", DECLINE, 1001.0)
    assert recent.next_turn() == 1000.0 + LIFETIME_S
    recent.turn_when_due(1000.0 + LIFETIME_S)
    assert recent.next_turn() == 1001.0 + LIFETIME_S
    recent.turn_when_due(1001.0 + LIFETIME_S)
    assert recent.next_turn() is None


@given(st.lists(st.tuples(st.integers(0, 99), st.floats(0, 5)), max_size=200))
def test_the_memory_is_bounded_and_keeps_the_latest(steps: list[tuple[int, float]]) -> None:
    recent = RecentAnswers(answers_max=8)
    now = 1000.0
    for number, pause in steps:
        now += pause
        recent.keep(b"%d" % number, DECLINE, now)
        assert len(recent) <= 8
        assert recent.find(b"%d" % number) is DECLINE
        assert len(recent.latest(100)) == len(recent)
