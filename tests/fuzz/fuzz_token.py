"""Any bytes as a token: read or refused, nothing of it lost, and the same whatever is read a second time."""

from base64 import urlsafe_b64encode

from bellwarden.stir.fault import StirFault
from bellwarden.stir.passport import KNOWN_PPT, complete, peek_ppt, read_passport
from bellwarden.stir.reason import StirReason
from bellwarden.stir.signature import der_signature, one_form


def one(data: bytes) -> None:
    peek_ppt(data)
    compact(data)
    try:
        found = read_passport(data)
    except StirFault as fault:
        # RFC 8224 section 6.2.2: an algorithm that nobody supports is 437; all else that is wrong with a token is 438.
        assert fault.code == (437 if fault.reason is StirReason.ALG_UNSUPPORTED else 438)
        assert len(fault.detail) <= 200
        fault.detail.encode()
        return
    assert found == read_passport(data)
    signature = urlsafe_b64encode(found.signature).rstrip(b"=")
    # One token has one spelling: what was read is what stood there, to the last letter.
    assert found.signing_input + b"." + signature == data
    assert len(found.signature) == 64
    assert der_signature(found.signature)[0] == 0x30
    assert one_form(one_form(found.signature)) == one_form(found.signature)
    claims = found.claims
    assert 0 <= claims.iat < 2**53
    assert bool(claims.orig) is not bool(claims.orig_uri)
    assert claims.dest or claims.dest_uris
    assert all(number.isascii() for number in (claims.orig, *claims.dest))
    if found.ppt == "shaken":
        assert claims.attest in ("A", "B", "C") and len(claims.origid) == 36
    if found.ppt not in KNOWN_PPT:
        assert not claims.attest
    repr(found).encode("utf-8", "backslashreplace")


def compact(data: bytes) -> None:
    try:
        found = complete(data, "https://certs.bellwarden.example/a.pem", "14462000100", "12382000101", 1)
    except StirFault as fault:
        assert fault.code == 438
    else:
        assert data == b".." + urlsafe_b64encode(found.signature).rstrip(b"=")


if __name__ == "__main__":
    from kit import fuzz

    fuzz("fuzz_token", "stir/token")
