"""Gates on other machines: a real one is asked by its key; what hangs, lies or is gone is named and holds nobody up."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bellwarden.feeds.gate_asking import Asked, GateAsker
from bellwarden.home import Home
from bellwarden.home.gate_states import GatesElsewhere, read_gate_states
from bellwarden.policy.demo import demo_files
from bellwarden.seam.gate_state import GateState, Taken, heard, not_heard, write_gate_state
from bellwarden.store.gates_file import gates_elsewhere
from bellwarden.store.office_file import OfficeFileFault
from tests.e2e import kit
from tests.feeds.https_server import HttpsServer

KEY = "bwk_" + "x" * 40


def said(at: float, line: int = 7, gate: str = "gate") -> GateState:
    return GateState(gate, "1", at, at - 60, line, 3, "a" * 64, [], [Taken(line, at - 1)], ["suspend"], ["customer"])


def until(asker: GateAsker, run: Path, good: Callable[[tuple[GateState, ...]], bool]) -> tuple[GateState, ...]:
    def look() -> tuple[GateState, ...]:
        asker.step()
        return read_gate_states(run)

    return kit.wait_until(look, good, 30.0)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    folder.mkdir()
    return folder


class Server:
    """Stands for a gate: answers what a test says to whoever brings the key."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.state: Callable[[], bytes] = lambda: write_gate_state(said(time.time()))
        self.hang_s = 0.0
        self.https = HttpsServer(folder, self._respond)

    def _respond(
        self, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, dict[str, str], bytes]:
        time.sleep(self.hang_s)
        if headers.get("authorization") != f"Bearer {KEY}":
            return 401, {}, b"{}"
        return (200, {}, self.state()) if (method, path) == ("GET", "/v1/state") else (404, {}, b"{}")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path / "east")
    yield made
    made.https.stop()


def asking(server: Server, run: Path, key: str = KEY, *more: Asked) -> GateAsker:
    gates = (Asked("east", server.https.url, key, server.https.ca_file), *more)
    return GateAsker(gates, GatesElsewhere(run, {one.name for one in gates}))


def test_what_it_says_is_kept_under_the_name_that_the_office_has_for_it(server: Server, run: Path) -> None:
    (state,) = until(asking(server, run), run, lambda found: bool(found and found[0].at))
    assert (state.gate, state.address, state.journal, state.problem) == ("east", server.https.url, 7, "")
    assert abs(state.at - time.time()) < 30


@pytest.mark.parametrize(
    ("key", "answer", "told"),
    [
        ("wrong", b"", "the key opens nothing there"),
        (KEY, b"<html>", "no state of a gate"),
        (KEY, b"x" * 70_000, "at most 65536 bytes"),
        (KEY, json.dumps({"gate": "x"}).encode(), "no state of a gate"),
    ],
    ids=["another key", "no gate", "too much", "too little"],
)
def test_whoever_answers_otherwise_is_named(server: Server, run: Path, key: str, answer: bytes, told: str) -> None:
    server.state = lambda: answer
    asker = asking(server, run, key)
    (state,) = until(asker, run, lambda found: bool(found and found[0].problem))
    assert told in state.problem
    assert (state.at, state.journal, state.workers) == (0.0, 0, [])
    assert told in asker.step()


def test_what_it_said_last_stays_when_it_is_gone(server: Server, run: Path) -> None:
    asker = asking(server, run)
    (before,) = until(asker, run, lambda found: bool(found and found[0].at))
    server.https.stop()
    (after,) = until(asker, run, lambda found: bool(found[0].problem))
    assert (after.journal, after.taken) == (before.journal, before.taken)
    assert "connection re" in after.problem  # refused, or reset while it goes
    assert after.at < time.time()


def test_one_that_hangs_holds_no_other_up(server: Server, run: Path, tmp_path: Path) -> None:
    slow = Server(tmp_path / "west")
    slow.hang_s = 60.0
    asker = asking(server, run, KEY, Asked("west", slow.https.url, KEY, slow.https.ca_file))
    found = until(asker, run, lambda found: any(one.gate == "east" and one.at for one in found))
    assert [one.gate for one in found] == ["east"]


def test_one_that_is_taken_off_is_waited_for_no_more(server: Server, run: Path) -> None:
    until(asking(server, run), run, lambda found: bool(found))
    GatesElsewhere(run, {"north"})
    assert read_gate_states(run) == ()


