"""A browser's short calculation in place of a riddle: a challenge goes out with the form, and its solution comes back.

ALTCHA's scheme (version 2): PBKDF2 over nonce and counter until it is the key that the server chose; one HMAC checks.
"""

import base64
import json
import secrets
import time
from typing import Any, Final

from altcha import create_challenge, verify_solution

from bellwarden.web.secret import derived

ALGORITHM: Final = "PBKDF2/SHA-256"
ROUNDS: Final = 5_000  # of one attempt: about a millisecond
ATTEMPTS: Final = (150, 450)  # about a quarter of a second, some seconds on an old telephone
LASTS_S: Final = 2 * 3600  # as long as somebody may write
PAYLOAD_MAX: Final = 4_000


def challenge() -> dict[str, Any]:
    """As the browser's worker takes it; its nonce is the form's mark."""
    made = create_challenge(
        ALGORITHM,
        ROUNDS,
        counter=ATTEMPTS[0] + secrets.randbelow(ATTEMPTS[1] - ATTEMPTS[0]),
        expires_at=int(time.time()) + LASTS_S,
        hmac_secret=derived(b"form challenge"),
        hmac_key_secret=derived(b"form solution"),
    )
    told: dict[str, Any] = made.to_dict()
    return told


def mark_of(payload: str) -> str:
    """The nonce of a solved challenge of ours that has not run out; "" for anything else."""
    if not payload or len(payload) > PAYLOAD_MAX:
        return ""
    try:
        told = json.loads(base64.b64decode(payload))
        proven = verify_solution(payload, derived(b"form challenge"), hmac_key_secret=derived(b"form solution"))
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError, OverflowError):
        return ""
    return str(told["challenge"]["parameters"]["nonce"]) if proven.verified else ""
