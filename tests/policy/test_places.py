"""Places against tomllib itself: every table, key and item that it finds has a line, and the right one."""

import tomllib
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from bellwarden.policy.places import Path, locate
from bellwarden.policy.settings import toml


def paths(value: object, path: Path = ()) -> Iterator[Path]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from paths(inner, (*path, index))


def located(text: str) -> dict[Path, int]:
    """The lines, once they are found to be of the very things that tomllib reads."""
    lines = locate(text)
    assert set(lines) == set(paths(tomllib.loads(text)))
    return lines


def test_a_key_is_found_in_its_table() -> None:
    assert located('# one\n[customer.acme]\nname = "x"\ncps_max = 3\n')["customer", "acme", "cps_max"] == 4


def test_a_table_stands_on_the_line_of_its_header() -> None:
    assert located("a = 1\n\n[trunk.lab]\nb = 2\n")["trunk", "lab"] == 3


def test_dotted_keys_are_taken_apart() -> None:
    lines = located('[check]\na.mode = "act"\na.customer.b.mode = "off"\n')
    assert lines["check", "a", "mode"] == 2
    assert lines["check", "a", "customer", "b", "mode"] == 3


def test_quoted_keys_are_decoded() -> None:
    lines = located('["a b".\'c\']\n"d\\u0041" = 1\n')
    assert lines["a b", "c", "dA"] == 2


def test_items_of_arrays_of_tables_are_numbered() -> None:
    lines = located("[[t.i]]\na = 1\n[[t.i]]\na = 2\n[t.i.deep]\nb = 3\n")
    assert (lines["t", "i", 0, "a"], lines["t", "i", 1, "a"], lines["t", "i", 1, "deep", "b"]) == (2, 4, 6)


def test_items_of_a_list_stand_on_their_own_lines() -> None:
    lines = located('a = [\n  "x", # ]\n\n  "y\\"]",\n  ["z",\n  "w"],\n]\nb = 1\n')
    assert [lines["a", at] for at in range(3)] == [2, 4, 5]
    assert (lines["a", 2, 1], lines["b",]) == (6, 8)


def test_an_inline_table_stands_on_the_line_of_its_parent() -> None:
    lines = located('\na = { b = 1, c = "}", d.e = [1] }\nf = 2\n')
    assert {lines["a", "b"], lines["a", "c"], lines["a", "d", "e"]} == {2}
    assert lines["f",] == 3


def test_a_string_of_several_lines_is_passed_over() -> None:
    lines = located('a = """\n[not.a.table]\nx = "y" ""\\\n""""\nb = \'\'\'\n# no\n\'\'\'\nc = 1\n')
    assert (lines["a",], lines["b",], lines["c",]) == (1, 5, 8)


def test_dates_comments_and_carriage_returns_are_passed_over() -> None:
    lines = located("a = 2026-11-21 10:00:00 # x\r\nb = 1e3\r\n# c = 1\r\nd = 'x' # y = 1\r\n")
    assert (lines["a",], lines["b",], lines["d",]) == (1, 2, 4)


NAMES = st.text("ab", min_size=1, max_size=2)
PLAIN = st.one_of(
    st.integers(-9, 9), st.booleans(), st.text('a"\\#=[]{}\n', max_size=4), st.lists(st.integers(), max_size=3)
)
TABLES = st.dictionaries(NAMES, st.dictionaries(NAMES, PLAIN, max_size=3), max_size=4)


@given(TABLES)
def test_generated_files_are_located_as_they_were_written(tables: dict[str, dict[str, object]]) -> None:
    lines: list[str] = []
    expected: dict[Path, int] = {}
    for name, table in tables.items():
        lines.append(f"[{name}]")
        expected[name,] = len(lines)
        for key, value in table.items():
            written = toml(value).replace("\n", "\\n")
            if isinstance(value, str):
                written = '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
            lines.append(f"{key} = {written}  # [{key}]")
            expected[name, key] = len(lines)
    found = located("\n".join(lines))
    assert {path: line for path, line in found.items() if not isinstance(path[-1], int)} == expected


@given(st.text("ab.=[]{}\"'#\n\\ ,1", max_size=60))
def test_whatever_tomllib_accepts_is_located(text: str) -> None:
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert set(locate(text)) == set(paths(value))
