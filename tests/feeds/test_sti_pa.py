"""The policy administrator's answers: what is taken of them, and what is refused."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from bellwarden.feeds.acme import _retry_after
from bellwarden.feeds.api_client import Answer, ApiClient
from bellwarden.feeds.jws import JwsFault, jwk, key_fingerprint, read_compact, verify_compact
from bellwarden.feeds.sti_pa import StiPa, StiPaFault, read_ca_list, read_spc_token
from tests.feeds.policy_administrator import ACCOUNT, PASSWORD, USER, PolicyAdministrator, compact
from tests.stir.own_keys import Issuer

KEY = ec.generate_private_key(ec.SECP256R1())
LIST = b"\x30\x08\xa0\x06\x16\x04823K"
NOW = time.time()


@pytest.fixture
def administrator(tmp_path: Path) -> Iterator[PolicyAdministrator]:
    made = PolicyAdministrator(tmp_path)
    yield made
    made.stop()


def client(administrator: PolicyAdministrator) -> StiPa:
    made = StiPa(administrator.url + "/", ApiClient(administrator.url, administrator.server.ca_file))
    made.login(USER, PASSWORD)
    return made


def test_a_token_is_for_our_code_and_our_account(administrator: PolicyAdministrator) -> None:
    # RFC 9448 section 5.4
    fingerprint = key_fingerprint(KEY.public_key())
    token = client(administrator).spc_token(ACCOUNT, LIST, fingerprint)
    assert token.crl_url == f"{administrator.url}/crl" and NOW < token.until_s < NOW + 7_200
    claims = verify_compact(token.text, administrator.key.public_key())
    assert claims["atc"] == {
        "tktype": "TNAuthList",
        "tkvalue": "MAigBhYEODIzSw==",
        "ca": False,
        "fingerprint": fingerprint,
    }


def test_a_token_for_another_account_is_refused(administrator: PolicyAdministrator) -> None:
    administrator.fingerprint = "SHA256 00"
    with pytest.raises(StiPaFault, match="another account key"):
        client(administrator).spc_token(ACCOUNT, LIST, key_fingerprint(KEY.public_key()))


def test_refusals_are_told_in_its_words(administrator: PolicyAdministrator) -> None:
    made = client(administrator)
    with pytest.raises(StiPaFault, match=r"refuses \(status 404\) no such thing"):
        made.spc_token("another/../4711", LIST, "")
    administrator.refuses = "no\x1b[31m token"
    with pytest.raises(StiPaFault, match=r"no\?\[31m token"):
        made.spc_token(ACCOUNT, LIST, "")
    with pytest.raises(StiPaFault, match="wrong user or password"):
        made.login(USER, "another")


def test_the_list_of_roots_is_signed(administrator: PolicyAdministrator) -> None:
    roots = [Issuer(title).root.public_bytes(Encoding.PEM) for title in ("Rookery", "Heron")]
    administrator.roots = [one.decode() for one in roots]
    made = client(administrator)
    assert made.roots(administrator.key.public_key(), NOW) == tuple(roots)
    with pytest.raises(StiPaFault, match="a signature of somebody else"):
        made.roots(KEY.public_key(), NOW)
    with pytest.raises(StiPaFault, match="has expired"):
        made.roots(administrator.key.public_key(), NOW + 200_000)


@pytest.mark.parametrize(
    ("body", "said"),
    (
        (b"", "not the policy administrator's"),
        (b"\xff", "can't be read"),
        (b"{}", "holds no list"),
        (b'{"a": "x.y.z", "b": "x.y.z"}', "holds no list"),
        (b"a.b.c", "not the policy administrator's"),
        (compact(KEY, {"trustList": []}).encode(), "holds no roots"),
        (compact(KEY, {"trustList": ["no root"]}).encode(), "can't be read"),
        (compact(KEY, {"trustList": "x"}).encode(), "holds no roots"),
        (compact(KEY, {}).encode(), "holds no roots"),
    ),
)
def test_a_list_that_is_none_is_refused(body: bytes, said: str) -> None:
    with pytest.raises(StiPaFault, match=said):
        read_ca_list(body, KEY.public_key(), NOW)


@pytest.mark.parametrize(
    ("text", "said"),
    (
        ("", "no token of three parts"),
        ("a.b.c", "can't be read"),
        ("a.b.c.d", "three parts"),
        (compact(KEY, {"atc": {"tktype": "other"}}), "no atc claim"),
        (compact(KEY, {}), "no atc claim"),
        (compact(KEY, {"atc": {"tktype": "TNAuthList", "fingerprint": "SHA256 11"}}), "another account key"),
    ),
)
def test_a_token_that_is_none_is_refused(text: str, said: str) -> None:
    with pytest.raises(StiPaFault, match=said):
        read_spc_token(text, "SHA256 00")


def test_only_es256_is_verified() -> None:
    good = compact(KEY, {"a": 1})
    assert verify_compact(good, KEY.public_key()) == {"a": 1}
    header, payload, signature = good.split(".")
    for bad in (
        compact(KEY, {"a": 1}, alg="none"),
        compact(KEY, {"a": 1}, alg="HS256"),
        compact(KEY, {"a": 1}, crit=["b64"]),
        f"{header}.{payload}.",
        f"{header}.{payload}.{signature}=",
        f"{header}.{payload}.{signature[:-4]}",
        f"{header}.{payload[:-2]}AA.{signature}",
    ):
        with pytest.raises(JwsFault):
            verify_compact(bad, KEY.public_key())
    assert read_compact(good)[0]["alg"] == "ES256"


def test_keys_are_written_as_jwk_with_leading_zeros() -> None:
    # RFC 7518 section 6.2.1: the full size of a coordinate. d = 7 has an x that begins with a zero octet or not; any
    # has 43 signs.
    for secret in range(1, 40):
        written = jwk(ec.derive_private_key(secret, ec.SECP256R1()).public_key())
        assert len(written["x"]) == len(written["y"]) == 43
        assert json.dumps(written)


@pytest.mark.parametrize(
    ("asked", "seconds"),
    (("", 2.0), ("7", 7.0), ("0", 0.1), ("86400", 20.0), ("Thu, 01 Jan 1970 00:00:00 GMT", 0.1), ("soon", 2.0)),
)
def test_an_authority_is_asked_again_when_it_wants(asked: str, seconds: float) -> None:
    # RFC 9110 section 10.2.3, within bounds: nobody makes us wait for a day.
    assert _retry_after(Answer(200, {"retry-after": asked}, b"")) == seconds
