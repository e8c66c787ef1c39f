"""A world's folder: the same bytes for the same seed, records that our own import takes, a truth of them."""

import hashlib
import json
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bellwarden.calllog import CallLog
from bellwarden.calllog.asking import asking
from bellwarden.calllog.references import References
from bellwarden.cli.folders import read_policy_folder
from bellwarden.numbering.allocation import read_area_report, read_blocks
from bellwarden.simulator.worlds import folder
from bellwarden.simulator.worlds.counting import Whose, hourly
from bellwarden.simulator.worlds.make import Traffic
from bellwarden.traffic.profile import SubjectKind
from tests.calllog.logs import take
from tests.simulator.worlds.playing import played, small

pytestmark = pytest.mark.door

PLAN = small(4, calls_max=60, days=2, customers=30)
PROGRAM = """
import sys
from pathlib import Path
from bellwarden.simulator.worlds import folder
from tests.simulator.worlds.test_folder import PLAN
for _ in folder.write(PLAN, Path(sys.argv[1]), jobs=2): pass
"""


def digest(where: Path) -> str:
    seen = hashlib.sha256()
    for path in sorted(path for path in where.rglob("*") if path.is_file()):
        seen.update(path.relative_to(where).as_posix().encode() + b"\\0" + path.read_bytes())
    return seen.hexdigest()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("world") / "one"
    assert list(folder.write(PLAN, where))[-1] == (12, 12)
    return where


def lines(world: Path, kind: str) -> list[dict[str, object]]:
    found = [json.loads(line) for line in (world / "truth.jsonl").read_text().splitlines()]
    return [one for one in found if one["kind"] == kind]


def test_the_same_seed_gives_the_same_bytes_in_another_process(world: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "two")],
        env={"PYTHONHASHSEED": "77", "PYTHONPATH": ":".join(sys.path)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert digest(tmp_path / "two") == digest(world)


def test_all_records_are_taken_and_those_who_did_wrong_are_named(world: Path, tmp_path: Path) -> None:
    log = CallLog(tmp_path / "calllog")
    taken: Counter[str] = Counter()
    for path in sorted((world / "cdr").rglob("*.csv")):
        done = take(log, path, zone="UTC")
        assert done.refused == 0
        taken[path.parent.name] += done.rows
    assert set(taken) == {"asterisk", "freeswitch", "kamailio", "generic"}
    assert taken.total() == json.loads((world / "world.json").read_text())["calls"]
    with asking(log.folder) as asker:
        seen = {one.subject for one in asker.profiles(SubjectKind.CUSTOMER, References(), window_s=0)}
    wrong = {one["id"] for one in lines(world, "customer") if one["bad"]}
    assert wrong <= seen <= {one["id"] for one in lines(world, "customer")}


def test_the_truth_names_calls_and_complaints_that_are_there(world: Path) -> None:
    text = "".join(path.read_text() for path in (world / "cdr").rglob("*.csv"))
    calls = {str(one["call_id"]) for one in lines(world, "call")}
    assert calls
    assert all(call_id in text for call_id in sorted(calls)[:200])
    complaints = lines(world, "complaint")
    assert {str(one["file"]) for one in complaints} == {
        path.relative_to(world).as_posix() for path in (world / "complaints").iterdir()
    }
    assert all((one["call_id"] is None) == one["spoofed"] for one in complaints)
    assert all(str(one["call_id"]) in text for one in complaints if one["call_id"])
    assert not any(word in text for word in ("B1", "B2", "robocall"))


def test_lists_are_files_that_an_operator_could_have(world: Path) -> None:
    lists = world / "reference"
    areas = read_area_report((lists / "areas.csv").read_bytes())
    blocks = read_blocks([("blocks.csv", (lists / "blocks.csv").read_bytes())])
    assert not areas.problems
    assert not blocks.problems
    assert len(areas.areas) > 100
    numbers = PLAN.numbers()
    for number in (12382220000, 12382410000, 14462501234, 17563110000):
        assert (blocks.blocks[2 * (number % 10_000_000_000 // 1000)] != 0) == numbers.allocated(number)
    assert read_policy_folder(lists, date(2026, 5, 7)).errors == ()
    listed = [int("1" + line.replace(",", "")) for line in (lists / "do-not-call.txt").read_text().splitlines()]
    assert len(listed) > 100
    assert all(numbers.traits(number).do_not_call for number in listed)


def test_counting_call_by_call_gives_what_the_log_gives(tmp_path: Path) -> None:
    """Of the switch whose records keep milliseconds and SIP statuses."""
    traffic = Traffic(PLAN, 3)
    days = list(traffic.days())
    world = tmp_path / "world"
    folder.write_switch(PLAN, _new(world), 3)
    log = CallLog(tmp_path / "calllog")
    for path in sorted((world / "cdr" / "generic").iterdir()):
        assert take(log, path).refused == 0
    calls = [call for day in days for call in day.calls]
    with asking(log.folder) as asker:
        found = {(one.subject, one.since): one for one in asker.profiles(SubjectKind.CUSTOMER, References())}
    counted = {
        (one.subject, one.since): one
        for member, _ in traffic.customers
        for one in hourly(
            Whose(member.key, traffic.numbers, frozenset(), {}), [call for call in calls if call.customer == member.key]
        )
    }
    assert found.keys() == counted.keys()
    for name in SAME:
        assert [key for key in found if getattr(found[key], name) != getattr(counted[key], name)] == [], name
    for key, one in found.items():
        assert one.gap_cv == pytest.approx(counted[key].gap_cv)
        assert one.line_entropy_bits == pytest.approx(counted[key].line_entropy_bits)


# All that needs no list and nothing beyond the hour.
SAME = (
    *(
        "attempts",
        "answered",
        "timed",
        "billable_ms",
        "short",
        "under_60s",
        "over_120s",
        "no_answer",
        "busy",
        "cancelled",
    ),
    *("vacant", "rejected", "failed", "analytics_rejects", "statused", "short_rings", "invalid_callers", "callers"),
    *("caller_attempts_max", "numbered", "home_pairs", "same_area", "same_exchange", "called_numbers"),
    *("called_attempts_max", "called_callers_max", "pair_attempts_max", "sequential", "sequential_run_max"),
    *("attempts_1s_max", "attempts_10s_max", "attempts_60s_max", "squares_10s", "high_cost", "high_cost_billable_ms"),
    *("high_cost_prefixes", "high_cost_parallel_max", "high_cost_callers", "name_callers_max", "first_at", "last_at"),
)


def _new(where: Path) -> Path:
    where.mkdir()
    return where


def test_times_of_a_day_lie_within_it() -> None:
    world = played(1)
    begin = datetime(2026, 5, 7, tzinfo=UTC).timestamp() * 1000
    assert all(begin <= call.at_ms < begin + 4 * 86_400_000 for call in world.calls)
