"""The table of settings: none is undocumented, and what the messages ask for is accepted."""

import tomllib

import pytest

from bellwarden.policy.settings import Setting, reference, settings, table_at, toml, write_at
from bellwarden.policy.tables import NAMED, SINGLES, IdentifyTable, ModeTable, TrunkTable

ALL = settings()


@pytest.mark.parametrize("setting", ALL, ids=[setting.path for setting in ALL])
def test_no_setting_is_undocumented(setting: Setting) -> None:
    assert len(setting.meaning.split()) >= 2
    assert setting.kind
    assert setting.write


def test_every_table_explains_itself() -> None:
    for table in (*SINGLES.values(), *NAMED.values()):
        assert len((table.__doc__ or "").split()) >= 4


def test_paths_are_unique_and_begin_with_their_table() -> None:
    paths = [setting.path for setting in ALL]
    assert len(set(paths)) == len(paths)
    assert {path.split(".")[0] for path in paths} == {*SINGLES, *NAMED}


def test_settings_of_inner_tables_are_among_them() -> None:
    paths = {setting.path for setting in ALL}
    assert {"carrier.redress.url", "trunk.NAME.identify.header", "check.NAME.called_customer.NAME.mode"} <= paths
    assert "list.NAME.class" in paths


def test_defaults_are_toml() -> None:
    for setting in ALL:
        if setting.default:
            tomllib.loads(f"x = {setting.default}")


@pytest.mark.parametrize("value", ["", "a", 'a "b"', "a 'b' \"c\"", "\\", True, 3, 0.005, ["a", "b"]])
def test_values_are_written_as_toml_reads_them(value: object) -> None:
    assert tomllib.loads(f"x = {toml(value)}")["x"] == value


def test_the_reference_names_every_setting() -> None:
    text = reference()
    assert all(f"| `{setting.path}` |" in text for setting in ALL)
    assert text.count("\n") == len(ALL) + 2


def test_tables_are_found_by_their_place_in_the_files() -> None:
    assert table_at(("trunk", "lab")) is TrunkTable
    assert table_at(("trunk", "lab", "identify", 3)) is IdentifyTable
    assert table_at(("list", "l", "called_customer", "acme")) is ModeTable
    assert table_at(("nothing", "x")) is None
    assert table_at(()) is None


def test_what_to_write_is_found_by_its_place_in_the_files() -> None:
    assert write_at(("customer", "acme", "cps_max")) == "a whole number of calls per second, or 0 for no limit"
    assert write_at(("trunk", "lab", "addresses", 2)).startswith("a list of addresses")
    assert write_at(("trunk", "lab", "nothing")) == ""
    assert write_at((3,)) == ""
