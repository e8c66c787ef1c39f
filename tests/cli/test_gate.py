"""`bellwarden gate` as it is started by a person: the ready line, its addresses, and what holds while it runs."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from bellwarden.cli.exits import Exit
from bellwarden.simulator.invite import InviteParts, build_ack, build_invite
from bellwarden.simulator.response import Response, read_response
from tests.cli.conftest import Run
from tests.cli.test_policy import MODE, change
from tests.house.tree import ROOT, read

pytestmark = pytest.mark.e2e

READY = re.compile(
    r"ready udp:127\.0\.0\.1:(\d+) tcp:127\.0\.0\.1:(\d+) http:127\.0\.0\.1:(\d+) policy ([0-9a-f]{12}) mode (\w+)"
)


class Running(NamedTuple):
    child: "subprocess.Popen[str]"
    ready: str
    sip: int
    http: int


@contextlib.contextmanager
def gate(home: Path, *options: object, sip: str = "udp:127.0.0.1:0,tcp:127.0.0.1:0") -> Iterator[Running]:
    command = [
        sys.executable,
        "-m",
        "bellwarden",
        "gate",
        "--home",
        home,
        "--sip",
        sip,
        "--http",
        "127.0.0.1:0",
        *options,
    ]
    with (home.parent / "gate.log").open("wb") as log:
        child = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        assert child.stdout is not None
        line = child.stdout.readline().strip()
        found = READY.fullmatch(line)
        yield Running(child, line, int(found[1]) if found else 0, int(found[3]) if found else 0)
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(10)
        if child.stdout is not None:
            child.stdout.close()


def ask(port: int, source: str, calling: str, number: int, to: str = "+14462000100") -> Response:
    unique = f"{os.getpid() & 0xFFFF:04x}{time.monotonic_ns() & 0xFFFFFFFF:08x}{number:08x}"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as caller:
        caller.bind((source, 0))
        caller.settimeout(5)
        parts = InviteParts(source, caller.getsockname()[1], "gate.example", calling, to, "", "SBC", unique)
        invite = build_invite(parts)
        caller.sendto(invite.data, ("127.0.0.1", port))
        response = read_response(caller.recv(65_535))
        assert response is not None
        caller.sendto(build_ack(invite, response.to), ("127.0.0.1", port))
    return response


def test_an_empty_home_is_set_up_and_ready_is_said_once(starter: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with gate(home, "--policy", starter) as running:
        found = READY.fullmatch(running.ready)
        assert found is not None and found[5] == "observe"
        assert ask(running.sip, "127.0.0.1", "911", 1).status == 302
    assert running.child.returncode == 0
    with gate(home) as again:
        assert READY.fullmatch(again.ready)


def test_an_ipv6_address_stands_in_brackets(home: Path) -> None:
    with gate(home, sip="udp:[::1]:0") as running:
        assert re.match(r"ready udp:\[::1\]:\d+ http:127\.0\.0\.1:\d+ policy ", running.ready)


def test_two_workers_are_ready_with_one_line(home: Path) -> None:
    with gate(home, "--workers", 2) as running:
        assert [ask(running.sip, "127.0.0.1", "+12382000100", number).status for number in range(8)] == [302] * 8


def test_a_suspension_holds_within_a_moment_and_ends_when_lifted(run: Run, starter: Path, home: Path) -> None:
    change(starter, "carrier.toml", MODE, b'mode = "enforce"')
    assert run("policy", "push", starter, "--home", home).code == 0
    with gate(home) as running:
        assert ask(running.sip, "127.0.1.2", "+12382010001", 1).status == 302
        run("enforce", "suspend", "quillmark", "--reason", "x", "--home", home)
        assert until_status(running.sip, 403) < 0.6
        assert ask(running.sip, "127.0.1.2", "+12382010001", 3, to="911").status == 302
        run("policy", "push", starter, "--home", home)
        run("enforce", "lift", 1, "--reason", "x", "--home", home)
        assert until_status(running.sip, 302) < 0.6


def until_status(port: int, status: int) -> float:
    """Seconds until quillmark's calls are answered so."""
    started = time.monotonic()
    number = 100
    while ask(port, "127.0.1.2", "+12382010001", number).status != status:
        assert time.monotonic() - started < 5
        number += 1
        time.sleep(0.01)
    return time.monotonic() - started


def test_a_push_and_a_rollback_are_taken_up_without_a_lost_call(run: Run, starter: Path, home: Path) -> None:
    with gate(home) as running:
        assert ask(running.sip, "127.0.0.1", "911", 1).status == 302
        change(starter, "carrier.toml", MODE, b'mode = "enforce"')
        assert run("policy", "push", starter, "--home", home).code == 0
        assert until_mode(running, observes=False) < 5
        assert ask(running.sip, "127.0.0.1", "911", 2).status == 603
        assert run("policy", "rollback", "--reason", "x", "--home", home).code == 0
        assert until_mode(running, observes=True) < 5
        assert ask(running.sip, "127.0.0.1", "911", 3).status == 302
    reasons = [json.loads(line)["reason"] for line in run("decisions", "export", "--home", home).out.splitlines()]
    assert reasons == ["CALLER_ID_EMERGENCY"] * 3


