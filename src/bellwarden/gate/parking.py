"""Calls that wait for a signer's certificate: a bounded number, a bounded time, and nobody else waits with them.

An unknown signer's first call waits while its certificate is fetched by another process; then it is judged by what is
here. Nobody begins to wait while the gate is behind. Who presents another address with every call gets neither all
places nor all fetches: both are counted by trunk, and what finds none is judged at once.
"""

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Final

from bellwarden.gate.admission import Admission
from bellwarden.gate.hot import Waiting
from bellwarden.gate.tally import count
from bellwarden.gate.world import GateWorld

PLACES: Final = 512  # of one worker
PLACES_OF_TRUNK: Final = 128
LOOK_EVERY_S: Final = 0.005  # whether certificates have come, while somebody waits
# RFC 3261 section 13.3.1.1: who takes longer than 200 ms owes a provisional answer, and we never give one.
WAIT_S_MAX: Final = 0.19
# New addresses that a trunk's calls may have fetched: after a start all its signers are new, later hardly one is.
FETCHES_BURST: Final = 256.0
FETCHES_PER_S: Final = 4.0
ASKED_MAX: Final = 4_096


class _Place:
    __slots__ = ("began", "end", "trunk", "until", "urls")

    def __init__(self, trunk: str, urls: tuple[str, ...], now: float, wait_s: float, end: Callable[[], None]) -> None:
        self.trunk = trunk
        self.urls = urls
        self.began = now
        self.until = now + wait_s
        self.end = end


class Fetches:
    """How many new addresses each trunk may still have fetched: a store that fills slowly."""

    def __init__(self) -> None:
        self._left: dict[str, tuple[float, float]] = {}  # by trunk: how many, and when that was
        self._asked: dict[str, float] = {}

    def grants(self, trunk: str, url: str, now: float) -> bool:
        """Whether this address may be asked for; one that was asked for lately costs nothing."""
        if url in self._asked:
            return True
        left, at = self._left.get(trunk, (FETCHES_BURST, now))
        left = min(left + (now - at) * FETCHES_PER_S, FETCHES_BURST)
        if left < 1.0:
            self._left[trunk] = left, now
            return False
        self._left[trunk] = left - 1.0, now
        if len(self._asked) >= ASKED_MAX:
            self._asked.clear()
        self._asked[url] = now
        return True


class Parking:
    """The places of one worker. `open` it on the loop that answers calls; `close` answers everybody who waits."""

    def __init__(self, world: GateWorld, admission: Admission) -> None:
        self._world = world
        self._admission = admission
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.Handle | None = None
        self._places: dict[object, _Place] = {}  # by transaction, or by the HTTP request's future
        self._calls: dict[bytes, Waiting] = {}
        self._of_trunk: dict[str, int] = {}
        self._fetches = Fetches()

    def open(self, loop: asyncio.AbstractEventLoop) -> None:
        """Calls may wait from now on."""
        self._loop = loop

    def close(self) -> None:
        """Nobody waits any more: who did is answered by what is known."""
        self._loop = None
        self._end(list(self._places), "in_vain")

    def park(self, waiting: Waiting) -> bool:
        """See `CarPark`."""
        transaction = waiting.event.to_tag
        if not self._take(transaction, waiting.begun.call.trunk, waiting.urls, lambda: self._resume(transaction)):
            return False
        self._calls[transaction] = waiting
        return True

    def give_up(self, transaction: bytes) -> Waiting | None:
        """See `CarPark`."""
        waiting = self._calls.pop(transaction, None)
        if waiting is not None:
            self._leave(transaction, "cancelled")
        return waiting

    async def wait_for(self, trunk: str, urls: tuple[str, ...]) -> None:
        """Return when the certificates are here, when time is up, or at once where there is no place to wait."""
        loop = self._loop
        if loop is None:
            return
        done: asyncio.Future[None] = loop.create_future()

        def end() -> None:
            if not done.done():
                done.set_result(None)

        if not self._take(done, trunk, urls, end):
            return
        try:
            await done
        finally:
            if done in self._places:  # the client went away
                self._leave(done, "cancelled")

    def arrived(self, url: str) -> None:
        """A certificate has come, or will not: whoever waits for it need not wait for the next look."""
        if self._timer is not None and self._loop is not None:
            self._timer.cancel()
            self._timer = self._loop.call_soon(self._look)

    def _take(self, key: object, trunk: str, urls: tuple[str, ...], end: Callable[[], None]) -> bool:
        """A place, the certificates asked for; False where there is none, or no sense in waiting."""
        call = self._world.call
        credentials = call.credentials
        if self._loop is None or credentials is None or self._admission.active:
            return self._refuse("behind")
        held = self._of_trunk.get(trunk, 0)
        if len(self._places) >= PLACES or held >= PLACES_OF_TRUNK:
            return self._refuse("no_place")
        now = monotonic()
        for url in urls:
            if not self._fetches.grants(trunk, url, now):
                return self._refuse("too_many_signers")
            credentials.ask_for(url)
        wait_s = min(call.policy.document.stir.wait_ms_max / 1000.0, WAIT_S_MAX)
        if wait_s <= 0.0:
            return self._refuse("no_time")
        self._places[key] = _Place(trunk, urls, now, wait_s, end)
        self._of_trunk[trunk] = held + 1
        self._world.tally.parked = len(self._places)
        if self._timer is None:
            self._timer = self._loop.call_later(LOOK_EVERY_S, self._look)
        return True

    def _refuse(self, why: str) -> bool:
        count(self._world.tally.parked_calls, why)
        return False

    def _look(self) -> None:
        """Answer whose certificates have come and whose time is up."""
        self._timer = None
        now = monotonic()
        credentials = self._world.call.credentials
        at = self._world.call.now()
        here: dict[str, bool] = {}
        come, over = [], []
        for key, place in self._places.items():
            for url in place.urls:
                if url not in here:
                    here[url] = credentials is None or credentials.find(url, at) is not None
            if all(here[url] for url in place.urls):
                come.append(key)
            elif now >= place.until:
                over.append(key)
        self._end(come, "come")
        self._end(over, "in_vain")
        if self._places and self._loop is not None and self._timer is None:
            self._timer = self._loop.call_later(LOOK_EVERY_S, self._look)

    def _end(self, keys: list[object], how: str) -> None:
        for key in keys:
            place = self._leave(key, how)
            if place is not None:
                place.end()

    def _leave(self, key: object, how: str) -> _Place | None:
        place = self._places.pop(key, None)
        if place is None:
            return None
        held = self._of_trunk[place.trunk] - 1
        if held:
            self._of_trunk[place.trunk] = held
        else:
            del self._of_trunk[place.trunk]
        tally = self._world.tally
        tally.parked = len(self._places)
        tally.parked_us += int((monotonic() - place.began) * 1e6)
        count(tally.parked_calls, how)
        return place

    def _resume(self, transaction: bytes) -> None:
        waiting = self._calls.pop(transaction, None)
        if waiting is not None:
            waiting.taker.resume(waiting)
