"""Answers the workers' questions for certificates: from disk, from what just failed, or by a fetch.

Everything is bounded: questions that wait, fetches under way, those of one host, what is remembered of failures. Hosts
that just failed, and their neighbours, share few places, so that a slow one does not keep the others waiting.
"""

import asyncio
import logging
import socket
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeVar

from bellwarden.feeds.store import Store
from bellwarden.stir.fault import StirFault
from bellwarden.stir.reason import StirReason
from bellwarden.stir.retrieval import (
    Ask,
    CertificateUrl,
    Retrieved,
    pack_retrieved,
    read_certificate_url,
    unpack_ask,
)

log = logging.getLogger(__name__)

ASKS_MAX: Final = 256  # that wait or are under way
FETCHES_MAX: Final = 16  # at the same time
SUSPECTS_MAX: Final = 4  # of them for hosts that failed lately
A_HOST_MAX: Final = 2
HOST_ASKS_MAX: Final = 8
FAILED_MAX: Final = 5_000  # URLs and hosts remembered
FAILED_S: Final = 30.0
SUSPECT_S: Final = 60.0
REFUSED_S: Final = 300.0  # what is refused for what it is, not for being slow or away
FRESH_S: Final = 43_200.0  # what was fetched since does for a worker that has nothing
AGAIN_S_MIN: Final = 60.0  # between two fetches of one URL
MESSAGE_OCTETS_MAX: Final = 8_192
ASKS_A_TURN: Final = 64
SEND_S_MAX: Final = 2.0  # for a worker to take a long answer

Value = TypeVar("Value")
FetchOne = Callable[[CertificateUrl, bool], Awaitable[bytes]]  # StirFault; second: a revocation list


