"""The demonstration: its counts, what it offers to paste, and a short run of it."""

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bellwarden.cli.demo_children import HOST, free_port
from bellwarden.cli.demo_paste import commands, week_commands
from bellwarden.cli.demo_screen import signatures
from bellwarden.cli.demo_tally import DemoTally
from bellwarden.cli.demo_week import PastWeek
from bellwarden.cli.exits import Exit
from bellwarden.flows.verification import NO_IDENTITY
from bellwarden.model.decision import Decision
from bellwarden.model.stir import Signing, SigningOutcome, Verification, VerificationStatus
from bellwarden.sip.message import read_request
from tests.cli.conftest import Run


def told(decision: Decision, reason: str, goes_on: bool, went_on: bool, status: int = 603) -> dict[str, Any]:
    return {
        "call": 1,
        "customer": "sunvale",
        "source_ip": "127.0.1.5",
        "calling": "911",
        "called": "+14462002001",
        "story": "shows 911 as caller ID",
        "reason": reason,
        "goes_on": goes_on,
        "status": status,
        "went_on": went_on,
        "decision": decision.id,
        "latency_s": 0.002,
        "retransmissions": 1,
    }


@pytest.mark.parametrize("verdict_first", [True, False])
def test_a_verdict_meets_its_label_whichever_comes_first(kept: list[Decision], verdict_first: bool) -> None:
    tally, bad = DemoTally(), kept[1]
    if verdict_first:
        tally.take_decision(bad, 0.0)
    tally.take_answer(told(bad, "CALLER_ID_EMERGENCY", goes_on=False, went_on=False))
    if not verdict_first:
        assert tally.open == 1
        tally.take_decision(bad, 0.0)
    assert (tally.agreed, tally.disagreed, tally.open, tally.bad, tally.retransmissions) == (1, 0, 0, 1, 1)
    assert tally.words == {"Blocked": 1} and tally.reasons == {"CALLER_ID_EMERGENCY": 1}


@pytest.mark.parametrize(
    ("reason", "goes_on", "went_on"), [("CALLER_ID_INVALID", False, False), ("CALLER_ID_EMERGENCY", False, True)]
)
def test_another_reason_or_another_end_is_a_disagreement(
    kept: list[Decision], reason: str, goes_on: bool, went_on: bool
) -> None:
    tally = DemoTally()
    tally.take_decision(kept[1], 0.0)
    tally.take_answer(told(kept[1], reason, goes_on, went_on))
    assert (tally.agreed, tally.disagreed) == (0, 1)
    assert kept[1].id in tally.disagreements[0]


def test_a_call_that_meets_a_measure_set_meanwhile_is_no_disagreement(kept: list[Decision]) -> None:
    tally, verdict = DemoTally(), kept[1].verdict._replace(reason="ENFORCEMENT")
    tally.take_decision(kept[1]._replace(verdict=verdict), 0.0)
    tally.take_answer(told(kept[1], "NO_OBJECTION", goes_on=True, went_on=False))
    assert (tally.agreed, tally.disagreed, tally.by_measure) == (0, 0, 1)


def test_a_call_without_answer_is_counted_as_such(kept: list[Decision]) -> None:
    tally = DemoTally()
    tally.take_answer(told(kept[1], "CALLER_ID_EMERGENCY", goes_on=False, went_on=False, status=0))
    assert (tally.placed, tally.unanswered, tally.open) == (1, 1, 0)


def test_rates_are_over_the_last_ten_seconds(kept: list[Decision]) -> None:
    tally = DemoTally()
    for second in range(30):
        tally.take_decision(kept[1], float(second))
    assert tally.rates(30.0)["Blocked"] == pytest.approx(1.0, abs=0.11)
    assert tally.rates(100.0) == {}


def test_tokens_are_counted_by_what_they_are_worth(kept: list[Decision]) -> None:
    tally = DemoTally()
    signing = Signing(SigningOutcome.SIGNED, "A", "assigned_number")
    bad = Verification(VerificationStatus.FAILED, 438, "replay", signature="5a")
    for verification in (bad, bad._replace(status=VerificationStatus.PASSED), NO_IDENTITY):
        call = kept[0].call._replace(verification=verification)
        tally.take_decision(kept[0]._replace(call=call, signing=signing), 0.0)
    assert (tally.signed, tally.verified) == ({"A": 3}, {"bad": 1, "good": 1, "unsigned": 1})
    assert signatures(tally) == "Signed by us: A 3; others' signatures: bad 1 · good 1 · unsigned 1"


