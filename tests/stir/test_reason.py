"""Every reason has one code, one verstat and one sentence, and whoever raises it says the same code."""

import ast

import pytest

from bellwarden.model.stir import VerificationStatus
from bellwarden.stir.reason import MEANINGS, StirReason
from tests.house.tree import sources

# Pending has no code of its own; whoever answers over SIP in its place says 436.
CODES = {reason: {meaning.code} for reason, meaning in MEANINGS.items()}
CODES[StirReason.CREDENTIAL_PENDING] = {0, 436}


def raised() -> list[tuple[str, int, StirReason]]:
    """Each `StirFault(code, StirReason.NAME, …)` in the code."""
    found = []
    for source in sources():
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.Call) or ast.unparse(node.func) != "StirFault" or len(node.args) < 2:
                continue
            code, reason = node.args[:2]
            if isinstance(code, ast.Constant) and isinstance(reason, ast.Attribute):
                found.append((f"{source.name}:{node.lineno}", code.value, StirReason[reason.attr]))
    return found


def test_codes_are_those_of_their_reasons() -> None:
    """RFC 8224 section 6.2.2."""
    assert len(raised()) > 40
    assert [where for where, code, reason in raised() if code not in CODES[reason]] == []


def test_every_reason_is_raised_somewhere() -> None:
    text = "\n".join(source.text for source in sources() if source.name != "src/bellwarden/stir/reason.py")
    assert [reason.name for reason in StirReason if f"StirReason.{reason.name}" not in text] == []


@pytest.mark.parametrize("reason", StirReason)
def test_a_meaning_is_whole(reason: StirReason) -> None:
    meaning = MEANINGS[reason]
    assert meaning.code in (0, 403, 428, 436, 437, 438)
    assert meaning.status is not VerificationStatus.PASSED
    assert meaning.sentence[0].isupper() and meaning.sentence.endswith(".") and "\n" not in meaning.sentence
    # 3GPP TS 24.229 section 7.2A.20: where nothing could be validated, nothing failed.
    if meaning.code in (0, 428, 436):
        assert meaning.status is VerificationStatus.NONE
    assert reason.value == reason.name.lower()
