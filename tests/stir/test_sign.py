"""Tokens of ours: the octets of RFC 8225 section 9, the signature of RFC 7518 section 3.4, the header of RFC 8224."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given
from hypothesis import strategies as st

from bellwarden.model.stir import Attestation
from bellwarden.stir.identity import read_identity
from bellwarden.stir.passport import read_passport
from bellwarden.stir.sign import (
    DIV,
    RPH,
    base64url,
    call_origid,
    claims_signing_input,
    div_signing_input,
    identity_value,
    raw_signature,
    rph_signing_input,
    sign_div,
    sign_shaken,
    signature_hash,
    signing_input,
)

URL = "https://cert.example.org/passport.pem"
ORIGID = "123e4567-e89b-42d3-a456-426655440000"
KEY = ec.generate_private_key(ec.SECP256R1())
ES256 = ec.ECDSA(SHA256())


def sign(octets: bytes) -> bytes:
    return raw_signature(KEY.sign(octets, ES256))


def parts(octets: bytes) -> list[str]:
    return [urlsafe_b64decode(part + b"=" * (-len(part) % 4)).decode() for part in octets.split(b".")]


def test_a_shaken_token_is_written_in_the_deterministic_form() -> None:
    """RFC 8588 section 4, RFC 8225 sections 4 and 9: keys in order, no blanks, numbers as digits."""
    header, claims = parts(signing_input(Attestation.FULL, "12155551212", "12355551212", 1443208345, ORIGID, URL))
    assert header == f'{{"alg":"ES256","ppt":"shaken","typ":"passport","x5u":"{URL}"}}'
    assert claims == (
        '{"attest":"A","dest":{"tn":["12355551212"]},"iat":1443208345,"orig":{"tn":"12155551212"},'
        f'"origid":"{ORIGID}"}}'
    )


def test_a_div_token_names_where_the_call_was_to_go() -> None:
    """RFC 8946 section 4; it has neither attest nor origid."""
    header, claims = parts(div_signing_input("12155551212", "12155551214", "12155551213", 1443208345, URL))
    assert json.loads(header)["ppt"] == DIV
    assert claims == (
        '{"dest":{"tn":["12155551214"]},"div":{"tn":"12155551213"},"iat":1443208345,"orig":{"tn":"12155551212"}}'
    )


@pytest.mark.parametrize("assertion", ["auth", "ESorig", "EScallback"])
def test_an_rph_token_vouches_for_a_priority(assertion: str) -> None:
    """RFC 8443 section 3; RFC 9027 section 3."""
    octets = rph_signing_input("12155551212", "12155551213", 1443208345, ["ets.0", "wps.0"], URL, assertion)
    header, claims = parts(octets)
    assert json.loads(header)["ppt"] == RPH
    assert claims == (
        '{"dest":{"tn":["12155551213"]},"iat":1443208345,"orig":{"tn":"12155551212"},'
        f'"rph":{{"{assertion}":["ets.0","wps.0"]}}}}'
    )


def test_any_claims_come_out_as_the_fast_ones_do() -> None:
    claims = {
        "origid": ORIGID,
        "orig": {"tn": "12155551212"},
        "iat": 1443208345,
        "dest": {"tn": ["12355551212"]},
        "attest": "B",
    }
    fast = signing_input(Attestation.PARTIAL, "12155551212", "12355551212", 1443208345, ORIGID, URL)
    assert claims_signing_input("shaken", claims, URL) == fast
    with pytest.raises(ValueError, match="float"):
        claims_signing_input("shaken", {"iat": float("nan")}, URL)


def test_what_is_signed_is_read_again_by_our_own_reader() -> None:
    value, found_by = sign_shaken(Attestation.GATEWAY, "12155551212", "12355551212", 7, ORIGID, URL, sign)
    header = read_identity(value.encode())
    token = read_passport(header.token)
    assert (header.info, header.alg, header.ppt, token.x5u) == (URL, "ES256", "shaken", URL)
    claims = token.claims
    assert (claims.attest, claims.orig, claims.dest, claims.iat) == ("C", "12155551212", ("12355551212",), 7)
    assert claims.origid == ORIGID
    assert signature_hash(token.signature) == found_by
    r, s = int.from_bytes(token.signature[:32]), int.from_bytes(token.signature[32:])
    KEY.public_key().verify(encode_dss_signature(r, s), token.signing_input, ES256)


def test_a_div_token_is_read_again_too() -> None:
    value, found_by = sign_div("12155551212", "12155551214", "12155551213", 7, URL, sign)
    header = read_identity(value.encode())
    token = read_passport(header.token)
    assert (header.ppt, token.ppt, token.claims.dest) == ("div", "div", ("12155551214",))
    assert signature_hash(token.signature) == found_by


def test_the_header_has_its_parameters_as_the_grammar_writes_them() -> None:
    """RFC 8224 section 4.1: info in angle brackets, ppt a token."""
    value = identity_value(b"aa.bb", bytes(64), URL)
    assert value == f"aa.bb.{'A' * 86};info=<{URL}>;alg=ES256;ppt=shaken"


@given(st.integers(1, (1 << 256) - 1), st.integers(1, (1 << 256) - 1))
def test_a_signature_is_r_and_s_of_32_octets_each(r: int, s: int) -> None:
    """RFC 7518 section 3.4; RFC 3279 section 2.2.3: DER leaves zeros out in front, and puts one where needed."""
    assert raw_signature(encode_dss_signature(r, s)) == r.to_bytes(32) + s.to_bytes(32)


@pytest.mark.parametrize(("r", "s"), [(1, 1), (127, 128), (1 << 255, (1 << 248) - 1), ((1 << 256) - 1, 1 << 247)])
def test_short_and_long_integers_become_32_octets(r: int, s: int) -> None:
    assert raw_signature(encode_dss_signature(r, s)) == r.to_bytes(32) + s.to_bytes(32)


def test_real_signatures_are_read_right() -> None:
    for _ in range(300):
        der = KEY.sign(b"x", ES256)
        r, s = decode_dss_signature(der)
        assert raw_signature(der) == r.to_bytes(32) + s.to_bytes(32)


@given(st.binary(max_size=300))
def test_base64url_has_no_padding(data: bytes) -> None:
    """RFC 7515 section 2; RFC 4648 section 5."""
    assert base64url(data) == urlsafe_b64encode(data).rstrip(b"=")


def test_a_call_s_origid_is_a_uuid_that_tells_nothing() -> None:
    """RFC 8588 section 5; RFC 4122 sections 3 and 4.4."""
    ids = [f"{at:012x}0001{count:08x}" for at in range(20) for count in range(20)]
    found = {call_origid(one, b"secret") for one in ids}
    assert len(found) == len(ids)
    for text in found:
        lengths = [len(part) for part in text.split("-")]
        assert lengths == [8, 4, 4, 4, 12]
        assert (text[14], text[19]) == ("4", "a")
    assert call_origid(ids[0], b"secret") == call_origid(ids[0], b"secret") != call_origid(ids[0], b"other")
