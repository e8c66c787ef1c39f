"""`bellwarden decisions` over a small spool."""

import csv
import io
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bellwarden.cli.compose import needed_policy, trial_world
from bellwarden.cli.exits import Exit
from bellwarden.cli.records import CSV_COLUMNS, csv_row
from bellwarden.flows.late import unjudged
from bellwarden.home import Home
from bellwarden.model.decision import Decision
from bellwarden.seam.journal import EnforcementBook
from tests.cli.conftest import AT, CALLS, Run, keep
from tests.cli.test_explain import call_of


def test_the_last_ones_come_oldest_first(run: Run, demo_home: Path, kept: list[Decision]) -> None:
    lines = run("decisions", "tail", "-n", 3, "--home", demo_home).out.splitlines()
    assert [line.rpartition("[")[2].rstrip("]") for line in lines] == [one.id for one in kept[-3:]]
    assert "✚ Emergency" in lines[0] and "238-200-5001 → 911" in lines[0]
    assert "◆ Diverted" in lines[1]


def test_each_line_of_json_is_one_decision(run: Run, demo_home: Path, kept: list[Decision]) -> None:
    lines = run("decisions", "tail", "--json", "--home", demo_home).out.splitlines()
    assert [json.loads(line)["decision_id"] for line in lines] == [one.id for one in kept]
    assert [json.loads(line)["goes_on"] for line in lines] == [True, False, False, True, False, False]


def test_an_empty_spool_says_why_it_is_empty(run: Run, home: Path) -> None:
    done = run("decisions", "tail", "--home", home)
    assert (done.code, done.out) == (0, "")
    assert "No decision is kept" in done.err
    assert "No call was judged yet" in run("decisions", "summary", "--home", home).out


def test_followed_decisions_come_as_they_are_made_and_each_once(home: Path) -> None:
    keep(home, (call_of(AT, "127.0.1.1", "238-200-0100"),))
    command = [sys.executable, "-m", "bellwarden", "decisions", "tail", "-f", "--json", "--home", str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        first = json.loads(child.stdout.readline())
        (later,) = keep(home, (call_of(time.time(), "127.0.1.1", "238-200-0100"),))
        second = json.loads(child.stdout.readline())
        child.terminate()
    assert first["at"].startswith("2023-11-14") and second["decision_id"] == later.id


def test_export_in_json_lines_is_the_whole_time(run: Run, demo_home: Path) -> None:
    lines = run("decisions", "export", "--home", demo_home).out.splitlines()
    assert [json.loads(line)["call_id"] for line in lines] == [call.call_id for call in CALLS]


@pytest.mark.parametrize(
    ("since", "until", "calls"),
    [
        ("2023-11-14T22:13:22Z", "", CALLS[2:]),
        ("", "2023-11-14T22:13:22Z", CALLS[:2]),
        ("2023-11-14T22:13:21+00:00", "2023-11-14T22:13:23Z", CALLS[1:3]),
        ("1h", "", ()),
    ],
)
def test_export_between_two_times(run: Run, demo_home: Path, since: str, until: str, calls: tuple[object, ...]) -> None:
    words = [*(("--since", since) if since else ()), *(("--until", until) if until else ())]
    assert len(run("decisions", "export", *words, "--home", demo_home).out.splitlines()) == len(calls)


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "5", "-2h", "2y", "٢h", "99999999999999w"])
def test_a_time_that_is_none_is_refused(run: Run, demo_home: Path, text: str) -> None:
    done = run("decisions", "export", f"--since={text}", "--home", demo_home)
    assert done.code == Exit.USAGE
    assert "bellwarden decisions export --help" in done.err


def test_csv_has_a_header_and_every_decision(run: Run, demo_home: Path) -> None:
    out = run("decisions", "export", "--format", "csv", "--home", demo_home).out
    rows = list(csv.DictReader(io.StringIO(out)))
    assert tuple(rows[0]) == CSV_COLUMNS
    assert [row["call_id"] for row in rows] == [call.call_id for call in CALLS]
    assert [row["goes_on"] for row in rows] == ["true", "false", "false", "true", "false", "false"]


