"""A gate signs by the key in HOME/stir, in each worker or in a process of its own, and does without it in need."""

import contextlib
import json
import os
import re
import signal
import socket
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bellwarden.home import Home, StirKeys
from bellwarden.policy.demo import demo_files
from bellwarden.simulator.certificates import InventedAuthority
from bellwarden.simulator.response import Response
from tests.cli.conftest import Run, write
from tests.cli.test_gate import Running, ask, gate
from tests.stir.own_keys import Issuer

pytestmark = pytest.mark.e2e

CODE = "X001"
URL = "https://certificates.example/own-1.pem"
SOURCE, CALLING, CALLED = "127.0.1.1", "+12382000100", "+14462002000"
PACE_S = 0.06  # the demonstration's customer may place 20 calls a second
MODES = ("inside", "process")


class Signing:
    """A home with the demonstration's policy and a key of ours, and what a gate on it does."""

    def __init__(self, folder: Path, run: Run) -> None:
        self.home = folder / "home"
        roots = InventedAuthority("Rookery", time.time()).pem
        assert run("policy", "push", write(folder / "policy", demo_files(roots)), "--home", self.home).code == 0
        self.issuer = Issuer(now=time.time())
        self.keys: StirKeys = Home(self.home).stir_keys()
        self.keys.make()
        self.calls = 0

    def install(self, url: str = URL, **options: Any) -> None:
        pair = self.issuer.issue(codes=(CODE,), **options)
        self.keys.install(pair.key, pair.chain, time.time(), url)

    def call(self, one: Running) -> Response:
        self.calls += 1
        time.sleep(PACE_S)
        return ask(one.sip, SOURCE, CALLING, self.calls, CALLED)

    def signed(self, one: Running) -> str:
        """The x5u by which a call was signed; "" when it went on without."""
        answer = self.call(one)
        assert answer.status == 302
        found = [value.decode() for name, value in answer.headers if name.lower() == b"identity"]
        if not found:
            return ""
        match = re.search(r"info=<([^>]+)>", found[0])
        assert match is not None
        return match[1]


@pytest.fixture
def signing(tmp_path: Path, run: Run) -> Signing:
    return Signing(tmp_path, run)


