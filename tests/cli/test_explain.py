"""`bellwarden explain`: of kept decisions, of INVITEs, of numbers."""

from pathlib import Path

import pytest

from bellwarden.cli.exits import Exit
from bellwarden.model.call import CallRequest
from bellwarden.model.decision import Decision
from tests.cli.conftest import Run


def call_of(at: float, source: str, calling: str) -> CallRequest:
    return CallRequest(at, source, "+14462002000", calling)


def test_a_kept_decision_is_told_step_by_step(run: Run, demo_home: Path, kept: list[Decision]) -> None:
    bad = kept[1]
    told = run("explain", bad.id, "--home", demo_home)
    assert told.code == 0
    assert told.out.startswith("■ Blocked: the caller ID shows the short code 911")
    assert "CALLER_ID_EMERGENCY" in told.out and "won" in told.out
    assert "lost: CALLER_ID_EMERGENCY comes earlier in the chain" in told.out
    assert "checks that saw nothing" in told.out
    assert "SIP/2.0 603 Decline" in told.out
    assert told.out.rstrip().endswith("journal line 0")


def test_an_emergency_call_has_no_steps(run: Run, demo_home: Path, kept: list[Decision]) -> None:
    told = run("explain", kept[3].id, "--home", demo_home)
    assert told.out.startswith("✚ Emergency: it is an emergency call")
    assert "47 CFR 64.1200(k)(5)" in told.out


def test_a_kept_decision_is_judged_again_to_the_same_verdict(run: Run, demo_home: Path, kept: list[Decision]) -> None:
    for decision in kept:
        told = run("explain", decision.id, "--home", demo_home, "--json").json
        assert told["note"] == ""
        won = [step["code"] for step in told["steps"] if step["result"] == "won"]
        assert won == ([decision.verdict.reason] if not told["decision"]["goes_on"] else [])


def test_what_a_caller_wrote_can_not_act_on_the_terminal(run: Run, demo_home: Path, kept: list[Decision]) -> None:
    told = run("explain", kept[5].id, "--home", demo_home).out
    assert "\x1b" not in told and "\u202e" not in told
    assert "\\x1b[31mred" in told


def test_a_decision_whose_snapshot_is_gone_still_tells_its_findings(
    run: Run, demo_home: Path, kept: list[Decision], tmp_path: Path
) -> None:
    import shutil

    copy = tmp_path / "home"
    shutil.copytree(demo_home, copy)
    shutil.rmtree(copy / "snapshots" / kept[1].policy)
    told = run("explain", kept[1].id, "--home", copy)
    assert told.code == 0
    assert "no longer kept" in told.out and "■ Blocked" in told.out


def test_an_unknown_decision_is_not_found(run: Run, demo_home: Path) -> None:
    done = run("explain", "0" * 24, "--home", demo_home)
    assert done.code == Exit.NOT_FOUND
    assert "decisions tail" in done.err


def test_numbers_and_a_customer(run: Run, demo_home: Path) -> None:
    told = run(
        "explain", "--from", "238-200-0150", "--to", "446-200-2000", "--customer", "harbor-dental", "--home", demo_home
    )
    assert told.code == 0
    assert told.out.startswith("✓ Allowed: nothing speaks against it.")
    assert "What the SBC would be told" in told.out and "pushed" in told.out


@pytest.mark.parametrize("customer", ["juniper", "larkfield"])
def test_a_customer_on_a_shared_trunk_is_told_apart_as_it_would_be(run: Run, demo_home: Path, customer: str) -> None:
    numbers = {"juniper": "238-201-0001", "larkfield": "238-201-0101"}
    words = ("--from", numbers[customer], "--to", "446-200-2000", "--customer", customer)
    told = run("explain", *words, "--home", demo_home, "--json").json["decision"]
    assert (told["customer"], told["trunk"], told["reason"]) == (customer, "exchange", "NO_OBJECTION")
    assert told["called_number"] == "14462002000"


def test_numbers_and_a_trunk(run: Run, demo_home: Path) -> None:
    told = run(
        "explain", "--from", "238-200-0150", "--to", "446-200-2000", "--trunk", "tessera", "--home", demo_home, "--json"
    )
    assert told.json["decision"]["reason"] == "OWN_NUMBER_FROM_OUTSIDE"


@pytest.mark.parametrize("who", [("--customer", "nobody"), ("--trunk", "nothing")])
def test_whom_the_policy_does_not_know_is_not_found(run: Run, demo_home: Path, who: tuple[str, str]) -> None:
    done = run("explain", "--from", "1", "--to", "446-200-2000", *who, "--home", demo_home)
    assert done.code == Exit.NOT_FOUND
    assert "harbor-dental" in done.err
