"""name-addr, parameters, lists: the grammar that CVE-2018-14767, CVE-2023-28098 and their like were found in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwarden.sip.fault import SipFault
from bellwarden.sip.headers import (
    NameAddress,
    header_key,
    name_address,
    read_parameters,
    read_tag,
    split_address,
    split_list,
    unquote,
)


def parts(address: NameAddress) -> tuple[str, bytes, dict[str, str]]:
    return address.display_name, address.uri, dict(address.params)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b"<sip:a@h>", ("", b"sip:a@h", {})),
        (b' "Hill Dental"  <sip:a@h>;tag=1c2 ', ("Hill Dental", b"sip:a@h", {"tag": "1c2"})),
        (b'""<sip:a@h>', ("", b"sip:a@h", {})),
        (b'"a \\"b\\" \\\\" <sip:a@h>', ('a "b" \\', b"sip:a@h", {})),
        (b'"<sip:evil@h>" <sip:a@h>', ("<sip:evil@h>", b"sip:a@h", {})),
        (b'"a;b,c" <sip:a@h;user=phone>;x', ("a;b,c", b"sip:a@h;user=phone", {"x": ""})),
        (b"Hill <sip:a@h>", ("Hill", b"sip:a@h", {})),
        (b"AT&T / North <sip:a@h>", ("AT&T / North", b"sip:a@h", {})),
        ('"Müller" <sip:a@h>'.encode(), ("Müller", b"sip:a@h", {})),
        (b'"\xff" <sip:a@h>', ("\ufffd", b"sip:a@h", {})),
        (b"caller<sip:a@h>;tag=323", ("caller", b"sip:a@h", {"tag": "323"})),
        (b"sip:a@h;tag=1;user=phone", ("", b"sip:a@h", {"tag": "1", "user": "phone"})),
        (b'<sip:a@h> ; TAG = 1 ; Reason="no answer"', ("", b"sip:a@h", {"tag": "1", "reason": "no answer"})),
        (b'<sip:a@h>;q="a;b"', ("", b"sip:a@h", {"q": "a;b"})),
        (b"<sip:a@h>;tag=YWJj==", ("", b"sip:a@h", {"tag": "YWJj=="})),
        (b"<isbn:2983792873>", ("", b"isbn:2983792873", {})),
    ],
)
def test_addresses_are_read(value: bytes, expected: tuple[object, ...]) -> None:
    """RFC 3261 section 20.10."""
    assert parts(name_address(value)) == expected


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b" ",
        b"<>",
        b"<sip:a@h",
        b"sip:a@h>",
        b"<<sip:a@h>>",
        b"<sip:a@h> <sip:b@h>",
        b"<sip:a@h>, <sip:b@h>",
        b"<sip:a@h> x",
        b"< sip:a@h>",
        b'"open <sip:a@h>',
        b'"open\\" <sip:a@h>',
        b'"a" b <sip:a@h>',
        b'"a" "b" <sip:a@h>',
        b'"a"',
        b'a "b" <sip:a@h>',
        b"Bell, A <sip:a@h>",
        b"a;b <sip:a@h>",
        b"sip:x <sip:a@h>",
        b"a@b <sip:a@h>",
        b"a\\ <sip:a@h>",
        b"911",
        b"sip",
        b":a@h",
        b"1a:b",
        b"sip:a,b@h",
        b"sip:a@h?x=1",
        b"sip:a b",
        b"<sip:a@h>;",
        b"<sip:a@h>;;tag=1",
        b"<sip:a@h>;=1",
        b"<sip:a@h>;a b=1",
        b"<sip:a@h>;tag=1;TAG=2",
        b"<sip:a@h>;tag=",
        b'<sip:a@h>;x="open',
        b'<sip:a@h>;x="a"b',
        b'<sip:a@h>;x=a"b"',
        b"<sip:a@h>;x=a b",
        b"<sip:a@h>" + b";p" * 65,
        b"<sip:" + b"9" * 1_030 + b"@h>",
        b"<sip:a@h\x00>",
    ],
)
def test_ambiguous_addresses_are_refused(value: bytes) -> None:
    with pytest.raises(SipFault) as caught:
        name_address(value)
    assert caught.value.status == 400


def test_a_uri_of_a_kilobyte_is_read_and_a_longer_one_refused() -> None:
    assert len(split_address(b"<sip:" + b"9" * 1_020 + b">")[1]) == 1_024
    with pytest.raises(SipFault):
        split_address(b"<sip:" + b"9" * 1_021 + b">")


@pytest.mark.parametrize(
    ("value", "members"),
    [
        (b" a ", [b"a"]),
        (b"a,b , c", [b"a", b"b", b"c"]),
        (b'"x,y" <sip:a@h>, <sip:b,c@h>', [b'"x,y" <sip:a@h>', b"<sip:b,c@h>"]),
        (b'"\\",\\"" <sip:a@h>,b', [b'"\\",\\"" <sip:a@h>', b"b"]),
        (b'"<" <sip:a@h>,b', [b'"<" <sip:a@h>', b"b"]),
        (b"", [b""]),
    ],
)
def test_lists_are_cut_at_their_own_commas(value: bytes, members: list[bytes]) -> None:
    """RFC 3261 section 7.3.1."""
    assert split_list(value) == members


@pytest.mark.parametrize("value", [b",", b"a,", b",a", b"a,,b", b'"a,b', b"<a,b", b'"\\",', b"a," * 101])
def test_broken_lists_are_refused(value: bytes) -> None:
    with pytest.raises(SipFault):
        split_list(value)


@pytest.mark.parametrize(
    ("value", "tag"),
    [
        (b"<sip:a@h>;tag=1", b"1"),
        (b"sip:a@h;tag=1", b"1"),
        (b'"x" <sip:a@h> ;x=1; Tag = 2', b"2"),
        (b"<sip:a@h;tag=1>", b""),
        (b"<sip:a@h>", b""),
        (b'";tag=9" <sip:a@h>', b""),
    ],
)
def test_tags(value: bytes, tag: bytes) -> None:
    """RFC 3261 section 19.3: the header's own tag, not one inside the URI or the name."""
    assert read_tag(value) == tag