def until_mode(running: Running, observes: bool) -> float:
    started = time.monotonic()
    while time.monotonic() - started < 10:
        with urllib.request.urlopen(f"http://127.0.0.1:{running.http}/healthz", timeout=5) as reply:
            if json.load(reply)["observes"] is observes:
                break
        time.sleep(0.02)
    return time.monotonic() - started


def test_a_key_that_was_made_is_asked_for(run: Run, home: Path) -> None:
    key = run("apikey", "create", "test", "--home", home).out.strip()
    question = b'{"calling_number": "911", "called_number": "+14462000100", "source_ip": "127.0.0.1"}'
    with gate(home) as running:

        def post(headers: dict[str, str]) -> int:
            url = f"http://127.0.0.1:{running.http}/v1/decisions"
            request = urllib.request.Request(url, question, {"Content-Type": "application/json", **headers})
            try:
                with urllib.request.urlopen(request, timeout=5) as reply:
                    return int(reply.status)
            except urllib.error.HTTPError as error:
                return error.code

        assert post({}) == 401
        assert post({"Authorization": f"Bearer {key}"}) == 200
        assert post({"Authorization": f"Bearer {key}x"}) == 401
        run("apikey", "revoke", "test", "--home", home)
        time.sleep(1.0)  # the promise
        assert post({"Authorization": f"Bearer {key}"}) == 401
        assert post({}) == 401


@pytest.mark.parametrize("kind", [socket.SOCK_DGRAM, socket.SOCK_STREAM])
def test_a_taken_address_is_named_and_nothing_is_started(run: Run, home: Path, kind: socket.SocketKind) -> None:
    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        transport = "udp" if kind == socket.SOCK_DGRAM else "tcp"
        if kind == socket.SOCK_STREAM:
            taken.listen()
        done = run("gate", "--home", home, "--sip", f"{transport}:127.0.0.1:{port}", "--http", "")
    assert done.code == Exit.ADDRESS
    assert f"{transport} 127.0.0.1:{port} is in use" in done.err


def test_without_a_policy_there_is_no_gate(run: Run, tmp_path: Path, starter: Path) -> None:
    done = run("gate", "--home", tmp_path / "home", "--sip", "udp:127.0.0.1:0", "--http", "")
    assert done.code == Exit.NOT_FOUND and "--policy DIR" in done.err
    change(starter, "carrier.toml", MODE, b'mode = "off"')
    words = ("gate", "--home", tmp_path / "home", "--policy", starter, "--sip", "udp:127.0.0.1:0", "--http", "")
    assert run(*words).code == Exit.POLICY


def test_a_damaged_policy_stops_the_start_with_the_way_back(run: Run, home: Path) -> None:
    (document,) = home.glob("snapshots/*/document.json")
    document.chmod(0o600)
    document.write_bytes(b"{}")
    done = run("gate", "--home", home, "--sip", "udp:127.0.0.1:0", "--http", "")
    assert done.code == Exit.HOME
    assert "bellwarden policy rollback" in done.err


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_the_first_hour_of_the_guide_can_be_pasted(tmp_path: Path) -> None:
    """docs/guide/first-hour.md: every block in its order, on other ports, the gate in the background."""
    guide = read(ROOT / "docs" / "guide" / "first-hour.md")
    blocks = re.findall(r"```sh\n(.*?)```", guide, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    assert sum(line.startswith("bellwarden gate") for line in lines) == 1
    sip, http = free_ports()
    script = ["set -e", f'bellwarden() {{ {sys.executable} -m bellwarden "$@"; }}', "trap 'kill $gate' EXIT"]
    for line in lines:
        told = line.replace("5060", str(sip)).replace("8080", str(http)).replace("--seconds 10", "--seconds 1 --plain")
        if line.startswith("bellwarden gate"):
            told = told.replace("bellwarden", f"{sys.executable} -m bellwarden", 1)
            script.append(f"{told} > ready & gate=$!; while ! grep -q ready ready; do sleep 0.05; done")
        elif "bellwarden decide" in line or "policy diff" in line:
            script.append(f"code=0; {told} || code=$?; test $code = 1")
        elif not line.startswith("curl") or shutil.which("curl"):
            script.append(told)
    done = subprocess.run(
        ["sh", "-c", "\n".join(script)], cwd=tmp_path, capture_output=True, text=True, timeout=230, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "Would block" in done.stdout and "vetted again" not in done.stderr


def free_ports() -> tuple[int, int]:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_STREAM) as one,
        socket.socket(socket.AF_INET, socket.SOCK_STREAM) as two,
    ):
        one.bind(("127.0.0.1", 0))
        two.bind(("127.0.0.1", 0))
        return one.getsockname()[1], two.getsockname()[1]
