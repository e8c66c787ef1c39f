"""What a key that stands apart agrees to sign: a PASSporT of ours, in deterministic form, of this moment.

Whoever takes over a worker can still have calls signed, but nothing else: no certificate request, no login, no token
that is dated for tomorrow or that points at another's certificate.
"""

import json
from base64 import urlsafe_b64decode
from collections.abc import Collection
from functools import lru_cache
from typing import Any, Final

OCTETS_MAX: Final = 4_096
DRIFT_S: Final = 60.0  # RFC 8224 section 6.2: a verifier accepts no older ones
# Header and claims of what we sign: RFC 8588 sections 3 to 5, RFC 8946 section 4, RFC 8443 section 3.
HEADER: Final = frozenset(("alg", "ppt", "typ", "x5u"))
SHAKEN: Final = frozenset(("attest", "dest", "iat", "orig", "origid"))
DIVERTED: Final = frozenset(("dest", "div", "iat", "orig"))
CLAIMS: Final = {"div": DIVERTED, "rph": frozenset(("dest", "iat", "orig", "rph"))}
OPTIONAL: Final = frozenset(("opt",))
ORIGID_MAX: Final = 64  # a UUID has 36 signs; the originator may use another form of his own
ATTESTATIONS: Final = ("A", "B", "C")
HEADERS_KEPT: Final = 64
_written: Final = json.JSONEncoder(separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode


def check_signable(signing_input: bytes, urls: Collection[str], at: float) -> str:
    """The x5u of a signing input that may be signed at `at`; ValueError says why one may not be.

    `urls`: where our certificates lie; empty: anywhere under https.
    """
    if len(signing_input) > OCTETS_MAX:
        raise ValueError(f"{len(signing_input)} octets to sign; {OCTETS_MAX} are the most")
    parts = signing_input.split(b".")
    if len(parts) != 2:
        raise ValueError("not a header and claims")
    kind, url = _header(parts[0])
    claims = _object(parts[1], "claims")
    if kind == "shaken":
        _check_shaken(claims)
    else:
        wanted = CLAIMS[kind]
        if not wanted <= claims.keys() <= wanted | OPTIONAL:
            raise ValueError(f"a {kind} token has other claims than {sorted(claims)}")
    iat = claims["iat"]
    if type(iat) is not int or abs(iat - at) > DRIFT_S:
        raise ValueError("iat is not now")
    if urls and url not in urls:
        raise ValueError("x5u names no certificate of ours")
    return url


@lru_cache(maxsize=HEADERS_KEPT)
def _header(part: bytes) -> tuple[str, str]:
    """Kind and x5u of a header; a carrier's calls all have the same few."""
    header = _object(part, "header")
    # RFC 8225 section 4, RFC 8588 section 3
    if header.keys() != HEADER or header["alg"] != "ES256" or header["typ"] != "passport":
        raise ValueError("the header is none of an ES256 PASSporT")
    if header["ppt"] not in ("shaken", *CLAIMS):
        raise ValueError("ppt is none of shaken, div, rph")
    url = header["x5u"]
    if not isinstance(url, str) or not url.startswith("https://"):
        raise ValueError("x5u names no certificate of ours")
    return header["ppt"], url


def _check_shaken(claims: dict[str, Any]) -> None:
    if claims.keys() != SHAKEN:
        raise ValueError(f"a shaken token has other claims than {sorted(claims)}")
    if claims["attest"] not in ATTESTATIONS:
        raise ValueError("attest is none of A, B, C")
    origid = claims["origid"]
    if not isinstance(origid, str) or not 0 < len(origid) <= ORIGID_MAX or not origid.isascii():
        raise ValueError("origid is no identifier")


def _object(part: bytes, what: str) -> dict[str, Any]:
    """One part, only when it is written in the one way there is (RFC 8225 section 9): what we read is what we sign."""
    try:
        text = urlsafe_b64decode(part + b"=" * (-len(part) % 4))
        found = json.loads(text)
        again = _written(found).encode()
    except (ValueError, RecursionError):
        raise ValueError(f"the {what} can't be read") from None
    if not isinstance(found, dict) or again != text or b"=" in part:
        raise ValueError(f"the {what} is not in deterministic form")
    return found
