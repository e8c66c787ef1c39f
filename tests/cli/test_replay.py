"""`bellwarden replay`: what a policy or a rule would have done, without a trace in the home."""

import csv
import gzip
import hashlib
import json
import shutil
from pathlib import Path

import duckdb
import pytest

from bellwarden.cli.replay_rule import tables_of
from bellwarden.home import Home
from bellwarden.policy.demo import demo_files
from tests.cli.conftest import Run, write

pytestmark = pytest.mark.door

RECORDS = """start_time,calling_number,called_number,disposition,billsec,customer
2023-11-14 22:00:00,12382000101,14462002001,ANSWERED,90,harbor-dental
2023-11-14 22:00:05,12382000101,14462002002,NO ANSWER,0,harbor-dental
2023-11-14 22:00:10,12382002001,14462002003,ANSWERED,30,copperline
2023-11-14 22:00:15,12382002001,911,ANSWERED,30,copperline
2023-11-14 22:00:20,12382002001,14462002003,ANSWERED,30,somebody
"""


@pytest.fixture
def past(demo_home: Path, tmp_path: Path, run: Run) -> Path:
    """The demonstration's home with six decisions, and five records of calls that the gate was not asked about."""
    home = tmp_path / "home"
    shutil.copytree(demo_home, home)
    (tmp_path / "week.csv").write_text(RECORDS)
    assert run("calls", "import", tmp_path / "week.csv", "--home", home).code == 0
    return home


def tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_policy_in_force_changes_nothing_and_no_file_is_touched(run: Run, past: Path, tmp_path: Path) -> None:
    policy = write(tmp_path / "policy", demo_files())
    before = tree(past)
    done = run("replay", "--policy", policy, "--home", past, "--json")
    assert (done.code, done.json["changed"], done.json["other_reason"]) == (0, 0, 0)
    assert (done.json["calls"], done.json["decisions"]) == (10, 6)
    assert "No call would have ended otherwise." in run("replay", "--policy", policy, "--home", past).out
    assert run("replay", "--rule", "+12382000101", "--home", past).code == 1
    assert tree(past) == before


def test_a_number_is_tried_on_both_sources(run: Run, past: Path) -> None:
    done = run("replay", "--rule", "238-200-01*", "--home", past, "--json")
    assert done.code == 3  # a prefix needs its country code
    done = run("replay", "--rule", "+1238200*", "--home", past, "--json")
    assert done.code == 1
    told = done.json
    assert told["turns"] == [
        {"live": "passed", "candidate": "stopped", "calls": 4},
        {"live": "diverted", "candidate": "stopped", "calls": 1},  # a block is stronger than a diversion
    ]
    assert {one["name"]: one["newly_held"] for one in told["customers"]} == {"harbor-dental": 3, "copperline": 1}
    assert (told["total"]["answered_lost"], told["total"]["minutes_lost"]) == (2, 2.0)
    assert (told["emergency_calls"], told["emergency_held"]) == (2, 0)
    assert told["unknown_answers"] == 1  # the call that only the gate knows of
    assert [one["name"] for one in told["destinations"]] == ["+1 446"]
    shown = run("replay", "--rule", "+1238200*", "--home", past).out
    assert "5 of 10 calls (50.0" in shown and "2 emergency calls, all let through" in shown
    assert "238-200-0101" in shown and "CALLING_LIST tried" in shown


def test_a_policy_of_before_is_tried(run: Run, past: Path, tmp_path: Path) -> None:
    files = demo_files()
    name = next(one for one in files if one.endswith("carrier.toml"))
    pointer = Home(past).shelf().current()
    assert pointer is not None
    first = pointer.snapshot
    late = b'\n[condition.late]\nwhen = "hour_utc == 22"\naction = "block"\nmode = "act"\n'
    policy = write(tmp_path / "policy", {**files, name: files[name] + late})
    assert run("policy", "push", policy, "--home", past, "--reason", "late", "--force", "a test").code == 0
    told = run("replay", "--snapshot", first[:12], "--home", past, "--json")
    assert (told.code, told.json["candidate"][:19]) == (1, f"policy {first[:12]}")
    assert told.json["total"]["released"] > 0
    assert run("replay", "--snapshot", "f" * 12, "--home", past).code == 4
    assert run("replay", "--snapshot", first, "--rule", "+1238*", "--home", past).code == 2


@pytest.mark.parametrize(
    ("rule", "changed"),
    [
        ('customer == "copperline" && called.startsWith("1446")', 1),
        ("called_number: 14462002000-14462002001", 2),
        ("name: *DENTAL*", 1),
        ('[condition.late]\nwhen = "hour_utc == 22"\naction = "limit"\n', 5),
        ('[condition.narrow]\nwhen = "hour_utc == 22"\ncustomer.copperline.mode = "off"\n', 4),
    ],
)
def test_rules_as_people_write_them(run: Run, past: Path, tmp_path: Path, rule: str, changed: int) -> None:
    assert run("replay", "--rule", rule, "--home", past, "--json").json["changed"] == changed
    file = tmp_path / "rule.txt"
    file.write_text(rule)
    assert run("replay", "--rule", file, "--home", past, "--json").json["changed"] == changed


def test_what_a_rule_is() -> None:
    assert 'key = "calling_number"' in tables_of("+1 (238) 200-0101")
    assert 'key = "called_country"' in tables_of("called_country: CU")
    assert 'when = "withheld"' in tables_of("withheld")