def test_parameters_are_named_in_lower_case() -> None:
    assert read_parameters(b';Reason="x";COUNTER=1;flag') == {b"reason": b'"x"', b"counter": b"1", b"flag": b""}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        (b"Via", b"via"),
        (b"v", b"via"),
        (b"V", b"via"),
        (b"X-Unheard-Of", b"x-unheard-of"),
        (b"p-asserted-IDENTITY", b"p-asserted-identity"),
        (b"Via ", b""),
        (b"", b""),
        (b"V\x00ia", b""),
        (b"\xd6ffi", b""),
    ],
)
def test_header_names(name: bytes, key: bytes) -> None:
    """RFC 3261 sections 7.3.1 and 7.3.3."""
    assert header_key(name) == key
    assert header_key(name) == key


def test_new_header_names_are_learned_within_bounds() -> None:
    from bellwarden.sip.grammar import LEARNED_MAX
    from bellwarden.sip.headers import NAMES

    before = dict(NAMES)
    try:
        for index in range(LEARNED_MAX + 10):
            assert header_key(b"X-%d" % index) == b"x-%d" % index
        assert len(NAMES) == LEARNED_MAX
        assert header_key(b"Y" * 97) == b"y" * 97
        assert b"Y" * 97 not in NAMES
    finally:
        NAMES.clear()
        NAMES.update(before)


@given(st.binary(max_size=80))
def test_quoted_pairs_are_undone_exactly(data: bytes) -> None:
    quoted = b'"' + b"".join(b"\\" + bytes([code]) if code in b'"\\' else bytes([code]) for code in data) + b'"'
    assert unquote(quoted) == data


@given(st.binary(max_size=120))
def test_any_bytes_are_an_address_or_a_fault(data: bytes) -> None:
    for reading in (name_address, split_list, read_tag, read_parameters):
        try:
            reading(data)
        except SipFault as fault:
            assert fault.status == 400


names = st.sampled_from(["", '"a" ', '"a\\"b" ', "a ", '"<" ', '"a', "a, ", " ", '"é" '])
uris = st.sampled_from(["<sip:a@h>", "sip:a@h", "<sip:a@h;x>", "<>", "<a>", "< sip:a@h>", "<sip:a@h", "<1:a>", "<s:>"])
tails = st.sampled_from(
    ["", ";tag=1", " ;tag=1", ";tag=", ";tag", ";tag=1 ", ";x;tag=1", ";tag=1;tag=2", ' ;tag="1"', "x"]
)


@given(names, uris, tails)
def test_the_quick_and_the_careful_reading_agree(name: str, uri: str, tail: str) -> None:
    """The regular expression for usual addresses accepts nothing that the grammar refuses, and reads the same."""
    from bellwarden.sip import headers

    value = f"{name}{uri}{tail}".encode()
    usual = headers.usual_address(value)
    if usual is not None:
        display, address, params = split_address(value)
        assert (unquote(display), address) == (usual[1] or b"", usual[2])
        assert read_parameters(params).get(b"tag") == usual[3]
