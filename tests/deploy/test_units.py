"""The units of deploy/ are sound, name commands and options that exist, and are kept from what they don't need."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from bellwarden import cli

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = "/usr/bin/bellwarden"
UNITS = sorted((ROOT / "deploy").glob("*.service"))
EXPOSURE_MAX = 20  # tenths of a point of `systemd-analyze security`: up to there it says OK
pytestmark = pytest.mark.door


def command_line(unit: Path) -> list[str]:
    found = re.search(r"^ExecStart=(.+)$", unit.read_text(), re.MULTILINE)
    assert found, unit.name
    return shlex.split(found[1])


def analyze(*words: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("systemd-analyze")
    assert program, "systemd-analyze is missing. As root:  apt install systemd"
    return subprocess.run([program, "--no-pager", *words], capture_output=True, text=True, timeout=30, check=False)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_names_a_command_and_options_that_exist(unit: Path) -> None:
    program, *words = command_line(unit)
    assert program == PROGRAM
    command: Any = typer.main.get_command(cli.app)
    while hasattr(command, "commands"):
        assert words[0] in command.commands, f"{unit.name} names no command of ours: {words[0]}"
        command = command.commands[words.pop(0)]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_every_setting_that_a_unit_uses_has_a_value(unit: Path) -> None:
    text = unit.read_text()
    assert set(re.findall(r"\$\{(\w+)\}", text)) <= set(re.findall(r"^Environment=(\w+)=", text, re.MULTILINE))


@pytest.mark.skipif(sys.platform != "linux", reason="systemd is Linux's")
def test_systemd_finds_nothing_wrong(tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("bellwarden")
    for unit in UNITS:
        (tmp_path / unit.name).write_text(unit.read_text().replace(PROGRAM, str(program)))
    done = analyze("verify", *(str(tmp_path / unit.name) for unit in UNITS))
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    for unit in UNITS:
        looked = analyze("security", "--offline=true", f"--threshold={EXPOSURE_MAX}", str(tmp_path / unit.name))
        assert looked.returncode == 0, looked.stdout
