"""Keys of the console's own, each derived from the office's secret for one use."""

from functools import cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


@cache
def derived(use: bytes) -> bytes:
    """RFC 5869: 32 bytes; another use, another key."""
    return HKDF(SHA256(), 32, None, use).derive(settings.SECRET_KEY.encode())
