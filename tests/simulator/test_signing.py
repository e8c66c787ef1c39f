"""Tokens of simulated calls: each wrong in the one way that its name says."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bellwarden.model.stir import Attestation
from bellwarden.simulator.signing import STALE_S, Token, TokenWriter, certificate_url, read_providers
from bellwarden.stir.passport import read_passport
from tests.simulator.conftest import START, Providers

CALLING, CALLED = "+14462002000", "+12382000100"


@pytest.fixture
def writer(providers: Providers) -> TokenWriter:
    return TokenWriter(providers.keys)


def test_a_good_token_says_who_calls_whom_and_when(writer: TokenWriter) -> None:
    value = writer.write("tessera", Token.GOOD, CALLING, CALLED, START)
    token, _, parameters = value.partition(";")
    passport = read_passport(token.encode())
    claims = passport.claims
    assert parameters == f"info=<{certificate_url('tessera')}>;alg=ES256;ppt=shaken"
    assert (claims.attest, claims.orig, claims.dest, claims.iat) == ("A", "14462002000", ("12382000100",), int(START))


def test_a_wrong_one_is_wrong_in_one_way(writer: TokenWriter) -> None:
    def claims(token: Token) -> tuple[str, int]:
        found = read_passport(writer.write("tessera", token, CALLING, CALLED, START).partition(";")[0].encode()).claims
        return found.orig, found.iat

    assert claims(Token.STALE) == ("14462002000", int(START) - STALE_S)
    assert claims(Token.OTHER_CALLER) == ("14462002001", int(START))
    assert claims(Token.CHANGED) == ("14462002000", int(START))


def test_the_token_of_the_call_before_is_the_same_once_more(writer: TokenWriter) -> None:
    assert writer.write("tessera", Token.AGAIN, CALLING, CALLED, START) == ""
    first = writer.write("tessera", Token.GOOD, CALLING, CALLED, START)
    assert writer.write("tessera", Token.AGAIN, CALLING, CALLED, START) == first


def test_who_has_no_key_signs_nothing(writer: TokenWriter) -> None:
    assert writer.write("harbor-dental", Token.GOOD, CALLING, CALLED, START) == ""
    assert writer.write("tessera", Token.NONE, CALLING, CALLED, START) == ""


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def test_keys_are_read_from_a_folder(tmp_path: Path) -> None:
    (tmp_path / "tessera.key").write_bytes(_pem(ec.generate_private_key(ec.SECP256R1())))
    attestations = {"tessera": Attestation.FULL, "longhaul": Attestation.GATEWAY}
    assert set(read_providers(tmp_path, attestations)) == {"tessera"}
    (tmp_path / "longhaul.key").write_bytes(_pem(ec.generate_private_key(ec.SECP384R1())))
    with pytest.raises(ValueError, match=r"longhaul\.key holds no key on P-256"):
        read_providers(tmp_path, attestations)
