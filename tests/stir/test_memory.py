"""A hundred thousand bad tokens, each one new: what a verification remembers of them is bounded."""

import time
from pathlib import Path

import pytest

from bellwarden.gate.tokens_seen import SeenTokens
from bellwarden.model.stir import Presented, VerificationStatus
from bellwarden.simulator.certificates import InventedAuthority
from bellwarden.stir.certificate import accept, read_roots
from bellwarden.stir.revocation import NO_REVOCATIONS
from bellwarden.stir.verify import Terms, certificate_urls, verify
from bench.stir.material import X5U, TokenMaker, bad_values

TOKENS = 100_000
GROWTH_BYTES_MAX = 1_500_000  # in the second half; the tables that have bounds are full by then
CALLING, CALLED = "12382000100", "14462000100"


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4_096


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_bad_tokens_of_every_kind_leave_nothing_behind() -> None:
    at = time.time()
    authority = InventedAuthority("Example Trust", at)
    issued = authority.issue("X001", "Example Voice")
    credential = accept(issued.chain, read_roots(authority.pem), NO_REVOCATIONS, at)
    seen = SeenTokens(sets=1_024)
    bad = bad_values(TokenMaker(issued), CALLING, CALLED, int(at))
    terms = Terms()
    passed = half = 0
    for number in range(TOKENS):
        presented = Presented((next(bad).encode("latin-1"),))
        certificate_urls(presented)
        found = verify(
            presented,
            CALLING,
            "",
            CALLED,
            at,
            terms,
            lambda url, _: credential if url == X5U else None,
            lambda signature, call=f"{number}": seen.is_replay(signature, call, at),  # type: ignore[misc]
        )
        passed += found.status is VerificationStatus.PASSED
        if number == TOKENS // 2:
            half = resident_bytes()
    assert resident_bytes() - half < GROWTH_BYTES_MAX
    # A flipped sign may fall on the parameters behind the token, in their capitals, and mean the same.
    assert passed < TOKENS // 1_000
