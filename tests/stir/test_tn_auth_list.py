"""RFC 8226 section 9: one reading of a TNAuthList, or none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwarden.stir.tn_auth_list import CODE_MAX, ENTRIES_MAX, DerError, TNAuthList, read_tn_auth_list
from tests.stir.pki import der, integer, tn_auth_list

CODE = der(0xA0, der(0x16, b"B100"))


def range_of(start: bytes, count: bytes) -> bytes:
    return der(0x30, der(0xA1, der(0x30, der(0x16, start), count)))


def test_a_code_as_authorities_write_it() -> None:
    assert read_tn_auth_list(bytes.fromhex("3008a006160442313030")) == TNAuthList(("B100",))


def test_all_three_choices() -> None:
    found = read_tn_auth_list(tn_auth_list("B100", ("14462000000", 1_000), "+14462000100"))
    assert found == TNAuthList(("B100",), (("14462000000", 1_000),), frozenset({"14462000100"}))


def test_a_code_in_small_letters_is_the_same_code() -> None:
    assert read_tn_auth_list(tn_auth_list("b10x")).codes == ("B10X",)


@pytest.mark.parametrize(
    ("octets", "says"),
    [
        (b"", "truncated"),
        (b"\x30", "truncated"),
        (b"\x30\x00", "an empty list"),
        (der(0x31, CODE), "tag 0x31"),
        (der(0x30, CODE) + b"\0", "octets after the list"),
        (b"\x30\x09" + CODE, "truncated"),
        (b"\x30\x80" + CODE + b"\0\0", "indefinite"),
        (b"\x30\x81\x08" + CODE, "more octets than it needs"),
        (b"\x30\x82\x00\x08" + CODE, "more octets than it needs"),
        (b"\x30\x84\x00\x00\x00\x08" + CODE, "too large"),
        (der(0x30, der(0x80, b"B100")), "no such choice"),  # implicit, primitive
        (der(0x30, der(0xA0, b"B100")), "tag 0x42"),  # implicit, constructed
        (der(0x30, der(0x16, b"B100")), "no such choice"),
        (der(0x30, der(0xA3, der(0x16, b"B100"))), "no such choice"),
        (der(0x30, der(0xA0, der(0x0C, b"B100"))), "tag 0x0c"),  # UTF8String
        (der(0x30, der(0xA0, der(0x16, b"B100"), b"\x05\x00")), "octets after a service provider code"),
        (der(0x30, der(0xA0, der(0x16, b""))), "no service provider code"),
        (der(0x30, der(0xA0, der(0x16, b"B 100"))), "no service provider code"),
        (der(0x30, der(0xA0, der(0x16, b"B" * (CODE_MAX + 1)))), "no service provider code"),
        (der(0x30, der(0xA0, der(0x16, "B10\u0130".encode()))), "no service provider code"),
        (der(0x30, der(0xA2, der(0x16, b"+14462000100"))), "no number"),
        (der(0x30, der(0xA2, der(0x16, b"1" * 16))), "no number"),
        (range_of(b"1446200010*", integer(10)), "a range begins"),
        (range_of(b"14462000100", integer(1)), "a range of 1"),
        (range_of(b"14462000100", integer(0)), "a range of 0"),
        (range_of(b"14462000100", integer(-5)), "a range of -5"),
        (range_of(b"99", integer(2)), "more digits"),
        (range_of(b"14462000100", der(0x02)), "no or too many octets"),
        (range_of(b"14462000100", der(0x02, b"\x01" * 9)), "no or too many octets"),
        (range_of(b"14462000100", der(0x02, b"\x00\x10")), "more octets than it needs"),
        (range_of(b"14462000100", integer(2) + integer(2)), "after its count"),
        (der(0x30, der(0xA1, der(0x16, b"14462000100"), integer(2))), "tag 0x16"),  # no SEQUENCE inside the tag
        (der(0x30, CODE * (ENTRIES_MAX + 1)), "entries"),
    ],
)
def test_whatever_is_not_exactly_a_list_is_refused(octets: bytes, says: str) -> None:
    with pytest.raises(DerError, match=says):
        read_tn_auth_list(octets)


@given(st.binary(max_size=200))
def test_any_octets_are_read_or_refused(octets: bytes) -> None:
    try:
        found = read_tn_auth_list(octets)
    except DerError:
        return
    assert found.codes or found.ranges or found.numbers


CODES = st.text("ABCDEFGHJ0123456789", min_size=1, max_size=CODE_MAX)
NUMBERS = st.text("0123456789", min_size=7, max_size=15)
RANGES = st.tuples(st.integers(1_000_000, 8_999_999).map(str), st.integers(2, 100_000))


@given(st.lists(CODES | NUMBERS.map(lambda one: "+" + one) | RANGES, min_size=1, max_size=12))
def test_what_was_written_is_read(entries: list[str | tuple[str, int]]) -> None:
    found = read_tn_auth_list(tn_auth_list(*entries))
    numbers = {one[1:] for one in entries if isinstance(one, str) and one.startswith("+")}
    assert found.numbers == numbers
    assert list(found.ranges) == [one for one in entries if isinstance(one, tuple)]
    assert list(found.codes) == [one for one in entries if isinstance(one, str) and not one.startswith("+")]


@pytest.mark.parametrize(
    ("number", "covered"),
    [
        ("14462000000", True),
        ("14462000999", True),
        ("14462001000", False),
        ("14461999999", False),
        ("14470000001", True),
        ("1446200000", False),
        ("014462000000", False),
        ("１４４６２００００００", False),
        ("", False),
    ],
)
def test_which_numbers_are_covered(number: str, covered: bool) -> None:
    assert TNAuthList((), (("14462000000", 1_000),), frozenset({"14470000001"})).covers(number) is covered


@pytest.mark.parametrize(
    ("held", "given_on", "enclosed"),
    [
        (("B100",), ("B100",), True),
        (("B100",), ("B200",), False),
        (("B100",), ("+14462000100",), True),
        ((("14462000000", 1_000),), (("14462000100", 900),), True),
        ((("14462000000", 1_000),), (("14462000100", 901),), False),
        ((("14462000000", 1_000),), ("+14462000999",), True),
        ((("14462000000", 1_000),), ("+14462001000",), False),
        ((("14462000000", 500), ("14462000500", 500)), (("14462000400", 200),), True),
        ((("14462000000", 2), "+14462000002"), (("14462000000", 3),), True),
        (("+14462000000",), (("14462000000", 2),), False),
        ((("14462000000", 1_000),), ("B100",), False),
    ],
)
def test_a_delegate_gets_no_more_than_its_issuer_has(
    held: tuple[str | tuple[str, int], ...], given_on: tuple[str | tuple[str, int], ...], enclosed: bool
) -> None:
    """RFC 9060 section 4."""
    above = read_tn_auth_list(tn_auth_list(*held))
    assert above.encloses(read_tn_auth_list(tn_auth_list(*given_on))) is enclosed
