"""`bellwarden office` at a terminal: each in a process of its own, because Django is set up once."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def office(*arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "BELLWARDEN"))}
    command = [sys.executable, "-m", "bellwarden", "office", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=50, env=kept)


def test_a_setup_link_is_printed_once_and_its_token_kept_nowhere(tmp_path: Path) -> None:
    home = tmp_path / "home"
    run = office("setup-link", "--home", str(home), "--role", "lead", "--json")
    answer = json.loads(run.stdout)
    assert (run.returncode, answer["roles"], answer["hours"]) == (0, ["lead"], 24)
    token = answer["link"].rpartition("/setup/")[2]
    assert len(token) >= 32
    assert all(token.encode() not in path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert (home / "keys" / "office.secret").stat().st_mode & 0o077 == 0


def test_an_unknown_role_names_those_there_are(tmp_path: Path) -> None:
    run = office("setup-link", "--home", str(tmp_path / "home"), "--role", "boss")
    assert (run.returncode, "no role 'boss'" in run.stderr and "senior_analyst" in run.stderr) == (2, True)


def test_passwords_do_not_go_over_the_wire_in_the_clear(tmp_path: Path) -> None:
    run = office("serve", "--home", str(tmp_path / "home"), "--http", "0.0.0.0:0")
    assert (run.returncode, "passwords would go there unprotected" in run.stderr) == (7, True)


def test_a_broken_office_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "home" / "keys").mkdir(parents=True)
    (tmp_path / "home" / "office.toml").write_text('[web]\naddress = "office"')
    run = office("init", "--home", str(tmp_path / "home"))
    assert (run.returncode, "write address = " in run.stderr, "Traceback" in run.stderr) == (6, True, False)