def test_latency_is_a_rank_of_the_last_calls(kept: list[Decision]) -> None:
    tally = DemoTally()
    assert tally.latency(0.99) == 0.0
    for milliseconds in range(1, 101):
        tally.take_answer({**told(kept[1], "X", True, True), "latency_s": milliseconds / 1000})
    assert (tally.latency(0.5), tally.latency(0.99)) == (0.051, 0.1)


def test_the_invite_to_paste_is_a_sane_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/sipsak" if name == "sipsak" else None)
    curl, sipsak, explain = commands(tmp_path, tmp_path / "home", 5060, 8080, "0a")
    request = read_request((tmp_path / "invite.txt").read_bytes())
    assert (request.fault, request.method) == ("", b"INVITE")
    assert curl.startswith("curl ") and "127.0.0.1:8080/v1/decisions" in curl
    assert sipsak.endswith(f"-f {tmp_path}/invite.txt -s sip:+14462002000@127.0.0.1:5060")
    assert f"explain 0a --home {tmp_path}/home" in explain


def test_where_only_sipp_is_installed_it_is_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/sipp" if name == "sipp" else None)
    assert commands(tmp_path, tmp_path, 5060, 8080, "0a")[1].startswith(f"sipp -sf {tmp_path}/call.xml ")


@pytest.mark.slow
@pytest.mark.door
def test_last_week_is_read_once_and_its_worst_customer_known(tmp_path: Path) -> None:
    week = PastWeek(tmp_path / "records", tmp_path / "calllog")
    assert week.wait(0) == []
    week.begin()
    lines = week.wait(50)
    assert week.worst == "sunvale" and any("sunvale" in line and "since" in line for line in lines)
    assert max(map(len, lines[2:])) <= 104
    before = week.records.read_bytes()
    again = PastWeek(tmp_path / "records", tmp_path / "calllog")
    again.begin()
    assert again.wait(50)[3:] == lines[3:] and week.records.read_bytes() == before
    pasted = week_commands(tmp_path / "home", week.records, week.worst)
    assert [
        words in line
        for words, line in zip(("traffic alerts", "traffic sunvale", "review", "replay"), pasted, strict=False)
    ] == [True] * 4


def test_a_taken_port_is_passed_over() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind((HOST, 0))
        port = taken.getsockname()[1]
        assert free_port((port,), udp=True) != port


def test_a_folder_of_somebody_s_own_is_not_used(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x")
    done = run("demo", "--home", tmp_path, "--seconds", 1)
    assert done.code == Exit.HELD_BACK
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


@pytest.mark.e2e
def test_a_short_run_ends_with_every_verdict_as_labelled(tmp_path: Path) -> None:
    """The real gate, real calls: bad ones refused, no good one; ports, children and files are gone afterwards."""
    environment = {**os.environ, "TMPDIR": str(tmp_path), "BELLWARDEN_HOME": "/nowhere"}
    command = [sys.executable, "-m", "bellwarden", "demo", "--seconds", "3", "--plain"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=55, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The gate is ready udp:127.0.0.1:" in done.stdout
    counts = {
        words: int(count.replace(",", ""))
        for count, words in re.findall(r"^ +([\d,]+)  (\D.*)$", done.stdout, re.MULTILINE)
    }
    assert counts["verdicts against their label"] == counts["without an answer"] == 0
    assert counts["that should go on"] > 40 and counts["that should be refused or diverted"] > 5
    assert "curl -s http://127.0.0.1:" in done.stdout and " explain " in done.stdout
    # Before the first verdict: what last week's call records tell, and how to look on.
    assert re.search(r"^Last week's call records .* 10 customers: \d to ask", done.stdout, re.MULTILINE)
    assert "▲ Limit  sunvale" in done.stdout and " traffic sunvale --home " in done.stdout
    # Its customers' calls are signed, its upstreams' signatures verified, and no certificate was fetched for it.
    assert re.search(r"^  Signed by us: A \d+ .*; others' signatures: (?=.*good \d)", done.stdout, re.MULTILINE)
    assert list(tmp_path.iterdir()) == []
