"""The case table through the command line, as an operator or a stranger would run it.

The codes are those of RFC 8224 section 6.2.2; each row names the clause that decides it.
"""

import json
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from bellwarden.cli.app import run
from bellwarden.model.stir import VerificationStatus
from bellwarden.stir.reason import MEANINGS, StirReason
from tests.stir.cases import Case, World, line, read_cases

CASES = read_cases()

pytestmark = pytest.mark.door


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, list[dict[str, object]]]]:
    """What the command says of every row, by its options and in its order."""
    folder = tmp_path_factory.mktemp("cases")
    world = World()
    options = world.write(folder)
    by_options: dict[tuple[str, ...], list[Case]] = {}
    for case in CASES:
        by_options.setdefault(case.options, []).append(case)
    found: dict[str, list[dict[str, object]]] = {}
    for extra, cases in by_options.items():
        found |= {case.name: [answer] for case, answer in judged(cases, world, folder, [*options, *extra])}
    yield found


def judged(
    cases: list[Case], world: World, folder: Path, options: list[str]
) -> Iterator[tuple[Case, dict[str, object]]]:
    """One run of the command over these rows."""
    file = folder / "calls.jsonl"
    file.write_text("".join(line(case, world) + "\n" for case in cases))
    printed = StringIO()
    with redirect_stdout(printed):
        assert run(["stir", "verify", *options, str(file)]) == 0
    lines = printed.getvalue().splitlines()
    assert len(lines) == len(cases)
    return zip(cases, map(json.loads, lines), strict=True)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_gets_the_answer_that_its_clause_asks_for(
    case: Case, answers: dict[str, list[dict[str, object]]]
) -> None:
    (answer,) = answers[case.name]
    assert answer == case.expected, f"{case.clause}: {case.what}"


def test_there_are_enough_rows_and_each_has_a_name_of_its_own() -> None:
    assert len(CASES) >= 300
    assert len({case.name for case in CASES}) == len(CASES)
    assert all(case.clause and case.what for case in CASES)


def test_a_row_expects_what_its_reason_means() -> None:
    """The table and the reference say the same of every reason's code and verstat."""
    known = {reason.value: meaning for reason, meaning in MEANINGS.items()}
    for case in CASES:
        meaning = known.get(str(case.expected["reason"]))
        if meaning is not None and case.expected["code"] is not None:
            assert (case.expected["code"], case.expected["verstat"]) == (meaning.code, meaning.status.value), case.name
        elif meaning is not None:
            assert case.expected["verstat"] == VerificationStatus.NONE.value


def test_every_reason_has_a_meaning() -> None:
    assert set(MEANINGS) == set(StirReason)
