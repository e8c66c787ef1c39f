"""What the roof tells the gate at start: addresses, workers, keys, and what each worker reads from and writes to."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from bellwarden.gate.addresses import HttpAddress, SipAddress
from bellwarden.gate.board import Board
from bellwarden.gate.probe import LIMIT_S
from bellwarden.gate.sources import (
    CallEndSink,
    CertificateSource,
    JournalSource,
    KeySource,
    PolicySource,
    SigningSource,
    SpoolGauge,
)
from bellwarden.gate.tls_files import TlsFiles
from bellwarden.ports import DecisionSink, EnforcementBook, TokenSigner
from bellwarden.seam.gate_state import GateState

WORKERS_MAX: Final = 64


@dataclass(frozen=True, slots=True)
class StreamBounds:
    """What peers may hold over TCP and TLS together, at each worker."""

    connections_max: int = 1_024
    connections_per_source: int = 64
    idle_s: float = 32.0  # RFC 3261 section 17.2.1: 64 * T1, after which no transaction is under way
    handshakes_max: int = 128  # TLS handshakes under way
    handshake_s: float = 5.0  # from the first byte of the connection to the last of the handshake
    unsent_bytes_max: int = 256 * 1024  # replies that a peer does not read
    unsent_s: float = 10.0  # how long replies may wait for a peer that reads slowly
    linger_s: float = 1.0  # how long a peer may take to read our last word


@dataclass(frozen=True, slots=True)
class GateSettings:
    sip: tuple[SipAddress, ...]
    http: HttpAddress | None = None
    workers: int = 1
    probe_s_max: float = LIMIT_S  # OPTIONS is answered 503 while the gate's own call takes longer
    http_connections_max: int = 256  # of all workers together
    streams: StreamBounds = StreamBounds()
    tls: TlsFiles | None = None  # needed by an address of transport tls
    signer: Path | None = None  # socket of a process that signs; None: each worker signs by the key itself
    board: Board | None = None  # for the counts, where the roof wants to tell others of it
    name: str = "gate"  # what the office calls it
    tell: Callable[[GateState], object] | None = (
        None  # told what the gate has taken in, when it changes and each second
    )

    def __post_init__(self) -> None:
        if not 1 <= self.workers <= WORKERS_MAX:
            raise ValueError(f"workers must be 1 to {WORKERS_MAX}, not {self.workers}")
        if self.tls is None and any(one.transport == "tls" for one in self.sip):
            raise ValueError("a TLS address needs a certificate")


class GateParts(NamedTuple):
    """What one worker works with. Opened in the worker itself, after the fork, because threads do not survive one."""

    policies: PolicySource
    journal: JournalSource
    book: EnforcementBook  # filled by `journal`
    sink: DecisionSink
    spool: SpoolGauge
    ends: CallEndSink
    keys: KeySource
    close: Callable[[], None]  # flush and let go; called once, when no more calls come
    certificates: CertificateSource | None = None  # None: other signers' tokens can't be verified
    token_signer: TokenSigner | None = None  # in place of `signing`; None: no call is signed
    signing: SigningSource | None = None  # our own key, where there may be one


OpenParts = Callable[[int], GateParts]  # worker's number, 0 and up


class GateReady(NamedTuple):
    """The gate answers now, at these addresses."""

    sip: tuple[SipAddress, ...]
    http: HttpAddress | None
    workers: int


Announce = Callable[[GateReady], None]
