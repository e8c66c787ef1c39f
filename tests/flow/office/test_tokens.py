"""Tokens of letters and links: ours are read, whatever a mail program did to their letters; nobody else's are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwarden.flows.office.tokens import NOTICE, REPORT, make, read

KEY = bytes(range(32))
REFERENCES = st.from_regex(r"[A-Z]{1,2}-[0-9A-Z]{1,12}(-[0-9]{1,6})?", fullmatch=True)


@given(REFERENCES)
def test_ours_is_read_and_fits_before_the_at_sign(reference: str) -> None:
    token = make(REPORT, reference, KEY)
    assert read(REPORT, token, KEY) == read(REPORT, token.upper(), KEY) == reference
    assert len(f"abuse+{token}") <= 64  # RFC 5321 section 4.5.3.1.1
    assert read(NOTICE, token, KEY) == read(REPORT, token, KEY[::-1]) == ""


@pytest.mark.parametrize("place", range(len(make(REPORT, "C-7F3K9Q2M", KEY))))
def test_one_sign_changed_is_not_ours(place: int) -> None:
    token = make(REPORT, "C-7F3K9Q2M", KEY)
    other = token[:place] + ("a" if token[place] != "a" else "b") + token[place + 1 :]
    assert read(REPORT, other, KEY) == ""


@given(st.text(max_size=200))
def test_what_strangers_write_is_never_ours_and_never_a_fault(text: str) -> None:
    assert read(REPORT, text, KEY) == ""
