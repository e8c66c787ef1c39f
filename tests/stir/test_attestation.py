"""A, B or C: what is not known lowers the level."""

import pytest

from bellwarden.model.stir import Attestation, SigningOutcome
from bellwarden.stir.attestation import MEANINGS, AttestationReason, Right, attest_originated

A, B, C = Attestation.FULL, Attestation.PARTIAL, Attestation.GATEWAY

# ATIS-1000074 section 5.2.3; RFC 8588 section 4.
LEVELS = [
    (Right.ASSIGNED, False, A, "assigned_number"),
    (Right.ASSIGNED, True, A, "assigned_number"),
    (Right.PROVEN, False, A, "proven_right"),
    (Right.PROVEN, True, B, "not_own_number"),
    (Right.ENDED, False, B, "proof_ended"),
    (Right.ENDED, True, B, "proof_ended"),
    (Right.UNPROVEN, False, B, "right_unproven"),
    (Right.NONE, False, B, "no_right"),
    (Right.NONE, True, B, "no_right"),
]


@pytest.mark.parametrize(("right", "strict", "level", "reason"), LEVELS)
def test_a_customer_s_call_goes_by_its_right_to_the_number(
    right: Right, strict: bool, level: Attestation, reason: str
) -> None:
    assert attest_originated(True, True, right, strict) == (level, AttestationReason(reason))


@pytest.mark.parametrize("right", Right)
@pytest.mark.parametrize("strict", [False, True])
def test_nobody_known_is_c_whatever_the_number(right: Right, strict: bool) -> None:
    assert attest_originated(False, False, right, strict) == (C, AttestationReason.CUSTOMER_UNKNOWN)
    assert attest_originated(True, False, right, strict) == (C, AttestationReason.NOT_IN_STANDING)


def test_nothing_but_a_known_customer_with_a_right_is_a() -> None:
    full = [
        (known, standing, right, strict)
        for known in (False, True)
        for standing in (False, True)
        for right in Right
        for strict in (False, True)
        if attest_originated(known, standing, right, strict)[0] is A
    ]
    assert full == [
        (True, True, Right.ASSIGNED, False),
        (True, True, Right.ASSIGNED, True),
        (True, True, Right.PROVEN, False),
    ]


def test_every_reason_has_a_meaning() -> None:
    assert set(MEANINGS) == set(AttestationReason)
    for right in Right:
        level, why = attest_originated(True, True, right, False)
        assert (MEANINGS[why].level, MEANINGS[why].outcome) == (level.value, SigningOutcome.SIGNED)
