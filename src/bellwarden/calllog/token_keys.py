"""What the log remembers of a token: eight octets of its origid's hash, and eight of its signature's, as numbers.

As expressions for the engine, and for one value in Python; both are the same number.
"""

from hashlib import sha256

_DIGITS = 16  # of hex: eight octets


def key_of_origid(column: str) -> str:
    """Capitals make no difference in a UUID (RFC 4122 section 3)."""
    return key_of_signature(f"sha256(lower(trim({column})))")


def key_of_signature(column: str) -> str:
    """Of the SHA-256 of the signature octets, in hex; NULL for a text that is none."""
    return f"try_cast('0x' || left({column}, {_DIGITS}) AS UBIGINT)"


def origid_number(origid: str) -> int:
    return int(sha256(origid.strip().lower().encode("utf-8", "replace")).hexdigest()[:_DIGITS], 16)


def signature_number(digest: str) -> int:
    """0 for a text that is no hex."""
    try:
        return int(digest[:_DIGITS], 16)
    except ValueError:
        return 0
