"""`bellwarden reputation`: from a complaint file to what it says about a number, and what it does not say."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.records import COMPLAINTS

pytestmark = pytest.mark.door


@pytest.fixture
def home(run: Run, tmp_path: Path) -> Path:
    assert run("reputation", "import", COMPLAINTS, "--home", tmp_path).code == 0
    return tmp_path


def test_a_file_is_taken_in_once_and_its_bad_rows_named(run: Run, tmp_path: Path) -> None:
    first = run("reputation", "import", COMPLAINTS, "--home", tmp_path)
    assert "3 complaints about 2 numbers, 2026-05-29 to 2026-05-29; 1 without a number; 3 rows refused" in first.out
    assert "line 6: Company_Phone_Number is a number that nobody can have (area code): 1112000150" in first.err
    assert "nothing new" in run("reputation", "import", COMPLAINTS, "--home", tmp_path).out


def test_a_number_is_complained_about_and_never_a_culprit(run: Run, home: Path) -> None:
    out = run("reputation", "show", "238-200-0150", "--on", "2026-05-30", "--home", home).out
    assert "238-200-0150: complained about; the number may have been spoofed" in out
    assert "number: 2 complaints on 1 day, the last 2026-05-29" in out
    assert "block 238-200-0xxx: 3 complaints about 2 numbers on 1 day, the last 2026-05-29; among the most" in out
    other = run("reputation", "show", "446-200-0150", "--on", "2026-05-30", "--home", home).out
    assert "446-200-0150: no complaint known" in other
    assert "block 446-200-0xxx: no complaint" in other


def test_blocks_are_shown_with_what_they_mean(run: Run, home: Path) -> None:
    done = run("reputation", "show", "--blocks", "5", "--on", "2026-05-30", "--home", home)
    assert "238-200-0xxx" in done.out
    assert "no verdict" in done.err
    assert (
        run("reputation", "show", "--blocks", "5", "--on", "2026-11-30", "--home", home).out == "no block stands out\n"
    )


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("show", "238-200-0150"), 4, "reputation import FILE"),
        (("show",), 2, "name a telephone number, or say --blocks"),
        (("show", "hello"), 2, "is no telephone number"),
        (("show", "238-200-0150", "--on", "May"), 2, "write 2026-05-31"),
        (("import", "nowhere.csv"), 12, "there is no nowhere.csv"),
    ],
)
def test_trouble_is_one_sentence_that_says_what_to_do(
    run: Run, tmp_path: Path, words: tuple[str, ...], code: int, says: str
) -> None:
    done = run("reputation", *words, "--home", tmp_path)
    assert done.code == code
    assert says in done.err
