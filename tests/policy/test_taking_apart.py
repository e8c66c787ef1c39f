"""Files taken apart and put together again build the same policy; what is no customer and no trunk stays as it was."""

import tomllib
from pathlib import Path

import pytest

from bellwarden.cli.drafting import today
from bellwarden.cli.folders import read_folder
from bellwarden.flows.policy_reading import read_policy_files
from bellwarden.policy.demo import demo_files
from bellwarden.policy.starter import starter_files
from bellwarden.policy.taking_apart import PlacedTable, put_together, take_apart
from bellwarden.seam.snapshot import bundle_id

POLICY = Path(__file__).parent.parent / "data" / "e2e" / "policy"
MIXED = b"""# who we are
title_less = 1

[carrier]  # remark
name = "Tin Can"

# the first customer
[customer.oak]
name = "Oak"
numbers = [
  "+12384460000",
]
# remark of oak

[[customer.oak.proof]]
kind = "test_call"
until = 2026-12-31
numbers = ["+14462000100"]

# lists begin here
[list.never]
file = "lists/never.txt"
note = '''
[customer.none]
'''

[trunk."pop.1"]
addresses = ["192.0.2.1"]
"""


def test_only_customers_and_trunks_are_taken_out() -> None:
    apart = take_apart({"all.toml": MIXED, "lists/never.txt": b"+12385550100\n", "other.bin": b"\xff\x00"})
    assert [(one.kind, one.key, one.file) for one in apart.tables] == [
        ("customer", "oak", "all.toml"),
        ("trunk", "pop.1", "all.toml"),
    ]
    rest = apart.rest["all.toml"].decode()
    assert "# who we are" in rest and "[carrier]  # remark" in rest and "# lists begin here" in rest
    assert "Oak" not in rest and "remark of oak" not in rest
    left = tomllib.loads(MIXED.decode())
    del left["customer"], left["trunk"]
    assert tomllib.loads(rest) == left
    assert apart.rest["other.bin"] == b"\xff\x00"


def test_put_together_they_say_the_same() -> None:
    apart = take_apart({"all.toml": MIXED})
    again = put_together(apart.rest, apart.tables)
    assert tomllib.loads(again["all.toml"].decode()) == tomllib.loads(MIXED.decode())
    assert take_apart(again) == apart


@pytest.mark.parametrize(
    "text",
    [
        'customer.oak.name = "Oak"\n[carrier]\nname = "Tin Can"\n',
        'carrier = { name = "Tin Can" }\ncustomer = { oak = { name = "Oak" } }\n',
        '[carrier]\nname = "Tin Can"\n[customer]\noak = { name = "Oak" }\n',
    ],
)
def test_tables_that_have_no_header_of_their_own_come_out_as_well(text: str) -> None:
    apart = take_apart({"all.toml": text.encode()})
    assert [one.table for one in apart.tables] == [{"name": "Oak"}]
    assert tomllib.loads(apart.rest["all.toml"].decode()) == {"carrier": {"name": "Tin Can"}}


def test_a_file_that_held_nothing_else_is_there_again_with_its_tables() -> None:
    apart = take_apart({"customers.toml": b'[customer.oak]\nname = "Oak"\n', "empty.toml": b"\n"})
    assert apart.rest["customers.toml"] == b""
    assert list(put_together(apart.rest, apart.tables)) == ["customers.toml"]
    assert put_together(apart.rest, ()) == {}
    anew = put_together({}, [PlacedTable("trunk", "pop", "trunks.toml", {"addresses": ["192.0.2.1"]})])
    assert tomllib.loads(anew["trunks.toml"].decode()) == {"trunk": {"pop": {"addresses": ["192.0.2.1"]}}}


@pytest.mark.parametrize(
    "files", [demo_files(), starter_files("kamailio"), read_folder(POLICY)], ids=["demo", "starter", "e2e"]
)
def test_it_builds_the_same_snapshot(files: dict[str, bytes]) -> None:
    apart = take_apart(files)
    before, after = (read_policy_files(one, today()).bundle for one in (files, put_together(apart.rest, apart.tables)))
    assert before is not None and after is not None
    assert bundle_id(before) == bundle_id(after)
