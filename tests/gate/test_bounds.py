"""Nothing on the gate's path grows without bound: each row of docs/reference/faults.md, flooded."""

import socket
import time
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest

from bellwarden import switches
from bellwarden.cli.ended import QUEUE_MAX, EndedCalls
from bellwarden.gate import udp
from bellwarden.gate.addresses import RECEIVE_BUFFER_BYTES, SipAddress, open_sip
from bellwarden.gate.asker import ADDRESSES_MAX, Askers
from bellwarden.gate.counters import LocalCounters
from bellwarden.gate.counts import LABELS_MAX, Tally
from bellwarden.gate.ids import DecisionIds
from bellwarden.gate.replies import SETS, WAYS, SharedReplies
from bellwarden.gate.sources import CallEnded
from bellwarden.gate.tally import count
from bellwarden.gate.world import STRANGERS_MAX, GateWorld
from bellwarden.model.policy import Carrier, Trunk
from bellwarden.model.sip_answer import SipAnswer
from bellwarden.model.verdict import CALL_CONTINUES
from bellwarden.numbering import reading
from bellwarden.sip import shape
from bellwarden.sip.grammar import LEARNED_MAX
from bellwarden.sip.headers import NAMES, header_key
from bellwarden.sip.server import EVENTS_MAX, RedirectServer
from bellwarden.switches import answers
from bellwarden.verdict import policy as policy_room
from scripts.faults import BOUNDS, Bound
from tests.gate.gates import Book, Kept, SipClient, gate, invite, loaded, wait_until
from tests.verdict.worlds import CHECKS, DOCUMENT, attempt, policy_of

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ("127.0.1.1", 5060)


@pytest.mark.parametrize("bound", BOUNDS, ids=[one.what for one in BOUNDS])
def test_every_bound_is_tested(bound: Bound) -> None:
    path, _, name = bound.test.partition("::")
    assert f"def {name}(" in (ROOT / path).read_text()
    assert bound.at_most > 0


def a_world() -> GateWorld:
    kept = Kept()
    world = GateWorld(
        CHECKS, switches.load(), LocalCounters(time.monotonic), Book(), kept, DecisionIds(1), time.time, Tally()
    )
    world.take_up(loaded(), world.build(loaded()))
    return world


def addresses(number: int) -> list[str]:
    return [str(ip_address(0x0A00_0000 + n)) for n in range(number)]


def test_the_receive_queue_is_as_long_as_the_kernel_allows() -> None:
    allowed = int(Path("/proc/sys/net/core/rmem_max").read_text())
    with open_sip(SipAddress("udp", "127.0.0.1", 0)).socket as opened:
        got = opened.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) // 2
    assert min(allowed, RECEIVE_BUFFER_BYTES) <= got <= RECEIVE_BUFFER_BYTES


@pytest.mark.door
def test_a_wake_up_takes_a_bounded_number_of_datagrams() -> None:
    with gate() as one, SipClient(one.udp) as sbc:
        listener = one.worker._udp[0]
        one._loop.call_soon_threadsafe(one._loop.remove_reader, listener._socket.fileno())
        time.sleep(0.05)
        for _ in range(2 * udp.DATAGRAMS_PER_WAKEUP):
            sbc.send(invite(method="OPTIONS"))
        assert listener.drain() is False
        assert one.worker.tally.datagrams == udp.DATAGRAMS_PER_WAKEUP


def test_calls_not_yet_taken_are_bounded() -> None:
    server = RedirectServer(b"secret")
    for _ in range(EVENTS_MAX + 100):
        server.receive_datagram(invite(), SOURCE, 1.0)
    taken = 0
    while server.next_event() is not None:
        taken += 1
    assert taken == EVENTS_MAX


def test_answers_are_remembered_up_to_a_bound() -> None:
    server = RedirectServer(b"secret", answers_max=50)
    for n in range(1_000):
        server.receive_datagram(invite(), ("127.0.1.1", 5060 + n), 1.0)
        event = server.next_event()
        assert event is not None
        server.answer(event, SipAnswer(302, "Moved"), 1.0)
    assert len(server._recent) == 50


