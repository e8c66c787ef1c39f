"""The source tree as the house tests read it: each file once, parsed once."""

import ast
import gc
import subprocess
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "bellwarden"

# Everything that must not touch the world: `now` and bytes are arguments there.
BELOW_THE_DOORS = (
    *("model", "numbering", "sip", "stir", "cdr", "seam", "policy", "switches", "verdict", "traffic", "complaints"),
    *("tracebacks", "customers", "inventory", "disclosure", "reports", "flows", "ports"),
)
# Folder of one-file plug-ins → the constant that each file offers.
PLUG_INS = {
    "numbering/plans": "PLAN",
    "switches": "SWITCH",
    "verdict/checks": "CHECK",
    "cdr/formats": "FORMAT",
    "traffic/detectors": "DETECTOR",
    "complaints/intake": "INTAKE",
    "disclosure/recipients": "RECIPIENT",
}


class Module(NamedTuple):
    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def room(self) -> str:
        """First part of the path inside the package: `sip`, `ports`."""
        return self.path.relative_to(PACKAGE).parts[0]


def parsed(text: str) -> ast.Module:
    """Without garbage collection meanwhile: what is collected may parse, too, and then Python 3.11 loses its count of
    the depth (github.com/python/cpython/issues/106905).
    """
    gc.disable()
    try:
        return ast.parse(text)
    finally:
        gc.enable()


def module(text: str, name: str = "sample.py") -> Module:
    """A module out of a string, to try the tests themselves on."""
    return Module(PACKAGE / name, text, parsed(text))


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that git tracks or would track."""
    listed = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    out = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(path for name in out.split("\0") if name and (path := ROOT / name).is_file())


@cache
def read(path: Path) -> str:
    """Text of a file; "" for one that is no text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@cache
def modules(folder: str) -> tuple[Module, ...]:
    """Every Python file of the project below a folder of the root."""
    below = ROOT / folder
    found = (path for path in project_files() if path.suffix == ".py" and path.is_relative_to(below))
    return tuple(Module(path, read(path), parsed(read(path))) for path in found)


def sources() -> tuple[Module, ...]:
    return modules("src/bellwarden")


def suites() -> tuple[Module, ...]:
    return modules("tests")


def plug_ins() -> list[tuple[Module, str]]:
    """Each plug-in file that offers its constant, with that constant's name."""
    return [
        (source, constant)
        for folder, constant in PLUG_INS.items()
        for source in sources()
        if source.path.parent == PACKAGE / folder and constant in top_level_names(source.tree)
    ]


def top_level_names(tree: ast.Module) -> set[str]:
    """Names assigned at module level."""
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.Assign):
            names.update(target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return names


def imported(tree: ast.Module) -> list[tuple[int, str]]:
    """Line and full name of every module imported, anywhere in the file."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found
