"""`bellwarden apikey`: shown once, kept as a digest."""

from hashlib import sha256
from pathlib import Path

import pytest

from bellwarden.cli.exits import Exit
from tests.cli.conftest import Run


def test_a_key_is_shown_once_and_only_its_digest_is_kept(run: Run, home: Path) -> None:
    done = run("apikey", "create", "kamailio-1", "--home", home)
    key = done.out.strip()
    assert key.startswith("bw_") and len(key) > 40
    kept = (home / "keys" / "api-keys").read_text()
    assert key not in kept and sha256(key.encode()).hexdigest() in kept
    assert (home / "keys" / "api-keys").stat().st_mode & 0o077 == 0
    listed = run("apikey", "list", "--home", home).out
    assert listed.startswith("kamailio-1") and key not in listed


def test_two_keys_are_never_the_same(run: Run, home: Path) -> None:
    first, second = (run("apikey", "create", name, "--home", home).out for name in ("a", "b"))
    assert first != second


def test_a_name_is_given_once(run: Run, home: Path) -> None:
    run("apikey", "create", "a", "--home", home)
    assert run("apikey", "create", "a", "--home", home).code == Exit.HELD_BACK


@pytest.mark.parametrize("name", ["", "a b", "a\tb", "a\nb", "ä", "x" * 65, "../x"])
def test_a_name_that_would_break_the_file_is_refused(run: Run, home: Path, name: str) -> None:
    assert run("apikey", "create", name, "--home", home).code == Exit.USAGE


def test_a_revoked_key_is_gone(run: Run, home: Path) -> None:
    run("apikey", "create", "a", "--home", home)
    run("apikey", "create", "b", "--home", home)
    assert run("apikey", "revoke", "a", "--home", home).code == 0
    assert run("apikey", "list", "--home", home).out.split()[0] == "b"
    assert run("apikey", "revoke", "a", "--home", home).code == Exit.NOT_FOUND


def test_without_keys_who_is_answered_is_said(run: Run, home: Path) -> None:
    assert "own machine only" in run("apikey", "list", "--home", home).out


def test_once_the_last_key_is_revoked_nobody_is_answered(run: Run, home: Path) -> None:
    run("apikey", "create", "a", "--home", home)
    run("apikey", "revoke", "a", "--home", home)
    assert "answers nobody" in run("apikey", "list", "--home", home).out


def test_a_damaged_file_is_named_by_line(run: Run, home: Path) -> None:
    (home / "keys" / "api-keys").write_text("# head\nnonsense\n")
    done = run("apikey", "list", "--home", home)
    assert done.code == Exit.HOME
    assert "api-keys:2" in done.err
