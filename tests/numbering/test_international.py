"""Numbers of the world beside the library's own judgement, and the plan of North America beside the library's."""

import random

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwarden.model.number import NumberFault, NumberForm, NumberKind
from bellwarden.numbering.reading import read_number

TYPES = [getattr(phonenumbers.PhoneNumberType, name) for name in ("FIXED_LINE", "MOBILE", "TOLL_FREE", "PREMIUM_RATE")]
KINDS = {
    phonenumbers.PhoneNumberType.TOLL_FREE: NumberKind.TOLL_FREE,
    phonenumbers.PhoneNumberType.PREMIUM_RATE: NumberKind.PREMIUM,
    phonenumbers.PhoneNumberType.FIXED_LINE: NumberKind.ORDINARY,
    phonenumbers.PhoneNumberType.MOBILE: NumberKind.ORDINARY,
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE: NumberKind.ORDINARY,
}


def examples(nanp: bool) -> list[phonenumbers.PhoneNumber]:
    found = (
        phonenumbers.example_number_for_type(region, kind)
        for region in sorted(phonenumbers.SUPPORTED_REGIONS)
        for kind in TYPES
    )
    return [one for one in found if one is not None and (one.country_code == 1) == nanp]


def test_an_example_of_every_country_and_kind() -> None:
    numbers = examples(nanp=False)
    assert len(numbers) > 600
    for one in numbers:
        text = phonenumbers.format_number(one, phonenumbers.PhoneNumberFormat.E164)
        number = read_number(text)
        assert (number.digits, number.form, number.fault) == (text[1:], NumberForm.INTERNATIONAL, None), text
        assert number.country == phonenumbers.region_code_for_number(one), text
        assert number.kind is KINDS[phonenumbers.number_type(one)], text


def test_international_spelling_of_every_country() -> None:
    for one in examples(nanp=False):
        written = phonenumbers.format_number(one, phonenumbers.PhoneNumberFormat.RFC3966)
        plain = phonenumbers.format_number(one, phonenumbers.PhoneNumberFormat.E164)[1:]
        assert read_number(written).digits == read_number("011" + plain).digits == plain


def test_dialled_at_home_in_every_country() -> None:
    """As dialled inside the country, trunk prefix included."""
    for one in examples(nanp=False):
        region = phonenumbers.region_code_for_number(one) or ""
        national = phonenumbers.format_number(one, phonenumbers.PhoneNumberFormat.NATIONAL)
        digits = "".join(sign for sign in national if sign in "0123456789")
        if len(digits) > 6:
            expected = phonenumbers.format_number(
                phonenumbers.parse(digits, region), phonenumbers.PhoneNumberFormat.E164
            )
            assert read_number(digits, region).digits == expected[1:], (region, digits)


@given(st.integers(10**6, 10**15 - 1).filter(lambda e164: str(e164)[0] != "1"))
def test_any_digits_are_judged_as_the_library_judges_them(e164: int) -> None:
    number = read_number(f"+{e164}")
    try:
        parsed = phonenumbers.parse(f"+{e164}")
    except phonenumbers.NumberParseException:
        assert number.fault in (NumberFault.COUNTRY_CODE, NumberFault.LENGTH)
        return
    assert (number.fault is None) == phonenumbers.is_valid_number(parsed)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("+33899700123", NumberKind.PREMIUM),
        ("+448081570123", NumberKind.TOLL_FREE),
        ("+4415350123456", NumberKind.UNKNOWN),
        ("+447012345678", NumberKind.NON_GEOGRAPHIC),
        ("+979123456789", NumberKind.PREMIUM),
        ("+80012345678", NumberKind.TOLL_FREE),
    ],
)
def test_kinds_abroad(text: str, kind: NumberKind) -> None:
    assert read_number(text).kind is kind


def test_a_faulty_number_keeps_digits_and_country_for_lists() -> None:
    number = read_number("+44207946012")
    assert (number.digits, number.e164, number.country) == ("44207946012", 44207946012, "GB")
    assert number.fault is NumberFault.NATIONAL_NUMBER


def test_every_north_american_example_is_read_and_keeps_its_country_to_the_administrators_file() -> None:
    for one in examples(nanp=True):
        number = read_number(phonenumbers.format_number(one, phonenumbers.PhoneNumberFormat.E164))
        assert (number.form, number.country) == (NumberForm.NANP, ""), number
        assert number.fault in (None, NumberFault.FICTITIOUS), number  # many examples are numbers for fiction


def test_no_area_code_that_the_library_takes_is_faulted() -> None:
    """The plan is the stricter of the two about office codes and 555-01XX, never about area codes."""
    seeded = random.Random(1947)
    for _ in range(3_000):
        text = f"+1{seeded.randrange(2_000_000_000, 10_000_000_000)}"
        if phonenumbers.is_valid_number(phonenumbers.parse(text)):
            fault = read_number(text).fault
            assert fault is None or fault.value.startswith(("office_code", "fictitious", "same_digits")), text
