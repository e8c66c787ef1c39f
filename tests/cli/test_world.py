"""`bellwarden world`: an invented carrier's folder."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

pytestmark = pytest.mark.door


def test_a_world_is_written_and_says_what_it_is(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "world"
    done = run("world", "--out", out, "--seed", "3", "--customers", "3", "--days", "1")
    assert done.code == 0
    assert "3 customers" in done.out
    about = json.loads((out / "world.json").read_text())
    assert (about["seed"], about["size"], about["parameters"], about["days"]) == (3, "S", "public", 1)
    assert {path.name for path in out.iterdir()} == {
        *("world.json", "customers.json", "cdr", "complaints", "tracebacks.json", "honeypot.json", "invites.jsonl"),
        *("reference", "truth.jsonl"),
    }


def test_a_folder_with_something_in_it_is_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    done = run("world", "--out", tmp_path)
    assert done.code == 5
    assert "not empty" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_size_that_is_none_is_named(run: Run, tmp_path: Path) -> None:
    done = run("world", "--out", tmp_path / "w", "--size", "XXL")
    assert done.code == 2
    assert "S, M, L" in done.err
