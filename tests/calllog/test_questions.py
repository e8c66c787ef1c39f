"""The questions about patterns, for three engines: the texts are what the source says, and hold nothing unsound."""

import re

import pytest
import sqlglot
from sqlglot import exp

from bellwarden.calllog.kinds import KIND, Result
from bellwarden.model.call_record import CallResult
from bellwarden.traffic.profile import FROM_CALLS
from scripts import questions

# Approximate, or told otherwise by one engine than by another.
UNSOUND = re.compile(r"(?i)\b(uniq\w*|approx\w*|quantile\w*|median|mode|topK\w*|any|first|last|asof)\s*\(|ASOF JOIN")


@pytest.mark.parametrize("dialect", questions.DIALECTS)
@pytest.mark.parametrize("question", questions.QUESTIONS)
def test_the_text_is_what_the_source_says(question: str, dialect: str) -> None:
    text = (questions.PLACE / f"{question}.{dialect}.sql").read_text(encoding="utf-8")
    assert text == questions.compiled(question, dialect), "run: make docs"
    assert not UNSOUND.search(text)
    (parsed,) = sqlglot.parse(text, dialect=dialect)
    assert parsed is not None
    names = {one.alias_or_name for one in parsed.find(exp.Select).selects} if dialect == "duckdb" else set()
    counted = set(FROM_CALLS)
    assert dialect != "duckdb" or counted <= names


def test_a_lag_is_never_used_on_the_first_row() -> None:
    """ClickHouse gives 0 there, the others NULL."""
    for dialect in questions.DIALECTS:
        text = (questions.PLACE / f"profiles.{dialect}.sql").read_text(encoding="utf-8")
        lags = re.findall(r"(?i)\blag(?:InFrame)?\(", text)
        guards = re.findall(r"""["`]at["`] > 0""", text)
        assert lags
        assert len(guards) >= 2, dialect


def test_parts_of_a_kind_lie_side_by_side() -> None:
    taken = [bit for part in KIND for bit in range(part.shift, part.shift + part.width)]
    assert taken == list(range(24))
    assert {one.name.lower() for one in Result} == {one.value for one in CallResult}
