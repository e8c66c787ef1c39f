"""Whose word counts about where a mail comes from, and for which domain."""

import pytest

from bellwarden.complaints.authenticity import aligned, check_of
from bellwarden.complaints.letter import address_of, read_letter
from bellwarden.model.complaint import CheckState

MX = "mx.carrier.example"
GOOD = f"Authentication-Results: {MX}; dmarc=pass (p=reject) header.from=reg.example; spf=fail smtp.mailfrom=x.example"
FROM = "From: Officer <a@reg.example>"
HOP = "Received: from mx by inside"


def check(*lines: str, signed: tuple[str, ...] = ()) -> CheckState:
    return check_of(read_letter("\r\n".join((*lines, "", "text")).encode()), (MX,), signed).state


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        ((GOOD, FROM), CheckState.PASS),
        ((HOP, GOOD, HOP, FROM), CheckState.PASS),
        ((GOOD.replace("pass", "fail"), FROM), CheckState.FAIL),
        ((GOOD.replace(MX, "mx.attacker.example"), FROM), CheckState.NONE),
        ((GOOD.replace("reg.example", "other.example"), FROM), CheckState.NONE),
        # What came with the mail stands below the line that our server wrote when it took it.
        ((GOOD.replace("pass", "fail"), HOP, GOOD, FROM), CheckState.FAIL),
        ((f"Authentication-Results: {MX}; none", HOP, GOOD, FROM), CheckState.NONE),
        ((f"Authentication-Results: {MX}; dkim=pass header.d=reg.example", FROM), CheckState.PASS),
        ((f"Authentication-Results: {MX}; dkim=pass header.d=mail.reg.example", FROM), CheckState.NONE),
        ((f"Authentication-Results: {MX}; dkim=pass header.d=example", FROM), CheckState.NONE),
        ((f"Authentication-Results: {MX}; spf=pass smtp.mailfrom=bounce@reg.example", FROM), CheckState.PASS),
        ((GOOD, FROM, "From: <b@x.example>"), CheckState.NONE),
        ((GOOD, 'From: "a@reg.example" <eve@x.example>'), CheckState.NONE),
        ((GOOD,), CheckState.NONE),
        (("Authentication-Results: (((((", GOOD, FROM), CheckState.PASS),
    ],
)
def test_whose_word_counts(lines: tuple[str, ...], state: CheckState) -> None:
    assert check(*lines) is state


def test_a_signature_that_we_looked_at_ourselves_is_a_proof() -> None:
    assert check(FROM, signed=("reg.example",)) is CheckState.PASS
    assert check(FROM, signed=("x.example",)) is CheckState.NONE


@pytest.mark.parametrize(
    ("about", "domain", "holds"),
    [("a.b", "a.b", True), ("a.b", "c.a.b", True), ("c.a.b", "a.b", False), ("b", "a.b", False), ("", "a.b", False)],
)
def test_a_domain_speaks_for_itself_and_for_those_below(about: str, domain: str, holds: bool) -> None:
    assert aligned(about, domain) is holds


def test_an_address_that_is_shown_as_a_name_is_none() -> None:
    assert address_of('"fcc@reg.example" <eve@x.example>') == "eve@x.example"
    assert address_of("eve@x.example (fcc@reg.example)") == "eve@x.example"
