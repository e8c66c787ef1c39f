"""Measures: what is set is in force at once, what makes no sense is refused in a sentence, what is odd is warned of."""

import pytest

from bellwarden.flows.enforcement import (
    CPS_MAX,
    EnforcementResult,
    EnforcementWorld,
    block,
    lift,
    limit,
    measures_in_force,
    read_duration,
    suspend,
)
from bellwarden.model.enforcement import Enforcement, EnforcementKind, EnforcementTarget
from bellwarden.model.policy import Carrier, Customer, PolicyDocument
from bellwarden.seam.fault import SeamFault
from bellwarden.seam.journal import EnforcementBook, JournalEvent, JournalReader, Order, write_line
from tests.seam.keys import KEY, verifier

AT = 1763761234.5
POLICY = PolicyDocument(
    Carrier("Tin Can Telephone", emergency_numbers=("12385550911",)),
    customers=(Customer("acme", "ACME Tools"), Customer("zenith", "Zenith Calls")),
    emergency_numbers=("911", "933", "988"),
)


class Clock:
    def __init__(self) -> None:
        self.time = AT

    def now(self) -> float:
        return self.time


class Journal:
    """A journal in memory: real lines, read back by the real reader."""

    def __init__(self) -> None:
        self.book = EnforcementBook()
        self.fault = ""
        self._reader = JournalReader(verifier())

    def append(self, order: Order) -> JournalEvent:
        if self.fault:
            raise SeamFault(self.fault)
        events = self._reader.feed(write_line(order, self._reader.number + 1, self._reader.digest, KEY))
        self.book.apply(events)
        return events[0]


@pytest.fixture
def world() -> EnforcementWorld:
    journal = Journal()
    return EnforcementWorld(journal, journal.book, POLICY, Clock(), "noc")


def set_measure(result: EnforcementResult) -> Enforcement:
    assert result.refused == ""
    assert result.enforcement is not None
    return result.enforcement


def test_a_suspended_customer_is_named_from_the_next_call_on(world: EnforcementWorld) -> None:
    measure = set_measure(suspend("acme", " illegal calls, case 7 ", "", world))
    assert measure == Enforcement(
        1, EnforcementKind.SUSPEND, EnforcementTarget.CUSTOMER, "acme", "illegal calls, case 7", AT
    )
    assert world.book.naming("::1", "acme", (), "", AT) == (measure,)


def test_a_limit_says_how_many_calls_a_second(world: EnforcementWorld) -> None:
    measure = set_measure(limit("acme", 5, "short calls", "2h", world))
    assert (measure.kind, measure.cps_max, measure.expires_at) == (EnforcementKind.LIMIT, 5, AT + 7200)


@pytest.mark.parametrize("cps", [0, -1, CPS_MAX + 1])
def test_a_limit_of_no_calls_is_refused(world: EnforcementWorld, cps: int) -> None:
    assert "to let none pass, suspend" in limit("acme", cps, "short calls", "", world).refused
    assert world.book.number == 0


@pytest.mark.parametrize(
    ("text", "called", "target", "value"),
    [
        ("+1 (238) 555-0123", False, EnforcementTarget.CALLING_NUMBER, "12385550123"),
        ("2385550123", True, EnforcementTarget.CALLED_NUMBER, "12385550123"),
        ("+1 238 555 0123 > +1 446 555 0111", False, EnforcementTarget.PAIR, "12385550123>14465550111"),
        ("127.0.0.9", False, EnforcementTarget.SOURCE, "127.0.0.9"),
        ("::FFFF:127.0.0.9", False, EnforcementTarget.SOURCE, "127.0.0.9"),
        ("[0:0:0:0:0:0:0:1]", False, EnforcementTarget.SOURCE, "::1"),
        ("411", True, EnforcementTarget.CALLED_NUMBER, "411"),
        ("911", False, EnforcementTarget.CALLING_NUMBER, "911"),
    ],
)
def test_a_block_names_a_number_a_pair_or_a_source(
    world: EnforcementWorld, text: str, called: bool, target: EnforcementTarget, value: str
) -> None:
    measure = set_measure(block(text, called, "complaints", "", world))
    assert (measure.kind, measure.target, measure.value) == (EnforcementKind.BLOCK, target, value)


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("911", True),
        ("+1911", True),
        ("933", True),
        ("988", True),
        ("112", True),
        ("12385550123>911", False),
        ("2385550911", True),
        ("urn:service:sos", True),
    ],
)
def test_no_block_names_an_emergency_number_as_called(world: EnforcementWorld, text: str, called: bool) -> None:
    """47 CFR 64.1200(k)(5): emergency calls are never blocked; nor is urn:service:sos (RFC 5031 section 4.2)."""
    refused = block(text, called, "complaints", "", world).refused
    assert "is an emergency number: calls to it always continue" in refused
    assert world.book.number == 0


