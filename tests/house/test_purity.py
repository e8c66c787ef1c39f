"""Below the doors there is no clock, socket, file, randomness, thread or database: `now` and bytes are arguments."""

import ast
import sys

import pytest

from tests.house.tree import BELOW_THE_DOORS, PLUG_INS, Module, imported, module, sources

WORLDLY_MODULES = frozenset(
    """
    asyncio atexit concurrent contextvars curses dbm duckdb fcntl fileinput getpass glob gzip http httpx io logging mmap
    multiprocessing os pathlib platform psycopg pty queue random resource sched secrets select selectors shelve shutil
    signal smtplib socket socketserver sqlite3 ssl subprocess syslog tempfile termios threading time urllib.request uuid
    uvicorn uvloop warnings zoneinfo
    """.split()  # noqa: SIM905
)
WORLDLY_CALLS = frozenset({"open", "input", "print", "breakpoint", "exec", "eval", "__import__"})
# Attributes that ask for the time of day, for randomness or for a file, whoever owns them.
WORLDLY_ATTRIBUTES = frozenset({"now", "utcnow", "today", "urandom", "generate", "read_text", "read_bytes"})
FOLDER_READERS = frozenset({"pkgutil", "importlib"})
# A room may read its folder of plug-ins in one file, which says so in its docstring.
ROOMS_WITH_FOLDERS = frozenset(folder.split("/")[0] for folder in PLUG_INS)


def worldly_uses(source: Module) -> list[str]:
    """What a module uses of the world, as `file:line what`."""
    uses = [
        (line, f"imports {name}")
        for line, name in imported(source.tree)
        if not WORLDLY_MODULES.isdisjoint((name, name.split(".")[0], name.rpartition(".")[0]))
    ]
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Name) and called.id in WORLDLY_CALLS:
                uses.append((node.lineno, f"calls {called.id}()"))
            elif isinstance(called, ast.Attribute) and called.attr in WORLDLY_ATTRIBUTES and not asks_a_port(called):
                uses.append((node.lineno, f"calls .{called.attr}()"))
    return [f"{source.name}:{line} {what}" for line, what in sorted(uses)]


def asks_a_port(called: ast.Attribute) -> bool:
    """`world.now()`, `clock.now()`: a story asks what it was handed."""
    return called.attr == "now" and ast.unparse(called.value).split(".")[-1] in {"clock", "world"}


def folder_readers(found: tuple[Module, ...]) -> dict[str, list[Module]]:
    """Room → the modules in it that import others by name."""
    readers: dict[str, list[Module]] = {}
    for source in found:
        if FOLDER_READERS & {name.split(".")[0] for _, name in imported(source.tree)}:
            readers.setdefault(source.room, []).append(source)
    return readers


def below_the_doors() -> tuple[Module, ...]:
    return tuple(source for source in sources() if source.room in BELOW_THE_DOORS)


def test_nothing_below_the_doors_touches_the_world() -> None:
    assert [use for source in below_the_doors() for use in worldly_uses(source)] == []


def test_plug_in_folders_are_read_in_one_documented_place_each() -> None:
    for room, readers in folder_readers(below_the_doors()).items():
        assert room in ROOMS_WITH_FOLDERS, f"{readers[0].name} imports by name; only rooms with plug-ins do"
        assert len(readers) == 1, f"{room}/ reads its folder in {[reader.name for reader in readers]}"
        assert "folder" in readers[0].text, f"{readers[0].name} does not say that it reads its folder"


def test_the_model_knows_the_standard_library_only() -> None:
    outside = [
        f"{source.name}:{line} {name}"
        for source in below_the_doors()
        for line, name in imported(source.tree)
        if source.room == "model" and name.split(".")[0] not in {*sys.stdlib_module_names, "bellwarden"}
    ]
    assert outside == []


@pytest.mark.parametrize(
    "text",
    [
        "import time",
        "from time import monotonic",
        "import urllib.request",
        "from urllib import request",
        "def f():\n    import socket",
        "text = open('x')",
        "from datetime import datetime\nat = datetime.now()",
        "key = Ed25519PrivateKey.generate()",
    ],
)
def test_a_touch_of_the_world_is_seen(text: str) -> None:
    assert worldly_uses(module(text))


@pytest.mark.parametrize(
    "text", ["import re", "from urllib.parse import unquote", "at = datetime.fromtimestamp(0, UTC)", "world.now()"]
)
def test_pure_code_passes(text: str) -> None:
    assert worldly_uses(module(text)) == []


def test_a_second_reader_of_a_folder_is_seen() -> None:
    found = (module("import pkgutil", "switches/a.py"), module("from importlib import import_module", "switches/b.py"))
    assert [len(readers) for readers in folder_readers(found).values()] == [2]
