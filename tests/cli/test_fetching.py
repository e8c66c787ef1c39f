"""The process that fetches, beside a gate: what it has of us, what becomes of it, and a signer's certificate by it."""

import os
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep, time

import pytest

from bellwarden.cli.fetching import Fetching, RunFetcher, keep_certificate, run_fetcher
from bellwarden.feeds.process import run
from bellwarden.gate.credentials import Credentials
from bellwarden.gate.helper import Helper
from bellwarden.home import Home
from bellwarden.stir.credential import Credential
from bellwarden.stir.retrieval import Ask, Retrieved, pack_ask, unpack_retrieved
from tests.feeds.farm import Farm, answer, sink_of
from tests.stir.pki import DAY, root, trust_of

TOP = root(not_before=time() - DAY, not_after=time() + 9 * DAY)
SIGNER = TOP.signer("B100", not_before=time() - DAY, not_after=time() + 5 * DAY)


class Beside:
    """A fetcher kept alive as the supervisor does it."""

    def __init__(self, home: Home, run_: RunFetcher = run_fetcher) -> None:
        self.fetching = Fetching(home, 1, run_)
        self.helper: Helper = self.fetching.helper()
        self.source = self.fetching.source(0)

    def until(self, true: Callable[[], object], s: float = 15.0) -> None:
        until = monotonic() + s
        while not true():
            assert monotonic() < until, "it did not happen in time"
            self.helper.turn(lambda: None)
            sleep(0.01)

    def ask(self, url: str) -> None:
        self.source.channel.send(pack_ask(Ask(url)))

    def told(self) -> Retrieved:
        found: list[Retrieved] = []

        def hear() -> bool:
            with suppress(BlockingIOError):
                one = unpack_retrieved(self.source.channel.recv(65_536))
                assert one is not None
                found.append(one)
            return bool(found)

        self.until(hear)
        return found[0]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.init()
    return home


@pytest.fixture
def farm(tmp_path: Path) -> Iterator[Farm]:
    (tmp_path / "farm").mkdir()
    farm = Farm(tmp_path / "farm")
    yield farm
    farm.close()


@pytest.fixture
def beside(home: Home) -> Iterator[Beside]:
    beside = Beside(home)
    yield beside
    beside.helper.stop()


def test_it_begins_with_the_first_question_and_answers_it(beside: Beside) -> None:
    beside.helper.turn(lambda: None)
    assert beside.helper.process == 0
    beside.ask("https://127.0.0.1/")
    assert beside.told().reason == "url_refused"
    assert beside.helper.process


def test_it_has_nothing_of_ours_but_its_sockets_and_its_folder(beside: Beside, home: Home) -> None:
    os.environ["BELLWARDEN_SECRET"] = "x"
    with socket.create_server(("127.0.0.1", 0)) as ours, open(home.keys / "signing.key", "rb"):
        os.set_inheritable(ours.fileno(), False)
        beside.ask("https://127.0.0.1/")
        beside.told()
        process = Path(f"/proc/{beside.helper.process}")
        # Its memory can't be dumped, so only root may still look at it from outside.
        if os.geteuid() == 0:
            held = [os.readlink(one) for one in (process / "fd").iterdir()]
            assert not any("signing.key" in one for one in held)
            assert sum(one.startswith("socket:") for one in held) <= 3 + 2  # one for each worker, and the loop's own
            assert b"BELLWARDEN" not in (process / "environ").read_bytes()
            assert "Max core file size        0 " in (process / "limits").read_text()
        assert "NoNewPrivs:\t1" in (process / "status").read_text()
    del os.environ["BELLWARDEN_SECRET"]


def test_one_that_dies_is_replaced_and_answers_what_was_asked_meanwhile(beside: Beside) -> None:
    beside.ask("https://127.0.0.1/")
    beside.told()
    first = beside.helper.process
    os.kill(first, signal.SIGKILL)
    beside.ask("https://127.0.0.1/again")
    assert beside.told().url == "https://127.0.0.1/again"
    assert beside.helper.process not in (0, first)


def test_it_ends_when_it_is_told_to(beside: Beside) -> None:
    beside.ask("https://127.0.0.1/")
    beside.told()
    process = beside.helper.process
    begun = monotonic()
    beside.helper.stop()
    assert monotonic() - begun < 1.0
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_a_certificate_comes_from_its_server_to_a_worker_and_is_there_for_the_next(home: Home, farm: Farm) -> None:
    served = farm.add("sound", answer(SIGNER.pem))
    private = sink_of(farm)
    farm.places["inside.farm.example"] = [("127.0.0.1", private.port)]
    url = "https://sound.farm.example/c.pem"

    def run_here(ends: Sequence[socket.socket], folder: Path) -> None:
        run(ends, folder, farm.door())

    beside = Beside(home, run_here)
    try:
        arrived: list[str] = []
        book = Credentials(trust_of(TOP), beside.source.channel, on_arrival=arrived.append)
        assert book.find(url, time()) is None
        book.ask_for(url)
        beside.until(lambda: book.hear(time()) or arrived)
        found = book.find(url, time())
        assert isinstance(found, Credential)
        assert found.codes == ("B100",)
        book.ask_for("https://inside.farm.example/")
        beside.until(lambda: book.hear(time()) or len(arrived) == 2)
        refused = book.find("https://inside.farm.example/", time())
        assert refused is not None
        assert not isinstance(refused, Credential)
        assert refused.reason.value == "address_refused"
        assert (served.connections, private.connections) == (1, 0)
    finally:
        beside.helper.stop()
    next_one = Credentials(trust_of(TOP), beside.source.channel)
    next_one.keep(beside.source.kept(), time())
    assert isinstance(next_one.find(url, time()), Credential)


def test_a_certificate_that_was_put_there_is_as_good_as_fetched(home: Home) -> None:
    keep_certificate(home, "https://demo.example/c.pem", SIGNER.pem, time())
    fetching = Fetching(home, 1)
    book = Credentials(trust_of(TOP), fetching.source(0).channel)
    book.keep(fetching.source(0).kept(), time())
    assert isinstance(book.find("https://demo.example/c.pem", time()), Credential)
