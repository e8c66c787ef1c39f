"""Numbers as SBCs write them: URIs, prefixes, parameters, withheld callers, calls for help, other countries at home."""

import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bellwarden.model.number import NumberFault, NumberForm, NumberKind, TelephoneNumber
from bellwarden.numbering import reading
from bellwarden.numbering.reading import CACHE_SIZE, RAW_MAX, read_number

WRITTEN = "12382000100"


@pytest.mark.parametrize(
    "text",
    [
        "sip:+12382000100@203.0.113.7",
        "sip:12382000100@carrier.example:5060;transport=udp",
        "SIPS:+12382000100@[2001:db8::7];user=phone",
        "sip:2382000100@carrier.example?Subject=x",
        "sip:+12382000100:secret@carrier.example",
        "sip:+12382000100;ext=12@carrier.example",
        "sip:+1-238-200-0100@carrier.example;user=phone",
        "sip:%2B12382000100@carrier.example",
        "sip:+12382000100",
        "tel:+12382000100",
        "TEL:+1-238-200-0100;ext=12",
        "tel:2382000100;phone-context=+1",
        "tel:12382000100;phone-context=+1",
        "tel:2000100;phone-context=+1238",
        "tel:2000100;phone-context=+1-238",
        "tel:2382000100;phone-context=+1238",
        "tel:2382000100;phone-context=carrier.example",
        "tel:2382000100;PHONE-CONTEXT=%2B1",
        "+12382000100;npdi;rn=+14463000000",
        "sip:+12382000100;npdi;rn=+14463000000;cic=+10288@carrier.example",
        "+12382000100@carrier.example",
        "  +12382000100 ",
        "(238) 200-0100",
        "238 200 0100 x12",
        "238-200-0100 ext. 12",
        "+12382000100ext12",
        "*822382000100",
        "+" + WRITTEN,
    ],
)
def test_ways_to_write_one_number(text: str) -> None:
    """RFC 3261 sections 19.1.1 and 19.1.6; RFC 3966 sections 5.1.1, 5.1.5 and 5.3; RFC 4694 section 4."""
    number = read_number(text)
    assert number == TelephoneNumber(text, WRITTEN, 12382000100, NumberForm.NANP, NumberKind.ORDINARY, None, "")


@pytest.mark.parametrize(
    "text",
    [
        "911",
        "+911",
        "1911",
        "+1911",
        "9-1-1",
        "911#",
        "*82911",
        "sip:911@carrier.example",
        "sip:911@carrier.example;user=phone",
        "sip:+911@carrier.example",
        "sip:911;phone-context=+1@carrier.example",
        "sip:911:secret@carrier.example",
        "sip:911",
        "sip:%39%31%31@carrier.example",
        "tel:911;phone-context=+1",
        "tel:911;phone-context=+1238",
        "tel:911;phone-context=carrier.example",
        "tel:+1911",
        "911@carrier.example",
        "911 x2",
        " 911 ",
    ],
)
@pytest.mark.parametrize("country", ["US", "CA"])
def test_a_call_for_help_is_known_however_it_is_written(text: str, country: str) -> None:
    number = read_number(text, country)
    assert number == TelephoneNumber(text, "911", 0, NumberForm.SHORT_CODE, NumberKind.SERVICE, None, "")


@pytest.mark.parametrize(
    "text",
    [
        "urn:service:sos",
        "URN:SERVICE:SOS",
        "urn:service:sos.fire",
        "urn:service:sos.ecall.automatic",
        "urn:service:test.sos",
        "urn:service:test.sos.police",
        "sip:sos@carrier.example",
        "sos",
    ],
)
def test_the_service_urn_for_help(text: str) -> None:
    """RFC 5031 section 4.2; RFC 6881 section 15 for test calls."""
    number = read_number(text)
    assert (number.digits, number.form, number.kind, number.fault) == (
        "sos",
        NumberForm.SHORT_CODE,
        NumberKind.SERVICE,
        None,
    )


@pytest.mark.parametrize("text", ["urn:service:counseling", "urn:service:sosx", "urn:nena:service:sos", "urn:"])
def test_other_urns_are_no_numbers(text: str) -> None:
    assert read_number(text).fault is NumberFault.NOT_A_NUMBER


