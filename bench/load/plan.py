"""What a driver is to do, and what it saw: values that cross from one process to the other."""

from array import array
from enum import IntEnum
from typing import Final

import msgspec

# RFC 3261 section 17.1.1.1.
T1_S: Final = 0.5
TIMER_B_S: Final = 64 * T1_S


class Kind(IntEnum):
    """What a call is, and so which answer is right."""

    LAWFUL = 0
    BLOCKED = 1  # its caller ID stands on the operator's list
    EMERGENCY = 2


class Phase(msgspec.Struct, frozen=True):
    seconds: float
    rate: float  # calls a second


class Burst(msgspec.Struct, frozen=True):
    at: float  # seconds after the start
    calls: int


class Stream(msgspec.Struct, frozen=True, kw_only=True):
    """One SBC: calls from one address and port to one server.

    They come at the moments of a Poisson process, phase by phase, or in bursts, or so that `in_flight` are open.
    """

    name: str
    server: tuple[str, int]
    source: str = "127.0.0.1"
    start: float = 0.0  # of its first phase
    phases: tuple[Phase, ...] = ()
    bursts: tuple[Burst, ...] = ()
    in_flight: int = 0
    customers: int = 0  # behind the SBC, told apart by the host of the request URI; 0: none is named
    blocked_every: int = 0  # each so-manyth call; 0: none
    emergency_every: int = 0
    copies: int = 1  # how often each INVITE is sent at once: a storm of retransmissions
    unknown: bool = False  # nobody answers it: no retransmissions, nothing is waited for


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    streams: tuple[Stream, ...]
    seconds: float  # of calling; then what is open is waited for
    patience_s: float = TIMER_B_S  # a call without an answer for so long has failed
    core: int = -1  # to run on; -1: any
    # Calls are numbered from here. A gate remembers a number for 32 seconds, and must not meet it again.
    first: int = 0


COLUMNS: Final = {
    "stream": "H",
    "kind": "B",
    "sent": "d",  # first sent, seconds since 1970
    "late": "f",  # seconds after it should have been
    "delay": "f",  # seconds to the first final answer; below 0: none came
    "status": "H",
    "sends": "B",
    "answers": "B",
}


class Rows:
    """One row for each call, in the order they were placed; columns, because there may be millions."""

    def __init__(self) -> None:
        self.stream = array("H")
        self.kind = array("B")
        self.sent = array("d")
        self.late = array("f")
        self.delay = array("f")
        self.status = array("H")
        self.sends = array("B")
        self.answers = array("B")

    def __len__(self) -> int:
        return len(self.sent)

    def pack(self) -> dict[str, bytes]:
        return {name: getattr(self, name).tobytes() for name in COLUMNS}

    @classmethod
    def unpack(cls, columns: dict[str, bytes]) -> "Rows":
        rows = cls()
        for name in COLUMNS:
            getattr(rows, name).frombytes(columns[name])
        return rows


class Driven(msgspec.Struct, kw_only=True):
    """What the driver says about itself and its calls."""

    started: float  # seconds since 1970
    columns: dict[str, bytes]
    run_s: float  # CPU time the driver used
    waited_s: float  # it was ready to run and another process had its core
    dropped: int  # datagrams that its own network stack refused
    strange: int  # datagrams that were no answer to any of its calls
    bytes_to_unknown: int  # that came back to an unknown source: must be none
