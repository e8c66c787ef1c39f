"""What the gate's process loads at start: no office, no big library that a call never needs."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_AT_START = {"django", "pydantic", "phonenumbers", "duckdb", "pandas", "numpy"}
START = """
import sys
from bellwarden import switches
from bellwarden.gate import serve, worker
from bellwarden.verdict import checks
checks.load(), switches.load()
print("\\n".join(sys.modules))
"""


def test_the_gate_loads_no_office_and_nothing_heavy() -> None:
    done = subprocess.run(
        [sys.executable, "-c", START], env={"PYTHONPATH": str(ROOT / "src")}, capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert loaded & NOT_AT_START == set()
    rooms = {name.split(".")[1] for name in done.stdout.split() if name.startswith("bellwarden.")}
    assert rooms & {"home", "cli", "policy", "simulator"} == set()
    assert {"starlette", "uvicorn", "prometheus_client"} <= loaded  # or this test looks at nothing
