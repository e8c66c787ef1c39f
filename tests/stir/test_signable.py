"""What the signing process agrees to sign, and all that it does not."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwarden.stir.signable import DRIFT_S, check_signable

AT = 1_795_320_000
URL = "https://certificates.petrel.example/823k/one.pem"
HEADER = {"alg": "ES256", "ppt": "shaken", "typ": "passport", "x5u": URL}
CLAIMS = {
    "attest": "A",
    "dest": {"tn": ["12384620111"]},
    "iat": AT,
    "orig": {"tn": "12384620100"},
    "origid": "7d7d4bd6-6a3e-4b41-9d1c-3c07f6b1b6a2",
}
DIV = {"dest": CLAIMS["dest"], "div": {"tn": "12384620122"}, "iat": AT, "orig": CLAIMS["orig"]}


def encoded(value: Any) -> bytes:
    text = value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":"), sort_keys=True).encode()
    return urlsafe_b64encode(text).rstrip(b"=")


def octets(header: Any = HEADER, claims: Any = CLAIMS) -> bytes:
    return encoded(header) + b"." + encoded(claims)


def test_tokens_of_ours_are_signed() -> None:
    assert check_signable(octets(), (URL,), AT) == URL
    assert check_signable(octets(), (), AT + DRIFT_S) == URL
    assert check_signable(octets({**HEADER, "ppt": "div"}, DIV), (URL,), AT) == URL
    assert check_signable(octets({**HEADER, "ppt": "div"}, {**DIV, "opt": "x"}), (URL,), AT) == URL
    rph = {"dest": CLAIMS["dest"], "iat": AT, "orig": CLAIMS["orig"], "rph": {"auth": ["ets.0"]}}
    assert check_signable(octets({**HEADER, "ppt": "rph"}, rph), (URL,), AT) == URL


REFUSED = {
    "a certificate request": (b"0\x82\x01\x00 certificate request", "not a header and claims"),
    "three parts": (octets() + b".sig", "not a header and claims"),
    "nothing": (b"", "not a header and claims"),
    "too long": (octets(claims={**CLAIMS, "dest": {"tn": ["1" * 15] * 300}}), "are the most"),
    "no base64": (b"\xff\xfe.\xff", "header can't be read"),
    "padding": (encoded(HEADER) + b"==." + encoded(CLAIMS), "deterministic form"),
    "no JSON": (octets(b"{"), "header can't be read"),
    "a list": (octets([1]), "deterministic form"),
    "deep": (octets(b"[" * 2_500), "header can't be read"),
    "blanks": (octets(json.dumps(HEADER, sort_keys=True).encode()), "deterministic form"),
    "a key twice": (octets(b'{"alg":"ES256","alg":"ES256"}'), "determin"),
    "keys out of order": (octets(b'{"typ":"passport","alg":"ES256"}'), "deterministic form"),
    "another algorithm": (octets({**HEADER, "alg": "HS256"}), "none of an ES256 PASSporT"),
    "no x5u": (octets({"alg": "ES256", "ppt": "shaken", "typ": "passport"}), "none of an ES256 PASSporT"),
    "a critical extension": (octets({**HEADER, "crit": ["x"]}), "none of an ES256 PASSporT"),
    "a login token": (octets({"alg": "ES256", "typ": "JWT"}, {"sub": "us"}), "none of an ES256 PASSporT"),
    "ppt rcd": (octets({**HEADER, "ppt": "rcd"}), "none of shaken, div, rph"),
    "another's certificate": (octets({**HEADER, "x5u": "https://heron.example/c.pem"}), "no certificate of ours"),
    "http": (octets({**HEADER, "x5u": URL.replace("https", "http")}), "no certificate of ours"),
    "x5u a number": (octets({**HEADER, "x5u": 7}), "no certificate of ours"),
    "attest D": (octets(claims={**CLAIMS, "attest": "D"}), "none of A, B, C"),
    "attest a list": (octets(claims={**CLAIMS, "attest": ["A"]}), "none of A, B, C"),
    "no attest": (octets(claims={key: value for key, value in CLAIMS.items() if key != "attest"}), "other claims"),
    "a claim more": (octets(claims={**CLAIMS, "rph": {}}), "other claims"),
    "origid empty": (octets(claims={**CLAIMS, "origid": ""}), "no identifier"),
    "origid long": (octets(claims={**CLAIMS, "origid": "x" * 65}), "no identifier"),
    "ppt a list": (octets({**HEADER, "ppt": ["div"]}), "none of shaken"),
    "tomorrow": (octets(claims={**CLAIMS, "iat": AT + 86_400}), "iat is not now"),
    "yesterday": (octets(claims={**CLAIMS, "iat": AT - 86_400}), "iat is not now"),
    "iat of a float": (octets(claims={**CLAIMS, "iat": AT + 0.5}), "iat is not now"),
    "iat true": (octets(claims={**CLAIMS, "iat": True}), "iat is not now"),
    "div without div": (octets({**HEADER, "ppt": "div"}, CLAIMS), "a div token has other claims"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_nothing_else_is(case: str) -> None:
    signing_input, said = REFUSED[case]
    with pytest.raises(ValueError, match=said):
        check_signable(signing_input, (URL,), AT)


@given(st.binary(max_size=300))
def test_any_octets_are_refused_and_nothing_worse(data: bytes) -> None:
    with pytest.raises(ValueError):
        check_signable(data, (URL,), AT)
