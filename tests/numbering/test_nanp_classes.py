"""The class pack: every class of caller ID that the plan rules out, every kind of number, every way to write one."""

import csv
from pathlib import Path

import pytest

from bellwarden.model.number import NumberFault, NumberKind
from bellwarden.numbering.reading import read_number

PACK = Path(__file__).parent.parent / "data" / "numbering" / "nanp_classes.csv"
ROWS = list(csv.DictReader(PACK.read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['number']}: {row['why']}" for row in ROWS])
def test_class_of_number(row: dict[str, str]) -> None:
    """ITU-T E.164; ATIS-0300051 (office codes); ATIS-0300055 (area codes); ATIS-0300115 (555 line numbers)."""
    number = read_number(row["number"])
    fault = number.fault.value if number.fault else ""
    assert (number.form.value, number.kind.value, fault) == (row["form"], row["kind"], row["fault"])


def test_the_pack_shows_every_fault_and_kind() -> None:
    assert {row["fault"] for row in ROWS} == {"", *(fault.value for fault in NumberFault)}
    assert {row["kind"] for row in ROWS} == {kind.value for kind in NumberKind}
