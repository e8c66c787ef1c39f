"""The enforcement journal: what is signed and in order is in force at once; whatever is not stops the reading there."""

import json
import timeit
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bellwarden.model.enforcement import Enforcement, EnforcementKind, EnforcementTarget
from bellwarden.model.verdict import Diversion
from bellwarden.seam.fault import SeamFault
from bellwarden.seam.journal import (
    GENESIS,
    LINE_SIZE_MAX,
    EnforcementBook,
    JournalReader,
    LiftOrder,
    MeasureLifted,
    MeasureSet,
    Order,
    SetOrder,
    Unread,
    digest_of,
    write_line,
)
from bellwarden.seam.signing import sign_line
from tests.seam.keys import KEY, OTHER_KEY, verifier

AT = 1763761234.5
SUSPEND, LIMIT, BLOCK = EnforcementKind.SUSPEND, EnforcementKind.LIMIT, EnforcementKind.BLOCK
RESTRICT, CHALLENGE = EnforcementKind.RESTRICT_CALLER_IDS, EnforcementKind.CHALLENGE
CUSTOMER, CALLING, CALLED = (
    EnforcementTarget.CUSTOMER,
    EnforcementTarget.CALLING_NUMBER,
    EnforcementTarget.CALLED_NUMBER,
)
PAIR, SOURCE = EnforcementTarget.PAIR, EnforcementTarget.SOURCE
NAME, UPSTREAM = EnforcementTarget.NAME, EnforcementTarget.UPSTREAM


def suspend(customer: str = "acme") -> SetOrder:
    return SetOrder(SUSPEND, CUSTOMER, customer, "illegal calls, case 7", "noc", AT)


def block(target: EnforcementTarget, value: str, expires_at: float = 0.0) -> SetOrder:
    return SetOrder(BLOCK, target, value, "complaints", "noc", AT, expires_at)


def lift(number: int) -> LiftOrder:
    return LiftOrder(number, "sorted out", "noc", AT + 1)


def write(*orders: Order) -> list[bytes]:
    """The lines of a journal, each with its newline."""
    lines: list[bytes] = []
    previous = GENESIS
    for number, order in enumerate(orders, 1):
        lines.append(write_line(order, number, previous, KEY))
        previous = digest_of(lines[-1][:-1])
    return lines


def resigned(signed: bytes, **said: object) -> bytes:
    """The line with other content, signed anew by the right key."""
    body = {**json.loads(signed), **said}
    del body["signature"]
    return sign_line(msgspec.json.encode(body), KEY) + b"\n"


def book_of(*orders: Order) -> EnforcementBook:
    book = EnforcementBook()
    reader = JournalReader(verifier())
    book.apply(reader.feed(b"".join(write(*orders))))
    assert reader.fault == ""
    return book


def test_a_line_says_what_was_ordered() -> None:
    order = SetOrder(LIMIT, CUSTOMER, "acme", "too many short calls", "noc", AT, AT + 3600, 5)
    events = JournalReader(verifier()).feed(b"".join(write(order, lift(1))))
    assert events == [
        MeasureSet(Enforcement(1, LIMIT, CUSTOMER, "acme", order.reason, AT, AT + 3600, 5), "noc"),
        MeasureLifted(2, 1, "sorted out", "noc", AT + 1),
    ]


def test_a_line_is_readable_json() -> None:
    """One JSON text a line (RFC 8259): a newline in a reason is written as an escape."""
    line = write(suspend()._replace(reason="first\nsecond"))[0]
    assert line.count(b"\n") == 1
    assert json.loads(line)["reason"] == "first\nsecond"
    assert list(json.loads(line))[:4] == ["journal", "line", "prev", "event"]


@given(st.integers(min_value=1, max_value=400))
def test_lines_come_in_however_they_are_cut(size: int) -> None:
    data = b"".join(write(suspend(), block(CALLING, "12385550123"), lift(1)))
    reader = JournalReader(verifier())
    events = [event for start in range(0, len(data), size) for event in reader.feed(data[start : start + size])]
    assert [event.number for event in events] == [1, 2, 3]
    assert (reader.number, reader.taken, reader.fault) == (3, len(data), "")


