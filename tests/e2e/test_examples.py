"""Every file of examples/ is run here or in test_recipes.py as it is shipped."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bellwarden import switches
from tests.e2e import kit

pytestmark = [pytest.mark.e2e]

POLICY = kit.ROOT / "tests" / "data" / "e2e" / "policy"
OAK, ELM, FIR = "127.0.0.11", "127.0.0.12", "127.0.0.14"
RECIPES = ["kamailio-sip.cfg", "kamailio-http.cfg"]
SCENARIOS = [("redirect.xml", "calls.csv", OAK), ("refused.xml", "refused.csv", FIR), ("options.xml", "", OAK)]
# Run by the tests of this file, of test_recipes.py and test_calls_up.py, and of the file that bears the SBC's name;
# those that nobody can run here are held against the dialects by test_unrunnable.py. Documents are read, not run.
RUN_HERE = {
    "asterisk/bellwarden.agi",
    "asterisk/extensions.conf",
    "asterisk/pjsip.conf",
    "freeswitch/00_bellwarden.xml",
    "freeswitch/bellwarden.lua",
    "http/decide.sh",
    "kamailio/dispatcher.list",
    "kamailio/kamailio-calls.cfg",
    "kamailio/kamailio-common.cfg",
    "metaswitch/bellwarden.txt",
    "opensips/dbtext/dispatcher",
    "opensips/dbtext/version",
    "opensips/opensips.cfg",
    "oracle/bellwarden.acli",
    "ribbon/bellwarden.cli",
    "sipp/carrier.xml",
    "sipp/held.xml",
    *(f"kamailio/{file}" for file in RECIPES),
    "sipp/call.xml",
    *(f"sipp/{file}" for one in SCENARIOS for file in one[:2] if file),
}


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[kit.Gate]:
    with kit.gate(tmp_path_factory.mktemp("gate") / "home", POLICY) as running:
        yield running


def test_no_example_is_left_out() -> None:
    ours = {file.split("/")[0] for file in RUN_HERE}
    files = {path.relative_to(kit.EXAMPLES).as_posix() for path in kit.EXAMPLES.rglob("*") if path.is_file()}
    assert {file for file in files if file.split("/")[0] in ours and not file.endswith(".md")} == RUN_HERE


def test_each_sbcs_folder_has_a_page_that_says_what_to_paste_how_to_verify_and_how_to_undo() -> None:
    for name in set(switches.load()) & {path.name for path in kit.EXAMPLES.iterdir()}:
        page = (kit.EXAMPLES / name / "README.md").read_text()
        assert {"Paste", "Verify", "Undo"} <= set(re.findall(r"\b(Paste|Verify|Undo)\b", page)), name
        assert f'"{name}"' in page or f"`{name}`" in page, name


@kit.needs_kamailio
@pytest.mark.parametrize("file", RECIPES)
def test_kamailio_takes_the_recipe(file: str) -> None:
    """With the list of destinations that lies beside it."""
    destinations = kit.EXAMPLES / "kamailio" / "dispatcher.list"
    command = ["kamailio", "-c", "-f", str(kit.EXAMPLES / "kamailio" / file), "-A", f'DISPATCHER_LIST="{destinations}"']
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert "config file ok" in done.stdout + done.stderr
    assert "ERROR" not in done.stdout + done.stderr


@kit.needs_sipp
@pytest.mark.parametrize("transport", ["u1", "t1"])
@pytest.mark.parametrize(("scenario", "table", "source"), SCENARIOS)
def test_sipp_gets_from_the_gate_what_the_scenario_says(
    gate: kit.Gate, scenario: str, table: str, source: str, transport: str, tmp_path: Path
) -> None:
    folder = kit.EXAMPLES / "sipp"
    command = ["sipp", f"{kit.LOOPBACK}:{gate.sip_port}", "-sf", str(folder / scenario), "-m", "2", "-t", transport]
    command += ["-i", source, "-p", str(kit.free_port()), "-bind_local", "-nostdin", "-max_socket", "1000"]
    command += ["-timeout", "10", "-timeout_error", "-trace_logs", "-log_file", str(tmp_path / "calls.log")]
    if table:
        command += ["-inf", str(folder / table)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    if table:
        assert len((tmp_path / "calls.log").read_text().split("14462000142;")) >= 2


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize(
    ("calling", "source", "status", "action"),
    [("+12382000101", OAK, 302, "allow"), ("+12382000101", ELM, 603, "block"), ("911", FIR, 603, "block")],
)
def test_curl_gets_a_decision(gate: kit.Gate, calling: str, source: str, status: int, action: str) -> None:
    done = subprocess.run(
        [str(kit.EXAMPLES / "http" / "decide.sh"), calling, "+14462000142", source],
        env={"PATH": "/usr/bin:/bin", "GATE": f"http://{kit.LOOPBACK}:{gate.http_port}", "TIMER_S": "2"},
        capture_output=True,
        text=True,
        timeout=10,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    decision, ended = (json.loads(line) for line in done.stdout.splitlines())
    assert (decision["sip"]["status"], decision["action"]) == (status, action)
    assert ended == {"accepted": True}
