"""The invented authority issues what our own reading of certificates accepts."""

from datetime import timedelta

import pytest

from bellwarden.simulator.certificates import BACKDATED, InventedAuthority, tn_auth_list
from bellwarden.stir.certificate import accept, read_roots
from bellwarden.stir.fault import StirFault
from bellwarden.stir.own import read_own
from bellwarden.stir.reason import StirReason
from bellwarden.stir.revocation import NO_REVOCATIONS
from bellwarden.stir.tn_auth_list import read_tn_auth_list

NOW = 1_790_000_000.0


def test_its_certificates_are_accepted_under_its_root_alone() -> None:
    authority = InventedAuthority("Example Trust", NOW)
    issued = authority.issue("X001", "Example Voice", timedelta(days=2))
    credential = accept(issued.chain, read_roots(authority.pem), NO_REVOCATIONS, NOW)
    assert (credential.codes, credential.numbers, credential.ranges) == (("X001",), frozenset(), ())
    assert (credential.from_s, credential.until_s) == (NOW - BACKDATED.total_seconds(), NOW + 2 * 86_400)
    assert credential.subject == "CN=SHAKEN X001,O=Example Voice,C=US"
    with pytest.raises(StirFault) as fault:
        accept(issued.chain, read_roots(InventedAuthority("Other Trust", NOW).pem), NO_REVOCATIONS, NOW)
    assert fault.value.reason is StirReason.CHAIN_UNTRUSTED


def test_a_gate_can_sign_by_them() -> None:
    issued = InventedAuthority("Example Trust", NOW).issue("X001", "Example Voice")
    assert read_own(issued.key_pem, issued.chain, NOW).codes == ("X001",)


def test_a_code_is_written_as_it_is_read() -> None:
    assert read_tn_auth_list(tn_auth_list("X001")).codes == ("X001",)
    for wrong in ("", "X" * 101):
        with pytest.raises(ValueError, match="1 to 100 signs"):
            tn_auth_list(wrong)
