"""What the gate asks of the disk, as protocols: the roof hands the real things in, tests hand in small ones.

The gate itself opens no file. Problems come back as values, because a gate that serves calls has nobody to raise to.
"""

import socket
from collections.abc import Iterable
from typing import NamedTuple, Protocol

from bellwarden.model.policy import PolicyBundle
from bellwarden.ports import TokenSigner
from bellwarden.stir.own import OwnCredential
from bellwarden.stir.retrieval import Retrieved


class Statement(NamedTuple):
    """Which snapshot is current, by a statement whose signature was verified."""

    snapshot: str  # snapshot id
    serial: int  # number of the statement
    pushed_at: float  # seconds since 1970, UTC: when the operator pointed at it


class LoadedPolicy(NamedTuple):
    """A snapshot whose signature, hashes and serial have been verified: what the pointer names now."""

    bundle: PolicyBundle
    snapshot: str  # snapshot id
    serial: int  # number of the pointer's statement
    pushed_at: float  # seconds since 1970, UTC: when the operator pointed at it


class RefusedPolicy(NamedTuple):
    """The pointer moved to something that must not be taken up; the last good snapshot stays in force."""

    snapshot: str  # as far as it could be read
    serial: int
    reason: str  # one sentence for the operator: corrupt, unsigned, older, truncated; "" when it is over


class StatementSource(Protocol):
    """Read by the supervisor, which holds no policy."""

    def poll(self) -> Statement | RefusedPolicy | None:
        """What became current since the last poll, each move told once; None when nothing did.

        Called about 20 times a second, so it looks first whether the file changed.
        """


class PolicySource(Protocol):
    """Read by a worker, once, before it takes calls."""

    def load(self, statement: Statement) -> LoadedPolicy | RefusedPolicy:
        """The snapshot that a statement names, verified. OSError for what may be better the next time."""


class KeySource(Protocol):
    """The keys of the HTTP API."""

    @property
    def digests(self) -> frozenset[str] | None:
        """SHA-256 of the keys in force, hexadecimal. None: none was ever made, and only this machine is answered."""

    @property
    def problem(self) -> str:
        """Why the keys can't be read, or ""; those read before stay in force."""

    def poll(self) -> bool:
        """Look whether the keys changed, and read them; called about 20 times a second on the loop."""


class SigningSource(Protocol):
    """Our own key and certificate chain, wherever they lie."""

    def stamp(self) -> object:
        """What changes when one of them does; cheap. Falsy while there is neither."""

    def read(self, at: float) -> OwnCredential | str:
        """Both, checked for signing at `at` (seconds since 1970, UTC); else one sentence: what is wrong."""


class KeptSigner(TokenSigner, Protocol):
    """A signer that looks after its key by itself, at each heartbeat."""

    problem: str  # why what lies there now is not in force, or ""
    last_fault: str  # why signing failed the last time; "" before the first
    signed: int
    failed: int

    @property
    def has_files(self) -> bool:
        """Whether there is anything to sign by, usable or not: then calls that go unsigned are failures."""

    def look_now(self, at: float) -> None:
        """Before the first call."""

    def beat(self, now: float, at: float) -> None:
        """`now` of a steady clock, `at` in seconds since 1970, UTC."""

    def reload(self) -> None:
        """Look at everything anew at the next beat."""


class JournalSource(Protocol):
    def poll(self) -> bool:
        """Take new journal lines into the enforcement book; whether there were any.

        Called about 20 times a second on the loop, so it looks first whether the file grew.
        """

    @property
    def problem(self) -> str:
        """Why the journal can't be followed further (a broken chain, a bad signature), or ""."""


class CallEnded(NamedTuple):
    """What an HTTP client told about the end of a call that it had asked about."""

    at: float  # seconds since 1970, UTC
    decision_id: str  # "" when the client names the call by its Call-ID
    call_id: str
    duration_s: float  # answered time; 0 for a call that was not answered
    sip_status: int  # final SIP status of the call


class CallEndSink(Protocol):
    """Keeps the ends of calls. The roof may hand in a file of JSON lines; the decision spool holds decisions only."""

    def put(self, ended: CallEnded) -> None:
        """Keep it, later and elsewhere. Never blocks, never raises."""


class SpoolState(NamedTuple):
    """Counts of the decision spool since start, for the metrics."""

    written: int
    dropped: int
    depth: int  # decisions waiting to be written
    fault: str = ""  # what the disk said last; "" while it takes what it is given
    depth_bytes: int = 0
    written_bytes: int = 0
    removed_segments: int = 0  # files removed to stay within the spool's bound


class CertificateSource(Protocol):
    """Where other signers' certificates come from: a process of its own that fetches them."""

    @property
    def channel(self) -> socket.socket:
        """This worker's end: datagrams of `stir.retrieval`, non-blocking. It outlives the process at its other end."""

    def kept(self) -> Iterable[Retrieved]:
        """What was fetched before and is still on disk; read once, before this worker takes calls."""


class SpoolGauge(Protocol):
    def state(self) -> SpoolState:
        """Where the spool stands; cheap."""
