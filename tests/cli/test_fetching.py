"""The process that fetches, beside a gate: what it has of us, what becomes of it, and a signer's certificate by it."""

import os
import signal
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep, time

import pytest

from bellwarden.cli.fetching import Fetching, RunFetcher, keep_certificate, run_fetcher
from bellwarden.feeds.process import run
from bellwarden.gate.credentials import Credentials
from bellwarden.gate.helper import Helper
from bellwarden.gate.sources import Statement
from bellwarden.home import Home
from bellwarden.stir.credential import Credential
from bellwarden.stir.retrieval import Ask, Retrieved, pack_ask, unpack_retrieved
from tests.feeds.farm import Farm, Serve, answer, read_request, sink_of
from tests.flow import tokens as flow
from tests.gate.gates import SipClient, Store, gate, invite, loaded
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


def flood(farm: Farm) -> Serve:
    def serve(connected: ssl.SSLSocket) -> None:
        read_request(connected)
        connected.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        farm.pour(connected, b"A" * 65_536, 16_384)

    return serve


def test_a_crowd_of_hostile_servers_leaves_the_process_small_and_the_folder_empty(home: Home, farm: Farm) -> None:
    hostile = [
        flood(farm),
        answer(b"<html>", kind="text/html"),
        answer(b"", "302 Found", "text/plain", "Location: https://127.0.0.1/"),
        lambda one: one.sendall(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000),
        lambda one: None,
    ]
    private = sink_of(farm)
    farm.places["inside.example"] = [("127.0.0.1", private.port)]
    for number in range(25):
        farm.add(f"h{number}", hostile[number % len(hostile)])
    beside = Beside(home, lambda ends, folder: run(ends, folder, farm.door()))
    try:
        beside.ask("https://inside.example/")
        assert beside.told().reason == "address_refused"
        before = resident_kb(beside.helper.process)
        heard = 0
        for turn in range(8):
            for number in range(25):
                beside.ask(f"https://h{number}.farm.example/{turn}")
            heard += heard_within(beside, 25)
        assert heard > 100
        # A fork of this very process: what it touches anew of a big parent grows with that parent.
        assert resident_kb(beside.helper.process) - before < 20_000 + before // 2
        assert private.connections == 0
        assert not [one for one in (home.state / "certificates").iterdir() if one.is_file()]
    finally:
        beside.helper.stop()


def resident_kb(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("RssAnon:")[2].split()[0])


def heard_within(beside: Beside, most: int, s: float = 6.0) -> int:
    """How many answers came, waiting for no more than so many."""
    until = monotonic() + s
    heard = 0
    while heard < most and monotonic() < until:
        try:
            beside.source.channel.recv(65_536)
            heard += 1
        except BlockingIOError:
            sleep(0.01)
    return heard


def test_an_unknown_signers_first_call_is_verified_and_its_next_waits_for_nothing(home: Home, farm: Farm) -> None:
    """From the INVITE by the worker's socket, the fetching process, TLS and back into the call that waits."""
    served = farm.add("sound", answer(flow.SIGNER.pem))
    url = "https://sound.farm.example:8443/b100.pem"
    stir = replace(flow.VERIFYING.stir, roots_layer="stir/roots", wait_ms_max=190)
    policy = loaded(replace(flow.VERIFYING, stir=stir), layers={"stir/roots": flow.TOP.pem})
    beside = Beside(home, lambda ends, folder: run(ends, folder, farm.door()))
    with gate(Store(policy), certificates=beside.source) as one, SipClient(one.udp, flow.TRANSIT_IN) as sbc:
        try:
            beside.until(lambda: beside.helper.process)  # the worker's first beat has it begin
            sleep(0.5)
            for _ in range(2):
                identity = f"Identity: {flow.token(at=time(), x5u=url)}"
                sbc.send(invite(more=(identity,)))
                assert b"verstat=TN-Validation-Passed" in sbc.receive()
        finally:
            beside.helper.stop()
        verifications = [one.call.verification for one in one.decisions(2)]
        assert [found.signer for found in verifications if found is not None] == ["B100", "B100"]
        assert one.worker.tally.parked_calls == {"come": 1}
    assert served.connections == 1


def test_without_a_fetcher_a_call_goes_on_unverified_and_in_time(home: Home) -> None:
    stir = replace(flow.VERIFYING.stir, roots_layer="stir/roots")
    policy = loaded(replace(flow.VERIFYING, stir=stir), layers={"stir/roots": flow.TOP.pem})
    source = Fetching(home, 1).source(0)
    with gate(Store(policy), certificates=source) as one, SipClient(one.udp, flow.TRANSIT_IN) as sbc:
        begun = monotonic()
        sbc.send(invite(more=(f"Identity: {flow.token(at=time())}",)))
        assert b"verstat=No-TN-Validation" in sbc.receive()
        assert monotonic() - begun < 1.0


def test_a_trust_list_that_can_not_be_used_refuses_the_policy(home: Home) -> None:
    stir = replace(flow.VERIFYING.stir, roots_layer="stir/roots")
    store = Store(loaded(replace(flow.VERIFYING, stir=stir), layers={"stir/roots": b"no certificate"}))
    with gate(certificates=Fetching(home, 1).source(0)) as one:
        one.worker._parts = one.worker._parts._replace(policies=store)
        refused = one.worker.load(Statement("bad", 2, 0.0))
        assert refused is not None
        assert "no certificate in PEM" in refused.reason
        assert one.worker.world.loaded is not None
        assert one.worker.world.loaded.serial == 1  # what was in force stays


def test_a_certificate_that_was_put_there_is_as_good_as_fetched(home: Home) -> None:
    keep_certificate(home, "https://demo.example/c.pem", SIGNER.pem, time())
    fetching = Fetching(home, 1)
    book = Credentials(trust_of(TOP), fetching.source(0).channel)
    book.keep(fetching.source(0).kept(), time())
    assert isinstance(book.find("https://demo.example/c.pem", time()), Credential)
