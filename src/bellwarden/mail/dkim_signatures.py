"""DKIM (RFC 6376): our signature on what goes out, and whether a signature on what comes in is right."""

import logging
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Final

import dkim
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from bellwarden.complaints.authenticity import aligned
from bellwarden.mail.settings import Dkim, MailFault, secret_text

KEY_BITS: Final = 2048  # RFC 8301 section 3.2
SIGNATURES_MAX: Final = 2  # that are looked at in one mail
LOOKUP_S: Final = 2
BYTES_MAX: Final = 1_000_000  # of a mail whose signatures are looked at
SIGNED: Final = (
    *(b"from", b"to", b"subject", b"date", b"message-id", b"reply-to", b"in-reply-to", b"references"),
    *(b"auto-submitted", b"content-language", b"content-type", b"content-transfer-encoding", b"mime-version"),
)

Lookup = Callable[..., bytes | None]  # name with a dot at its end, timeout=seconds
_QUIET: Final = logging.getLogger("bellwarden.dkim")
_QUIET.addHandler(logging.NullHandler())
_QUIET.propagate = False


def sign(raw: bytes, settings: Dkim) -> bytes:
    """The mail with its signature above it. MailFault when the key can't be used."""
    key = secret_text(settings.key_file, "send.dkim.key_file").encode()
    try:
        # Headers that are not there are signed, too: nobody adds one.
        line = dkim.DKIM(raw, logger=_QUIET).sign(
            settings.selector.encode(), settings.domain.encode(), key, include_headers=list(SIGNED)
        )
    except (dkim.DKIMException, ValueError, TypeError) as error:
        raise MailFault(f"send.dkim: {settings.key_file} can't sign: {error}") from None
    return bytes(line) + raw


def signed_by(raw: bytes, domain: str, lookup: Lookup | None = None) -> tuple[str, ...]:
    """Domains at or above `domain` whose signature on all of the mail is right; each is asked by DNS."""
    found: list[str] = []
    if len(raw) > BYTES_MAX:
        return ()
    asked = 0
    try:
        mail = dkim.DKIM(raw, logger=_QUIET, timeout=LOOKUP_S)
        count = sum(name.lower() == b"dkim-signature" for name, _ in mail.headers)
    except (dkim.DKIMException, ValueError):
        return ()
    for place in range(min(count, 10)):
        try:
            prepared = mail.verify_headerprep(place)
            said = dict(prepared[0]) if prepared else {}
            by = said.get(b"d", b"").decode("ascii", "replace").lower()
            # A signature over a part of the text (l=) says nothing about the rest; RFC 8301 section 3.1: no SHA-1.
            if not by or b"l" in said or said.get(b"a") != b"rsa-sha256" or not aligned(by, domain):
                continue
            asked += 1
            if asked > SIGNATURES_MAX:
                break
            if mail.verify(place, **({} if lookup is None else {"dnsfunc": lookup})):
                found.append(by)
        except Exception:  # noqa: BLE001 (whatever a stranger's signature brings about, it proves nothing)
            continue
    return tuple(found)


def make_key(path: Path) -> None:
    """An RSA key that only its owner reads."""
    pem = generate_private_key(65_537, KEY_BITS).private_bytes(
        Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()
    )
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(pem)


def record_of(settings: Dkim) -> tuple[str, str]:
    """Name and text of the TXT record that others need (RFC 6376 section 3.6.1)."""
    key = load_pem_private_key(secret_text(settings.key_file, "send.dkim.key_file").encode(), None)
    if not isinstance(key, RSAPrivateKey):
        raise MailFault(f"send.dkim.key_file: {settings.key_file} holds no RSA key")
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    name = f"{settings.selector}._domainkey.{settings.domain}"
    return name, f"v=DKIM1; k=rsa; p={b64encode(public).decode()}"
