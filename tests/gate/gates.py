"""A gate on loopback for tests: real sockets, SIP and judgement; a policy store and a spool that are plain lists."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any

import httpx
import uvloop

from bellwarden import switches
from bellwarden.gate.addresses import HttpAddress, SipAddress
from bellwarden.gate.serve import Gate, open_sockets
from bellwarden.gate.settings import GateParts, GateReady, GateSettings
from bellwarden.gate.sources import CallEnded, CertificateSource, LoadedPolicy, RefusedPolicy, SpoolState, Statement
from bellwarden.gate.worker import Worker
from bellwarden.model.decision import Decision
from bellwarden.model.enforcement import Enforcement
from bellwarden.model.policy import PolicyBundle, PolicyDocument
from tests.verdict.worlds import CHECKS, DOCUMENT

ACME, BOREAL, STRANGER = "127.0.1.1", "127.0.1.2", "127.0.0.9"
branches = count(1)


class Store:
    """A shelf with one policy on it, or with none."""

    def __init__(self, found: LoadedPolicy | RefusedPolicy | Exception | None = None) -> None:
        self.found = found

    @property
    def statement(self) -> Statement | None:
        found = self.found
        return Statement(found.snapshot, found.serial, found.pushed_at) if isinstance(found, LoadedPolicy) else None

    def load(self, statement: Statement) -> LoadedPolicy | RefusedPolicy:
        if isinstance(self.found, Exception):
            raise self.found
        assert self.found is not None
        return self.found


class Keys:
    """Digests of API keys that a test changes."""

    problem = ""

    def __init__(self, digests: frozenset[str] | None = None) -> None:
        self.digests = digests
        self.changed = threading.Event()

    def change(self, digests: frozenset[str] | None) -> None:
        self.digests = digests
        self.changed.set()

    def poll(self) -> bool:
        changed = self.changed.is_set()
        self.changed.clear()
        return changed


class Journal:
    problem = ""

    def poll(self) -> bool:
        return False


class Book:
    """An enforcement book whose entries a test sets."""

    def __init__(self) -> None:
        self.entries: tuple[Enforcement, ...] = ()
        self.fails: Exception | None = None

    @property
    def number(self) -> int:
        return len(self.entries)

    def naming(
        self, source_ip: str, customer: str, calling: Sequence[str], called: str, at: float, name: str = ""
    ) -> tuple[Enforcement, ...]:
        if self.fails is not None:
            raise self.fails
        names = {source_ip, customer, called, *calling} - {""}
        return tuple(one for one in self.entries if one.value in names and one.in_force(at))

    def in_force(self, at: float) -> tuple[Enforcement, ...]:
        return tuple(one for one in self.entries if one.in_force(at))


class Kept:
    """A spool, and a place for the ends of calls."""

    def __init__(self) -> None:
        self.decisions: list[Decision] = []
        self.ended: list[CallEnded] = []
        self.closed = False

    def put(self, decision: Decision) -> None:
        self.decisions.append(decision)

    def state(self) -> SpoolState:
        return SpoolState(len(self.decisions), 0, 0)

    def close(self) -> None:
        self.closed = True


class Ends:
    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    def put(self, ended: CallEnded) -> None:
        self._kept.ended.append(ended)


def loaded(
    document: PolicyDocument = DOCUMENT, serial: int = 1, layers: dict[str, bytes] | None = None
) -> LoadedPolicy:
    return LoadedPolicy(PolicyBundle(document, layers or {}), f"snapshot{serial}", serial, time.time())


class RunningGate:
    """A worker in a thread of its own."""

    def __init__(
        self, settings: GateSettings, store: Store, keys: Keys, certificates: CertificateSource | None = None
    ) -> None:
        self.store, self.book, self.kept, self.keys = store, Book(), Kept(), keys
        ends, close = Ends(self.kept), self.kept.close
        parts = GateParts(store, Journal(), self.book, self.kept, self.kept, ends, keys, close, certificates)
        self._gate = Gate(
            settings, open_sockets(settings), lambda number: parts, CHECKS, switches.load(), self._announce
        )
        self.ready: GateReady | None = None
        self._started = threading.Event()
        self.worker: Worker = self._gate.worker(0)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._started.wait(30), "the gate did not start"

    def _announce(self, ready: GateReady) -> None:
        self.ready = ready
        self._started.set()

    def _run(self) -> None:
        async def serve() -> None:
            self._loop = asyncio.get_running_loop()
            self._stop = asyncio.Event()
            await self.worker.run(self.store.statement, self._stop, self._gate.tell_ready)

        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(serve())

    def stop(self) -> float:
        """Seconds it took."""
        started = time.monotonic()
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(5)
        assert not self._thread.is_alive(), "the gate did not stop"
        self._gate.close()
        return time.monotonic() - started

    @property
    def udp(self) -> tuple[str, int]:
        return self._address("udp")

    @property
    def tcp(self) -> tuple[str, int]:
        return self._address("tcp")

    @property
    def tls(self) -> tuple[str, int]:
        return self._address("tls")

    def _address(self, transport: str) -> tuple[str, int]:
        assert self.ready is not None
        return next((one.host, one.port) for one in self.ready.sip if one.transport == transport)

    @property
    def url(self) -> str:
        assert self.ready is not None
        assert self.ready.http is not None
        return f"http://{self.ready.http}"

    def http(self, **options: Any) -> httpx.Client:
        return httpx.Client(base_url=self.url, trust_env=False, **options)

    def call_soon(self, what: Callable[[], object]) -> None:
        """Do it on the gate's own loop."""
        self._loop.call_soon_threadsafe(what)

    def stall(self, seconds: float) -> None:
        """Keep the loop busy, as a page fault storm or a neighbour on the host would."""
        self._loop.call_soon_threadsafe(time.sleep, seconds)

    def decisions(self, number: int) -> list[Decision]:
        """The decisions kept, once there are as many: a reply goes out before its decision is kept."""
        wait_until(lambda: len(self.kept.decisions) >= number)
        return self.kept.decisions


