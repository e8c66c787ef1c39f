"""Any octets as a revocation list: refused with a sentence, or waiting for its signer, or one of the signed seeds."""

from functools import cache
from pathlib import Path

from bellwarden.stir.certificate import TrustList, read_roots
from bellwarden.stir.revocation import RevocationFault, read_revocation_lists

AT = 1_790_000_000.0  # the time of the seeds
DATA = Path(__file__).resolve().parents[1] / "data" / "stir"


def one(data: bytes) -> None:
    try:
        found = read_revocation_lists(data, _trust().signers, AT)
    except RevocationFault as fault:
        assert len(str(fault)) < 600
        return
    assert len(found) == 0 or data in _signed(), "a signature for octets that nobody signed"
    assert found.entries < len(data)


@cache
def _trust() -> TrustList:
    return read_roots((DATA / "roots" / "seeds.pem").read_bytes())


@cache
def _signed() -> frozenset[bytes]:
    return frozenset(seed.read_bytes() for seed in (DATA / "revocation").iterdir())


if __name__ == "__main__":
    from kit import fuzz

    fuzz("fuzz_revocation", "stir/revocation")
