"""The founding case and its twin, from files to the screen: real homes, a pushed policy, call records of a switch."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.calllog.logs import call, table
from tests.cli.conftest import Run

pytestmark = pytest.mark.door
POLICY = """
[carrier]
name = "Example Voice"
[inventory]
numbers = ["+1238220*"]
[trunk.harbor-bay]
addresses = ["198.18.0.7"]
customer = "harbor-bay"
[customer.harbor-bay]
name = "Harbor Bay Associates"
numbers = ["+12382200100-+12382200199"]
{standing}
"""
MAIL = """From: Abuse Team <abuse@numbers.example>
To: abuse@carrier.example
Subject: Abuse report for a DID on your account
Date: Thu, 14 May 2026 13:05:00 -0400
Message-ID: <ticket-88213@numbers.example>

Hello,

we received a complaint about one of your DIDs, 238-220-0155. According to the complaint a customer of yours on a SIP
trunk keeps calling 446-200-2001 and hanging up, dozens of times this week. Please investigate and let us know which
customer this is and what you did.

Abuse Team
"""
TIMES = ("2026-05-11T14:02:10Z", "2026-05-12T15:40:00Z", "2026-05-12T22:11:31Z", "2026-05-13T18:30:05Z")


def open_in(run: Run, base: Path, rows: list[str], mail: str = MAIL, standing: str = "") -> dict[str, Any]:
    """A home with these calls, and what the desk says of the mail there."""
    policy = base / "policy"
    policy.mkdir(parents=True)
    (policy / "carrier.toml").write_text(POLICY.format(standing=standing))
    records = base / "calls.csv"
    records.write_text(table(*rows))
    letter = base / "complaint.eml"
    letter.write_text(mail)
    home = base / "home"
    assert run("policy", "push", policy, "--home", home).code == 0
    assert run("calls", "import", records, "--home", home).code == 0
    done = run("complaint", "open", letter, "--home", home, "--json")
    assert (done.code, done.out.count("\n")) == (0, 1), done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


def ordinary(until: int = 15) -> list[str]:
    """Calls of others, every three hours up to that day, so that the records are complete for the time told."""
    return [
        call(day * 8 + place, datetime(2026, 5, day, place * 3, tzinfo=UTC), called="+14462008888", customer="")
        for day in range(7, until + 1)
        for place in range(8)
    ]


def made() -> list[str]:
    told = {"calling": "+12382200155", "called": "+14462002001", "customer": "harbor-bay"}
    how = {"duration_s": "5", "billable_s": "0", "cause": "487"}
    return [call(number, datetime.fromisoformat(at), **told, **how) for number, at in enumerate(TIMES)]


def test_four_calls_are_found_of_dozens_claimed(run: Run, tmp_path: Path) -> None:
    found = open_in(run, tmp_path, ordinary() + made())
    assert (found["verdict"], found["customer"]) == ("made_by_customer", "harbor-bay")
    assert [one["at"] for one in found["matches"]] == [at.replace("Z", ".000Z") for at in TIMES]
    assert found["count_claimed"] == {"text": "dozens of times", "least": 24, "most": None}
    assert found["fewer_than_claimed"] is True
    roles = {(one["digits"], one["role"]) for one in found["numbers"]}
    assert roles == {("12382200155", "caller_id"), ("14462002001", "called")}
    # Whether it is illegal turns on what the person called feels; that is asked, with the law it rests on.
    illegal = found["answers"]["illegal"]
    assert illegal["answer"] == "needs_facts"
    assert [one["fact"] for one in illegal["ask"]] == ["feels_threatened"]
    assert "47 USC 223(a)(1)(D)" in illegal["grounds"][0]["citation"]
    assert found["answers"]["against_terms"]["answer"] == "yes"
    assert found["outgoing"]["recipient"] == "did_supplier"
    text = found["outgoing"]["text"]
    assert found["reference"] in text and "It is handled under our abuse policy" in text
    assert "Does the person called feel threatened or harassed" in text
    assert "Should calls to your number cross our network, we can refuse them." in text
    assert "call the police" in text and "Your own telephone company" in text
    assert not any(word in text.lower() for word in ("harbor", "220-0155", "12382200155", "four", "198.18"))


def test_the_twin_whose_number_was_shown_by_others(run: Run, tmp_path: Path) -> None:
    ours = open_in(run, tmp_path / "ours", ordinary() + made())
    twin = open_in(run, tmp_path / "twin", ordinary())
    assert (twin["verdict"], twin["matches"], twin["holder"]) == ("spoofed", [], "harbor-bay")
    assert twin["confidence"] >= 0.9
    assert twin["coverage"]["complete_up_to"] >= "2026-05-14"
    assert "+12382200155" in twin["do_not_originate_request"]
    assert twin["answers"]["against_terms"]["answer"] == "no"
    assert twin["outgoing"] == ours["outgoing"]


def test_a_suspended_customer_and_a_number_of_nobody_answer_alike(run: Run, tmp_path: Path) -> None:
    ours = open_in(run, tmp_path / "ours", ordinary() + made())
    suspended = open_in(run, tmp_path / "suspended", ordinary() + made(), standing='standing = "suspended"')
    elsewhere = open_in(run, tmp_path / "elsewhere", ordinary(), MAIL.replace("238-220-0155", "462-220-0155"))
    assert suspended["outgoing"] == ours["outgoing"]
    assert elsewhere["verdict"] == "not_ours"
    without = {key: text for key, text in ours["outgoing"].items() if key not in ("text", "subject")}
    assert {key: elsewhere["outgoing"][key] for key in without} == without
    assert _plain(elsewhere) == _plain(ours)


def _plain(found: dict[str, Any]) -> str:
    out = found["outgoing"]
    return str(out["subject"] + out["text"]).replace(found["reference"], "REFERENCE")


def test_records_that_end_too_early_are_no_absence_of_calls(run: Run, tmp_path: Path) -> None:
    found = open_in(run, tmp_path, ordinary(until=7))
    assert (found["verdict"], found["do_not_originate_request"]) == ("no_data", "")
    assert "records reach" in found["verdict_reasons"][0]


def test_the_screen_shows_what_staff_know_and_what_may_leave(run: Run, tmp_path: Path) -> None:
    open_in(run, tmp_path, ordinary() + made())
    done = run("complaint", "open", tmp_path / "complaint.eml", "--home", tmp_path / "home")
    staff, _, leaves = done.out.partition("May leave")
    assert "opened before" in staff and "Made by our customer (harbor-bay)" in staff
    assert "4 calls found of “dozens of times” claimed, fewer than claimed" in staff
    assert "ask: Does the person called feel threatened" in staff
    assert "harbor" not in leaves


def test_what_cant_be_read_waits_with_its_reason(run: Run, tmp_path: Path) -> None:
    open_in(run, tmp_path, ordinary())
    bomb = tmp_path / "bomb.eml"
    bomb.write_bytes(
        b"From: a@b.example\r\nTo: " + b", ".join(b"x%d@y.example" % n for n in range(500)) + b"\r\n\r\nhi"
    )
    done = run("complaint", "open", bomb, "--home", tmp_path / "home", "--json")
    assert done.code == 0
    found = json.loads(done.out)
    assert "addresses" in found["fault"] and found["verdict"] == ""
    waiting = tmp_path / "home" / "complaints" / "quarantine" / f"{found['sha256']}.json"
    assert "addresses" in waiting.read_text()
    assert (tmp_path / "home" / "complaints" / "raw" / found["sha256"][:2] / found["sha256"]).read_bytes() == (
        bomb.read_bytes()
    )