@contextmanager
def gate(
    store: Store | None = None,
    host: str = "127.0.0.1",
    api_key_hashes: frozenset[str] | None = None,
    certificates: CertificateSource | None = None,
    **settings: Any,
) -> Iterator[RunningGate]:
    transports = ("udp", "tcp", "tls") if "tls" in settings else ("udp", "tcp")
    one = RunningGate(
        GateSettings(
            sip=tuple(SipAddress(transport, host, 0) for transport in transports), http=HttpAddress(host, 0), **settings
        ),
        store or Store(loaded()),
        Keys(api_key_hashes),
        certificates,
    )
    try:
        yield one
    finally:
        one.stop()


def wait_until(holds: Any, seconds: float = 3.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


def invite(
    called: str = "+14462005555",
    calling: str = "+12382001000",
    branch: str = "",
    transport: str = "UDP",
    more: tuple[str, ...] = (),
    method: str = "INVITE",
    host: str = "kestrel.example",
) -> bytes:
    branch = branch or f"z9hG4bK{next(branches)}"
    body = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n"
    lines = [
        f"{method} sip:{called}@{host};user=phone SIP/2.0",
        f"Via: SIP/2.0/{transport} 127.0.0.1:5060;branch={branch};rport",
        f'From: "Acme Dental" <sip:{calling}@127.0.0.1>;tag=t{branch}',
        f"To: <sip:{called}@{host}>",
        f"Call-ID: {branch}@127.0.0.1",
        f"CSeq: 1 {method}",
        "Max-Forwards: 70",
        "Contact: <sip:127.0.0.1:5060>",
        *more,
        "Content-Type: application/sdp",
        f"Content-Length: {len(body)}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def ack(of: bytes, reply: bytes) -> bytes:
    """RFC 3261 section 17.1.1.3: the ACK of a final answer that is no 2xx."""
    head = of.partition(b"\r\n\r\n")[0].split(b"\r\n")
    to = next(line for line in reply.split(b"\r\n") if line.startswith(b"To:"))
    kept = [line for line in head[1:] if line.startswith((b"Via:", b"From:", b"Call-ID:"))]
    first = head[0].replace(b"INVITE", b"ACK")
    return b"\r\n".join([first, *kept, to, b"CSeq: 1 ACK", b"Content-Length: 0", b"", b""])


class SipClient:
    """An SBC's UDP port."""

    def __init__(self, gate: tuple[str, int], source: str = ACME) -> None:
        family = socket.AF_INET6 if ":" in source else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_DGRAM)
        self.socket.bind((source, 0))
        self.socket.settimeout(2)
        self.gate = gate

    def __enter__(self) -> "SipClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendto(data, self.gate)

    def receive(self, seconds: float = 2.0) -> bytes:
        self.socket.settimeout(seconds)
        return self.socket.recv(65_535)

    def ask(self, data: bytes) -> bytes:
        self.send(data)
        return self.receive()

    def hears_nothing(self, seconds: float = 0.25) -> bool:
        try:
            self.receive(seconds)
        except TimeoutError:
            return True
        return False


def status_of(reply: bytes) -> int:
    assert reply.startswith(b"SIP/2.0 "), reply
    return int(reply[8:11])


def header_of(reply: bytes, name: str) -> str:
    for line in reply.partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:]:
        key, _, value = line.partition(":")
        if key.lower() == name.lower():
            return value.strip()
    return ""


def error_of(response: httpx.Response) -> tuple[int, str]:
    """Status and field of an HTTP error."""
    return response.status_code, json.loads(response.content)["error"]["field"]
