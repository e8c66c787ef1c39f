"""What Django's own check says before a deployment: nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bellwarden.home import Home
from tests.e2e.kit import ROOT

pytestmark = pytest.mark.e2e


def test_djangos_check_before_deployment_finds_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.init()
    (home.path / "office.toml").write_text('[web]\naddress = "https://office.example.net"\n')
    program = (
        "from pathlib import Path; from bellwarden.store import configure; configure(Path({!r}));"
        "from django.core.management import call_command; call_command('check', deploy=True, fail_level='WARNING')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program.format(str(home.path))],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    assert done.returncode == 0 and "no issues" in done.stdout, done.stdout + done.stderr
