"""`bellwarden top` on a terminal of its own, beside a gate that is asked by real SIP."""

import contextlib
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bellwarden.cli.exits import Exit
from tests.cli.test_gate import Running, ask, gate

pytestmark = pytest.mark.e2e

ESCAPES = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")
TOP = (sys.executable, "-m", "bellwarden", "top")


@contextlib.contextmanager
def calls(running: Running) -> Iterator[None]:
    """Real INVITEs, one after the other, until the block ends."""
    stop = threading.Event()

    def place() -> None:
        number = 0
        while not stop.wait(0.01):
            number += 1
            with contextlib.suppress(OSError):
                ask(running.sip, "127.0.1.2" if number % 2 else "127.0.0.1", "+12382010001", number)

    caller = threading.Thread(target=place)
    caller.start()
    try:
        yield
    finally:
        stop.set()
        caller.join()


class Terminal:
    """A pseudo terminal of 80 by 24 with the command in it."""

    def __init__(self, *words: object) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.modes = termios.tcgetattr(slave)
        self.slave = slave
        self.seen = b""
        environment = {**os.environ, "TERM": "xterm-256color", "NO_COLOR": "1", "COLUMNS": "80", "LINES": "24"}
        self.child = subprocess.Popen(
            [*TOP, *map(str, words)], stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )  # fmt: skip

    def wait_for(self, words: str, seconds: float = 15.0) -> None:
        """Until the words were drawn after the last ones waited for."""
        deadline = time.monotonic() + seconds
        while words.encode() not in ESCAPES.sub(b"", self.seen):
            assert time.monotonic() < deadline, f"{words!r} was not drawn: {ESCAPES.sub(b'', self.seen[-3000:])!r}"
            self._read()
        self.seen = b""

    def press(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def end(self) -> int:
        deadline = time.monotonic() + 10
        while self.child.poll() is None and time.monotonic() < deadline:
            self._read()
        return self.child.wait(1)

    def close(self) -> None:
        if self.child.poll() is None:
            self.child.kill()
            self.child.wait()
        os.close(self.slave)
        os.close(self.master)

    def _read(self) -> None:
        ready, _, _ = select.select([self.master], [], [], 0.2)
        if ready:
            with contextlib.suppress(OSError):
                self.seen += os.read(self.master, 65_536)


@contextlib.contextmanager
def terminal(*words: object) -> Iterator[Terminal]:
    one = Terminal(*words)
    try:
        yield one
    finally:
        one.close()


def test_a_person_sees_the_calls_of_a_running_gate(home: Path) -> None:
    with gate(home, "--workers", 2) as running, calls(running), terminal("--home", home) as screen:
        screen.wait_for("2 of 2 workers well")
        screen.wait_for("calls/s ·")
        screen.wait_for("lately")
        screen.press("3")
        screen.wait_for("since start")
        screen.press("?")
        screen.wait_for("q  Ctrl-C   end")
        screen.press("1/lab\r")
        screen.wait_for("only “lab”")
        screen.press("q")
        assert screen.end() == 0
        assert b"\x1b[?1049l" in screen.seen  # the picture is gone, what stood before is back
        assert termios.tcgetattr(screen.slave) == screen.modes


@pytest.mark.parametrize("how", ["Ctrl-C", "SIGTERM"])
def test_the_terminal_is_given_back_however_it_ends(home: Path, how: str) -> None:
    with terminal("--home", home) as screen:
        screen.wait_for("no gate runs on")
        if how == "Ctrl-C":
            screen.press("\x03")
        else:
            screen.child.send_signal(signal.SIGTERM)
        assert screen.end() == 0
        assert b"\x1b[?1049l" in screen.seen
        assert termios.tcgetattr(screen.slave) == screen.modes


def test_a_gate_that_dies_is_told_of_and_found_again(home: Path) -> None:
    with terminal("--home", home) as screen:
        screen.wait_for("no gate runs on")
        with gate(home) as running:
            screen.wait_for("1 of 1 worker well")
            running.child.kill()
            screen.wait_for("has ended without a word")
        with gate(home):
            screen.wait_for("1 of 1 worker well")
        screen.wait_for("no gate runs on")


def test_programs_get_a_snapshot_by_home_and_by_url(home: Path) -> None:
    def told(*words: object) -> "subprocess.CompletedProcess[str]":
        return subprocess.run([*TOP, *map(str, words)], capture_output=True, text=True, check=False, timeout=20)

    with gate(home) as running, calls(running):
        url = f"http://127.0.0.1:{running.http}"
        plain = told("--once", "--home", home)
        assert (plain.returncode, plain.stderr) == (0, "")
        assert re.search(r"^[\d.,]+ calls/s · ", plain.stdout, re.MULTILINE)
        assert re.search(r"^lab +[\d.,]+ ", plain.stdout, re.MULTILINE)
        assert "\x1b" not in plain.stdout
        reading = json.loads(told("--once", "--json", "--url", url).stdout)
        assert reading["up"] and reading["per_s"] > 0 and reading["p99_ms"] > 0
        assert {one["key"] for one in reading["customers"]} == {"lab", "quillmark"}
        with subprocess.Popen([*TOP, "--json", "--home", str(home)], stdout=subprocess.PIPE, text=True) as follow:
            assert follow.stdout is not None
            readings = [json.loads(follow.stdout.readline()) for _ in range(2)]
            follow.send_signal(signal.SIGINT)
            assert follow.wait(10) == 0
        assert readings[0]["at"] < readings[1]["at"] and all(one["per_s"] > 0 for one in readings)
    assert told("--once", "--url", url).returncode == Exit.GATE
