"""Gates on other machines are asked what they have taken in, each by itself: one that hangs holds no other up."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from bellwarden.feeds.api_client import ApiClient, ApiFault
from bellwarden.seam.fault import SeamFault
from bellwarden.seam.gate_state import GateState, heard, not_heard, read_gate_state

TIMEOUT_S: Final = 3.0
PATH: Final = "/v1/state"


class Asked(NamedTuple):
    """A gate: the office's name for it, the address of its HTTP API, and a key that was made there."""

    name: str
    address: str
    key: str
    ca_file: Path | None = None


class Place(Protocol):
    """Where it is kept what they said."""

    def put(self, name: str, state: GateState) -> None: ...

    def last(self, name: str) -> GateState | None: ...


class GateAsker:
    """Call `step` again and again; whoever has answered is asked anew, and who has not is waited for."""

    def __init__(self, gates: tuple[Asked, ...], place: Place, clock: Callable[[], float] = time.time) -> None:
        self._gates = gates
        self._place = place
        self._clock = clock
        self._under_way: dict[str, Future[None]] = {}
        self._pool = ThreadPoolExecutor(max(1, len(gates)), "gates")
        self._problems: dict[str, str] = {}

    def step(self) -> str:
        """In a sentence, who gives no answer."""
        for one in self._gates:
            under_way = self._under_way.get(one.name)
            if under_way is None or under_way.done():
                self._under_way[one.name] = self._pool.submit(self._ask, one)
        return "; ".join(f"{name}: {why}" for name, why in sorted(self._problems.items()) if why)

    def _ask(self, gate: Asked) -> None:
        try:
            state, problem = self._answer(gate), ""
        except (ApiFault, SeamFault) as fault:
            problem = str(fault)
            state = not_heard(gate.name, gate.address, problem, self._place.last(gate.name))
        self._problems[gate.name] = problem
        self._place.put(gate.name, state)

    def _answer(self, gate: Asked) -> GateState:
        client = ApiClient(gate.address, gate.ca_file, TIMEOUT_S, plain=True)
        asked_at = self._clock()
        answer = client.request("GET", gate.address + PATH, headers={"Authorization": f"Bearer {gate.key}"})
        if answer.status in (401, 403):
            raise ApiFault(
                f"{client.origin}: the key opens nothing there; make one there: bellwarden apikey create NAME"
            )
        if answer.status != 200:
            raise ApiFault(f"{client.origin}: it answers {answer.status}; is this the HTTP address of a gate?")
        return heard(read_gate_state(answer.body), gate.name, gate.address, asked_at, self._clock())