def test_a_torn_last_line_waits() -> None:
    lines = write(suspend(), lift(1))
    reader = JournalReader(verifier())
    assert len(reader.feed(lines[0] + lines[1][:-1])) == 1
    assert (reader.number, reader.taken, reader.fault) == (1, len(lines[0]), "")
    assert len(reader.feed(b"\n")) == 1


def broken_signature(lines: list[bytes]) -> bytes:
    lines[2] = lines[2][:-9] + (b"AAA" if lines[2][-9:-6] != b"AAA" else b"BBB") + lines[2][-6:]
    return b"".join(lines)


def foreign_signature(lines: list[bytes]) -> bytes:
    lines[2] = write_line(suspend("rival"), 3, digest_of(lines[1][:-1]), OTHER_KEY)
    return b"".join(lines)


def changed_text(lines: list[bytes]) -> bytes:
    lines[2] = lines[2].replace(b"case 7", b"case 8")
    return b"".join(lines)


def left_out(lines: list[bytes]) -> bytes:
    return b"".join(lines[:2] + lines[3:])


def doubled(lines: list[bytes]) -> bytes:
    return b"".join(lines[:2] + lines[1:])


def exchanged(lines: list[bytes]) -> bytes:
    lines[2], lines[3] = lines[3], lines[2]
    return b"".join(lines)


def wrong_number(lines: list[bytes]) -> bytes:
    lines[2] = resigned(lines[2], line=30)
    return b"".join(lines)


def broken_chain(lines: list[bytes]) -> bytes:
    lines[2] = resigned(lines[2], prev="f" * 64)
    return b"".join(lines)


def other_format(lines: list[bytes]) -> bytes:
    lines[2] = resigned(lines[2], journal=2)
    return b"".join(lines)


def no_reason(lines: list[bytes]) -> bytes:
    lines[2] = resigned(lines[2], reason=None)
    return b"".join(lines)


def no_number(lines: list[bytes]) -> bytes:
    lines[2] = resigned(lines[2], cps_max=True)
    return b"".join(lines)


def no_time(lines: list[bytes]) -> bytes:
    lines[2] = resigned(lines[2], expires_at="soon")
    return b"".join(lines)


def no_object(lines: list[bytes]) -> bytes:
    lines[2] = sign_line(b"[1,2}", KEY) + b"\n"
    return b"".join(lines)


def empty_line(lines: list[bytes]) -> bytes:
    return b"".join([*lines[:2], b"\n", *lines[2:]])


def noise(lines: list[bytes]) -> bytes:
    return b"".join([*lines[:2], b"\x00\xff{]\n", *lines[2:]])


def long_line(lines: list[bytes]) -> bytes:
    return b"".join([*lines[:2], b"x" * LINE_SIZE_MAX + b"\n", *lines[2:]])


def endless_line(lines: list[bytes]) -> bytes:
    return b"".join([*lines[:2], b"x" * LINE_SIZE_MAX])


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (broken_signature, "no trusted key signed it"),
        (foreign_signature, "no trusted key signed it"),
        (changed_text, "no trusted key signed it"),
        (left_out, "it says that it is line 4"),
        (doubled, "it says that it is line 2"),
        (exchanged, "it says that it is line 4"),
        (wrong_number, "it says that it is line 30"),
        (broken_chain, "it does not follow the line before it"),
        (other_format, "it is of format 2"),
        (no_reason, "its reason is no text"),
        (no_number, "its cps_max is no whole number"),
        (no_time, "its expires_at is no time"),
        (no_object, "it can't be read"),
        (empty_line, "there is no signature at its end"),
        (noise, "there is no signature at its end"),
        (long_line, "it is longer than 8192 bytes"),
        (endless_line, "it is longer than 8192 bytes"),
    ],
)
@pytest.mark.parametrize("step", [1_000_000, 100])
def test_a_bad_line_stops_the_reading_there(damage: Callable[[list[bytes]], bytes], why: str, step: int) -> None:
    """At once or in small pieces: two lines are in force, the third is refused, what follows is not taken in."""
    lines = write(suspend(), block(CALLING, "12385550123"), suspend("zenith"), suspend("north"), lift(1))
    data = damage(list(lines))
    reader = JournalReader(verifier())
    events = [event for start in range(0, len(data), step) for event in reader.feed(data[start : start + step])]
    assert [event.number for event in events] == [1, 2]
    assert reader.fault.startswith("journal line 3 is refused: ")
    assert why in reader.fault
    assert (reader.number, reader.taken) == (2, len(lines[0] + lines[1]))
    assert reader.feed(b"".join(lines)) == []


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 7000 + b"}",
        b'{"journal":1,"line":1,"prev":"' + GENESIS.encode() + b'","event":"lift","lifts":1,"at":' + b"9" * 400 + b"}",
        b'{"journal":1,"line":1,"prev":"' + GENESIS.encode() + b'","event":"lift","lifts":1,"at":1e999}',
        b'{"journal":1e999}',
        b'{"journal":null,"line":1}',
        b'{"\xff":1}',
    ],
)
def test_a_hostile_line_is_refused_before_anybody_looks_at_its_signature(body: bytes) -> None:
    reader = JournalReader(verifier())
    assert reader.feed(sign_line(body, OTHER_KEY) + b"\n") == []
    assert reader.fault.startswith("journal line 1 is refused")


