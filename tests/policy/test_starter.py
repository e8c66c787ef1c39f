"""The starter: sound from the first minute, refusing nobody, with every setting explained."""

import tomllib

import pytest

from bellwarden.model.policy import GateMode, PolicyDocument
from bellwarden.model.verdict import Mode
from bellwarden.policy.settings import settings
from bellwarden.policy.starter import starter_files
from bellwarden.verdict import checks
from tests.policy.worlds import DIALECTS, read


@pytest.fixture(scope="module")
def document() -> PolicyDocument:
    reading = read(dict(starter_files()), checks=checks.load().keys())
    assert reading.problems == ()
    assert reading.bundle is not None
    return reading.bundle.document


def test_it_only_observes(document: PolicyDocument) -> None:
    assert document.carrier.mode is GateMode.OBSERVE


@pytest.mark.parametrize("dialect", DIALECTS)
def test_it_speaks_the_dialect_asked_for(dialect: str) -> None:
    bundle = read(dict(starter_files(dialect))).bundle
    assert bundle is not None
    assert bundle.document.carrier.dialect == dialect


def test_the_lab_trunk_is_of_this_machine_without_limits_and_with_any_caller_id(document: PolicyDocument) -> None:
    lab = next(trunk for trunk in document.trunks if trunk.key == "lab")
    customer = next(customer for customer in document.customers if customer.key == lab.customer)
    assert (lab.addresses, lab.cps_max) == (("127.0.0.1", "::1"), 0)
    assert (customer.any_caller_id, customer.cps_max) == (True, 0)


def test_two_customers_have_invented_names_and_numbers(document: PolicyDocument) -> None:
    others = [customer for customer in document.customers if customer.key != "lab"]
    assert [customer.name for customer in others] == ["Harbor Dental Group", "Quillmark Surveys"]
    held = [
        str(n) for c in others for numbers in (c.numbers, c.caller_ids) for n in (*numbers.exact, *numbers.prefixes)
    ]
    assert held
    assert all(number.startswith("1238") for number in held)


def test_format_and_emergency_checks_act_and_measures_do_too_while_the_rest_reports(document: PolicyDocument) -> None:
    acting = {one.check for one in document.modes if one.mode is Mode.ACT and not one.check.endswith("_list")}
    assert acting == {
        "malformed_message",
        "called_number_invalid",
        "caller_id_invalid",
        "caller_id_emergency",
        "customer_standing",
        "enforcement",
        "public_safety",
    }
    assert all(one.mode is Mode.REPORT for one in document.modes if one.check.startswith(("list:", "condition:")))


def test_every_check_there_is_stands_in_it(document: PolicyDocument) -> None:
    assert {one.check for one in document.modes if ":" not in one.check} == set(checks.load())


def test_area_codes_and_blocks_wait_for_the_administrators_files(document: PolicyDocument) -> None:
    assert (document.numbering.areas, document.numbering.blocks_layer) == (None, "")


def test_every_setting_stands_in_it_with_meaning_kind_and_default() -> None:
    text = " ".join(line.lstrip("# ") for data in starter_files().values() for line in data.decode().splitlines())
    for setting in settings():
        name = setting.path.rpartition(".")[2]
        if setting.path.startswith("check."):
            assert f"{name} = " in text
            continue
        assert f"{name} = " in text, setting.path
        if not setting.path.endswith("NAME.mode") or setting.path.count(".") == 2:
            default = f"default {setting.default}" if setting.default else "no default"
            assert f"{setting.meaning} ({setting.kind}; {default})" in text, setting.path


def test_what_is_commented_out_is_sound_as_well() -> None:
    """An operator takes the # away and nothing else: the defaults that stand behind it are accepted."""
    files = starter_files()
    for name in ("carrier.toml", "customers.toml", "numbering.toml"):
        # A table that is offered as a whole has settings without default; it is not taken up by halves.
        blocks = files[name].decode().split("\n\n")
        lines = "\n\n".join(block for block in blocks if "\n# [" not in block).splitlines()
        kept = [line[2:] if line.startswith("# ") and " = " in line and "(" not in line else line for line in lines]
        files[name] = "\n".join(kept).encode()
        tomllib.loads("\n".join(kept))
    assert read(dict(files)).errors == ()


def test_lines_are_short_enough_to_read() -> None:
    long = [line for data in starter_files().values() for line in data.decode().splitlines() if len(line) > 120]
    assert long == []
