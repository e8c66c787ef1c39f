"""Who may use the HTTP API: holders of a key, or, where no key is configured, programs on this machine only."""

from hashlib import sha256
from ipaddress import ip_address

from starlette.requests import Request


class ApiKeys:
    """`digests` are SHA-256 of the keys, hexadecimal: the gate never holds, and never logs, a key itself.

    They change while the gate runs. Where the last key was revoked nobody is admitted; None: none was ever made.
    """

    __slots__ = ("digests",)

    def __init__(self, digests: frozenset[str] | None) -> None:
        self.digests = digests

    def admit(self, request: Request) -> bool:
        """Whether the request carries a configured key, or none is configured and it comes from this machine.

        A reverse proxy on this machine makes everybody a local client: configure a key before setting one up.
        """
        digests = self.digests
        if digests is None:
            return is_local(request)
        key = _key_of(request)
        # Looking a digest up in a set takes a time that depends on the digest, which nobody can steer towards a
        # configured one, and not on how much of a key was right.
        return bool(key) and sha256(key.encode("utf-8", "surrogateescape")).hexdigest() in digests

    @property
    def configured(self) -> bool:
        return self.digests is not None


def is_local(request: Request) -> bool:
    """Whether the connection comes from a loopback address; X-Forwarded-For is nobody's proof and is not read."""
    if request.client is None:
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _key_of(request: Request) -> str:
    # RFC 6750 section 2.1: Authorization: Bearer <token>, the scheme in any case.
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip()
    return request.headers.get("x-api-key", "").strip()