@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_fail(noise: bytes) -> None:
    reader = JournalReader(verifier())
    assert reader.feed(noise + b"\n" + sign_line(b"{" + noise + b"}", KEY) + b"\n") == []
    assert reader.fault


def test_reading_goes_on_after_a_repair() -> None:
    lines = write(suspend(), suspend("zenith"), lift(1))
    reader = JournalReader(verifier())
    assert len(reader.feed(lines[0] + b"noise\n" + lines[1])) == 1
    reader.resume()
    assert len(reader.feed(lines[1] + lines[2])) == 2
    assert reader.fault == ""


def test_a_good_line_vouches_for_those_before_it() -> None:
    """A key that is no longer trusted signed the first line; a trusted one went on from it, and so took it over."""
    first = write_line(suspend(), 1, GENESIS, OTHER_KEY)
    second = write_line(suspend("zenith"), 2, digest_of(first[:-1]), KEY)
    third = write_line(suspend("north"), 3, digest_of(second[:-1]), OTHER_KEY)
    reader = JournalReader(verifier(KEY))
    assert [event.number for event in reader.feed(first + second + third)] == [1, 2]
    assert reader.fault == "journal line 3 is refused: no trusted key signed it"


def test_news_of_a_newer_version_is_passed_over_and_what_follows_is_in_force() -> None:
    first, second = write(suspend(), suspend("zenith"))
    first = resigned(first, event="set", kind="quarantine")
    second = resigned(second, prev=digest_of(first[:-1]), event="rename")
    third = write_line(suspend("north"), 3, digest_of(second[:-1]), KEY)
    reader, book = JournalReader(verifier()), EnforcementBook()
    book.apply(reader.feed(first + second + third))
    assert reader.fault == ""
    assert book.unread == [Unread(1, "'quarantine' is not a valid EnforcementKind"), Unread(2, "event 'rename'")]
    assert [one.value for one in book.in_force(AT)] == ["north"]
    assert book.number == 3


def test_measures_of_the_office_are_lines_that_an_older_gate_passes_over() -> None:
    """Kinds and targets that the first version knew have no new member in their lines; the others it calls unread."""
    restrict = SetOrder(RESTRICT, CUSTOMER, "acme", "case 7", "noc", AT, AT + 60, 0, ("12385550123",), ("1238446",))
    challenge = SetOrder(CHALLENGE, CALLING, "12385550123", "case 8", "noc", AT, AT + 60, by=Diversion.CAPTCHA)
    orders = (restrict, challenge, block(NAME, "*gold card*"), block(UPSTREAM, "northstar"), suspend(), lift(1))
    lines = [json.loads(line) for line in write(*orders)]
    assert [(one.get("kind"), one.get("target")) for one in lines[:4]] == [
        ("restrict_caller_ids", "customer"),
        ("challenge", "calling"),
        ("block", "name"),
        ("block", "upstream"),
    ]
    assert not {"numbers", "prefixes", "by", "key"} & lines[4].keys()
    events = JournalReader(verifier()).feed(b"".join(write(*orders)))
    read = [one.enforcement for one in events if isinstance(one, MeasureSet)]
    assert (read[0].numbers, read[0].prefixes, read[1].by) == (("12385550123",), ("1238446",), Diversion.CAPTCHA)


