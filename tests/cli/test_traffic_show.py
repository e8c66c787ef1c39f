"""One customer drawn in the terminal, and tables written to files."""

import csv
import json
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwarden.cli.call_shapes import CallJson
from bellwarden.cli.tables import flat, plain_text, write_table
from tests.cli.conftest import Run
from tests.cli.test_calls import calls_file

pytestmark = pytest.mark.door


@pytest.fixture
def log(run: Run, tmp_path: Path) -> tuple[str, Path]:
    """A log of a dialler's 300 calls and an office's 30."""
    assert run("calls", "import", calls_file(tmp_path), "--home", tmp_path / "home").code == 0
    return ("--home", tmp_path / "home")


def test_a_customer_is_drawn_within_80_columns(run: Run, log: tuple[str, Path]) -> None:
    done = run("traffic", "show", "dialler", *log)
    assert done.code == 0
    assert "300 attempts, 25.0" in done.out
    assert "█" in done.out and "Hour of day" in done.out and "Called most" in done.out
    assert "short calls" in done.out
    assert max(map(len, done.out.splitlines())) <= 80


def test_a_customer_s_name_alone_is_enough_and_commands_go_before(run: Run, log: tuple[str, Path]) -> None:
    assert run("traffic", "dialler", *log).out == run("traffic", "show", "dialler", *log).out
    assert run("traffic", "alerts", *log).code == 0
    assert run("traffic").code == 2
    unknown = run("traffic", "dialer", *log)
    assert (unknown.code, "there are dialler" in unknown.err) == (4, True)


def test_the_drawing_as_json(run: Run, log: tuple[str, Path]) -> None:
    told = run("traffic", "dialler", *log, "--json").json
    assert (told["attempts"], told["answered"], told["kind"]) == (300, 75, "customer")
    assert sum(map(sum, told["hour_of_day"])) == sum(one["attempts"] for one in told["hours"]) == 300
    assert [one["attempts"] for one in told["days"]] == [300]
    assert {one["figure"]: one["of"] for one in told["compared"]}["asr"] == 2
    assert told["alerts"] and all(one["reasons"] for one in told["alerts"])
    by_number = run("traffic", "show", "238-200-0008", "--by", "calling", *log, "--json").json
    assert (by_number["kind"], by_number["subject"], by_number["attempts"]) == ("calling", "12382000008", 1)


def test_nothing_of_that_time_is_said(run: Run, log: tuple[str, Path]) -> None:
    done = run("traffic", "dialler", *log, "--since", "2026-05-30T00:00Z", "--until", "2026-05-30T01:00Z")
    assert "no call in this time" in done.out


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_answers_as_tables(run: Run, log: tuple[str, Path], tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"table.{kind}"
    around = ("--number", "238-200-0008", "--around", "2026-05-30T12:00Z")
    for command, column, count in (
        (("calls", "find", *around), "calling", 1),
        (("traffic", "profile", "--window", "1d"), '"counts.attempts"', 2),
        (("traffic", "alerts", "--reports"), "alert", None),
    ):
        done = run(*command, *log, "--out", out)
        assert (done.code, done.out) == (0, "")
        reader = "read_csv" if kind == "csv" else "read_parquet"
        rows = duckdb.sql(f"SELECT {column} FROM {reader}('{out}')").fetchall()
        assert rows and (count is None or len(rows) == count)
    assert run("traffic", "alerts", *log, "--out", tmp_path / "x.txt").code == 2


def a_call(name: str) -> CallJson:
    return CallJson(*("",) * 6, "", None, 1.5, None, *("",) * 5, name, "", "f", 1)


def test_a_name_that_would_be_a_formula_stays_text(tmp_path: Path) -> None:
    names = ["=HYPERLINK(1)", "+1", "-2", "@SUM", "\tx", "plain", 'a "quote", and a\nline', ""]
    out = tmp_path / "calls.csv"
    assert write_table(out, map(a_call, names)) == len(names)
    with open(out, newline="") as file:
        found = [row["name"] for row in csv.DictReader(file)]
    assert found == [f"'{name}" if name[:1] in "=+-@\t" and name else name for name in names]
    write_table(tmp_path / "calls.parquet", map(a_call, names))
    kept = duckdb.sql(f"SELECT name, duration_s FROM '{tmp_path / 'calls.parquet'}'").fetchall()
    assert [(name or "", length) for name, length in kept] == [(name, 1.5) for name in names]


@given(st.text())
def test_no_cell_begins_as_a_formula(text: str) -> None:
    assert plain_text(text)[:1] not in set("=+-@\t\r\n")
    assert plain_text(text).removeprefix("'") == text.replace("\x00", "").removeprefix("'")


def test_nothing_is_a_table_too_and_lists_are_json(tmp_path: Path) -> None:
    for kind in ("csv", "parquet"):
        assert write_table(tmp_path / f"none.{kind}", []) == 0
        assert (tmp_path / f"none.{kind}").is_file()
    assert json.loads(flat({"a": {"b": [1, {"c": 2}]}})["a.b"]) == [1, {"c": 2}]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["none.csv", "none.parquet"]