def test_origins_are_remembered_up_to_a_bound() -> None:
    server = RedirectServer(b"secret")
    for n in range(10_000):
        server._origin(("127.0.1.1", n))
    assert len(server._origins) <= 4_096


def test_shared_replies_have_so_many_places() -> None:
    replies = SharedReplies()
    size = len(replies._memory)
    names = [b"%016x" % n for n in range(1, SETS * WAYS + 1_000)]
    for name in names:
        replies.keep(name, SipAnswer(302, "Moved"), 1.0)
    assert len(replies._memory) == size
    assert sum(replies.claim(name, 1.0) is not None for name in names) == SETS * WAYS


def test_header_names_are_learnt_up_to_a_bound() -> None:
    for n in range(LEARNED_MAX + 500):
        header_key(b"X-Made-Up-%d" % n)
    assert len(NAMES) <= LEARNED_MAX


def test_orders_of_headers_are_learnt_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shape, "SOURCES_MAX", 50)
    monkeypatch.setattr(shape, "SHAPES_MAX", 20)
    shapes = shape.Shapes()
    for n, address in enumerate(addresses(200)):
        shapes.read(invite(more=(f"X-{n % 40}: y",)), address, float(n))
    assert len(shapes) == 20
    assert len(shapes._by_source) == 50


def test_strangers_do_not_grow_the_gate() -> None:
    world = a_world()
    assert not any(world.knows(address) for address in addresses(2 * STRANGERS_MAX + 5))
    assert len(world._strangers) <= STRANGERS_MAX


def test_askers_are_remembered_up_to_a_bound() -> None:
    askers = Askers(a_world())
    data = invite()
    for address in addresses(ADDRESSES_MAX + 500):
        assert askers.of(data, address) == f"address {address}"
    assert len(askers._by_address) <= ADDRESSES_MAX


def test_labels_are_bounded() -> None:
    counts: dict[str, int] = {}
    for n in range(5 * LABELS_MAX):
        count(counts, str(n))
    assert len(counts) == LABELS_MAX + 1
    assert sum(counts.values()) == 5 * LABELS_MAX


def test_numbers_are_remembered_up_to_a_bound() -> None:
    assert reading._remembered.cache_info().maxsize == reading.CACHE_SIZE
    for n in range(2_000):
        reading.read_number(f"0{n}00")
    assert reading._remembered.cache_info().currsize <= reading.CACHE_SIZE


def test_compiled_chains_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy_room, "CHAINS_MAX", 50)
    policy = policy_of()
    for n in range(500):
        policy.chain_for("acme-pbx", f"customer{n}", "")
    assert len(policy._compiled) <= 50


def test_sources_inside_a_network_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy_room, "SOURCES_MAX", 50)
    policy = policy_of(trunks=(Trunk("wide", ("10.0.0.0/8",)),))
    assert all(policy.trunks_of(address) for address in addresses(500))
    assert len(policy._by_address) <= 50


def test_answer_plans_are_bounded() -> None:
    switch = switches.load()["generic"]
    trunk = DOCUMENT.trunks[0]
    call = attempt(policy_of())
    for n in range(3 * answers.PLANS_MAX):
        answers.answer(switch, CALL_CONTINUES, call.request, trunk, Carrier(f"carrier {n}"), "0a")
    assert len(answers._plans) <= answers.PLANS_MAX


@pytest.mark.door
def test_a_long_http_head_is_refused() -> None:
    with gate() as one, one.http() as client:
        with suppress(httpx.TransportError):  # the answer, or the end of the connection before it could be read
            assert client.get("/healthz", headers={"x-long": "x" * 300_000}).status_code == 400
        assert client.get("/healthz").status_code == 200


@pytest.mark.door
def test_ends_of_calls_wait_in_bounded_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bellwarden.cli.ended.FLUSH_S", 30.0)
    ends = EndedCalls(tmp_path / "nowhere" / "ended.jsonl")
    one = CallEnded(1.0, "", "c", 1.0, 200)
    wait_until(lambda: ends._thread.is_alive())
    for _ in range(QUEUE_MAX + 10):
        ends.put(one)
    assert len(ends._waiting) <= QUEUE_MAX
    assert ends.dropped == 10
    ends.close()
    assert ends.dropped == QUEUE_MAX + 10
