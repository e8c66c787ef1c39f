"""Telephone numbers in texts: what people write, what only looks like one, and which number is which."""

import pytest

from bellwarden.complaints.number_finding import numbers_in
from bellwarden.model.complaint import NumberForm, NumberRole
from tests.complaints.desks import read

CALLER, CALLED, BACK = NumberRole.CALLER_ID, NumberRole.CALLED, NumberRole.CALLBACK


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("(238) 220-0155", ["12382200155"]),
        ("1-238-220-0155, then 238.220.0156", ["12382200155", "12382200156"]),
        ("+12382200155 and +44 20 7946 0018", ["12382200155", "442079460018"]),
        ("238–220–0155", ["12382200155"]),  # dashes as word processors set them
        ("２３８２２００１５５", ["12382200155"]),
        ("238\u00a0220\u00a00155", ["12382200155"]),
        ("2382200155-1 and ITG-24510-2382200156", ["12382200155", "12382200156"]),
        ("238-220-0155 thru 0157", ["12382200155", "12382200156", "12382200157"]),
        ("two three eight, two two oh, oh one five five", ["12382200155"]),
        ("dos tres ocho dos dos cero cero uno cinco cinco", ["12382200155"]),
        ("call 1-800-FLOWERS now", ["18003569377"]),
        ("called twice: 220-0155", ["2200155"]),
        ("case 2382200155", ["12382200155"]),
    ],
)
def test_numbers_as_people_write_them(text: str, digits: list[str]) -> None:
    assert [one.number.digits for one in numbers_in(text, "US")] == digits


@pytest.mark.parametrize(
    "text",
    [
        "212.73.65.200",
        "from 203.0.113.7:5060",
        "paid $2127365000",
        "account 99812345",
        "ticket 4471-22",
        "on 05/08/2026 10:30",
        "2026-05-08T10:30:00Z",
        "https://example.com/2382200155",
        "a2382200155@mail.example",
        "order no. 555123499",
        "May 12 2026 2 30 pm",
        "550e8400-e29b-41d4-a716-446655440000",
    ],
)
def test_what_only_looks_like_a_number(text: str) -> None:
    assert numbers_in(text, "US") == ()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("123-456-7890", "area_code"),
        ("911-555-0100", "area_code_service"),
        ("000-000-0000", "same_digits"),
        ("615-055-0100", "office_code"),
        ("123822001507", "length"),
    ],
)
def test_impossible_caller_ids_are_kept_and_told(text: str, fault: str) -> None:
    (found,) = numbers_in(f"caller ID was {text}", "US")
    assert found.number.fault is not None and found.number.fault.value == fault


def test_spans_are_places_in_the_text() -> None:
    text = "Stop 238-220-0155, call 1-800-FLOWERS or two one two seven three six five oh oh oh."
    found = numbers_in(text, "US")
    assert [text[one.start : one.end] for one in found] == [one.text for one in found]
    assert [one.form for one in found] == [NumberForm.DIGITS, NumberForm.VANITY, NumberForm.WORDS]


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("I got a call from 238-220-0155 on my phone 446-200-2001", {CALLER: "0155", CALLED: "2001"}),
        ("My mother (446-200-2001) was called by 238-220-0155.", {CALLER: "0155", CALLED: "2001"}),
        ("238-220-0155 called 446-200-2001", {CALLER: "0155", CALLED: "2001"}),
        ("caller: 238-220-0155\nmy number: 446-200-2001", {CALLER: "0155", CALLED: "2001"}),
        (
            "Your DID 238-220-0155 keeps calling our subscriber at 446-200-2001 and hanging up.",
            {CALLER: "0155", CALLED: "2001"},
        ),
        (
            "238-220-0155 rang my cell 446-200-2001; they told me to call back 800-555-0199.",
            {CALLER: "0155", CALLED: "2001", BACK: "0199"},
        ),
        ("Recibí en mi celular 446-200-2001 una llamada del 238-220-0155.", {CALLER: "0155", CALLED: "2001"}),
        ("Dijeron que llamara al 800-555-0199.", {BACK: "0199"}),
        ("Le 238-220-0155 m'a appelé au 446-200-2001.", {CALLER: "0155", CALLED: "2001"}),
        ("Il fallait rappeler le 800-555-0199.", {BACK: "0199"}),
        ("The caller ID showed 238-220-0155. I called 238-220-0155 back.", {CALLER: "0155"}),
        ("You can reach me at 446-200-2001. It was 238-220-0155 that called.", {CALLER: "0155", CALLED: "2001"}),
    ],
)
def test_which_number_is_which(text: str, roles: dict[NumberRole, str]) -> None:
    found = {one.role: one.digits[-4:] for one in read(text).numbers}
    assert found == roles
