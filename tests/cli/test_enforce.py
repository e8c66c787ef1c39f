"""`bellwarden enforce` on a home, without a gate."""

from pathlib import Path

import pytest

from bellwarden.cli.exits import Exit
from bellwarden.home import Home
from bellwarden.model.enforcement import EnforcementKind, EnforcementTarget
from tests.cli.conftest import AT, Run
from tests.cli.test_policy import MODE, change


def in_force(home: Path) -> list[tuple[EnforcementKind, EnforcementTarget, str]]:
    return [(one.kind, one.target, one.value) for one in Home(home).journal().refresh().in_force(AT * 2)]


def test_a_suspension_is_written_and_said(run: Run, home: Path) -> None:
    done = run("enforce", "suspend", "quillmark", "--reason", "traceback 8841", "--home", home)
    assert done.code == 0
    assert done.out.startswith("In force: quillmark is suspended, until lifted. Journal line 1.\n")
    assert "enforce lift 1" in done.out
    assert in_force(home) == [(EnforcementKind.SUSPEND, EnforcementTarget.CUSTOMER, "quillmark")]


def test_while_the_gate_observes_that_is_said_plainly(run: Run, home: Path, starter: Path) -> None:
    words = ("enforce", "suspend", "quillmark", "--reason", "x", "--home", home)
    assert "The gate only observes" in run(*words).out
    change(starter, "carrier.toml", MODE, b'mode = "enforce"')
    run("policy", "push", starter, "--home", home)
    told = run(*words).out
    assert "observes" not in told and "Emergency calls continue." in told


@pytest.mark.parametrize(
    ("words", "expected", "told"),
    [
        (("238-555-0123",), (EnforcementTarget.CALLING_NUMBER, "12385550123"), "calls from 238-555-0123 are blocked"),
        (
            ("446-200-0100", "--as", "called"),
            (EnforcementTarget.CALLED_NUMBER, "14462000100"),
            "calls to 446-200-0100 are blocked",
        ),
        (
            ("+12382000107>+14462000100",),
            (EnforcementTarget.PAIR, "12382000107>14462000100"),
            "calls from 238-200-0107 to 446-200-0100 are blocked",
        ),
        (("192.0.2.44",), (EnforcementTarget.SOURCE, "192.0.2.44"), "calls asked about by 192.0.2.44 are blocked"),
    ],
)
def test_a_block_names_what_it_blocks(
    run: Run, home: Path, words: tuple[str, ...], expected: tuple[EnforcementTarget, str], told: str
) -> None:
    done = run("enforce", "block", *words, "--reason", "x", "--home", home)
    assert done.code == 0
    assert told in done.out
    assert in_force(home) == [(EnforcementKind.BLOCK, *expected)]


def test_an_emergency_number_is_never_blocked(run: Run, home: Path) -> None:
    """47 CFR 64.1200(k)(5): calls to 911."""
    done = run("enforce", "block", "911", "--as", "called", "--reason", "x", "--home", home)
    assert done.code == Exit.USAGE
    assert "emergency number" in done.err
    assert in_force(home) == []


def test_a_measure_for_a_while_has_its_end(run: Run, home: Path) -> None:
    done = run(
        "enforce", "limit", "quillmark", "--cps", 2, "--for", "2h", "--reason", "x", "--home", home, "--json"
    ).json
    assert done["measure"]["cps_max"] == 2
    assert done["measure"]["expires_at"] > done["measure"]["set_at"]
    assert run("enforce", "suspend", "quillmark", "--for", "2x", "--reason", "x", "--home", home).code == Exit.USAGE


def test_a_misspelt_customer_is_warned_of_and_set_all_the_same(run: Run, home: Path) -> None:
    done = run("enforce", "suspend", "quilmark", "--reason", "x", "--home", home)
    assert done.code == 0
    assert "did you mean 'quillmark'" in done.err


def test_what_is_lifted_is_no_longer_in_force(run: Run, home: Path) -> None:
    run("enforce", "suspend", "quillmark", "--reason", "x", "--home", home)
    assert run("enforce", "lift", 1, "--reason", "vetted", "--home", home).out.startswith("Lifted: line 1")
    assert in_force(home) == []
    assert run("enforce", "lift", 1, "--reason", "vetted", "--home", home).code == Exit.NOT_FOUND


def test_the_list_names_line_author_and_reason(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUDO_USER", "jlindqvist")
    assert "Nothing is in force" in run("enforce", "list", "--home", home).out
    run("enforce", "suspend", "quillmark", "--reason", "traceback 8841", "--home", home)
    told = run("enforce", "list", "--home", home).out
    assert "1 measure in force" in told
    assert "quillmark is suspended" in told and "jlindqvist: traceback 8841" in told


def test_measures_survive_a_push_and_a_rollback(run: Run, home: Path, starter: Path) -> None:
    run("enforce", "suspend", "quillmark", "--reason", "x", "--home", home)
    change(starter, "customers.toml", b"cps_max = 5", b"cps_max = 9")
    run("policy", "push", starter, "--home", home)
    run("policy", "rollback", "--reason", "x", "--home", home)
    assert len(in_force(home)) == 1


def test_a_damaged_journal_takes_no_further_line(run: Run, home: Path) -> None:
    run("enforce", "suspend", "quillmark", "--reason", "x", "--home", home)
    journal = home / "enforcement.journal"
    journal.write_bytes(journal.read_bytes().replace(b"quillmark", b"quillmerk"))
    done = run("enforce", "suspend", "harbor-dental", "--reason", "x", "--home", home)
    assert done.code == Exit.HOME
    assert "journal line 1 is refused" in done.err
    assert "journal line 1 is refused" in run("enforce", "list", "--home", home).err


def test_a_measure_is_set_although_the_policy_can_not_be_read(run: Run, home: Path) -> None:
    (home / "current").write_bytes(b"rubbish\n")
    done = run("enforce", "suspend", "quillmark", "--reason", "x", "--home", home)
    assert done.code == 0
    assert "can't be read" in done.err