def test_no_cell_begins_like_a_formula(run: Run, demo_home: Path) -> None:
    rows = list(csv.reader(io.StringIO(run("decisions", "export", "--format", "csv", "--home", demo_home).out)))
    assert any(cell == "'=HYPERLINK(1)" for row in rows for cell in row)
    assert [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r\n")] == []


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x00=1"])
def test_every_way_into_a_formula_is_guarded(kept: list[Decision], name: str) -> None:
    decision = kept[0]
    call = decision.call._replace(request=decision.call.request._replace(display_name=name))
    cell = csv_row(decision._replace(call=call))[CSV_COLUMNS.index("display_name")]
    assert cell.startswith("'")


def test_the_summary_says_whose_calls_were_lost(run: Run, demo_home: Path) -> None:
    told = run("decisions", "summary", "--home", demo_home).out
    assert told.startswith("4 of 6 calls were refused or diverted (66.7\N{NARROW NO-BREAK SPACE}%).\n")
    assert "1 emergency call, all let through" in told
    assert "sunvale (Sunvale Benefits Center)" in told
    assert "1 customer without a refused call" in told


def test_the_summary_as_json(run: Run, demo_home: Path) -> None:
    told = run("decisions", "summary", "--json", "--home", demo_home).json
    assert (told["calls"], told["refused"], told["emergency"], told["observed"]) == (6, 4, 1, 0)
    assert told["share"] == pytest.approx(4 / 6, abs=1e-6)
    assert told["customers"][0] == {
        "customer": "sunvale",
        "name": "Sunvale Benefits Center",
        "calls": 3,
        "refused": 3,
        "share": 1.0,
        "reasons": {"CALLER_ID_EMERGENCY": 1, "NAME_LIST": 1, "CALLER_ID_INVALID": 1},
    }


def test_while_the_gate_observes_the_summary_says_would(run: Run, home: Path) -> None:
    keep(home, (call_of(AT, "127.0.1.1", "911"), call_of(AT + 1, "127.0.1.1", "238-200-0100")))
    told = run("decisions", "summary", "--home", home).out
    assert told.startswith("1 of 2 calls would have been refused or diverted")
    assert "every one of these calls went on" in told


def test_calls_that_went_on_unjudged_are_neither_refused_nor_judged(run: Run, home: Path) -> None:
    place = Home(home)
    decision = unjudged(CALLS[0], trial_world(needed_policy(place).policy, EnforcementBook()))
    assert decision is not None
    writer = place.spool_writer("test")
    writer.put(decision._replace(id=f"{int(AT * 1000):012x}beef00000000"))
    writer.close()
    told = run("decisions", "summary", "--json", "--home", home).json
    assert (told["calls"], told["refused"], told["unjudged"]) == (0, 0, 1)
    assert "✕ Not judged" in run("decisions", "tail", "--home", home).out


def test_damaged_places_are_told_and_the_rest_is_read(run: Run, home: Path) -> None:
    keep(home, CALLS[:1] + tuple(call_of(AT + number, "127.0.1.1", "238-200-0100") for number in range(5)))
    (segment,) = (home / "spool").glob("*.spool")
    data = bytearray(segment.read_bytes())
    data[len(data) // 2] ^= 0xFF
    segment.write_bytes(data)
    told = run("decisions", "summary", "--json", "--home", home).json
    assert told["damaged"] == 1 and told["calls"] == 5
    assert "damaged and passed over" in run("decisions", "tail", "--home", home).err


def test_calls_that_went_on_unjudged_are_listed_with_the_times_that_left_no_record(run: Run, home: Path) -> None:
    place = Home(home)
    assert "was judged and kept" in run("decisions", "unjudged", "--home", home).out
    decision = unjudged(CALLS[0], trial_world(needed_policy(place).policy, EnforcementBook()))
    assert decision is not None
    writer = place.spool_writer("w0")
    writer.put(decision._replace(id=f"{int(AT * 1000):012x}000100000001"))
    writer.put(decision._replace(journal=None))  # type: ignore[arg-type]  # nothing that can be packed
    writer.close()
    (place.spool / "not-kept.jsonl").write_text(
        json.dumps({"begin": AT, "end": AT + 9, "decisions": 77, "worker": "w0", "why": "No space left on device"})
        + "\n{"
    )
    call, interval = [
        json.loads(line) for line in run("decisions", "unjudged", "--json", "--home", home).out.splitlines()
    ]
    assert (call["reason"], call["count"], call["customer"]) == ("JUDGING_FAILED", 1, decision.call.customer)
    assert (call["calling_number"], call["source_ip"]) == (decision.call.calling.digits, CALLS[0].source_ip)
    assert (interval["reason"], interval["count"]) == ("NOT_KEPT", 77)
    told = run("decisions", "unjudged", "--home", home).out
    assert "77 decisions not kept: No space left on device" in told
    assert "judging it failed" in told
    assert run("decisions", "unjudged", "--since", "1m", "--json", "--home", home).out == ""
