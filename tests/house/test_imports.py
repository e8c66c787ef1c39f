"""The import contract covers every room and can fail, and the gate's process loads no Django."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.tree import PACKAGE, PLUG_INS, ROOT, sources

CONTRACTS = {
    contract["id"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
}
# Imports everything that a gate runs, plug-in folders included, and prints what it got of Django.
LOAD_THE_GATE = """
import importlib, pkgutil, sys
for name in sys.argv[1:]:
    package = importlib.import_module(name)
    for found in pkgutil.walk_packages(package.__path__, name + "."):
        importlib.import_module(found.name)
print(sorted(name for name in sys.modules if name.split(".")[0] == "django"))
"""


def rooms_in_contract() -> set[str]:
    return {name.strip(" ()") for layer in CONTRACTS["storeys"]["layers"] for name in layer.split("|")}


def test_every_room_stands_in_the_contract() -> None:
    built = {source.room.removesuffix(".py") for source in sources()} - {"__init__"}
    assert built <= rooms_in_contract()


def test_no_room_that_is_built_is_still_called_optional() -> None:
    optional = {
        name.strip(" ()")
        for layer in CONTRACTS["storeys"]["layers"]
        for name in layer.split("|")
        if name.strip().startswith("(")
    }
    assert {room for room in optional if (PACKAGE / room).is_dir()} == set()


def test_every_plug_in_folder_is_named_in_the_django_contract() -> None:
    named = set(CONTRACTS["no-django"]["source_modules"])
    assert {"bellwarden." + folder.replace("/", ".") for folder in PLUG_INS} <= named


def test_the_gate_loads_no_django() -> None:
    rooms = {folder.split("/")[0] for folder in PLUG_INS} | {"gate", "flows"}
    command = [sys.executable, "-c", LOAD_THE_GATE, *(f"bellwarden.{room}" for room in rooms)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert (run.stdout.strip(), run.stderr) == ("[]", "")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "imports"),
    [
        ("gate/loop.py", "bellwarden.home"),
        ("gate/loop.py", "django"),
        ("verdict/checks/dno.py", "django"),
        ("model/call.py", "bellwarden.sip"),
        ("sip/uri.py", "bellwarden.policy"),
        ("switches/generic.py", "bellwarden.seam"),
        ("ports/office.py", "bellwarden.flows"),
    ],
)
def test_a_breach_of_the_contract_fails(tmp_path: Path, module: str, imports: str) -> None:
    for room in rooms_in_contract() - {"__main__"}:
        (tmp_path / "bellwarden" / room).mkdir(parents=True)
        (tmp_path / "bellwarden" / room / "__init__.py").touch()
    folders = (f"{folder}/__init__.py" for folder in PLUG_INS)
    for extra in ("__init__.py", *folders):
        (tmp_path / "bellwarden" / extra).parent.mkdir(exist_ok=True)
        (tmp_path / "bellwarden" / extra).touch()
    (tmp_path / "django.py").touch()
    assert lint_imports(tmp_path).returncode == 0
    (tmp_path / "bellwarden" / module).write_text(f"import {imports}\n")
    assert lint_imports(tmp_path).returncode == 1


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    tool = shutil.which("lint-imports", path=str(Path(sys.executable).parent)) or "lint-imports"
    command = [tool, "--no-logo", "--no-cache", "--config", str(ROOT / "pyproject.toml")]
    path = {"PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=path, capture_output=True, text=True, timeout=60)
