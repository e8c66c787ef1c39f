"""Keeping calls: decisions into the log, how far it reaches, what expires, what is held, and watched folders."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bellwarden.calllog import CallLog
from bellwarden.home import Home
from bellwarden.model.decision import Decision
from bellwarden.model.stir import Signing, SigningOutcome, Verification, VerificationStatus
from tests.calllog.logs import call, table
from tests.calllog.test_joining import HEAD, decided, record
from tests.cli.conftest import Run

pytestmark = pytest.mark.door

NOW = datetime.now(UTC).replace(microsecond=0)
RECENT = NOW - timedelta(hours=3)
ORIGID = "3a47ca23-d7ab-446b-821d-33d5deedbed4"
SIGNATURE = "ab" * 32


def kept(at: datetime, number: int, **said: object) -> Decision:
    return decided(number, at, **said)._replace(id=f"{int(at.timestamp() * 1000):012x}0001{number:08x}")


def put(home: Path, *decisions: Decision) -> None:
    place = Home(home)
    place.init()
    writer = place.spool_writer("w0")
    for one in decisions:
        assert writer.put(one) is not False
    writer.close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_decisions_come_in_once_and_tell_who_judged_a_call(run: Run, home: Path, tmp_path: Path) -> None:
    put(home, kept(RECENT, 1, call_id="a@x"), kept(RECENT + timedelta(minutes=1), 2, call_id="b@x"))
    assert run("calls", "decisions", "--home", home).out.startswith("2 calls decided from")
    assert run("calls", "decisions", "--home", home).out.startswith("nothing new")
    put(home, kept(RECENT + timedelta(minutes=2), 3, call_id="c@x"))
    assert run("calls", "decisions", "--home", home).out.startswith("1 call decided from")
    records = tmp_path / "records.csv"
    other = "c9@x"
    records.write_text(HEAD + record(RECENT, call_id="a@x") + record(RECENT + timedelta(minutes=30), call_id=other))
    assert run("calls", "import", records, "--home", home).code == 0
    told = run("calls", "status", "--home", home, "--json").json
    assert (told["calls"], told["decided"], told["undecided"], told["unrecorded"]) == (4, 3, 1, 2)
    assert [one["feed"] for one in told["sources"]] == ["spool", str(tmp_path)]
    # The decisions reach up to now; the records as far as the last of them.
    spool, files = (datetime.fromisoformat(one["complete_up_to"]) for one in told["sources"])
    assert abs(spool - datetime.now(UTC)) < timedelta(minutes=1)
    assert files == RECENT + timedelta(minutes=30)


def test_asked_about_a_later_time_it_says_how_far_the_records_reach(run: Run, home: Path, tmp_path: Path) -> None:
    records = tmp_path / "records.csv"
    records.write_text(table(call(1, RECENT)))
    run("calls", "import", records, "--home", home)
    number = ("--number", "238-200-0001")
    before = run("calls", "find", *number, "--around", RECENT.isoformat(), "--tolerance", "1s", "--home", home)
    assert before.code == 0
    assert "complete up to" in before.err
    earlier = (RECENT - timedelta(hours=2)).isoformat()
    assert "complete" not in run("calls", "find", *number, "--around", earlier, "--tolerance", "1m", "--home", home).err
    later = run("calls", "find", *number, "--around", "10m", "--tolerance", "20m", "--home", home)
    assert later.code != 0
    assert f"records are complete up to {RECENT.strftime('%Y-%m-%dT%H:%M:%S')}.000Z" in later.err


def test_what_is_over_goes_and_what_is_held_stays(run: Run, home: Path, tmp_path: Path) -> None:
    old, older = NOW - timedelta(days=75), NOW - timedelta(days=600)
    ordinary, toll = tmp_path / "ordinary.csv", tmp_path / "toll.csv"
    rows = [call(1, old), call(2, old), call(3, old, customer="harbor"), call(4, RECENT)]
    ordinary.write_text(table(*rows))
    toll.write_text(table(call(5, old), call(6, older)))
    run("calls", "import", ordinary, "--home", home)
    assert run("calls", "import", toll, "--home", home, "--retention", "tolls").code == 2
    assert run("calls", "import", toll, "--home", home, "--retention", "toll").code == 0
    said = ("--reason", "subpoena", "--reference", "CR-1", "--home", home, "--json")
    assert run("calls", "hold", "add", "--number", "238-200-0002", *said).json["number"] == "12382000002"
    assert run("calls", "hold", "add", "--customer", "harbor", *said).json["hold"] == 2
    assert run("calls", "hold", "add", *said).code == 2  # everything for ever is no hold

    def numbers() -> list[int]:
        from tests.calllog.logs import rows_of

        return sorted(row[0] % 10_000 for row in rows_of(CallLog(home / "calllog"), "calling"))

    would = [json.loads(line) for line in run("calls", "expire", "--home", home, "--json").out.splitlines()]
    counts = [(one["retention"], one["rows"], one["expired"], one["held"], one["removed"]) for one in would]
    assert counts == [("toll", 1, 1, 0, False), ("ordinary", 3, 1, 2, False)]
    assert numbers() == [1, 2, 3, 4, 5, 6]
    longer = run("calls", "expire", "--home", home, "--keep", "ordinary=80d", "--json")
    assert [json.loads(line)["retention"] for line in longer.out.splitlines()] == ["toll"]
    assert run("calls", "expire", "--home", home, "--keep", "toll=100d").code != 0  # less than the law asks for
    assert run("calls", "expire", "--home", home, "--do").code == 0
    assert numbers() == [2, 3, 4, 5]
    assert run("calls", "hold", "lift", "2", "--home", home).code == 0
    assert run("calls", "hold", "lift", "2", "--home", home).code == 4
    run("calls", "expire", "--home", home, "--do")
    assert numbers() == [2, 4, 5]
    assert "lifted" in run("calls", "hold", "list", "--all", "--home", home).out
    assert "harbor" not in run("calls", "hold", "list", "--home", home).out


def test_a_held_call_survives_that_its_day_is_written_anew(run: Run, home: Path, tmp_path: Path) -> None:
    old = NOW - timedelta(days=75)
    records = tmp_path / "records.csv"
    records.write_text(HEAD + record(old, call_id="a@x"))
    run("calls", "import", records, "--home", home)
    run("calls", "hold", "add", "--number", "+14465550111", "--reason", "case", "--home", home)
    run("calls", "expire", "--home", home, "--do")
    put(home, kept(old, 1, call_id="a@x"), kept(old + timedelta(hours=3), 2, calling="+14465550119"))
    run("calls", "decisions", "--home", home)
    run("calls", "expire", "--home", home, "--do")
    (found,) = run("calls", "find", "--number", "446-555-0111", "--around", "75d", "--home", home, "--json").out.split(
        "\n"
    )[:1]
    assert (json.loads(found)["rung"], json.loads(found)["call_id"]) == ("call_id", "a@x")


def test_a_token_is_found_in_the_log_when_the_spool_is_gone(run: Run, home: Path, tmp_path: Path) -> None:
    signing = Signing(SigningOutcome.SIGNED, "A", "assigned_number", ORIGID, SIGNATURE)
    found = Verification(VerificationStatus.PASSED, 0, "", "B", "their-origid", "B100", "", "", "cd" * 32)
    put(
        home,
        kept(RECENT, 1, call_id="a@x", signing=signing),
        kept(RECENT + timedelta(seconds=1), 2, call_id="a@x", signing=signing),  # asked again
        kept(RECENT, 3, call_id="b@x", verification=found),
    )
    run("calls", "decisions", "--home", home)
    for path in (home / "spool").iterdir():
        path.unlink()
    records = tmp_path / "records.csv"
    records.write_text(HEAD + record(RECENT + timedelta(seconds=30), call_id="a@x", customer="acme"))
    run("calls", "import", records, "--home", home)
    ours = run("stir", "find", "--origid", ORIGID.upper(), "--home", home, "--json")
    assert (ours.code, ours.json["whose"]) == (0, "signed")
    assert {one["call_id"] for one in ours.json["calls"]} == {"a@x"}
    assert ours.json["calls"][-1]["signed"] == "attestation A"
    assert ours.json["calls"][-1]["customer"] == "acme"
    theirs = run("stir", "find", "--origid", "their-origid", "--home", home, "--json").json
    assert (theirs["whose"], theirs["calls"][0]["verified"]) == ("seen", "TN-Validation-Passed by B100 attestation B")
    assert run("stir", "find", "--origid", "nobody's", "--home", home).code == 1


def watch(home: Path, *folders: Path, settle: str = "1s") -> list[dict[str, object]]:
    """One pass, as a process of its own."""
    words = ("calls", "watch", *map(str, folders), "--once", "--settle", settle, "--home", str(home), "--json")
    done = subprocess.run([sys.executable, "-m", "bellwarden", *words], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def aged(path: Path, text: str) -> Path:
    path.write_text(text)
    os.utime(path, (time.time() - 60, time.time() - 60))
    return path


def test_a_watched_folder(run: Run, home: Path, tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    aged(drop / "good.csv", table(call(1, RECENT)))
    aged(drop / "upload.csv.part", table(call(2, RECENT)))
    aged(drop / ".hidden.csv", table(call(3, RECENT)))
    aged(drop / "empty.csv", "")
    aged(drop / "wrong.csv", table(call(4, NOW + timedelta(days=3))))
    (drop / "growing.csv").write_text(table(call(5, RECENT)))
    bad = {str(drop / "empty.csv"): "empty", str(drop / "wrong.csv"): "none of its 1 rows"}
    told = watch(home, drop)
    assert {one["file"] for one in told if one["rows"]} == {str(drop / "good.csv"), str(drop / "growing.csv")}
    status = run("calls", "status", "--home", home, "--json").json
    assert {one["file"] for one in status["quarantined"]} == set(bad)
    assert all(bad[one["file"]] in one["reason"] for one in status["quarantined"])
    aside = [one.name.partition("-")[2] for one in (home / "calllog" / "quarantine").iterdir()]
    assert sorted(aside) == ["empty.csv.reason.txt", "wrong.csv", "wrong.csv.reason.txt"]
    assert watch(home, drop) == []  # each file once, bad ones told once
    (drop / "upload.csv.part").rename(drop / "upload.csv")
    aged(drop / "empty.csv", table(call(6, RECENT)))
    assert sorted(Path(str(one["file"])).name for one in watch(home, drop)) == ["empty.csv", "upload.csv"]
    assert run("calls", "status", "--home", home, "--json").json["calls"] == 4
    # Without its memory it reads the files again, and the log knows them.
    (home / "calllog" / "watched.json").unlink()
    assert all(
        one["known"] for one in watch(home, drop) if not one["fault"] and one["rows"] == 0 and not one["refused"]
    )
    assert run("calls", "status", "--home", home, "--json").json["calls"] == 4


@pytest.mark.slow
def test_a_watch_that_is_killed_takes_every_file_in_once(run: Run, home: Path, tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    for number in range(6):
        aged(drop / f"{number}.csv", table(*(call(number * 100 + n, RECENT) for n in range(20))))
    words = ("calls", "watch", str(drop), "--settle", "1s", "--home", str(home), "--json")
    for _ in range(3):
        with subprocess.Popen([sys.executable, "-m", "bellwarden", *words], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            process.send_signal(signal.SIGKILL)
    with subprocess.Popen([sys.executable, "-m", "bellwarden", *words], stdout=subprocess.PIPE) as process:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and run("calls", "status", "--home", home, "--json").json["calls"] < 120:
            time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert run("calls", "status", "--home", home, "--json").json["calls"] == 120


def test_a_log_that_another_process_writes_to_puts_no_file_aside(run: Run, home: Path, tmp_path: Path) -> None:
    from bellwarden.calllog.files import only_writer

    drop = tmp_path / "drop"
    drop.mkdir()
    aged(drop / "good.csv", table(call(1, RECENT)))
    (home / "calllog").mkdir(parents=True)
    with only_writer(home / "calllog"):
        (told,) = watch(home, drop)[:1]
        assert "another process writes" in str(told["fault"])
    assert run("calls", "status", "--home", home, "--json").json["quarantined"] == []
    assert [one["rows"] for one in watch(home, drop)] == [1]
    shutil.rmtree(drop)
    assert run("calls", "watch", drop, "--once", "--home", home).code == 4
