"""Workers' questions: answered once each, from disk, memory or a fetch, and never more of them than there may be."""

import asyncio
import socket
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bellwarden.feeds import fetcher as under_test
from bellwarden.feeds.fetcher import Fetcher
from bellwarden.feeds.store import Store
from bellwarden.stir.fault import StirFault
from bellwarden.stir.reason import StirReason
from bellwarden.stir.retrieval import Ask, CertificateUrl, Retrieved, pack_ask, unpack_retrieved

URL = "https://sound.farm.example/c.pem"
NOW = 1_790_000_000.0


class Bench:
    """A fetcher between two workers, whose fetches are counted, and a clock."""

    def __init__(self, store: Store | None = None) -> None:
        pairs = [socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET) for _ in range(2)]
        self.workers = [one for one, _ in pairs]
        for one in self.workers:
            one.setblocking(False)
        self.now = NOW
        self.fetched: Counter[str] = Counter()
        self.under_way: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self.fault: StirFault | None = None
        self.body = b"body"
        self.gate = asyncio.Event()
        self.gate.set()
        self.fetcher = Fetcher([two for _, two in pairs], store, self._fetch, lambda: self.now)

    async def _fetch(self, url: CertificateUrl, revocation_list: bool) -> bytes:
        for name in (url.host, ""):
            self.under_way[name] += 1
            self.most[name] = max(self.most[name], self.under_way[name])
        self.fetched[url.host + url.target] += 1
        try:
            await self.gate.wait()
            if self.fault is not None:
                raise self.fault
            return self.body
        finally:
            for name in (url.host, ""):
                self.under_way[name] -= 1

    def ask(self, url: str = URL, worker: int = 0, known_at: float = 0.0, revocation_list: bool = False) -> None:
        self.workers[worker].send(pack_ask(Ask(url, known_at, revocation_list)))

    async def told(self, worker: int = 0) -> list[Retrieved]:
        await asyncio.sleep(0.02)
        found = []
        while True:
            try:
                one = unpack_retrieved(self.workers[worker].recv(65_536))
            except BlockingIOError:
                return found
            assert one is not None
            found.append(one)


def run(story: Callable[[Bench], Awaitable[None]], store: Store | None = None) -> None:
    async def telling() -> None:
        bench = Bench(store)
        bench.fetcher.open()
        await story(bench)
        await bench.fetcher.close()

    asyncio.run(telling())


def test_two_workers_that_ask_at_once_are_answered_by_one_fetch() -> None:
    async def story(bench: Bench) -> None:
        bench.gate.clear()
        bench.ask(worker=0)
        bench.ask(worker=1)
        bench.ask(worker=1)
        await asyncio.sleep(0.02)
        bench.gate.set()
        assert await bench.told(0) == await bench.told(1) == [Retrieved(URL, NOW, b"body")]
        assert bench.fetched.total() == 1

    run(story)


def test_what_failed_is_not_asked_again_for_a_while() -> None:
    async def story(bench: Bench) -> None:
        bench.fault = StirFault(436, StirReason.CREDENTIAL_UNREACHABLE, "no answer in time")
        for _ in range(3):
            bench.ask()
            (told,) = await bench.told()
            assert told.fault is not None
            assert (told.fault.code, told.fault.reason) == (436, StirReason.CREDENTIAL_UNREACHABLE)
        assert bench.fetched.total() == 1
        bench.fault = None
        bench.now += under_test.FAILED_S + 1
        bench.ask()
        assert (await bench.told())[0].body == b"body"

    run(story)


def test_a_clock_that_is_set_back_keeps_no_failure() -> None:
    async def story(bench: Bench) -> None:
        bench.fault = StirFault(436, StirReason.RESPONSE_STATUS, "404")
        bench.ask()
        await bench.told()
        bench.fault = None
        bench.now -= 1_000_000
        bench.ask()
        assert (await bench.told())[0].body == b"body"

    run(story)


def test_a_url_that_may_not_be_asked_is_answered_without_a_fetch() -> None:
    async def story(bench: Bench) -> None:
        bench.ask("https://127.0.0.1/")
        (told,) = await bench.told()
        assert told.reason == "url_refused"
        assert bench.fetched.total() == 0

    run(story)


