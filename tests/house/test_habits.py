"""Habits of the code that no linter option says exactly: print, except, assert, docstrings, loose ends."""

import ast
import re

import pytest

from tests.house.tree import Module, module, modules, sources

ROOMS_THAT_PRINT = frozenset({"cli", "simulator", "__main__.py"})
LOOSE_ENDS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def prints(source: Module) -> list[str]:
    return [
        f"{source.name}:{node.lineno}"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]


def bare_excepts(source: Module) -> list[str]:
    """`except:` and an `except Exception: pass`, which is the same with more words."""
    return [
        f"{source.name}:{node.lineno}"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or (
                isinstance(node.type, ast.Name)
                and node.type.id in {"Exception", "BaseException"}
                and all(isinstance(line, ast.Pass) for line in node.body)
            )
        )
    ]


def asserts(source: Module) -> list[str]:
    return [f"{source.name}:{node.lineno}" for node in ast.walk(source.tree) if isinstance(node, ast.Assert)]


def undescribed(source: Module) -> list[str]:
    """A module without a docstring of at least a short sentence."""
    return [] if len((ast.get_docstring(source.tree) or "").split()) >= 4 else [source.name]


def loose_ends(source: Module) -> list[str]:
    lines = enumerate(source.text.splitlines(), 1)
    return [f"{source.name}:{number}" for number, line in lines if LOOSE_ENDS.search(line)]


def test_only_the_command_line_and_the_simulator_print() -> None:
    assert [at for source in sources() if source.room not in ROOMS_THAT_PRINT for at in prints(source)] == []


def test_no_except_swallows_everything() -> None:
    assert [at for source in sources() for at in bare_excepts(source)] == []


def test_no_assert_stands_in_the_product() -> None:
    assert [at for source in sources() for at in asserts(source)] == []


def test_every_module_begins_with_a_docstring() -> None:
    found = [*sources(), *modules("bench"), *modules("scripts")]
    assert [name for source in found for name in undescribed(source)] == []


def test_no_loose_ends_are_left() -> None:
    found = [*sources(), *modules("bench"), *modules("scripts")]
    assert [at for source in found for at in loose_ends(source)] == []


@pytest.mark.parametrize("text", ["try:\n    f()\nexcept:\n    g()", "try:\n    f()\nexcept Exception:\n    pass"])
def test_an_except_that_swallows_everything_is_seen(text: str) -> None:
    assert bare_excepts(module(text))
    assert not bare_excepts(module("try:\n    f()\nexcept ValueError:\n    pass"))


def test_the_other_habits_are_seen() -> None:
    assert prints(module("def f():\n    print(1)"))
    assert asserts(module("assert x"))
    assert undescribed(module("x = 1"))
    assert undescribed(module('""'))
    assert loose_ends(module("x = 1  # FIX" + "ME later"))
