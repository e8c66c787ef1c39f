"""`bellwarden policy`: from starter files to what is in force, and back."""

from pathlib import Path

import pytest

from bellwarden.cli.exits import Exit
from bellwarden.home import Home
from bellwarden.switches import load as load_switches
from tests.cli.conftest import AT, Run, keep
from tests.cli.test_explain import call_of

MODE = b'mode = "observe"'


def change(folder: Path, name: str, old: bytes, new: bytes) -> None:
    path = folder / name
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new))


def current(home: Path) -> str:
    pointer = Home(home).shelf().current()
    assert pointer is not None
    return pointer.snapshot


@pytest.mark.parametrize("dialect", sorted(load_switches()))
def test_a_starter_of_every_dialect_is_written_and_without_error(run: Run, tmp_path: Path, dialect: str) -> None:
    folder = tmp_path / "new" / "policy"
    done = run("policy", "init", folder, "--dialect", dialect)
    assert done.code == 0
    assert f"bellwarden policy check {folder}" in done.out
    checked = run("policy", "check", folder)
    assert checked.code == 0
    assert "No errors" in checked.out and "mode observe" in checked.out


def test_init_writes_over_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    done = run("policy", "init", tmp_path)
    assert done.code == Exit.HELD_BACK
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_init_names_the_dialects_there_are(run: Run, tmp_path: Path) -> None:
    done = run("policy", "init", tmp_path / "p", "--dialect", "asterix")
    assert done.code == Exit.USAGE
    assert "generic" in done.err and not (tmp_path / "p").exists()


def test_check_names_file_line_field_and_reason(run: Run, starter: Path) -> None:
    change(starter, "carrier.toml", MODE, b'mode = "observing"')
    done = run("policy", "check", starter)
    assert done.code == Exit.POLICY
    line = next(line for line in done.out.splitlines() if "observing" in line)
    number = (starter / "carrier.toml").read_text().splitlines().index('mode = "observing"') + 1
    assert line.startswith(f"{starter}/carrier.toml:{number}: error: carrier.mode: ")


def test_from_files_to_force_and_back(run: Run, starter: Path, tmp_path: Path) -> None:
    """The round trip: build, push, change, push, roll back."""
    home = tmp_path / "home"
    built = run("policy", "build", starter, "--home", home, "--json").json
    assert not built["current"] and built["customers"] == 3
    pushed = run("policy", "push", starter, "--home", home, "--json").json
    assert (pushed["snapshot"], pushed["serial"], pushed["changed"]) == (built["snapshot"], 1, True)
    again = run("policy", "push", starter, "--home", home, "--json").json
    assert (again["serial"], again["changed"]) == (1, False)
    change(starter, "carrier.toml", MODE, b'mode = "enforce"')
    assert run("policy", "diff", starter, "--home", home).code == Exit.NO
    second = run("policy", "push", starter, "--home", home, "--reason", "the trial is over", "--json").json
    assert (second["serial"], second["mode"]) == (2, "enforce")
    assert run("policy", "diff", starter, "--home", home).code == Exit.DONE
    back = run("policy", "rollback", "--home", home, "--reason", "not yet", "--json").json
    assert (back["snapshot"], back["serial"], back["kind"], back["mode"]) == (
        built["snapshot"],
        3,
        "rollback",
        "observe",
    )
    named = run("policy", "rollback", "--home", home, "--to", second["snapshot"][:8], "--reason", "yes", "--json").json
    assert named["snapshot"] == second["snapshot"] == current(home)


def test_a_push_of_files_with_errors_leaves_what_is_in_force(run: Run, starter: Path, home: Path) -> None:
    before = current(home)
    change(starter, "carrier.toml", MODE, b'mode = "off"')
    done = run("policy", "push", starter, "--home", home)
    assert done.code == Exit.POLICY
    assert "carrier.toml" in done.err and done.out == ""
    assert current(home) == before


def test_an_observing_policy_is_said_to_observe(run: Run, starter: Path, tmp_path: Path) -> None:
    assert "only observes" in run("policy", "push", starter, "--home", tmp_path / "h").out


def test_a_push_that_would_refuse_other_calls_is_held_back_until_forced(run: Run, starter: Path, home: Path) -> None:
    calls = tuple(call_of(AT + number, "127.0.1.1", "238-200-0100") for number in range(50))
    keep(home, calls)
    change(starter, "customers.toml", b'standing = "active"', b'standing = "suspended"')
    held = run("policy", "push", starter, "--home", home)
    assert held.code == Exit.HELD_BACK
    assert "harbor-dental: 50 of 50 calls refused" in held.out
    assert "100.00%" in held.err and "--force" in held.err
    forced = run("policy", "push", starter, "--home", home, "--force", "it is so", "--json").json
    assert forced["forced"] and forced["guard"]["refused_after"] == 50
    pointer = Home(home).shelf().current()
    assert pointer is not None and pointer.reason == "forced: it is so"


def test_a_rollback_without_an_earlier_snapshot_finds_none(run: Run, home: Path) -> None:
    assert run("policy", "rollback", "--home", home, "--reason", "x").code == Exit.NOT_FOUND
    assert run("policy", "rollback", "--home", home, "--to", "ffff", "--reason", "x").code == Exit.NOT_FOUND


def test_a_snapshot_that_was_tampered_with_is_not_gone_back_to(run: Run, starter: Path, home: Path) -> None:
    first = current(home)
    change(starter, "carrier.toml", MODE, b'mode = "enforce"')
    assert run("policy", "push", starter, "--home", home).code == 0
    document = home / "snapshots" / first / "document.json"
    document.chmod(0o600)
    document.write_bytes(document.read_bytes().replace(b"observe", b"obserwe"))
    done = run("policy", "rollback", "--home", home, "--reason", "x")
    assert done.code == Exit.HOME
    assert "not rolled back" in done.err
    assert current(home) != first


def test_files_are_compared_with_nothing_before_the_first_push(run: Run, starter: Path, tmp_path: Path) -> None:
    done = run("policy", "diff", starter, "--home", tmp_path / "none", "--json").json
    assert not done["same"] and done["old"] == "nothing in force"


def test_two_snapshots_are_compared(run: Run, starter: Path, home: Path) -> None:
    first = current(home)
    change(starter, "customers.toml", b"cps_max = 5", b"cps_max = 9")
    run("policy", "push", starter, "--home", home)
    done = run("policy", "diff", current(home)[:8], first[:8], "--home", home)
    assert done.code == Exit.NO
    assert "~ customer quillmark: cps_max: 5 → 9" in done.out
    assert run("policy", "diff", "0000", "--home", home).code == Exit.NOT_FOUND


def test_a_list_that_has_not_changed_is_not_built_again(run: Run, starter: Path, home: Path) -> None:
    cache = home / "state" / "built"
    before = {path: path.stat().st_mtime_ns for path in cache.iterdir()}
    assert before
    change(starter, "customers.toml", b"cps_max = 5", b"cps_max = 9")
    run("policy", "build", starter, "--home", home)
    assert {path: path.stat().st_mtime_ns for path in cache.iterdir()} == before
    (starter / "lists" / "blocked.txt").write_text("+14462000007\n")
    run("policy", "build", starter, "--home", home)
    assert set(cache.iterdir()) != set(before)


def test_a_damaged_cache_costs_time_only(run: Run, starter: Path, home: Path) -> None:
    before = current(home)
    for path in (home / "state" / "built").iterdir():
        path.write_bytes(b"rubbish")
    assert run("policy", "build", starter, "--home", home, "--json").json["snapshot"] == before
