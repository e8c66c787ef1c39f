"""The recipe for OpenSIPS, as shipped, with real calls: wherever `opensips` is installed (Debian 12 has no package).

OPENSIPS_MODULES names its folder of modules, where that is not the one in the recipe.
"""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bellwarden.model.sip_answer import SipAnswer
from bellwarden.model.verdict import Outcome
from bellwarden.switches.dialect import REFUSES
from tests.e2e import kit
from tests.e2e.stub_gate import StubGate

needs_opensips = pytest.mark.skipif(shutil.which("opensips") is None, reason="opensips is not installed")
pytestmark = [pytest.mark.e2e, needs_opensips, kit.needs_sipp]

RECIPE = kit.EXAMPLES / "opensips"
PASSES, BUSY, CHALLENGED, OVERLOADED = "14462000101", "14462000486", "14462000103", "14462000104"
UNLISTED = {f"14462001{status}": status for status in (300, 400, 403, 404, 408, 480, 500, 607)}
REFUSED = {f"1446200220{place:x}": outcome for place, outcome in enumerate(sorted(REFUSES))}
EMERGENCY = ("911", "+1911", "933", "988", "112")


def shipped(folder: Path, port: int, gate_port: int, carrier_port: int) -> Path:
    """The recipe with the addresses of this run."""
    tables = folder / "dbtext"
    shutil.copytree(RECIPE / "dbtext", tables)
    rows = (tables / "dispatcher").read_text()
    rows = rows.replace("127.0.0.1\\:5070", f"{kit.LOOPBACK}\\:{gate_port}")
    (tables / "dispatcher").write_text(rows.replace("127.0.0.1\\:5080", f"{kit.LOOPBACK}\\:{carrier_port}"))
    text = (RECIPE / "opensips.cfg").read_text()
    text = text.replace("udp:127.0.0.1:5060", f"udp:{kit.LOOPBACK}:{port}").replace("/etc/opensips/dbtext", str(tables))
    text = text.replace("/run/opensips/fifo", str(folder / "fifo"))
    modules = os.environ.get("OPENSIPS_MODULES", "")
    text = text.replace("/usr/lib/x86_64-linux-gnu/opensips/modules/", modules or "/usr/lib/opensips/modules/")
    file = folder / "opensips.cfg"
    file.write_text(text)
    return file


@contextlib.contextmanager
def opensips(folder: Path, gate: kit.AnyGate, carrier: kit.Carrier) -> Iterator[int]:
    port = kit.free_port()
    command = ["opensips", "-F", "-f", str(shipped(folder, port, gate.sip_port, carrier.port)), "-m", "64", "-M", "8"]
    process = kit.Process([*command, "-w", str(folder)], folder / "opensips.log", folder)
    try:
        kit.wait_for_options(port)
        yield port
    finally:
        process.stop()


def test_opensips_takes_the_recipe(tmp_path: Path) -> None:
    file = shipped(tmp_path, kit.free_port(), 5070, 5080)
    done = subprocess.run(["opensips", "-C", "-f", str(file)], capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_the_listed_answers_let_a_call_go_on(tmp_path: Path) -> None:
    outcomes = {**REFUSED, CHALLENGED: Outcome.CAPTCHA, OVERLOADED: Outcome.OVERLOADED}
    answers = {called: SipAnswer(status, "As It Is") for called, status in UNLISTED.items()}
    with kit.Carrier() as carrier, kit.Carrier() as captcha:
        target = f"sip:captcha@{kit.LOOPBACK}:{captcha.port}"
        with StubGate(target, outcomes, answers) as gate, opensips(tmp_path, gate, carrier) as port:
            called = [PASSES, BUSY, CHALLENGED, OVERLOADED, *UNLISTED, *REFUSED, *EMERGENCY]
            placed = kit.place_calls([kit.Call(one) for one in called], port, tmp_path)
    assert set(carrier.calls()) == {PASSES, BUSY, OVERLOADED, *EMERGENCY}
    assert set(captcha.calls()) == {"captcha"}
    told = {one: placed.outcomes[one].status for one in called}
    assert {one: told[one] for one in UNLISTED} == UNLISTED
    assert {told[one] for one in (PASSES, CHALLENGED, OVERLOADED, *EMERGENCY)} == {200}
    assert told[BUSY] == 486
    for one, outcome in REFUSED.items():
        said = gate.answer_to(one, "")
        assert (placed.outcomes[one].status, placed.outcomes[one].phrase) == (said.status, said.phrase), outcome
        assert placed.outcomes[one].reason == dict(said.headers).get("Reason", "")
    assert set(gate.asked).isdisjoint(EMERGENCY)
    assert carrier.calls()[PASSES].header("X-Bellwarden-Decision") == ["0199f3a2b7c4d1e200000001"]


def test_a_silent_gate_costs_one_timer_and_is_then_left_alone(tmp_path: Path) -> None:
    first, later = ["14462003000", "14462003001"], [str(14462003010 + place) for place in range(20)]
    with (
        kit.Carrier() as carrier,
        StubGate(late_s=dict.fromkeys(first, 60.0), healthy=False) as gate,
        opensips(tmp_path, gate, carrier) as port,
    ):
        waited = kit.place_calls([kit.Call(called) for called in first], port, tmp_path)
        gone_on = kit.place_calls([kit.Call(called) for called in later], port, tmp_path)
    assert {outcome.status for outcome in (*waited.outcomes.values(), *gone_on.outcomes.values())} == {200}
    assert max(waited.set_up_ms, default=0) <= 2500
    assert max(gone_on.set_up_ms) < 150
    assert set(gate.asked) <= set(first)
    assert set(carrier.calls()) == {*first, *later}