def test_two_gates_of_one_name_are_two(run: Path) -> None:
    (run / "gates").mkdir()
    (run / "gates" / "east.json").write_bytes(write_gate_state(said(5.0, gate="east")))
    GatesElsewhere(run, {"east"}).put("east", heard(said(6.0), "east", "https://e", 6.0, 6.0))
    assert [one.gate for one in read_gate_states(run)] == ["east", "east (elsewhere)"]


@pytest.mark.parametrize(("ahead", "moved"), [(0.0, 0.0), (0.2, 0.0), (40.0, 40.0), (-3_600.0, -3_600.0)])
def test_its_moments_are_told_by_our_clock(ahead: float, moved: float) -> None:
    """Asked from 1,000.0 to 1,000.4: what its clock differs by up to half of that and a little is none."""
    state = heard(said(1_000.2 + ahead), "east", "https://e", 1_000.0, 1_000.4)
    assert state.at == pytest.approx(min(1_000.2 + ahead - moved, 1_000.4))
    assert state.taken[0].at == pytest.approx(999.2 + ahead - moved)
    assert state.taken_at(7) <= 1_000.4


def test_before_its_first_word_it_is_there_and_awaited() -> None:
    state = not_heard("east", "https://e", "https://e: connection refused")
    assert (state.gate, state.journal, state.at, state.taken_at(1)) == ("east", 0, 0.0, 0.0)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.init()
    (made.keys / "east.key").write_text(f"{KEY}\n")
    return made


def named(home: Home, table: str) -> Any:
    (home.path / "office.toml").write_text(table)
    return gates_elsewhere(home.path)


def test_gates_are_named_in_the_offices_file(home: Home) -> None:
    assert named(home, "") == ()
    table = '[gates.%s]\naddress = "%s"\nkey_file = "keys/east.key"\n'
    east, west = named(home, table % ("west", "http://10.2.0.7:8080/") + table % ("east", "https://gate.example.net"))
    assert (east.name, east.address, east.key, east.ca_file) == ("east", "https://gate.example.net", KEY, None)
    assert west.address == "http://10.2.0.7:8080"


@pytest.mark.parametrize(
    ("name", "address", "key_file", "told"),
    [
        ("east", "http://gate.example.net:8080", "keys/east.key", "private address in digits"),
        ("east", "http://203.0.114.7", "keys/east.key", "private address in digits"),
        ("east", "https://a:b@gate.example.net", "keys/east.key", "address is"),
        ("east", "https://gate.example.net/v1/state", "keys/east.key", "address is"),
        ("east", "", "keys/east.key", "address is"),
        ("east", "https://gate.example.net", "keys/none.key", "apikey create office"),
        ("e t", "https://gate.example.net", "keys/east.key", "a gate's name has"),
    ],
)
def test_what_is_wrong_says_what_to_write(home: Home, name: str, address: str, key_file: str, told: str) -> None:
    with pytest.raises(OfficeFileFault, match=told):
        named(home, f'[gates."{name}"]\naddress = "{address}"\nkey_file = "{key_file}"\n')


@pytest.mark.slow
def test_a_real_gate_confirms_over_the_wire(tmp_path: Path, run: Path) -> None:
    """It has a home of its own; a suspension there is taken in and told to whoever brings the key."""
    home, policy = tmp_path / "there", tmp_path / "policy"
    for name, data in demo_files().items():
        (policy / name).parent.mkdir(parents=True, exist_ok=True)
        (policy / name).write_bytes(data)
    with kit.gate(home, policy) as gate:
        key = json.loads(kit.command(home, "apikey", "create", "office", "--json"))["key"]
        kit.command(home, "enforce", "suspend", "meadowbrook", "--reason", "a burst")
        address = f"http://127.0.0.1:{gate.http_port}"
        asker = GateAsker((Asked("east", address, key),), GatesElsewhere(run, {"east"}))
        (state,) = until(asker, run, lambda found: bool(found and found[0].journal))
        assert (state.gate, state.journal, len(state.workers), state.problem) == ("east", 1, 1, "")
        assert 0 < state.taken_at(1) <= time.time()
        stranger = GateAsker((Asked("east", address, "bwk_no"),), GatesElsewhere(run, {"east"}))
        (state,) = until(stranger, run, lambda found: bool(found[0].problem))
        assert (state.journal, "opens nothing" in state.problem) == (1, True)
