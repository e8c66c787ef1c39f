"""Any octets as a certificate chain: refused with a reason, or one of those that the seeds' authorities have signed.

The input is the DER of the certificates, one after the other; the target makes the PEM file of them that an x5u gives.
"""

import base64
from functools import cache
from pathlib import Path

from bellwarden.stir.certificate import TrustList, accept, read_roots
from bellwarden.stir.fault import StirFault
from bellwarden.stir.revocation import NO_REVOCATIONS
from bellwarden.stir.tn_auth_list import DerError, take

AT = 1_790_000_000.0  # the time of the seeds
DATA = Path(__file__).resolve().parents[1] / "data" / "stir"


def one(data: bytes) -> None:
    ders = _split(data)
    chain = b"".join(
        b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(der) + b"-----END CERTIFICATE-----\n" for der in ders
    )
    try:
        found = accept(chain, _trust(), NO_REVOCATIONS, AT)
    except StirFault as fault:
        assert fault.code == 437 and len(fault.detail) <= 200
    else:
        assert ders[0] in _signed(), "a signature for octets that nobody signed"
        assert found.from_s <= AT <= found.until_s
        assert len(found.codes) == 1 or found.numbers or found.ranges
    try:
        accept(data, _trust(), NO_REVOCATIONS, AT)
    except StirFault:
        return
    raise AssertionError("a chain that is no PEM")


def _split(data: bytes) -> list[bytes]:
    ders: list[bytes] = []
    at = 0
    while at < len(data) and len(ders) < 10:
        try:
            end = take(data, at, 0x30)[1]
        except DerError:
            end = len(data)
        ders.append(data[at:end])
        at = end
    return ders


@cache
def _trust() -> TrustList:
    return read_roots((DATA / "roots" / "seeds.pem").read_bytes())


@cache
def _signed() -> frozenset[bytes]:
    seeds = (DATA / "certificate").iterdir()
    return frozenset(der for seed in seeds for der in _split(seed.read_bytes()))


if __name__ == "__main__":
    from kit import fuzz

    fuzz("fuzz_certificate", "stir/certificate")
