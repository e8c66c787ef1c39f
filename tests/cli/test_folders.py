"""A policy folder read from disk: bounded, and nothing from outside it."""

import os
from pathlib import Path

import pytest

from bellwarden.cli import folders
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.folders import read_folder
from bellwarden.flows.policy_reading import country_of, rules_of
from bellwarden.home.kept_layers import KeptLayers
from bellwarden.rules import emergency_numbers


def fault_of(folder: Path) -> CommandFault:
    with pytest.raises(CommandFault) as caught:
        read_folder(folder)
    return caught.value


def test_files_are_named_by_their_path_inside(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "carrier.toml").write_bytes(b"a")
    (tmp_path / "lists" / "spam.txt").write_bytes(b"b")
    assert read_folder(tmp_path) == {"carrier.toml": b"a", "lists/spam.txt": b"b"}


def test_hidden_files_and_editors_backups_are_left_out(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_bytes(b"x")
    (tmp_path / ".carrier.toml.swp").write_bytes(b"x")
    (tmp_path / "carrier.toml~").write_bytes(b"x")
    assert read_folder(tmp_path) == {}


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"x")
    inside = tmp_path / "policy"
    inside.mkdir()
    (inside / "list.txt").symlink_to(tmp_path / "secret")
    fault = fault_of(inside)
    assert fault.exit_code == Exit.POLICY and "link out of the policy folder" in str(fault)


def test_a_link_inside_the_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    assert read_folder(tmp_path)["b.txt"] == b"x"


def test_a_linked_folder_is_not_walked(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a.txt").write_bytes(b"x")
    inside = tmp_path / "policy"
    inside.mkdir()
    (inside / "lists").symlink_to(tmp_path / "outside")
    assert read_folder(inside) == {}


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "list.txt")
    assert "no regular file" in str(fault_of(tmp_path))


def test_a_file_beyond_the_bound_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "FILE_BYTES_MAX", 10)
    (tmp_path / "list.txt").write_bytes(b"x" * 11)
    assert "list.txt" in str(fault_of(tmp_path))


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "FILES_MAX", 2)
    for name in "abc":
        (tmp_path / name).write_bytes(b"")
    assert fault_of(tmp_path).exit_code == Exit.POLICY


def test_a_folder_that_is_not_there_is_told_with_the_remedy(tmp_path: Path) -> None:
    fault = fault_of(tmp_path / "none")
    assert fault.exit_code == Exit.NOT_FOUND and "policy init" in str(fault)


@pytest.mark.parametrize(
    ("text", "country"),
    [(b'[carrier]\ncountry = "CA"\n', "CA"), (b"[carrier]\n", "US"), (b"[carrier", "US"), (b"\xff", "US")],
)
def test_the_country_is_found_in_files_that_may_be_broken(text: bytes, country: str) -> None:
    assert country_of({"lists/x.txt": b"", "carrier.toml": text}) == country


def test_kept_layers_are_read_when_asked_for_and_others_forgotten(tmp_path: Path) -> None:
    kept = KeptLayers(tmp_path / "built")
    assert kept.get("a") is None and len(kept) == 0
    kept.keep({"a": b"1", "b/../c": b"2"})
    assert (kept["a"], kept["b/../c"], len(kept)) == (b"1", b"2", 2)
    kept.keep({"b/../c": b"2"})
    assert kept.get("a") is None and len(kept) == 1


@pytest.mark.parametrize("country", ["US", "us", "DE"])
def test_emergency_numbers_are_the_country_s_or_all_that_are_known(country: str) -> None:
    """47 CFR 64.1200(k)(5): 911; a country without a pack of its own is not left without any."""
    assert {"911", "988"} <= set(emergency_numbers(rules_of(country)))
