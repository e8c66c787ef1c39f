"""A mode is changed by one line; comments and everything else stay."""

import tomllib

import pytest

from bellwarden.model.verdict import Mode
from bellwarden.policy.editing import EditFault, with_mode

CHECKS = (
    b'# what acts\n[check.cps_limit]\nmode = "report"  # until June\n\n[check.day_limit.customer.lab]\nmode = "off"\n'
)


def test_a_written_mode_is_replaced_and_its_comment_stays() -> None:
    made = with_mode({"checks.toml": CHECKS, "a.toml": b""}, "check", "cps_limit", Mode.ACT)
    assert made.path == "checks.toml"
    assert made.content == CHECKS.replace(b'"report"', b'"act"')


def test_a_mode_for_everybody_comes_beside_one_for_a_single_customer() -> None:
    with pytest.raises(EditFault, match="no table header"):
        with_mode({"checks.toml": b'check.day_limit.customer.lab.mode = "off"\n'}, "check", "day_limit", Mode.ACT)
    made = with_mode({"checks.toml": CHECKS}, "check", "day_limit", Mode.ACT)
    assert tomllib.loads(made.content.decode())["check"]["day_limit"] == {
        "mode": "act",
        "customer": {"lab": {"mode": "off"}},
    }


def test_a_check_that_is_written_nowhere_is_added() -> None:
    made = with_mode({"carrier.toml": b'[carrier]\nname = "Example"'}, "check", "minute_limit", Mode.ACT)
    assert made == ("checks.toml", b'[check.minute_limit]\nmode = "act"\n')
    grown = with_mode({"checks.toml": CHECKS}, "check", "minute_limit", Mode.OFF)
    assert tomllib.loads(grown.content.decode())["check"]["minute_limit"] == {"mode": "off"}
    assert grown.content.startswith(CHECKS)


def test_a_list_gets_a_mode_under_its_header() -> None:
    files = {"lists.toml": b'[list."spam.us"]\nkey = "calling_number"\nnumbers = []\n'}
    made = with_mode(files, "list", "spam.us", Mode.ACT)
    assert tomllib.loads(made.content.decode())["list"]["spam.us"]["mode"] == "act"
    with pytest.raises(EditFault, match="no condition"):
        with_mode(files, "condition", "spam", Mode.ACT)


def test_an_inline_table_is_left_to_the_editor() -> None:
    with pytest.raises(EditFault, match="holds more"):
        with_mode({"c.toml": b'check = { cps_limit = { mode = "act" } }\n'}, "check", "cps_limit", Mode.OFF)