def test_a_rule_with_a_fault_is_told_by_line_and_field(run: Run, past: Path) -> None:
    done = run("replay", "--rule", "customer = 1", "--home", past)
    assert done.code == 3
    assert "condition.tried.when: is not CEL" in done.err and "carrier.toml" not in done.err
    assert run("replay", "--rule", "911", "--home", past).code == 3
    assert "is an emergency number" in run("replay", "--rule", "called_number: 911", "--home", past).err
    assert run("replay", "--home", past).code == 2
    assert run("replay", "--rule", "withheld", "--policy", past, "--home", past).code == 2
    assert run("replay", "--rule", "withheld", "--home", past / "nowhere").code == 4


def test_known_customers_and_complaints(run: Run, past: Path, tmp_path: Path) -> None:
    (past / "known-good.txt").write_text("harbor-dental  # our dentist\n")
    bad = tmp_path / "bad.txt"
    bad.write_text("238-200-2001\n")
    complaints = tmp_path / "complaints.csv"
    complaints.write_text("number,time\n238-200-0101,2023-11-14T22:10:00Z\n12382009999,2023-11-14T22:10:00\n")
    options = ("--home", past, "--known-bad", bad, "--complaints", complaints)
    told = run("replay", "--rule", "+12382000101", *options, "--json").json
    assert [(one["name"], one["newly_held"]) for one in told["known_good"]] == [("harbor-dental", 2)]
    assert (told["known_bad"], told["known_bad_untouched"]) == ([], 1)
    assert told["complaints"] == {"told": 2, "of_other_times": 0, "matched": 1, "prevented": 1}
    shown = run("replay", "--rule", "+12382000101", *options).out
    assert "1 known good hit: harbor-dental (2 calls)" in shown
    assert run("replay", "--rule", "withheld", "--home", past, "--known-bad", tmp_path / "none").code == 4
    complaints.write_text("number,time\n238-200-0101,yesterday\n")
    assert f"{complaints}:2" in run("replay", "--rule", "withheld", *options).err


def test_the_truth_of_a_world_is_taken(run: Run, past: Path, tmp_path: Path) -> None:
    truth = [
        {"kind": "customer", "id": "harbor-dental", "class": "G1", "bad": []},
        {"kind": "customer", "id": "copperline", "class": "B5", "bad": [["a", "b"]]},
        {"kind": "call", "call_id": "good@x", "class": "B5"},
        {"kind": "complaint", "file": "1.eml", "call_id": "good@x"},
        {"kind": "complaint", "file": "2.eml", "spoofed": True},
    ]
    with gzip.open(tmp_path / "truth.jsonl.gz", "wt") as file:
        file.writelines(json.dumps(one) + "\n" for one in truth)
    told = run("replay", "--rule", "+1238200*", "--home", past, "--world", tmp_path, "--json").json
    assert [one["name"] for one in told["known_good"]] == ["harbor-dental"]
    assert [one["name"] for one in told["known_bad"]] == ["copperline"]
    assert told["complaints"] == {"told": 1, "of_other_times": 0, "matched": 1, "prevented": 1}


def test_what_records_do_not_tell_is_told_in_percent(run: Run, past: Path) -> None:
    told = run("replay", "--rule", 'user_agent == "x" || display_name == ""', "--home", past, "--json").json
    gaps = {one["what"]: one["percent"] for one in told["gaps"]}
    assert gaps["caller names: condition:tried"] == gaps["SIP headers: malformed_message"] == 36.36
    assert gaps["records whose customer, trunk and source address the policy does not know"] == 9.09
    assert told["unjudged"] == 1


def test_a_folder_of_records_alone_is_enough(run: Run, past: Path, tmp_path: Path) -> None:
    home = tmp_path / "records"
    home.mkdir()
    shutil.copytree(past / "calllog", home / "calllog")
    told = run("replay", "--rule", 'customer == "somebody"', "--home", home, "--json").json
    assert (told["live"], told["calls"], told["changed"], told["emergency_calls"]) == ("", 5, 1, 1)
    policy = write(tmp_path / "policy", demo_files())
    told = run("replay", "--policy", policy, "--home", home, "--json").json
    assert (told["calls"], told["unjudged"], told["changed"]) == (4, 1, 0)


def test_the_time_asked_for(run: Run, past: Path) -> None:
    told = run("replay", "--rule", "withheld", "--home", past, "--days", 1, "--json").json
    assert (told["calls"], told["until"]) == (10, "2023-11-14T22:13:26.000Z")
    early = run("replay", "--rule", "withheld", "--home", past, "--until", "2023-11-14T22:00:12Z", "--json").json
    assert early["calls"] == 3


def test_what_it_means_for_each_customer_as_a_table(run: Run, past: Path, tmp_path: Path) -> None:
    out = tmp_path / "changed.csv"
    assert run("replay", "--rule", "+1238200*", "--home", past, "--out", out).code == 1
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert [(one["name"], one["newly_held"]) for one in rows[:2]] == [("harbor-dental", "3"), ("copperline", "1")]
    parquet = tmp_path / "changed.parquet"
    run("replay", "--rule", "+1238200*", "--home", past, "--out", parquet)
    found = duckdb.sql(f"SELECT name, newly_held FROM '{parquet}' ORDER BY newly_held DESC LIMIT 2").fetchall()
    assert found == [("harbor-dental", 3), ("copperline", 1)]
    assert run("replay", "--rule", "withheld", "--home", past, "--out", tmp_path / "x.xlsx").code == 2
