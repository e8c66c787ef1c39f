"""`bellwarden evaluate` and `traffic blend`: a small world beside its truth, and what is wrong with a folder."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bellwarden.simulator.worlds.reading import open_world, read_truth
from tests.calllog.logs import call, table
from tests.cli.conftest import Run
from tests.cli.records import BEGIN, world_folder

pytestmark = pytest.mark.door


def test_a_dialler_is_caught_and_an_office_left_alone(run: Run, tmp_path: Path) -> None:
    done = run("evaluate", "--world", world_folder(tmp_path / "world"), "--plain", "--json")
    assert done.code == 0
    figures = {(one["measure"], one["of"]): one for one in done.json["figures"]}
    caught = figures["bad days caught", "B1"]
    assert (caught["value"], caught["n"], caught["must_met"], caught["must"]) == (1.0, 1, True, 0.97)
    assert figures["cases by benign customer-month", "all"]["value"] == 0
    assert figures["days with an alarm", "declared notifiers"]["n"] == 1
    dialler = next(one for one in done.json["customers"] if one["customer"] == "dialler")
    assert dialler["caught"]
    assert 0 < dialler["passed"] < 300
    assert dialler["delay_s"] == pytest.approx(4 * dialler["passed"], abs=5)


def test_the_table_names_goals_and_what_was_not_seen(run: Run, tmp_path: Path) -> None:
    done = run("evaluate", "--world", world_folder(tmp_path / "world"))
    assert done.code == 0
    rows = done.out.splitlines()
    assert "1 customer that did wrong, 1 honest one for 0.0 customer-months" in rows[0]
    line = next(row for row in rows if row.startswith("bad days caught") and " B1 " in row and "blatant" not in row)
    assert "≥ 0.97" in line
    assert line.split()[-1] == "met"
    assert any("nothing seen" in row for row in rows)


def test_drawn_months_are_the_same_again(run: Run) -> None:
    done = run("evaluate", "--drawn", "3", "--seed", "7", "--json")
    assert done.code == 0
    assert done.json["benign_customers"] == 3
    assert done.json["benign_months"] == 3.0
    assert run("evaluate", "--drawn", "3", "--seed", "7", "--json").out == done.out


Damage = Callable[[Path], object]


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda world: (world / "world.json").unlink(), "has no world.json"),
        (lambda world: (world / "world.json").write_text("{"), "world.json: is no JSON"),
        (lambda world: (world / "world.json").write_text("[]"), "world.json: is no JSON object"),
        (lambda world: (world / "world.json").write_text('{"begin": "2026-05-30"}'), "world.json: has no until"),
        (
            lambda world: (world / "world.json").write_text('{"begin": "soon", "until": ""}'),
            "world.json: begin is no time; write 2026-05-31T00:00:00Z",
        ),
        (lambda world: (world / "customers.json").write_text("{}"), "customers.json: is no list"),
        (lambda world: (world / "customers.json").write_text("[{}]"), "customers.json: customer 1 has no id"),
        (lambda world: (world / "cdr/bellwarden/week.csv").unlink(), "cdr: holds no call records"),
        (lambda world: (world / "truth.jsonl").unlink(), "has no truth.jsonl"),
        (lambda world: (world / "truth.jsonl").write_text(""), "names no customer"),
        (lambda world: (world / "truth.jsonl").write_text('{"kind":"customer"}\n'), "truth.jsonl line 1: has no '"),
        (lambda world: (world / "truth.jsonl").write_text("hello\n"), "truth.jsonl line 1: can't be read: hello"),
        (lambda world: (world / "truth.jsonl").rename(world / "truth.jsonl.gz"), "breaks off or is damaged"),
    ],
)
def test_a_world_that_lacks_something_is_told_what(run: Run, tmp_path: Path, damage: Damage, says: str) -> None:
    world = world_folder(tmp_path / "world")
    damage(world)
    done = run("evaluate", "--world", world)
    assert done.code == 12
    assert says in done.err


@pytest.mark.parametrize("words", [(), ("--world", "nowhere", "--drawn", "3")])
def test_one_of_the_two_has_to_be_said(run: Run, words: tuple[str, ...]) -> None:
    assert run("evaluate", *words).code == 2
    assert run("evaluate", "--world", "nowhere").code == 12


def test_truth_is_read_in_order_of_time(tmp_path: Path) -> None:
    world = world_folder(tmp_path / "world")
    lines = (world / "truth.jsonl").read_text().splitlines()
    (world / "truth.jsonl").write_text("\n".join(reversed(lines)) + "\n")
    truth = read_truth(open_world(world))
    assert truth.calls["dialler"] == tuple(sorted(truth.calls["dialler"]))
    assert truth.calls["dialler"][0] == BEGIN.timestamp()
    assert truth.classes == {"dialler": "B1", "office": "G1"}


def test_a_blend_is_measured_by_whose_calls_they_are(run: Run, tmp_path: Path) -> None:
    from datetime import timedelta

    rows = []
    for n in range(600):  # conversations of two hundred caller IDs
        length = (0, 40, 100, 200, 0, 150)[n % 6]
        ended = "16" if length else "no_answer"
        values = {"calling": f"+1238200{n % 200:04d}", "called": f"+1446200{n:04d}", "billable_s": length}
        rows.append(call(n, BEGIN + timedelta(seconds=n), customer="reseller", cause=ended, **values))
    for n in range(100):  # robocalls that show the called number's own exchange
        length = 4 if n % 4 == 0 else 0
        ended = "16" if length else "no_answer"
        values = {"calling": f"+1446300{n:04d}", "called": f"+1446300{n + 3000:04d}", "billable_s": length}
        rows.append(call(n, BEGIN + timedelta(seconds=n), customer="reseller", cause=ended, **values))
    (tmp_path / "calls.csv").write_text(table(*rows))
    assert run("calls", "import", tmp_path / "calls.csv", "--home", tmp_path).code == 0
    found = json.loads(run("traffic", "blend", "--by", "customer", "--home", tmp_path, "--json").out)
    assert found["share"] == pytest.approx(100 / 700, abs=0.02)
    assert found["low"] <= 100 / 700 <= found["high"]
    assert found["alarm"]
    out = run("traffic", "blend", "--by", "customer", "--home", tmp_path).out
    assert "alarm" in out
    assert "reseller" in out