def test_without_a_policy_the_common_emergency_numbers_are_known(world: EnforcementWorld) -> None:
    """ITU-T E.161.1: 112 and 911."""
    assert block("911", True, "complaints", "", world._replace(policy=None)).refused
    assert block("112", True, "complaints", "", world._replace(policy=None)).refused


@pytest.mark.parametrize("text", ["", "acme", "127.0.0.300", "127.0.0.0/24", "anonymous", "1>", ">2385550123", "a>b"])
def test_a_block_against_nothing_is_refused(world: EnforcementWorld, text: str) -> None:
    assert "is neither a telephone number" in block(text, False, "complaints", "", world).refused


def test_the_called_side_of_a_pair_is_in_the_pair(world: EnforcementWorld) -> None:
    assert "a pair already says" in block("2385550123>4465550111", True, "complaints", "", world).refused


@pytest.mark.parametrize("reason", ["", "  ", "two\nlines", "x" * 501, "\ud800"])
def test_a_measure_without_a_proper_reason_is_refused(world: EnforcementWorld, reason: str) -> None:
    for result in (
        suspend("acme", reason, "", world),
        limit("acme", 1, reason, "", world),
        block("2385550123", False, reason, "", world),
    ):
        assert "reason" in result.refused
    set_measure(suspend("acme", "good", "", world))
    assert "reason" in lift(1, reason, world).refused
    assert world.book.number == 1


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("30m", 1800), ("2h", 7200), ("7d", 604_800), ("4w", 2_419_200)]
)
def test_a_duration_is_read(world: EnforcementWorld, text: str, seconds: int) -> None:
    assert read_duration(text) == seconds
    assert set_measure(suspend("acme", "case 7", text, world)).expires_at == AT + seconds


@pytest.mark.parametrize("text", ["0h", "2", "h", "-2h", "2 h", "2h30m", "1.5h", "٢h", "99999d", "9999999999s"])
def test_what_is_no_duration_is_refused(world: EnforcementWorld, text: str) -> None:
    assert "is no duration" in suspend("acme", "case 7", text, world).refused
    assert world.book.number == 0


def test_a_customer_that_the_policy_does_not_know_is_warned_of(world: EnforcementWorld) -> None:
    result = suspend("acmee", "case 7", "", world)
    assert set_measure(result).value == "acmee"
    assert result.warnings == ("the current policy has no customer 'acmee'; did you mean 'acme'?",)
    without = suspend("acme", "case 7", "", world._replace(policy=None))
    assert "no current policy yet" in without.warnings[0]
    assert suspend("zenith", "case 7", "", world).warnings == ()


@pytest.mark.parametrize("customer", ["", "a\nb"])
def test_a_measure_against_nobody_is_refused(world: EnforcementWorld, customer: str) -> None:
    assert "must name a customer" in suspend(customer, "case 7", "", world).refused


def test_the_same_measure_twice_is_warned_of(world: EnforcementWorld) -> None:
    suspend("acme", "case 7", "", world)
    limit("acme", 5, "case 7", "", world)
    again = suspend("acme", "case 8", "", world)
    assert again.warnings == ("line 1 of the journal sets the same already; both stay until each is lifted",)


def test_a_lifted_measure_is_no_longer_in_force(world: EnforcementWorld) -> None:
    suspend("acme", "case 7", "", world)
    measure = set_measure(lift(1, "sorted out", world))
    assert measure.value == "acme"
    assert world.book.in_force(AT) == ()
    assert lift(1, "sorted out", world).refused == "journal line 1 sets nothing that is in force"


@pytest.mark.parametrize("number", [0, 2, 99])
def test_only_what_is_in_force_can_be_lifted(world: EnforcementWorld, number: int) -> None:
    suspend("acme", "case 7", "", world)
    assert "sets nothing that is in force" in lift(number, "sorted out", world).refused


def test_the_list_says_what_is_in_force_and_by_whom(world: EnforcementWorld) -> None:
    suspend("acme", "case 7", "1h", world)
    block("2385550123", False, "complaints", "", world._replace(author="desk"))
    assert [(one.enforcement.value, one.author) for one in measures_in_force(world.book, AT)] == [
        ("acme", "noc"),
        ("12385550123", "desk"),
    ]
    assert [one.enforcement.number for one in measures_in_force(world.book, AT + 3600)] == [2]


def test_a_journal_that_takes_no_line_is_a_refusal(world: EnforcementWorld) -> None:
    suspend("acme", "case 7", "", world)
    journal = world.journal
    assert isinstance(journal, Journal)
    journal.fault = "nothing was written: journal line 2 is refused"
    for result in (suspend("zenith", "case 7", "", world), lift(1, "sorted out", world)):
        assert result == EnforcementResult(None, "nothing was written: journal line 2 is refused")