def test_what_is_on_disk_does_until_it_is_old(tmp_path: Path) -> None:
    async def first(bench: Bench) -> None:
        bench.ask()
        await bench.told()

    async def second(bench: Bench) -> None:
        bench.now = NOW + 100
        bench.ask()
        assert await bench.told() == [Retrieved(URL, NOW, b"body")]
        assert bench.fetched.total() == 0
        bench.body = b"newer"
        bench.ask(known_at=NOW)  # a worker that has this one wants a newer one
        assert await bench.told() == [Retrieved(URL, NOW + 100, b"newer")]
        bench.ask(known_at=NOW)  # another one, just after: what is newer is there
        assert await bench.told() == [Retrieved(URL, NOW + 100, b"newer")]
        assert bench.fetched.total() == 1
        bench.now += under_test.FRESH_S + 1
        bench.ask()
        await bench.told()
        assert bench.fetched.total() == 2

    run(first, Store(tmp_path))
    run(second, Store(tmp_path))


def test_a_disk_that_takes_nothing_costs_only_the_next_start(tmp_path: Path) -> None:
    store = Store(tmp_path)

    async def story(bench: Bench) -> None:
        store.close()  # every write fails from now on
        bench.ask()
        assert (await bench.told())[0].body == b"body"

    run(story, store)


def test_one_host_has_two_fetches_and_all_together_have_sixteen() -> None:
    async def story(bench: Bench) -> None:
        bench.gate.clear()
        for host in range(30):
            for number in range(12):
                bench.ask(f"https://h{host}.farm.example/{number}")
            await asyncio.sleep(0)
        await asyncio.sleep(0.05)
        assert bench.most["h0.farm.example"] == under_test.A_HOST_MAX
        assert bench.most[""] == under_test.FETCHES_MAX
        assert bench.fetcher.dropped >= 360 - under_test.ASKS_MAX
        bench.gate.set()
        await asyncio.sleep(0.2)
        assert bench.fetched.total() <= under_test.ASKS_MAX

    run(story)


def test_hosts_that_failed_lately_leave_places_to_others() -> None:
    async def story(bench: Bench) -> None:
        bench.fault = StirFault(436, StirReason.CREDENTIAL_UNREACHABLE)
        for host in range(10):
            bench.ask(f"https://www.slow{host}.example/")
            await bench.told()
        bench.fault = None
        bench.gate.clear()
        for host in range(10):
            bench.ask(f"https://www.slow{host}.example/again")
            bench.ask(f"https://new.slow{host}.example/")
        await asyncio.sleep(0.02)
        assert bench.under_way[""] == under_test.SUSPECTS_MAX
        bench.ask("https://sound.farm.example/")
        await asyncio.sleep(0.02)
        assert bench.under_way["sound.farm.example"] == 1

    run(story)


def test_a_worker_that_does_not_read_stops_nobody() -> None:
    async def story(bench: Bench) -> None:
        bench.body = b"x" * 16_000
        for number in range(100):
            bench.ask(f"https://h{number}.farm.example/", worker=0)
            await asyncio.sleep(0.001)
        bench.ask(worker=1)
        assert (await bench.told(1))[0].url == URL
        assert bench.fetcher.dropped > 0

    run(story)


def test_a_long_list_comes_in_parts() -> None:
    async def story(bench: Bench) -> None:
        bench.body = bytes(range(256)) * 4_000
        bench.ask(revocation_list=True)
        got: list[Retrieved] = []
        for _ in range(100):
            got += await bench.told()
            if got and len(got) == got[0].parts:
                break
        assert b"".join(one.body for one in got) == bench.body
        assert [one.part for one in got] == list(range(got[0].parts))

    run(story)


@pytest.mark.parametrize("message", [b"\0", b"junk", b"\xc1" * 100, b"\x93\xa0\xcb"])
def test_messages_that_are_no_question(message: bytes) -> None:
    async def story(bench: Bench) -> None:
        bench.workers[0].send(message)
        bench.ask()
        assert len(await bench.told()) == 1

    run(story)