class Fetcher:
    """One per process. `now` gives seconds since 1970, UTC."""

    def __init__(
        self, channels: Sequence[socket.socket], store: Store | None, fetch: FetchOne, now: Callable[[], float]
    ) -> None:
        self._channels = channels
        self._store = store
        self._fetch = fetch
        self._now = now
        self._waiting: dict[str, set[int]] = {}  # channels that want a URL which is being fetched
        self._failed: OrderedDict[str, tuple[float, Retrieved]] = OrderedDict()  # for how long after its `at`
        self._suspects: OrderedDict[str, float] = OrderedDict()  # families of hosts; since when
        self._hosts: Counter[str] = Counter()
        self._host_places: dict[str, asyncio.Semaphore] = {}
        self._places = asyncio.Semaphore(FETCHES_MAX)
        self._suspect_places = asyncio.Semaphore(SUSPECTS_MAX)
        self._tasks: set[asyncio.Task[None]] = set()
        self.dropped = 0
        self.fetched = 0

    def open(self) -> None:
        """Hear the workers from now on."""
        loop = asyncio.get_running_loop()
        for number, channel in enumerate(self._channels):
            channel.setblocking(False)
            loop.add_reader(channel.fileno(), self._hear, number)

    async def close(self) -> None:
        loop = asyncio.get_running_loop()
        for channel in self._channels:
            loop.remove_reader(channel.fileno())
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _hear(self, number: int) -> None:
        for _ in range(ASKS_A_TURN):
            try:
                message = self._channels[number].recv(MESSAGE_OCTETS_MAX)
            except OSError:
                return
            if not message:
                asyncio.get_running_loop().remove_reader(self._channels[number].fileno())
                return
            ask = unpack_ask(message)
            if ask is not None and ask.url:
                self._take(ask, number)

    def _take(self, ask: Ask, number: int) -> None:
        now = self._now()
        if ask.url in self._waiting:
            self._waiting[ask.url].add(number)
            return
        try:
            url = read_certificate_url(ask.url)
        except StirFault as fault:
            self._answer(_told(ask.url, now, fault), (number,))
            return
        failed = self._failed.get(ask.url)
        if failed is not None and 0 <= now - failed[1].at < failed[0]:  # the clock may have been set back
            self._answer(failed[1], (number,))
            return
        kept = self._kept(ask, now)
        if kept is not None:
            self._answer(kept, (number,))
        elif len(self._waiting) >= ASKS_MAX or self._hosts[url.host] >= HOST_ASKS_MAX:
            self.dropped += 1  # whoever needs it asks again
        else:
            self._waiting[ask.url] = {number}
            self._hosts[url.host] += 1
            task = asyncio.get_running_loop().create_task(self._serve(ask, url))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _kept(self, ask: Ask, now: float) -> Retrieved | None:
        """What is on disk, where that will do: newer than what the worker has, and not too old for one without."""
        kept = self._store.get(ask.url) if self._store is not None else None
        if kept is None or kept.at > now:
            return None
        lives_s = AGAIN_S_MIN if ask.known_at or ask.revocation_list else FRESH_S
        return kept if now - kept.at < lives_s else None

    async def _serve(self, ask: Ask, url: CertificateUrl) -> None:
        places = self._host_places.setdefault(url.host, asyncio.Semaphore(A_HOST_MAX))
        try:
            async with places:
                suspect = 0 <= self._now() - self._suspects.get(_family(url.host), 0.0) < SUSPECT_S
                async with self._suspect_places if suspect else self._places:
                    self.fetched += 1
                    told = await self._retrieve(ask, url)
        finally:
            self._hosts[url.host] -= 1
            if not self._hosts[url.host]:
                del self._hosts[url.host]
                del self._host_places[url.host]
            numbers = self._waiting.pop(ask.url, set())
        if len(told.body) > MESSAGE_OCTETS_MAX * 4:
            await self._answer_at_length(told, numbers)
        else:
            self._answer(told, tuple(numbers))

    async def _retrieve(self, ask: Ask, url: CertificateUrl) -> Retrieved:
        try:
            body = await self._fetch(url, ask.revocation_list)
        except StirFault as fault:
            now = self._now()
            log.info("%s: %s", ask.url, fault)
            lives_s = FAILED_S if fault.reason is StirReason.CREDENTIAL_UNREACHABLE else REFUSED_S
            told = _told(ask.url, now, fault)
            _remember(self._failed, ask.url, (lives_s, told))
            _remember(self._suspects, _family(url.host), now)
            return told
        told = Retrieved(ask.url, self._now(), body)
        self._failed.pop(ask.url, None)
        self._suspects.pop(_family(url.host), None)
        if self._store is not None:
            try:
                self._store.put(told)
            except OSError as error:  # the workers have it all the same; only the next start is a cold one
                log.error("a fetched certificate can't be kept: %s", error)
        return told

    def _answer(self, told: Retrieved, numbers: Sequence[int]) -> None:
        for message in pack_retrieved(told):
            for number in numbers:
                try:
                    self._channels[number].send(message)
                except OSError:
                    self.dropped += 1  # a worker that does not read, or is gone

    async def _answer_at_length(self, told: Retrieved, numbers: set[int]) -> None:
        """More than a socket holds at once, part by part as each worker takes it."""
        messages = pack_retrieved(told)
        for number in numbers:
            until = self._now() + SEND_S_MAX
            for message in messages:
                while self._now() < until:
                    try:
                        self._channels[number].send(message)
                        break
                    except BlockingIOError:
                        await asyncio.sleep(0.005)
                    except OSError:
                        return


def _family(host: str) -> str:
    """Who is likely to own the host: a name below one's own costs nothing, so a new one makes nobody a stranger."""
    return ".".join(host.split(".")[-2:])


def _told(url: str, at: float, fault: StirFault) -> Retrieved:
    return Retrieved(url, at, b"", fault.code, fault.reason.value, fault.detail)


def _remember(where: OrderedDict[str, Value], key: str, value: Value) -> None:
    where[key] = value
    where.move_to_end(key)
    if len(where) > FAILED_MAX:
        where.popitem(last=False)