@pytest.mark.parametrize(
    ("order", "why"),
    [
        (SetOrder(RESTRICT, CUSTOMER, "acme", "case 7", "noc", AT), "a restriction to no caller ID"),
        (SetOrder(CHALLENGE, CUSTOMER, "acme", "case 7", "noc", AT), "a challenge by nothing"),
        (SetOrder(RESTRICT, CUSTOMER, "acme", "case 7", "noc", AT, numbers=("+1238",)), "what is no number"),
        (SetOrder(RESTRICT, CUSTOMER, "acme", "case 7", "noc", AT, numbers=("1",) * 101), "at most 100"),
    ],
)
def test_a_measure_that_says_too_little_or_too_much_is_not_written(order: Order, why: str) -> None:
    with pytest.raises(SeamFault, match=why):
        write_line(order, 1, GENESIS, KEY)


def test_a_line_is_found_again_by_its_key() -> None:
    book = book_of(suspend()._replace(key="E-2026-000001"), lift(1)._replace(key="E-2026-000001 lift"), suspend())
    assert {key: one.number for key, one in book.by_key.items()} == {"E-2026-000001": 1, "E-2026-000001 lift": 2}
    assert book.lifts[1].author == "noc"


def test_names_are_told_by_their_pattern_whatever_their_case() -> None:
    book = book_of(block(NAME, "*Gold Card*"), block(NAME, "Tin Roof"), block(NAME, "tin roof"), lift(2))

    def named(name: str) -> list[int]:
        return [one.number for one in book.naming("::1", "", (), "", AT, name)]

    assert (named("your GOLD CARD offer"), named("TIN ROOF"), named("Tin Roofs"), named("")) == ([1], [3], [], [])
    assert named("Tin Roofs") == []
    book.apply([MeasureLifted(5, 1, "", "", AT)])
    assert named("your GOLD CARD offer") == []


def test_an_upstream_is_named_as_a_customer_is() -> None:
    assert book_of(block(UPSTREAM, "northstar")).naming("::1", "northstar", (), "", AT)


def test_a_measure_against_nobody_names_nobody() -> None:
    """An empty key stands for "no customer found" on the call path: it must never match."""
    book = EnforcementBook()
    book.apply(JournalReader(verifier()).feed(resigned(write(suspend())[0], value="")))
    assert book.naming("127.0.0.1", "", ("", ""), "", AT) == ()
    assert book.unread == [Unread(1, "a measure against nobody")]


@pytest.mark.parametrize(
    ("order", "why"),
    [
        (suspend()._replace(reason="x" * LINE_SIZE_MAX), "bytes long"),
        (suspend()._replace(reason="\ud800"), "no Unicode"),
        (suspend()._replace(at=float("nan")), "its at is no time"),
        (suspend(""), "a measure against nobody"),
    ],
)
def test_a_line_that_readers_would_refuse_is_not_written(order: Order, why: str) -> None:
    with pytest.raises(SeamFault, match=why):
        write_line(order, 1, GENESIS, KEY)


@pytest.mark.parametrize(
    ("order", "hit", "miss"),
    [
        (suspend(), {"customer": "acme"}, {"customer": "zenith"}),
        (block(SOURCE, "127.0.0.9"), {"source_ip": "127.0.0.9"}, {"source_ip": "127.0.0.1"}),
        (block(CALLING, "12385550123"), {"calling": ("14465550111", "12385550123")}, {"called": "12385550123"}),
        (block(CALLED, "12385550123"), {"called": "12385550123"}, {"calling": ("12385550123",)}),
        (
            block(PAIR, "12385550123>14465550111"),
            {"calling": ("12385550123",), "called": "14465550111"},
            {"calling": ("14465550111",), "called": "12385550123"},
        ),
    ],
)
def test_a_measure_names_what_it_was_set_against_and_nothing_else(
    order: SetOrder, hit: dict[str, object], miss: dict[str, object]
) -> None:
    book = book_of(order)
    nobody: dict[str, object] = {"source_ip": "::1", "customer": "", "calling": ("",), "called": "", "at": AT}
    assert [one.number for one in book.naming(**(nobody | hit))] == [1]  # type: ignore[arg-type]
    assert book.naming(**(nobody | miss)) == ()  # type: ignore[arg-type]
    assert book.naming(**nobody) == ()  # type: ignore[arg-type]


