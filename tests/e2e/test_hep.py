"""Calls of SIPp through a real Kamailio whose siptrace copies them: each is in the call log, as it went."""

import contextlib
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import kit

pytestmark = [pytest.mark.e2e, kit.needs_kamailio, kit.needs_sipp]

CONFIG = Path(__file__).parent / "kamailio-traces.cfg"
RINGS, HANGS_UP = "14462000777", "14462000778"


class Called(kit.Carrier):
    """A carrier one of whose numbers rings until it is cancelled, and one of which hangs up by itself."""

    def _reply(self, data: bytes) -> bytes:
        text = data.decode(errors="replace")
        if RINGS in text.partition("\r\n")[0]:
            if text.startswith("INVITE"):
                self._ringing = super()._reply(data)
                return self._ringing.replace(b"SIP/2.0 200 OK", b"SIP/2.0 180 Ringing", 1)
            if text.startswith("CANCEL"):
                self._socket.sendto(
                    self._ringing.replace(b"SIP/2.0 200 OK", b"SIP/2.0 487 Request Terminated", 1), self._peer
                )
        elif HANGS_UP in text.partition("\r\n")[0] and text.startswith("ACK"):
            self._socket.sendto(self._bye(text), self._peer)
        return super()._reply(data)

    def _bye(self, ack: str) -> bytes:
        one = {key.lower(): value.strip() for key, _, value in (line.partition(":") for line in ack.split("\r\n"))}
        caller = one["from"].partition("<")[2].partition(">")[0]
        lines = [
            f"BYE {caller} SIP/2.0",
            f"Via: SIP/2.0/UDP {kit.LOOPBACK}:{self.port};branch=z9hG4bKbye",
            f"From: {one['to']}",
            f"To: {one['from']}",
            f"Call-ID: {one['call-id']}",
            *("CSeq: 1 BYE", "Max-Forwards: 70", "Content-Length: 0", "", ""),
        ]
        return "\r\n".join(lines).encode()

    _peer: tuple[str, int] = (kit.LOOPBACK, 0)
    _ringing = b""


@contextlib.contextmanager
def traced(folder: Path, carrier: Called, collector: int) -> Iterator[int]:
    """Kamailio between the callers and the carrier; its port."""
    port = kit.free_port()
    values = {
        "LISTEN_PORT": port,
        "CARRIER": f'"sip:{kit.LOOPBACK}:{carrier.port}"',
        "CARRIER_PORT": carrier.port,
        "COLLECTOR": f'"sip:{kit.LOOPBACK}:{collector}"',
    }
    command = ["kamailio", "-DD", "-E", "-m", "32", "-M", "4", "-Y", str(folder), "-w", str(folder), "-f", str(CONFIG)]
    for name, value in values.items():
        command += ["-A", f"{name}={value}"]
    process = kit.Process(command, folder / "kamailio.log", folder)
    try:
        kit.wait_for_options(port)
        yield port
    finally:
        process.stop()


def hung_up_on(port: int) -> None:
    """Calls a number that hangs up, and takes its BYE."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((kit.LOOPBACK, 0))
        sock.settimeout(5)
        own = sock.getsockname()[1]
        uri, here = f"sip:{HANGS_UP}@{kit.LOOPBACK}:{port}", f"{kit.LOOPBACK}:{own}"

        def send(method: str, tag: str = "") -> None:
            lines = [
                f"{method} {uri} SIP/2.0",
                f"Via: SIP/2.0/UDP {here};branch=z9hG4bK{method}",
                f"From: <sip:12382000101@{here}>;tag=caller",
                f"To: <{uri}>{tag}",
                f"Call-ID: hung-up@{here}",
                *(f"CSeq: 1 {method}", "Max-Forwards: 70", f"Contact: <sip:pbx@{here}>", "Content-Length: 0", "", ""),
            ]
            sock.sendto("\r\n".join(lines).encode(), (kit.LOOPBACK, port))

        send("INVITE")
        while not sock.recv(65_535).startswith(b"SIP/2.0 200"):
            pass
        send("ACK", ";tag=carrier")
        while not (bye := sock.recv(65_535)).startswith(b"BYE"):
            pass
        same = [line for line in bye.decode().split("\r\n")[1:] if line.lower().startswith(("via", "from", "to", "c"))]
        sock.sendto("\r\n".join(["SIP/2.0 200 OK", *same, "", ""]).encode(), (kit.LOOPBACK, port))


def calls_of(home: Path, number: str) -> list[dict[str, Any]]:
    words = [
        "calls",
        "find",
        "--number",
        f"+{number}",
        "--around",
        "1s",
        "--tolerance",
        "10m",
        "--home",
        str(home),
        "--json",
    ]
    done = subprocess.run([sys.executable, "-m", "bellwarden", *words], capture_output=True, text=True, timeout=30)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_calls_that_kamailio_copies_are_in_the_log(tmp_path: Path) -> None:
    home = tmp_path / "home"
    words = ["calls", "hep", "--listen", f"udp:{kit.LOOPBACK}:0", "--flush", "1s", "--home", str(home)]
    listener = kit.Process([sys.executable, "-u", "-m", "bellwarden", *words], tmp_path / "hep.log", tmp_path)
    try:
        collector = int(listener.wait_for("listening on").rpartition(":")[2])
        with Called() as carrier, traced(tmp_path, carrier, collector) as port:
            carrier._peer = (kit.LOOPBACK, port)
            answered = [kit.Call(f"1446200{number:04d}") for number in range(100, 130)]
            busy, refused = kit.Call("14462000486"), kit.Call("14462000603")
            placed = kit.place_calls([*answered, busy, refused], port, tmp_path)
            assert {one.status for one in placed.outcomes.values()} == {200, 486, 603}
            kit.send_invite(port, kit.LOOPBACK, RINGS, "From: <sip:12382000101@a.example>;tag=1", cancel=True)
            hung_up_on(port)
        listener.signal(signal.SIGTERM)
        assert listener.child.wait(20) == 0
    finally:
        listener.stop()
    calls = {one["called"]: one for one in calls_of(home, "12382000101")}
    assert set(calls) == {one.called for one in (*answered, busy, refused)} | {RINGS, HANGS_UP}
    for one in answered:
        call = calls[one.called]
        assert (call["result"], call["sip_status"], call["ended_by"]) == ("answered", 200, "caller")
        assert (call["calling"], call["name"], call["source_ip"]) == (one.calling, one.name, one.source)
        assert 0.02 < call["billable_s"] < 5
    ends = {
        number: (calls[number]["result"], calls[number]["sip_status"], calls[number]["ended_by"])
        for number in (busy.called, refused.called, RINGS, HANGS_UP)
    }
    assert ends == {
        busy.called: ("busy", 486, ""),
        refused.called: ("rejected", 603, ""),
        RINGS: ("cancelled", 487, "caller"),
        HANGS_UP: ("answered", 200, "called"),
    }
    assert len({one["call_id"] for one in calls.values()}) == len(calls)
