"""Files stay within 500 lines, functions within 50. The lists of exceptions are ratchets: they may only get shorter."""

import ast

from tests.house.tree import Module, module, modules, sources

FILE_LINES_MAX = 500
FUNCTION_LINES_MAX = 50
LONG_FILES: frozenset[str] = frozenset()
LONG_FUNCTIONS: frozenset[str] = frozenset()


def all_python() -> list[Module]:
    found = [*sources(), *modules("tests"), *modules("bench"), *modules("scripts"), *modules("examples")]
    return [source for source in found if source.path.parent.name != "migrations"]  # Django writes those


def long_files(found: list[Module]) -> set[str]:
    return {source.name for source in found if source.text.count("\n") > FILE_LINES_MAX}


def long_functions(found: list[Module]) -> set[str]:
    """Functions as `file name`; decorators are not counted, docstrings are."""
    return {
        f"{source.name} {node.name}"
        for source in found
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno + 1 > FUNCTION_LINES_MAX
    }


def test_no_file_is_longer_than_500_lines() -> None:
    assert long_files(all_python()) == LONG_FILES


def test_no_function_is_longer_than_50_lines() -> None:
    assert long_functions(all_python()) == LONG_FUNCTIONS


def test_a_long_file_is_seen() -> None:
    assert long_files([module("x = 1\n" * 501)])
    assert not long_files([module("x = 1\n" * 500)])


def test_a_long_function_is_seen() -> None:
    assert long_functions([module("async def f():\n" + "    x = 1\n" * 50)])
    assert not long_functions([module("def f():\n" + "    x = 1\n" * 49)])
