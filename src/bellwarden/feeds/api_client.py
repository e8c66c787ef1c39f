"""HTTPS to one server that the operator named: its certificate is checked, it leads nowhere else, its answers end.

For certification authority and policy administrator, whose answers hold URLs: each must be of the same server. URLs
that strangers chose (x5u) are fetched by another process, under stricter rules.
"""

import json
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import SplitResult, urlsplit

from bellwarden import __version__

BODY_OCTETS_MAX: Final = 512 * 1024
TIMEOUT_S: Final = 20.0  # for one request, from its first packet to the last octet of its answer
USUAL: Final = {"https": 443, "http": 80}
REDIRECTS: Final = range(300, 400)
USER_AGENT: Final = f"bellwarden/{__version__}"
SHOWN_MAX: Final = 200


class ApiFault(Exception):
    """The server can't be asked, or what it says can't be used; one sentence with its name."""


class Answer(NamedTuple):
    """`headers` with names in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """The body as a JSON object. ApiFault when it is none."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            raise ApiFault(f"an answer (status {self.status}) that is no JSON") from None
        if not isinstance(found, dict):
            raise ApiFault(f"an answer (status {self.status}) that is no JSON object")
        return found


class ApiClient:
    """One server, one request after the other."""

    def __init__(
        self, base: str, ca_file: Path | None = None, timeout_s: float = TIMEOUT_S, plain: bool = False
    ) -> None:
        """`base`: any https URL of the server. `ca_file`: PEM of who vouches for it, beside none other. `plain`: the
        operator may have named it by http. ApiFault.
        """
        self._plain = plain
        self.origin = origin_of(base, plain)
        self._timeout_s = timeout_s
        try:
            self._context = ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
        except (OSError, ssl.SSLError) as error:
            raise ApiFault(f"CA file {ca_file}: {error.strerror or error}") from None
        self._context.minimum_version = ssl.TLSVersion.TLSv1_2

    def request(self, method: str, url: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """Ask, whatever the status of the answer. ApiFault for a URL of another server, a redirect, and no answer."""
        if origin_of(url, self._plain) != self.origin:
            raise ApiFault(f"{self.origin} names a URL of another server: {url[:SHOWN_MAX]!r}")
        parts = urlsplit(url)
        connection = self._connection(parts.scheme, parts.hostname or "", parts.port)
        alarm = _Alarm(self._timeout_s)
        try:
            connection.connect()
            alarm.watch(connection.sock)
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request(method, target, body or None, {"User-Agent": USER_AGENT, **(headers or {})})
            answer = self._read(connection.getresponse())
            if alarm.rang:
                raise TimeoutError
            return answer
        except ssl.SSLCertVerificationError as error:
            raise ApiFault(f"{self.origin}: its certificate is not accepted: {error.verify_message}") from None
        except (OSError, HTTPException, ValueError) as error:
            said = "no answer in time" if alarm.rang or isinstance(error, TimeoutError) else _said(error)
            raise ApiFault(f"{self.origin}: {said}") from None
        finally:
            alarm.cancel()
            connection.close()

    def _connection(self, scheme: str, host: str, port: int | None) -> HTTPConnection:
        if scheme == "http":
            return HTTPConnection(host, port or 80, timeout=self._timeout_s)
        return HTTPSConnection(host, port or 443, timeout=self._timeout_s, context=self._context)

    def _read(self, response: HTTPResponse) -> Answer:
        if response.status in REDIRECTS:
            raise ApiFault(f"{self.origin}: answers by a redirect ({response.status}), which is not followed")
        body = response.read(BODY_OCTETS_MAX + 1)
        if len(body) > BODY_OCTETS_MAX:
            raise ApiFault(f"{self.origin}: an answer of more than {BODY_OCTETS_MAX} octets")
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, body)


def origin_of(url: str, plain: bool = False) -> str:
    """`https://host` or `https://host:port` of a URL, `plain`: http as well. ApiFault for what is none."""
    try:
        parts: SplitResult = urlsplit(url)
        port = parts.port or USUAL.get(parts.scheme, 0)
    except ValueError:
        raise ApiFault(f"{url[:SHOWN_MAX]!r} is no URL") from None
    known = ("https", "http") if plain else ("https",)
    if parts.scheme not in known or not parts.hostname or parts.username is not None:
        raise ApiFault(f"{url[:SHOWN_MAX]!r} is no https URL")
    origin = f"{parts.scheme}://{parts.hostname}"
    return origin if port == USUAL[parts.scheme] else f"{origin}:{port}"


class _Alarm:
    """Ends a connection whose other end takes its time, octet by octet: each one in time, all of them never."""

    def __init__(self, timeout_s: float) -> None:
        self.rang = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(timeout_s, self._ring)
        self._timer.daemon = True
        self._timer.start()
        self.cancel = self._timer.cancel

    def watch(self, one: socket.socket) -> None:
        self._socket = one

    def _ring(self) -> None:
        self.rang = True
        if self._socket is not None:
            with suppress(OSError):
                # Below TLS, whose own shutdown waits for the peer.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


def _said(error: Exception) -> str:
    strerror = getattr(error, "strerror", None)
    return str(strerror or error or type(error).__name__).lower()[:SHOWN_MAX]
