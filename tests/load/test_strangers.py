"""Whoever is no trunk of ours gets not one byte back: scanners, floods, and every kind of message."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bench.load.driving import drive
from bench.load.gates import Gate
from bench.load.parts import Bench
from bench.load.plan import Phase, Stream
from bench.load.world import CONTINUES, GREEDY, OVERLOADED, STRANGER
from tests.e2e import kit
from tests.gate.gates import wait_until
from tests.load.eavesdropper import UDP, Eavesdropper

pytestmark = pytest.mark.slow

UNKNOWN, MESSAGES = "bellwarden_gate_unknown_source_total", "bellwarden_gate_messages_total"
DATA = Path(__file__).resolve().parents[1] / "data" / "sip"


@pytest.fixture
def witness(gate: Gate) -> Iterator[Eavesdropper]:
    with Eavesdropper(gate.address[1], STRANGER) as one:
        yield one


def still_answers(gate: Gate, bench: Bench) -> None:
    """Our own SBC's calls are decided as before."""
    stream = Stream(name="sbc", server=gate.address, source=GREEDY[0], phases=(Phase(0.5, 50.0),))
    seen = drive(bench.plan(stream, seconds=0.5, patience_s=32.0))
    assert seen.within(seen.calls(), 32.0, CONTINUES, OVERLOADED) == len(seen.calls()) > 0


def test_the_witness_hears_what_is_said_to_us(gate: Gate) -> None:
    """Else the others would prove nothing."""
    with Eavesdropper(gate.address[1], GREEDY[1]) as witness:
        if not witness.able:
            pytest.skip("listening on an interface needs root")
        kit.send_invite(gate.address[1], GREEDY[1], "+17562000100", f"From: <sip:+12382000101@{GREEDY[1]}>;tag=1")
        (said,) = witness.heard()
    assert said.protocol == UDP
    assert said.payload.startswith(b"SIP/2.0 ")


@kit.needs_sipp
def test_a_flood_of_calls_gets_nothing(gate: Gate, bench: Bench, witness: Eavesdropper, tmp_path: Path) -> None:
    before = gate.metrics()
    command = ["sipp", f"127.0.0.1:{gate.address[1]}", "-sf", str(kit.EXAMPLES / "sipp" / "redirect.xml")]
    command += ["-inf", str(kit.EXAMPLES / "sipp" / "calls.csv"), "-i", STRANGER, "-p", str(kit.free_port())]
    command += ["-bind_local", "-r", "2000", "-l", "100000", "-max_socket", "1000", "-nostdin"]
    sipp = kit.Process(command, tmp_path / "sipp.out", tmp_path)
    try:
        wait_until(lambda: gate.metrics().get(UNKNOWN, 0) - before.get(UNKNOWN, 0) >= 3_000, 15.0)
    finally:
        sipp.stop()
    after = gate.metrics()
    assert after.get(MESSAGES, 0) == before.get(MESSAGES, 0)
    assert witness.heard() == []
    still_answers(gate, bench)


@pytest.mark.skipif(shutil.which("svmap") is None, reason="sipvicious is not installed")
@pytest.mark.parametrize("method", ["OPTIONS", "INVITE"])
def test_a_scanner_finds_nothing(gate: Gate, witness: Eavesdropper, method: str, tmp_path: Path) -> None:
    before = gate.metrics()
    command = ["svmap", "127.0.0.1", "-p", str(gate.address[1]), "-m", method, "--bindingip", STRANGER]
    found = subprocess.run(
        [*command, "-P", str(kit.free_port()), "--randomize"],
        cwd=tmp_path,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert str(gate.address[1]) not in found.stdout
    assert gate.metrics().get(UNKNOWN, 0) > before.get(UNKNOWN, 0), found.stdout + found.stderr
    assert witness.heard() == []


def test_no_message_of_any_kind_draws_a_byte(gate: Gate, bench: Bench, witness: Eavesdropper) -> None:
    """RFC 4475's torture messages, keep-alives, STUN, and a good call as our SBC would send it."""
    torture = [path.read_bytes() for path in sorted(DATA.glob("*.dat"))]
    stun = bytes.fromhex("000100002112a442") + bytes(12)  # RFC 8489 section 5
    for data in (*torture, b"", b"\r\n\r\n", b"\0", stun, b"OPTIONS sip:a SIP/2.0\r\n\r\n", b"x" * 60_000):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.bind((STRANGER, 0))
            stranger.sendto(data, gate.address)
    flood = Stream(
        name="stranger", server=gate.address, source=STRANGER, phases=(Phase(1.0, 2_000.0),), unknown=True, copies=2
    )
    seen = drive(bench.plan(flood, seconds=1.0, patience_s=1.0))
    assert len(seen.rows) > 1_000
    assert seen.driven.bytes_to_unknown == 0
    still_answers(gate, bench)
    assert witness.heard() == []


def test_a_connection_from_a_stranger_is_told_nothing(gate: Gate) -> None:
    """It may be closed before it has said a word."""
    heard = b""
    with Eavesdropper(gate.stream_address[1], STRANGER) as witness:
        with suppress(ConnectionError), socket.create_connection(gate.stream_address, 5, (STRANGER, 0)) as stranger:
            stranger.sendall(b"OPTIONS sip:127.0.0.1 SIP/2.0\r\nContent-Length: 0\r\n\r\n")
            heard = stranger.recv(65_535)
        overheard = b"".join(one.payload for one in witness.heard())
    assert heard == overheard == b""