@pytest.mark.parametrize("country", ["GB", "DE", ""])
def test_short_codes_of_a_country_without_a_plan_keep_their_digits(country: str) -> None:
    for text in ("112", "999", "+112", "sip:110@carrier.example"):
        number = read_number(text, country)
        assert number.digits == text.removeprefix("sip:").removeprefix("+")[:3]
        assert number.form is NumberForm.SHORT_CODE


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("sip:anonymous@anonymous.invalid", NumberForm.ANONYMOUS),
        ("sip:Anonymous@carrier.example", NumberForm.ANONYMOUS),
        ("sip:anonymous.invalid", NumberForm.ANONYMOUS),
        ("sip:c8oqz84zk7z@anonymous.invalid", NumberForm.ANONYMOUS),
        ("unavailable@unknown.invalid", NumberForm.ANONYMOUS),
        ("", NumberForm.ABSENT),
        ("   ", NumberForm.ABSENT),
        ("sip:", NumberForm.ABSENT),
        ("tel:", NumberForm.ABSENT),
        ("sip:@carrier.example", NumberForm.ABSENT),
        ("sip:carrier.example", NumberForm.ABSENT),
        ("sip:203.0.113.7:5060", NumberForm.ABSENT),
        ("sip:alice@carrier.example", NumberForm.UNREADABLE),
        ("h323:12382000100@carrier.example", NumberForm.UNREADABLE),
        ("sip:911@203.0.113.7@carrier.example", NumberForm.UNREADABLE),
        ("*#", NumberForm.UNREADABLE),
        ("+*67", NumberForm.UNREADABLE),
        ("238*2000100", NumberForm.UNREADABLE),
        ("*6723820001", NumberForm.UNREADABLE),
        ("*69", NumberForm.SHORT_CODE),
        ("12345", NumberForm.SHORT_CODE),
    ],
)
def test_where_no_subscribers_number_stands(text: str, form: NumberForm) -> None:
    """RFC 3323 section 4.1.1.3: the anonymous URI."""
    number = read_number(text)
    assert (number.form, number.e164) == (form, 0)


def test_a_number_left_in_an_anonymous_uri_is_read() -> None:
    assert read_number("sip:+12382000100@anonymous.invalid").digits == WRITTEN


@pytest.mark.parametrize(
    ("text", "country", "digits", "home"),
    [
        ("02079460123", "GB", "442079460123", "GB"),
        ("00442079460123", "FR", "442079460123", "GB"),
        ("+44 (0)20 7946 0123", "US", "442079460123", "GB"),
        ("tel:02079460123;phone-context=+44", "US", "442079460123", "GB"),
        ("0012382000100", "GB", "12382000100", ""),
        ("+12382000100", "DE", "12382000100", ""),
        ("tel:2382000100;phone-context=+1", "GB", "12382000100", ""),
        ("tel:2382000100;phone-context=%2B1", "GB", "12382000100", ""),
        ("tel:12382000100;phone-context=+1", "GB", "12382000100", ""),
        ("2382000100", "CA", "12382000100", ""),
        ("2382000100", "JM", "12382000100", ""),
        ("0116834002", "US", "6834002", "NU"),
        ("+80012345678", "US", "80012345678", ""),
    ],
)
def test_numbers_of_other_countries_and_at_home_in_other_countries(
    text: str, country: str, digits: str, home: str
) -> None:
    number = read_number(text, country)
    assert (number.digits, number.e164, number.country, number.fault) == (digits, int(digits), home, None)


@pytest.mark.parametrize("country", ["", "XX", "us", "US\0", "??"])
def test_an_unknown_home_country_leaves_full_numbers_readable(country: str) -> None:
    assert read_number("+12382000100", country).digits == WRITTEN
    assert read_number("2382000100", country).fault is NumberFault.LENGTH


def test_ten_digits_from_00_are_an_impossible_home_number_unless_a_possible_one_from_abroad() -> None:
    assert read_number("0002000100").fault is NumberFault.AREA_CODE
    assert read_number("0112000100").fault is NumberFault.AREA_CODE
    assert read_number("0116834002").form is NumberForm.INTERNATIONAL


def test_more_digits_than_e164_has_are_no_number() -> None:
    """ITU-T E.164 section 6.2.1: at most fifteen digits, country code included."""
    assert read_number("+441234567890123").form is NumberForm.INTERNATIONAL
    assert read_number("+4412345678901234").form is NumberForm.UNREADABLE