def test_measures_are_named_once_and_in_order() -> None:
    book = book_of(block(CALLING, "12385550123"), suspend(), block(SOURCE, "127.0.0.9"), suspend())
    named = book.naming("127.0.0.9", "acme", ("12385550123", "12385550123"), "14465550111", AT)
    assert [one.number for one in named] == [1, 2, 3, 4]


def test_a_measure_ends_when_it_expires() -> None:
    book = book_of(block(CALLING, "12385550123", AT + 60))
    assert book.naming("::1", "", ("12385550123",), "", AT + 59.9)
    assert book.find(1, AT + 59.9)
    assert book.naming("::1", "", ("12385550123",), "", AT + 60) == ()
    assert book.in_force(AT + 60) == ()
    assert book.find(1, AT + 60) is None


def test_a_lifted_measure_is_gone_and_its_twin_stays() -> None:
    book = book_of(suspend(), suspend(), block(PAIR, "1>2"), lift(1), lift(3), lift(3), lift(99))
    assert [one.number for one in book.naming("::1", "acme", ("1",), "2", AT)] == [2]
    assert [one.number for one in book.in_force(AT)] == [2]
    assert book.authors == {2: "noc"}
    assert book.number == 7


measures = st.one_of(
    st.builds(block, st.sampled_from((CALLING, CALLED, SOURCE, CUSTOMER)), st.sampled_from("abc")),
    st.builds(block, st.just(PAIR), st.sampled_from(("a>b", "a>c", "b>a"))),
    st.builds(lift, st.integers(min_value=1, max_value=12)),
)


@settings(max_examples=50)
@given(st.lists(measures, max_size=12))
def test_the_book_holds_what_a_plain_list_would(orders: list[Order]) -> None:
    expected: dict[int, SetOrder] = {}
    for number, order in enumerate(orders, 1):
        if isinstance(order, SetOrder):
            expected[number] = order
        else:
            expected.pop(order.lifts, None)
    book = book_of(*orders)
    assert [one.number for one in book.in_force(AT)] == sorted(expected)
    for caller in "abc":
        for callee in "abc":
            fitting = {
                (CALLING, caller),
                (CALLED, callee),
                (SOURCE, "a"),
                (CUSTOMER, "b"),
                (PAIR, f"{caller}>{callee}"),
            }
            named = [number for number, order in expected.items() if (order.target, order.value) in fitting]
            assert [one.number for one in book.naming("a", "b", (caller,), callee, AT)] == sorted(named)


def test_asking_the_book_costs_next_to_nothing_when_nothing_matches() -> None:
    """A microsecond is what a call can spend on it; measured far below, asserted with room for a busy machine."""
    book = book_of(suspend("zenith"), block(CALLING, "12385550123"), block(PAIR, "1>2"), block(SOURCE, "127.0.0.9"))
    numbers = ("14465550111", "14465550112")

    def call() -> tuple[Enforcement, ...]:
        return book.naming("127.0.0.1", "acme", numbers, "12385550199", AT)

    assert call() == ()
    assert min(timeit.repeat(call, number=2000, repeat=5)) / 2000 < 5e-6


def test_ten_thousand_lines_are_verified_in_time() -> None:
    """In well under the two seconds in which a gate must be up."""
    data = b"".join(write(*[suspend(f"customer-{number}") for number in range(10_000)]))
    reader = JournalReader(verifier())
    seconds = min(timeit.repeat(lambda: JournalReader(verifier()).feed(data), number=1, repeat=2))
    assert len(reader.feed(data)) == 10_000
    assert seconds < 1.5
