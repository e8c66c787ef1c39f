"""Exit codes: fixed for good, each with a meaning, no traceback behind any of them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bellwarden.cli import app as app_module
from bellwarden.cli.exits import MEANINGS, CommandFault, Exit
from bellwarden.home import HomeFault
from bellwarden.seam.fault import SeamFault
from tests.cli.conftest import Run

run_tree = sys.modules["bellwarden.cli.app"]


def test_the_numbers_never_change() -> None:
    assert {code.name: code.value for code in Exit} == {
        "DONE": 0,
        "NO": 1,
        "USAGE": 2,
        "POLICY": 3,
        "NOT_FOUND": 4,
        "HELD_BACK": 5,
        "HOME": 6,
        "ADDRESS": 7,
        "TLS": 8,
        "GATE": 9,
        "RECORDS": 12,
        "FAULT": 70,
        "INTERRUPTED": 130,
    }


def test_every_code_has_a_meaning() -> None:
    assert set(MEANINGS) == set(Exit)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--version",), Exit.DONE),
        (("nonsense",), Exit.USAGE),
        (("decide",), Exit.USAGE),
        (("enforce", "limit", "quillmark", "--cps", "0", "--reason", "x"), Exit.USAGE),
        (("enforce", "block", "238-200-0100", "--as", "both", "--reason", "x"), Exit.USAGE),
        (("explain",), Exit.USAGE),
        (("explain", "0a", "--from", "1"), Exit.USAGE),
        (("explain", "--from", "238-200-0100", "--to", "911"), Exit.USAGE),
        (("decisions", "tail", "--home", "/nowhere"), Exit.NOT_FOUND),
        (("enforce", "list", "--home", "/nowhere"), Exit.NOT_FOUND),
        (("policy", "check", "/nowhere"), Exit.NOT_FOUND),
        (("policy", "rollback", "--home", "/nowhere", "--reason", "x"), Exit.NOT_FOUND),
        (("gate", "--sip", "udp:nonsense"), Exit.USAGE),
        (("gate", "--http", "127.0.0.1"), Exit.USAGE),
    ],
)
def test_a_command_that_can_not_go_on_says_why_in_one_line(run: Run, words: tuple[str, ...], code: Exit) -> None:
    done = run(*words)
    assert done.code == code
    if code:
        assert done.out == ""
        assert done.err.startswith("bellwarden: ")
        assert done.err.count("\n") == 1
        assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (CommandFault(Exit.HELD_BACK, "not now"), Exit.HELD_BACK, "not now"),
        (HomeFault("no key"), Exit.HOME, "no key"),
        (SeamFault("the chain is broken"), Exit.HOME, "the chain is broken"),
        (PermissionError(13, "Permission denied", "/etc/x"), Exit.HOME, "/etc/x: permission denied"),
        (OSError(28, "No space left on device"), Exit.HOME, "no space left on device"),
        (ValueError("oops"), Exit.FAULT, "a fault of Bellwarden itself (ValueError: oops)"),
        (KeyboardInterrupt(), Exit.INTERRUPTED, ""),
    ],
)
def test_every_trouble_has_its_code(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: Exit, said: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(run_tree, "app", broken)
    done = run("policy")
    assert done.code == code
    assert said in done.err
    assert "Traceback" not in done.err


def test_a_fault_of_ours_shows_where_when_asked_to(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("oops")

    monkeypatch.setattr(run_tree, "app", broken)
    monkeypatch.setenv("BELLWARDEN_TRACEBACK", "1")
    with pytest.raises(ValueError, match="oops"):
        run("policy")


def test_a_reader_that_has_enough_is_no_trouble(demo_home: Path) -> None:
    command = f"{sys.executable} -m bellwarden decisions export --home {demo_home} | head -c 20"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False, env=os.environ)
    assert done.stderr == ""
    assert done.stdout.startswith('{"decision_id":"')


def test_the_tree_is_the_one_that_is_run() -> None:
    assert app_module is run_tree.app