def test_what_is_kept_of_the_text_is_bounded_but_all_of_it_is_read() -> None:
    long = "sip:+12382000100" + ";x=" + "y" * 500 + "@carrier.example"
    number = read_number(long)
    assert (number.raw, number.digits) == (long[:RAW_MAX], WRITTEN)
    assert read_number("1" * 100_000).raw == "1" * RAW_MAX


def test_what_is_remembered_is_bounded() -> None:
    before = reading._remembered.cache_info()
    read_number("sip:" + "a" * RAW_MAX)
    assert reading._remembered.cache_info().currsize == before.currsize
    assert before.maxsize == CACHE_SIZE == 65_536
    read_number("tel:+12382000199")
    read_number("tel:+12382000199")
    assert reading._remembered.cache_info().hits == before.hits + 1


def test_a_gate_that_sees_no_foreign_number_never_loads_the_library_for_them() -> None:
    code = """
import sys
from bellwarden.numbering.reading import read_number
for text in ("+12382000100", "sip:2382000100@a", "911", "anonymous", "5550123", "1-800-FLOWERS", "urn:service:sos"):
    read_number(text)
print("phonenumbers" in sys.modules)
print(read_number("+442079460123").country, "phonenumbers" in sys.modules)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30)
    assert run.stdout.split() == ["False", "GB", "True"]


# --- any text ---------------------------------------------------------------------------------------------------------

pieces = st.sampled_from(
    [
        *("sip:", "tel:", "urn:service:", "sos", "+", "1", "011", "00", "911", "2382000100", "44", "2079460123", "555"),
        *("01", "-", " ", "(", ")", ".", ";", "=", "@", ":", "%", "%2B", "x", "ext", "*", "#", "*67", "*82"),
        *(";phone-context=+1", ";ext=12", "anonymous", ".invalid", "\0", "\n", "é", "٣", "２", "²", "_"),
        *("0" * 12, "9" * 300),
    ]
)
texts = st.text() | st.lists(pieces, max_size=12).map("".join) | st.text(alphabet="+0123456789*#x-;@:%", max_size=40)
homes = st.sampled_from(["US", "CA", "GB", "DE", "IT", "AR", "MX", "", "XX"])


@given(texts, homes)
@example("20255#1234", "US")
@example("*67" * 300, "US")
@example("011" * 300, "US")
@example("+" * 500, "US")
@example("\ud800", "US")
def test_any_text_is_read_to_a_consistent_value(raw: str, country: str) -> None:
    number = read_number(raw, country)
    assert number.raw == raw[:RAW_MAX]
    if number.form in (NumberForm.NANP, NumberForm.INTERNATIONAL):
        assert number.digits == str(number.e164)
        assert 4 <= len(number.digits) <= 15
        assert (number.form is NumberForm.NANP) == number.digits.startswith("1")
        assert len(number.digits) == 11 or number.form is NumberForm.INTERNATIONAL
    else:
        assert number.e164 == 0
        assert bool(number.digits) == (number.form is NumberForm.SHORT_CODE)
        assert number.country == ""
    if number.form is NumberForm.UNREADABLE:
        assert number.fault is not None
    if number.form in (NumberForm.ABSENT, NumberForm.ANONYMOUS):
        assert number.fault is None


@given(texts, homes)
def test_a_sound_number_read_again_in_canonical_form_is_the_same(raw: str, country: str) -> None:
    number = read_number(raw, country)
    if number.e164 and number.fault is None:
        assert read_number("+" + number.digits, country)._replace(raw="") == number._replace(raw="")
        assert read_number("+" + number.digits, "US")._replace(raw="") == number._replace(raw="")


@given(st.integers(0, 9_999_999_999))
@example(5_555_551_212)
@example(8_005_550_199)
def test_the_fast_and_the_long_way_agree(national: int) -> None:
    """Each of the plain spellings against one with separators, which takes the long way."""
    digits = f"{national:010}"
    long_way = read_number(f"+1 {digits[:3]}-{digits[3:]}")
    for plain in (f"+1{digits}", f"1{digits}"):
        assert read_number(plain)._replace(raw=long_way.raw) == long_way
    if digits[0] != "0":
        assert read_number(digits)._replace(raw=long_way.raw) == long_way


@given(st.text(alphabet=st.characters(categories=["Nd"], exclude_characters="0123456789"), min_size=10, max_size=12))
def test_digits_of_other_scripts_are_no_digits(digits: str) -> None:
    for text in (digits, "+1" + digits[:10], "1" + digits[:10]):
        assert read_number(text).fault is NumberFault.NOT_A_NUMBER
