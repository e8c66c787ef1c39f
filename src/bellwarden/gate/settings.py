"""What the roof tells the gate at start: addresses, workers, keys, and what each worker reads from and writes to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

from bellwarden.gate.addresses import HttpAddress, SipAddress
from bellwarden.gate.probe import LIMIT_S
from bellwarden.gate.sources import CallEndSink, JournalSource, KeySource, PolicySource, SpoolGauge
from bellwarden.ports import DecisionSink, EnforcementBook

WORKERS_MAX: Final = 64


@dataclass(frozen=True, slots=True)
class GateSettings:
    sip: tuple[SipAddress, ...]
    http: HttpAddress | None = None
    workers: int = 1
    tcp_connections_per_peer: int = 64
    http_connections_max: int = 256  # of all workers together
    probe_s_max: float = LIMIT_S  # OPTIONS is answered 503 while the gate's own call takes longer

    def __post_init__(self) -> None:
        if not 1 <= self.workers <= WORKERS_MAX:
            raise ValueError(f"workers must be 1 to {WORKERS_MAX}, not {self.workers}")


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


OpenParts = Callable[[int], GateParts]  # worker's number, 0 and up


class GateReady(NamedTuple):
    """The gate answers now, at these addresses."""

    sip: tuple[SipAddress, ...]
    http: HttpAddress | None
    workers: int


Announce = Callable[[GateReady], None]
