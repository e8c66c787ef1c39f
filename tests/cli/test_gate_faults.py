"""A gate on a home whose files break while it runs, and are whole again."""

import json
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from bellwarden.home import Home
from tests.cli.conftest import Run
from tests.cli.test_gate import Running, ask, gate
from tests.cli.test_policy import MODE, change

pytestmark = pytest.mark.slow


def faults(running: Running) -> dict[str, str]:
    with urllib.request.urlopen(f"http://127.0.0.1:{running.http}/healthz", timeout=5) as reply:
        return {one["name"]: one["reason"] for one in json.load(reply)["faults"]}


def until(running: Running, holds: Callable[[dict[str, str]], bool]) -> dict[str, str]:
    deadline = time.monotonic() + 5
    while not holds(told := faults(running)):
        assert time.monotonic() < deadline, told
        time.sleep(0.02)
    return told


def test_files_that_break_under_a_running_gate_change_no_call_and_are_told(run: Run, starter: Path, home: Path) -> None:
    change(starter, "carrier.toml", MODE, b'mode = "enforce"')
    assert run("policy", "push", starter, "--home", home).code == 0
    assert run("enforce", "suspend", "quillmark", "--reason", "fraud", "--home", home).code == 0
    place = Home(home)
    current, journal = place.shelf().current_path, home / "enforcement.journal"
    statement, lines = current.read_bytes(), journal.read_bytes()
    with gate(home) as running:
        until(running, lambda told: not told)
        serial = iter(range(1, 100))

        def still_refused() -> bool:
            return ask(running.sip, "127.0.1.2", "+12382010001", next(serial)).status == 403

        assert still_refused()
        for path, name, damages in (
            (
                current,
                "snapshot",
                (None, b"", statement[: len(statement) // 2], b"\x00" * 100, statement[:-40] + b"x" * 39),
            ),
            (journal, "journal", (None, b"", lines[:-20], lines + b"{}\n")),
        ):
            whole = path.read_bytes()
            for damage in damages:
                if damage is None:
                    path.unlink()
                else:
                    path.write_bytes(damage)
                assert until(running, lambda told, name=name: name in told)[name]  # type: ignore[misc]
                assert still_refused()
                path.write_bytes(whole)
                until(running, lambda told: not told)
        assert still_refused()
