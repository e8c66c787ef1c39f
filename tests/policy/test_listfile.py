"""List files: text and CSV, good and bad lines, entries that have ended."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwarden.model.policy import ListClass, ListKey
from bellwarden.policy.listfile import BadLine, Contents, Reader, is_dated, read_list_file

TODAY = date(2026, 11, 21)
NUMBERS = Reader(ListKey.CALLING_NUMBER, "US", TODAY)
NEVER = Reader(ListKey.CALLING_NUMBER, "US", TODAY, ListClass.DO_NOT_ORIGINATE)


def text(data: bytes, reader: Reader = NUMBERS) -> Contents:
    return read_list_file("list.txt", data, reader)


def csv(data: bytes, reader: Reader = NUMBERS) -> Contents:
    return read_list_file("list.csv", data, reader)


def test_plain_numbers_of_every_spelling_are_taken() -> None:
    contents = text(b"12382000100\n2382000101\n+12382000102\n+1 238 200 0103\n+442079460000\n")
    assert list(contents.exact) == [12382000100, 12382000101, 12382000102, 12382000103, 442079460000]
    assert contents.bad == []


def test_comments_blank_lines_and_windows_line_ends_are_passed_over() -> None:
    contents = text(b"\xef\xbb\xbf# spam\r\n\r\n  12382000100  # asked by mail\r\n+1446201*\t# all of them\r\n   \r\n")
    assert (list(contents.exact), contents.prefixes, contents.bad) == ([12382000100], ["1446201"], [])


def test_a_last_line_needs_no_end() -> None:
    assert list(text(b"12382000100").exact) == [12382000100]


def test_a_bad_line_is_told_and_the_others_are_read() -> None:
    contents = text(b"12382000100\nnonsense\n12382000101\n\xff\xfe\n")
    assert list(contents.exact) == [12382000100, 12382000101]
    assert [bad.line for bad in contents.bad] == [2, 4]
    assert contents.bad[1].reason == "is not UTF-8; save the file as UTF-8"


def test_digits_that_are_not_ascii_are_no_number() -> None:
    assert text("١٢٣٨٢٠٠٠١٠٠\n".encode()).bad_count == 1


def test_twenty_bad_lines_are_told_and_all_are_counted() -> None:
    contents = text(b"x\n" * 1234)
    assert (len(contents.bad), contents.bad_count) == (20, 1234)


def test_a_line_without_end_is_refused_and_not_repeated() -> None:
    assert text(b"1" * 5000).bad == [BadLine(1, "has 5,000 bytes; one entry a line")]


def test_a_utf_16_file_is_refused_once() -> None:
    assert text("12382000100\n".encode("utf-16")).bad == [BadLine(1, "the file is UTF-16; save it as UTF-8", True)]


def test_an_emergency_number_is_refused_whatever_the_setting() -> None:
    reader = Reader(ListKey.CALLED_NUMBER, "US", TODAY, emergency=frozenset({"911"}))
    assert text(b"12382000100\n911\n", reader).bad == [
        BadLine(2, "911 is an emergency number and is never blocked; take it out", True)
    ]


def test_csv_takes_numbers_ranges_and_prefixes() -> None:
    contents = csv(
        b"number,range,prefix,source\n12382000100,,,a\n,12382001000-12382001999,,b\n,,+1446201,c\n,,1446202*,d\n"
    )
    assert list(contents.exact) == [12382000100]
    assert contents.prefixes == ["12382001", "1446201", "1446202"]


def test_csv_header_names_are_read_without_regard_to_case_and_spaces() -> None:
    assert list(csv(b"Note; ours,Number ,Added By\nx,12382000100,me\n").exact) == [12382000100]


def test_csv_cells_may_be_quoted() -> None:
    assert list(csv(b'number,note\n"12382000100","a, ""b""\nc"\n12382000101,x\n').exact) == [12382000100, 12382000101]


def test_entries_end_with_their_last_day() -> None:
    contents = csv(
        b"number,expires\n12382000100,2026-11-20\n12382000101,2026-11-21\n12382000102,\n12382000103,2027-01-01\n"
    )
    assert list(contents.exact) == [12382000101, 12382000102, 12382000103]
    assert contents.expired == 1


def test_files_that_say_when_entries_end_are_known() -> None:
    assert is_dated("a.csv", b"# c\nNumber,Expires\n")
    assert not is_dated("a.csv", b"number,added\n")
    assert not is_dated("a.txt", b"# expires never\n")


BAD_ROWS = [
    (b"number,expires\n12382000100,31.12.2026\n", 2, '"31.12.2026" is no day; write it like 2027-01-31'),
    (b"number,added\n12382000100,2026-02-30\n", 2, '"2026-02-30" is no day; write it like 2027-01-31'),
    (b"number,prefix\n12382000100,1238\n", 2, "fills more than one of the columns number or prefix; fill one"),
    (b"number,prefix\n,\n", 2, "fills none of the columns number or prefix; fill one"),
    (b"number\n12382000100,x\n", 2, "has 2 cells, the header line 1; quote cells with commas"),
    (b"number,note\n\n12382000100,x\nzero,x\n", 4, '"zero" is no telephone number; write a number "+12382000100",'
     ' a range "12382001000-12382001999" or a prefix "+1238200*"'),
]  # fmt: skip


@pytest.mark.parametrize(("data", "line", "reason"), BAD_ROWS)
def test_a_bad_row_is_told(data: bytes, line: int, reason: str) -> None:
    assert csv(data).bad == [BadLine(line, reason)]


BAD_FILES = [
    (b"", 1, 'the file has no header line; begin with one such as "number,source,added,expires"'),
    (b"12382000100\n", 1, "the header line names no column number or range or prefix or entry; begin with"
     ' "number,source,added,expires"'),
    (b"number;expires\n", 1, "the header line separates columns by ;, write commas"),
    (b"number,number\n", 1, "the header line names a column twice"),
    (b"number,expire\n", 1, 'the header line names a column "expire"; did you mean "expires"?'),
    (b'number\n12382000100\n"1238', 3, "is not CSV from here on: unexpected end of data"),
    (b"number\n1238\xff\n", 2, "is not UTF-8; save the file as UTF-8"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "line", "reason"), BAD_FILES)
def test_a_file_that_is_not_such_a_table_is_refused_whatever_the_setting(data: bytes, line: int, reason: str) -> None:
    assert csv(data).bad == [BadLine(line, reason, True)]


def test_a_do_not_originate_list_holds_its_four_classes_only() -> None:
    """47 CFR 64.1200(o): invalid, unallocated, unused, or asked for by the subscriber."""
    contents = csv(
        b"number,class,requester\n12382000100,unused,\n12382000101,requested,Pinebrook Savings Bank\n"
        b"12382000102,statistics,\n12382000103,requested,\n",
        NEVER,
    )
    assert list(contents.exact) == [12382000100, 12382000101]
    assert [bad.reason for bad in contents.bad] == [
        'class "statistics" has no place on a do-not-originate list (47 CFR 64.1200(o)); write one of invalid,'
        " unallocated, unused, requested, or move the entry to a block list",
        "class requested needs the requester: whose number it is, who asked for the blocking",
    ]


def test_other_lists_have_classes_of_their_own() -> None:
    assert csv(b"number,class\n12382000100,whatever\n").bad == []


WORDS = [
    (ListKey.NAME, b"*WARRANTY*\nSSA OFFICE\n", ["*WARRANTY*", "SSA OFFICE"]),
    (ListKey.SPID, b"x00a\nX002 # b\n", ["X00A", "X002"]),
    (ListKey.COUNTRY, b"us\nGB\n", ["US", "GB"]),
    (ListKey.CALLED_COUNTRY, b"ca\n", ["CA"]),
    (ListKey.SOURCE, b"127.0.0.1\n127.0.1.0/24\n::1\n", ["127.0.0.1", "127.0.1.0/24", "::1"]),
    (ListKey.USER_AGENT, b"friendly-scanner\nsip*\nrev#2\n", ["friendly-scanner", "sip*", "rev#2"]),
]


@pytest.mark.parametrize(("key", "data", "entries"), WORDS)
def test_lists_of_words_are_read_by_their_kind(key: ListKey, data: bytes, entries: list[str]) -> None:
    contents = text(data, Reader(key, "US", TODAY))
    assert (contents.entries, contents.bad) == (entries, [])


BAD_WORDS = [
    (ListKey.NAME, b"**\n", '"**" matches everything; write at least one sign beside *'),
    (ListKey.NAME, b"a\x07b\n", '"a\\x07b" is too long or holds control signs'),
    (ListKey.SPID, b"X0001\n", '"X0001" is no service provider id; an OCN has four letters and digits'),
    (ListKey.COUNTRY, b"UK\n", '"UK" is no country code; that country\'s code is GB; write the two letters of ISO 3166,'
     " such as US or CA"),
    (ListKey.SOURCE, b"127.0.1.1/24\n", '"127.0.1.1/24" is an address with a network\'s length; write "127.0.1.0/24" or'
     ' "127.0.1.1"'),
]  # fmt: skip


@pytest.mark.parametrize(("key", "data", "reason"), BAD_WORDS)
def test_a_word_that_can_not_match_is_told(key: ListKey, data: bytes, reason: str) -> None:
    assert text(data, Reader(key, "US", TODAY)).bad == [BadLine(1, reason)]


def test_lists_of_words_may_be_csv() -> None:
    contents = csv(b"country,note\nus,x\n", Reader(ListKey.COUNTRY, "US", TODAY))
    assert contents.entries == ["US"]


@given(
    st.sampled_from(["a.txt", "a.csv"]),
    st.one_of(st.binary(max_size=80), st.text('0123456789+-*,;"#\n\r xnumberangp', max_size=120).map(str.encode)),
    st.sampled_from(list(ListKey)),
)
def test_no_bytes_break_the_reader(name: str, data: bytes, key: ListKey) -> None:
    contents = read_list_file(name, data, Reader(key, "US", TODAY))
    assert contents.bad_count >= len(contents.bad)
    assert all(0 < number < 10**15 for number in contents.exact)
