"""What a gate says of itself to the office: which journal line and policy every worker of it has taken in, and when.

A file below HOME/run/gates for gates of this home, `GET /v1/state` for those on other machines. It is not signed: it
starts nothing, and who could write it could as well stop the gate.
"""

from collections.abc import Iterable
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from bellwarden.model.enforcement import EnforcementKind, EnforcementTarget
from bellwarden.seam.fault import SeamFault

SIZE_MAX: Final = 65_536  # bytes
CLOCKS_AGREE_S: Final = 0.05
TAKEN_MAX: Final = 256  # steps kept: a press of before is still told the moment at which it was taken in


class WorkerState(msgspec.Struct, frozen=True):
    """One process that judges calls."""

    number: int
    journal: Annotated[int, Meta(description="last journal line taken in")]
    serial: Annotated[int, Meta(description="of the policy's statement; 0 without a policy")]
    leaving: Annotated[bool, Meta(description="another has taken its place, it finishes what is open")]


class Taken(msgspec.Struct, frozen=True, array_like=True):
    """Every worker has taken in all lines up to this one since then."""

    line: int
    at: float


class GateState(msgspec.Struct, frozen=True):
    """A gate confirms a journal line when the last of its workers has taken it in."""

    gate: Annotated[str, Meta(description="its name")]
    version: str
    at: Annotated[float, Meta(description="when this was said, seconds since 1970, UTC: a heartbeat each second")]
    since: Annotated[float, Meta(description="when the gate was started")]
    journal: Annotated[int, Meta(description="last journal line that every worker has taken in; 0 while none serves")]
    serial: Annotated[int, Meta(description="statement of the policy that no worker judges by an older one than")]
    snapshot: Annotated[str, Meta(description="id of that policy")]
    workers: list[WorkerState]
    taken: Annotated[list[Taken], Meta(description="line and moment, the newest last")]
    kinds: Annotated[list[str], Meta(description="kinds of measures that this version obeys")]
    targets: Annotated[list[str], Meta(description="whom its measures may name")]
    problem: Annotated[str, Meta(description="why the journal can't be followed; empty when it can")] = ""
    address: Annotated[str, Meta(description="where the office asks for it; the gate itself leaves it empty")] = ""

    def taken_at(self, line: int) -> float:
        """When the last worker had taken in a line; 0.0: not yet, or not by all."""
        if self.journal < line:
            return 0.0
        return next((one.at for one in self.taken if one.line >= line), self.at)

    def obeys(self, kind: EnforcementKind, target: EnforcementTarget) -> bool:
        """Whether this version puts such a measure in force; an older one passes over what it does not know."""
        return kind.value in self.kinds and target.value in self.targets


def heard(told: GateState, name: str, address: str, asked_at: float, answered_at: float) -> GateState:
    """What a gate on another machine said, under the name the office has for it, by the office's own clock.

    Both clocks are compared in the middle of the asking; what is within its length is no difference.
    """
    ahead = told.at - (asked_at + answered_at) / 2
    if abs(ahead) <= (answered_at - asked_at) / 2 + CLOCKS_AGREE_S:
        ahead = 0.0
    taken = [Taken(one.line, min(one.at - ahead, answered_at)) for one in told.taken]
    return msgspec.structs.replace(
        told, gate=name, address=address, at=min(told.at - ahead, answered_at), since=told.since - ahead, taken=taken
    )


def not_heard(name: str, address: str, problem: str, last: GateState | None = None) -> GateState:
    """A gate on another machine that gives no answer: what it said last, or nothing, and why there is none."""
    if last is None:
        last = GateState(name, "", 0.0, 0.0, 0, 0, "", [], [], [], [])
    return msgspec.structs.replace(last, gate=name, address=address, problem=problem)


def write_gate_state(state: GateState) -> bytes:
    return msgspec.json.encode(state) + b"\n"


_decode: Final = msgspec.json.Decoder(GateState).decode


def read_gate_state(data: bytes) -> GateState:
    """SeamFault when the bytes are none."""
    if len(data) > SIZE_MAX:
        raise SeamFault(f"a gate's state has at most {SIZE_MAX} bytes")
    try:
        return _decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SeamFault(f"it is no state of a gate: {error}") from None


KINDS: Final = [one.value for one in EnforcementKind]
TARGETS: Final = [one.value for one in EnforcementTarget]


def confirmed(workers: Iterable[WorkerState]) -> int:
    """The last line that all of them have taken in; 0 when there are none."""
    return min((one.journal for one in workers), default=0)
