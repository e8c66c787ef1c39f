"""Webhooks are sent: a POST to a checked address, within bounds of time and size, and nothing else.

A receiver's URL is what a person typed, so it may lead only where a stranger's could: to public hosts, by https. What
is in the office's own network is named in office.toml, as an origin:

    [webhooks]
    allowed_origins = ["https://billing.carrier.example:8443", "http://10.20.0.7:9000"]
    ca_file = "/etc/ssl/own-ca.pem"  # who vouches for receivers, beside the system's authorities

No redirect is followed, no proxy asked, no cookie kept; of the answer its status is read. Everything runs in a thread
of its own: a receiver that is slow keeps its own places busy and nobody else's.
"""

import asyncio
import re
import ssl
import threading
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

import h11

from bellwarden import __version__
from bellwarden.feeds.addresses import Resolver, is_public, resolve, resolve_own
from bellwarden.feeds.connecting import AddressRefused, connect
from bellwarden.feeds.fetch import tls_context
from bellwarden.flows.office.webhooks import Answer, Post

TOTAL_S: Final = 10.0  # from the name to the answer's status
HEAD_OCTETS_MAX: Final = 16_384
URL_MAX: Final = 1_000
ALLOWED_MAX: Final = 100

_HOST: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})")
_TARGET: Final = re.compile(r"[!$-;=?-Z_a-z~%]*", re.ASCII)


class Poster:
    """`flows.office.webhooks.Poster`. `settings`: what office.toml says; `names`: the resolver."""

    def __init__(self, settings: Mapping[str, object], names: Resolver = resolve, total_s: float = TOTAL_S) -> None:
        table = settings.get("webhooks", {})
        table = table if isinstance(table, dict) else {}
        written = table.get("allowed_origins", [])
        self._allowed = frozenset(
            str(one).rstrip("/").lower() for one in (written if isinstance(written, list) else [])[:ALLOWED_MAX]
        )
        self._tls = tls_context()
        if table.get("ca_file"):
            self._tls.load_verify_locations(str(table["ca_file"]))
        self._names = names
        self._total_s = total_s
        self._under_way: set[int] = set()
        self._answers: SimpleQueue[Answer] = SimpleQueue()
        self._loop: asyncio.AbstractEventLoop | None = None

    def refusal(self, url: str) -> str:
        """By its text alone: what its host's addresses are is looked at when it is sent."""
        try:
            parts = _split(url)
        except ValueError as error:
            return str(error)
        if origin_of(parts) in self._allowed:
            return ""
        if parts.scheme != "https":
            return f"is no https URL; what comes by plain http is named in office.toml: {self._how(parts)}"
        if not _HOST.fullmatch(parts.hostname or ""):
            return f"names no public host; one of your own network is named in office.toml: {self._how(parts)}"
        return ""

    def begin(self, posts: Sequence[Post]) -> None:
        for post in posts:
            if post.delivery not in self._under_way:
                self._under_way.add(post.delivery)
                asyncio.run_coroutine_threadsafe(self._send(post), self._running())

    def answers(self) -> list[Answer]:
        """Those that came since the last time."""
        found = []
        with suppress(Empty):
            while True:
                found.append(self._answers.get_nowait())
        self._under_way -= {one.delivery for one in found}
        return found

    def under_way(self) -> frozenset[int]:
        return frozenset(self._under_way)

    def close(self) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._loop.stop)

    def _running(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            threading.Thread(target=self._loop.run_forever, name="webhooks", daemon=True).start()
        return self._loop

    async def _send(self, post: Post) -> None:
        self._answers.put(await _within(self._total_s, self._ask(post), post.delivery))

    async def _ask(self, post: Post) -> Answer:
        refused = self.refusal(post.url)
        if refused:
            return Answer(post.delivery, 0, f"the URL {refused}")
        parts = _split(post.url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        own = origin_of(parts) in self._allowed
        names, rule = (resolve_own, _anywhere) if own else (self._names, is_public)
        connected = await connect(host, port, names, rule)
        tls = self._tls if parts.scheme == "https" else None
        reader, writer = await asyncio.open_connection(
            sock=connected, limit=HEAD_OCTETS_MAX, ssl=tls, server_hostname=host if tls else None
        )
        try:
            client = h11.Connection(h11.CLIENT, max_incomplete_event_size=HEAD_OCTETS_MAX)
            writer.write(_request(client, parts, post))
            status = await _status(client, reader)
        finally:
            writer.transport.abort()
        return Answer(post.delivery, status, "" if 200 <= status < 300 else f"it answered {status}{_hint(status)}")

    def _how(self, parts: SplitResult) -> str:
        return f'allowed_origins = ["{origin_of(parts)}"] below [webhooks]'


def origin_of(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _split(url: str) -> SplitResult:
    """ValueError with a reason."""
    if len(url) > URL_MAX:
        raise ValueError(f"has more than {URL_MAX} characters")
    if not url.isascii() or not url.isprintable() or " " in url:
        raise ValueError("holds signs that no URL has; write other scripts in their xn-- form")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError("is no URL") from None
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise ValueError("is no URL that begins with https://")
    if "@" in parts.netloc or parts.fragment or "\\" in url:
        raise ValueError("has a user, a fragment or a backslash in it; leave them out")
    if port == 0 or not _TARGET.fullmatch(parts.path) or not _TARGET.fullmatch(parts.query):
        raise ValueError("has a port or a path that no URL has")
    return parts


def _anywhere(_address: str) -> bool:
    """The operator named the host."""
    return True


async def _within(seconds: float, asking: Coroutine[Any, Any, Answer], delivery: int) -> Answer:
    """Whatever goes wrong is told in a sentence."""
    try:
        async with asyncio.timeout(seconds):
            return await asking
    except TimeoutError:
        told = f"no answer within {seconds:g} s"
    except AddressRefused as refused:
        told = f"{refused}: not an address of the public network, and not named in office.toml"
    except ssl.SSLCertVerificationError as error:
        told = f"its certificate is not accepted: {error.verify_message}"
    except h11.RemoteProtocolError as error:
        told = f"what it answers is no HTTP: {error}"
    except (OSError, asyncio.IncompleteReadError) as error:
        told = f"it can't be reached: {error}"
    return Answer(delivery, 0, told)


def _request(client: h11.Connection, parts: SplitResult, post: Post) -> bytes:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = [
        ("Host", parts.netloc),
        ("User-Agent", f"bellwarden/{__version__}"),
        ("Connection", "close"),
        ("Content-Length", str(len(post.body))),
        *post.headers,
    ]
    head = client.send(h11.Request(method="POST", target=target, headers=headers)) or b""
    return head + (client.send(h11.Data(post.body)) or b"") + (client.send(h11.EndOfMessage()) or b"")


async def _status(client: h11.Connection, reader: asyncio.StreamReader) -> int:
    while True:
        event = client.next_event()
        if event is h11.NEED_DATA:
            client.receive_data(await reader.read(HEAD_OCTETS_MAX))
        elif isinstance(event, h11.Response):
            return event.status_code
        elif not isinstance(event, h11.InformationalResponse):
            raise h11.RemoteProtocolError("the connection ended before an answer")


def _hint(status: int) -> str:
    return "; redirects are not followed, give its last address" if 300 <= status < 400 else ""
