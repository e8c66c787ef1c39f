"""Signatures: only a trusted key's is good, over exactly the bytes that stand there."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bellwarden.seam.fault import SeamFault
from bellwarden.seam.signing import KEYS_MAX, Verifier, sign_line, split_line
from tests.seam.keys import KEY, OTHER_KEY, verifier

BODY = b'{"line":1,"reason":"\\",\\"signature\\":\\"x"}'


def test_a_signature_of_rfc_8032_is_good() -> None:
    """Signed and verified as RFC 8032 sections 5.1.6 and 5.1.7 say, by test 2 of its section 7.1."""
    key = Ed25519PrivateKey.from_private_bytes(
        bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    )
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert key.sign(b"\x72") == signature
    assert verifier(key).accepts(signature, b"\x72")
    assert not verifier(key).accepts(signature, b"\x73")


def test_any_of_the_trusted_keys_may_have_signed() -> None:
    both = verifier(KEY, OTHER_KEY)
    for key in (OTHER_KEY, KEY, OTHER_KEY):
        assert both.accepts(key.sign(b"text"), b"text")
    assert not verifier(KEY).accepts(OTHER_KEY.sign(b"text"), b"text")


@pytest.mark.parametrize("signature", [b"", b"x" * 63, b"x" * 64, b"x" * 65])
def test_what_is_no_signature_is_refused(signature: bytes) -> None:
    assert not verifier().accepts(signature, b"text")


@pytest.mark.parametrize("count", [0, KEYS_MAX + 1])
def test_trusted_keys_are_at_least_one_and_not_too_many(count: int) -> None:
    with pytest.raises(SeamFault, match=f"{count} trusted keys"):
        Verifier([KEY.public_key()] * count)


def test_a_signed_line_is_json_and_comes_apart_again() -> None:
    """RFC 8259, with the signature in the base64 of RFC 4648 section 4."""
    line = sign_line(BODY, KEY)
    assert json.loads(line)["line"] == 1
    body, signature = split_line(line)
    assert body == BODY
    assert verifier().accepts(signature, body)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"", "no signature"),
        (b'{"line":1}', "no signature"),
        (BODY + b" " * 104, "no signature"),
        (sign_line(BODY, KEY)[:-1], "no signature"),
        (sign_line(BODY, KEY).replace(b"==", b"\xff\xff"), "no base64"),
        (sign_line(BODY, KEY)[:-90] + b"A" * 88 + b'"}', "as 64 bytes"),
    ],
)
def test_a_line_without_a_proper_signature_is_refused(line: bytes, why: str) -> None:
    with pytest.raises(SeamFault, match=why):
        split_line(line)


def test_a_signature_is_written_in_one_way_only() -> None:
    """RFC 4648 section 3.5: the bits that base64 leaves over must be zero."""
    line = sign_line(BODY, KEY)
    last = line[-5:-4]
    stray = {b"A": b"B", b"Q": b"R", b"g": b"h", b"w": b"x"}[last]
    with pytest.raises(SeamFault, match="not written as 64 bytes"):
        split_line(line[:-5] + stray + line[-4:])
