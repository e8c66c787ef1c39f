"""Keys for tests: always the same ones, so that a failing example fails again."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bellwarden.seam.signing import Verifier

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))


def verifier(*keys: Ed25519PrivateKey) -> Verifier:
    """Trusting these keys; without any, only `KEY`."""
    return Verifier([key.public_key() for key in keys or (KEY,)])