def asked(one: Running, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{one.http}{path}", timeout=5) as answer:
        return str(answer.read().decode())


def metric(one: Running, name: str) -> float:
    found = re.search(rf"^bellwarden_gate_{name} (\S+)$", asked(one, "/metrics"), re.MULTILINE)
    return float(found[1]) if found else -1.0


def health(one: Running) -> Any:
    return json.loads(asked(one, "/healthz"))


def until(true: Callable[[], bool], seconds: float = 15.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


def signer_of(one: Running) -> int:
    """The process that holds the key: the child of the supervisor that is sealed, and not the one that fetches."""
    for child in Path(f"/proc/{one.child.pid}/task/{one.child.pid}/children").read_text().split():
        status = Path(f"/proc/{child}/status").read_text()
        command = Path(f"/proc/{child}/cmdline").read_bytes()
        if "NoNewPrivs:\t1" in status and b"bellwarden.feeds" not in command:
            return int(child)
    return 0


@pytest.mark.parametrize("mode", MODES)
def test_a_gate_signs_by_the_key_of_its_home(signing: Signing, mode: str) -> None:
    signing.install()
    with gate(signing.home, "--stir-signer", mode, "--workers", "2") as one:
        until(lambda: signing.signed(one) == URL)
        until(lambda: metric(one, "stir_signatures_total") >= 1)  # the other worker tells its counts twice a second
        left = metric(one, "stir_certificate_expiry_timestamp_seconds") - time.time()
        assert left == pytest.approx(60 * 86_400, abs=120)
        assert metric(one, "stir_key_refused") == 0
        assert (signer_of(one) > 0) is (mode == "process")


@pytest.mark.parametrize("mode", MODES)
def test_a_rotation_leaves_no_call_unsigned(signing: Signing, mode: str) -> None:
    for _ in range(3):  # a call waits 20 ms for the signing process, which a busy machine may not give it
        signing.install()
        later = URL.replace("own-1", "own-2")
        with gate(signing.home, "--stir-signer", mode) as one:
            until(lambda one=one: signing.signed(one) == URL)
            signing.install(later)
            seen = []
            end = time.monotonic() + 15
            while (not seen or seen[-1] != later) and time.monotonic() < end:
                seen.append(signing.signed(one))
                time.sleep(0.02)
            failed = metric(one, "stir_signing_failed_total")
        if set(seen) == {URL, later} and not failed:  # never "": no call went on unsigned
            return
    raise AssertionError(f"a call went on unsigned: {seen}")


@pytest.mark.parametrize("mode", MODES)
def test_a_wrong_key_is_a_fault_and_the_old_one_signs_on(signing: Signing, mode: str) -> None:
    signing.install()
    with gate(signing.home, "--stir-signer", mode) as one:
        until(lambda: signing.signed(one) == URL)
        kept = signing.keys.key_path.read_bytes()
        signing.keys.key_path.write_bytes(b"")
        until(lambda: "stir_key" in asked(one, "/healthz"))
        (fault,) = [found for found in health(one)["faults"] if found["name"] == "stir_key"]
        assert "the key is empty" in fault["reason"] and "signed by the one of before" in fault["reason"]
        assert metric(one, "stir_key_refused") == 1
        assert signing.signed(one) == URL
        signing.keys.key_path.write_bytes(kept)
        until(lambda: "stir_key" not in asked(one, "/healthz"))
        assert signing.signed(one) == URL
    log = (signing.home.parent / "gate.log").read_text()
    assert kept.decode().splitlines()[1] not in log
    assert log.count("can't be taken up") == 1


def test_a_key_that_expired_long_ago_signs_nothing_and_calls_go_on(signing: Signing) -> None:
    pair = signing.issuer.issue(codes=(CODE,), days=-0.1)
    signing.keys.key_path.write_bytes(pair.key)
    signing.keys.key_path.chmod(0o600)
    (signing.keys.folder / "chain.pem").write_bytes(pair.chain)
    with gate(signing.home) as one:
        assert signing.signed(one) == ""
        until(lambda: "stir_key" in asked(one, "/healthz"))
        assert "expired" in asked(one, "/healthz")


def test_a_signer_that_dies_is_replaced_and_calls_go_on_meanwhile(signing: Signing) -> None:
    signing.install()
    with gate(signing.home, "--stir-signer", "process") as one:
        until(lambda: signing.signed(one) == URL)
        for _ in range(2):
            before = signer_of(one)
            os.kill(before, signal.SIGKILL)
            began = time.monotonic()
            signing.signed(one)  # signed or not: it is answered
            assert time.monotonic() - began < 2
            until(lambda before=before: signer_of(one) not in (0, before))
            until(lambda: signing.signed(one) == URL)
        os.kill(signer_of(one), signal.SIGSTOP)
        slow = []
        for _ in range(30):
            began = time.monotonic()
            signing.signed(one)
            slow.append(time.monotonic() - began)
        assert sum(took > PACE_S + 0.1 for took in slow) <= 3
        assert metric(one, "stir_signing_failed_total") > 0
        os.kill(signer_of(one), signal.SIGCONT)
        until(lambda: signing.signed(one) == URL)
        last = signer_of(one)
    with pytest.raises(ProcessLookupError):
        os.kill(last, 0)


def test_the_key_is_neither_in_a_snapshot_nor_in_a_worker_of_process_mode(signing: Signing) -> None:
    signing.install()
    secret = signing.keys.read_key()
    line = secret.splitlines()[1]
    for path in signing.home.rglob("*"):
        if path.is_file() and path != signing.keys.key_path:
            assert line not in path.read_bytes()
    with gate(signing.home, "--stir-signer", "process") as one:
        until(lambda: signing.signed(one) == URL)
        signer = signer_of(one)
        children = Path(f"/proc/{one.child.pid}/task/{one.child.pid}/children").read_text().split()
        limits = Path(f"/proc/{signer}/limits").read_text()
        assert re.search(r"Max core file size +0 +0 ", limits)
        for child in [*children, str(one.child.pid)]:
            if int(child) != signer:
                assert not holds(int(child), line)


def holds(process: int, text: bytes) -> bool:
    """Whether a process's writable memory has these octets in it."""
    with contextlib.suppress(PermissionError), open(f"/proc/{process}/mem", "rb", 0) as memory:
        for area in Path(f"/proc/{process}/maps").read_text().splitlines():
            span, rights = area.split()[:2]
            if not rights.startswith("rw"):
                continue
            start, end = (int(one, 16) for one in span.split("-"))
            with contextlib.suppress(OSError, OverflowError, ValueError):
                memory.seek(start)
                if text in memory.read(end - start):
                    return True
    return False


def test_a_gate_whose_signer_socket_is_taken_does_not_start(signing: Signing) -> None:
    run_folder = signing.home / "run"
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as held:
        held.bind(str(run_folder / "signer.sock"))
        held.listen()
        with gate(signing.home, "--stir-signer", "process") as one:
            assert one.ready == ""
    assert "another signer listens already" in (signing.home.parent / "gate.log").read_text()
