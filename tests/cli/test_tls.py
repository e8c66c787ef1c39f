"""`bellwarden tls` and the gate's words about certificate files."""

import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
from pathlib import Path

import pytest

from bellwarden.cli.exits import Exit
from tests.cli.conftest import Run
from tests.gate.certificates import Authority, client, gate_files
from tests.gate.gates import invite, status_of
from tests.gate.test_streams import read_replies
from tests.house.tree import ROOT, read


def test_a_certificate_is_made_once_and_told(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "home"
    done = run("tls", "create", "gate.carrier.example", "--home", home, "--days", 30)
    assert done.code == 0 and "names        gate.carrier.example" in done.out
    assert (home / "tls" / "key.pem").stat().st_mode & 0o777 == 0o600
    again = run("tls", "create", "gate.carrier.example", "--home", home)
    assert again.code == Exit.HELD_BACK and "--force" in again.err
    assert run("tls", "create", "192.0.2.5", "--home", home, "--force").code == 0
    told = run("tls", "check", "--home", home, "--json").json
    assert 364 < told["days_left"] < 365.1
    assert told["client_ca"] == ""


@pytest.mark.parametrize("name", ["two words", "*.example", "a..b", "", "x" * 65])
def test_what_is_no_name_is_refused(run: Run, tmp_path: Path, name: str) -> None:
    assert run("tls", "create", name, "--home", tmp_path / "home").code == Exit.USAGE


def test_what_the_gate_would_refuse_is_told_with_file_and_reason(run: Run, tmp_path: Path) -> None:
    missing = run("tls", "check", "--home", tmp_path / "home")
    assert missing.code == Exit.TLS and "tls/cert.pem: no such file" in missing.err
    files = gate_files(Authority(tmp_path))
    files.key.chmod(0o644)
    readable = run("tls", "check", "--home", tmp_path, "--tls-cert", files.certificate, "--tls-key", files.key)
    assert readable.code == Exit.TLS and f"chmod 640 {files.key}" in readable.err


def test_a_gate_without_a_certificate_does_not_start(run: Run, home: Path) -> None:
    done = run("gate", "--home", home, "--sip", "udp:127.0.0.1:0,tls:127.0.0.1:0", "--http", "")
    assert done.code == Exit.TLS
    assert f"{home}/tls/cert.pem: no such file" in done.err


@pytest.mark.parametrize("workers", [1, 2])
def test_a_gate_speaks_tls_and_takes_a_new_certificate_up_at_sighup(home: Path, tmp_path: Path, workers: int) -> None:
    own = Authority(tmp_path)
    files = gate_files(own, mutual=True)
    shown = client(own, own.issue("lab.example"))
    words = ["--sip", "tls:127.0.0.1:0", "--http", "", "--tls-cert", files.certificate, "--tls-key", files.key]
    words += ["--tls-client-ca", own.path, "--workers", workers, "--home", home]
    with (tmp_path / "gate.log").open("wb") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "bellwarden", "gate", *map(str, words)],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    try:
        assert child.stdout is not None
        found = re.match(r"ready tls:127\.0\.0\.1:(\d+) policy ", child.stdout.readline())
        assert found is not None, (tmp_path / "gate.log").read_text()
        before = serial(int(found[1]), shown)
        gate_files(own)
        os.kill(child.pid, signal.SIGHUP)
        seen = {before}
        for _ in range(400):
            seen.add(serial(int(found[1]), shown))
            if len(seen) > 1:
                break
        assert len(seen) == 2
        assert child.poll() is None
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(10)
        child.stdout.close()
    assert f"clients must show a certificate of {own.path}" in (tmp_path / "gate.log").read_text()


def serial(port: int, shown: ssl.SSLContext) -> str:
    """Serial number of the gate's certificate, by which a call was answered."""
    raw = socket.create_connection(("127.0.0.1", port), 5)
    with shown.wrap_socket(raw, server_hostname="gate.carrier.example") as sbc:
        sbc.sendall(invite(transport="TLS"))
        assert status_of(read_replies(sbc, 1)[0]) == 302
        certificate = sbc.getpeercert()
    assert certificate is not None
    return str(certificate["serialNumber"])


@pytest.mark.slow
@pytest.mark.e2e
@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_the_guide_to_tls_can_be_pasted(tmp_path: Path, starter: Path, run: Run) -> None:
    """docs/guide/tls.md: every block in its order, on other ports, the gate in the background."""
    blocks = re.findall(r"```sh\n(.*?)```", read(ROOT / "docs" / "guide" / "tls.md"), re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    assert sum(line.startswith("bellwarden gate") for line in lines) == 1
    ports = dict(zip(("5060", "5061", "8080"), free_ports(3), strict=True))
    script = ["set -e", f'bellwarden() {{ {sys.executable} -m bellwarden "$@"; }}', "trap 'kill $gate' EXIT"]
    for line in lines:
        told = re.sub("|".join(ports), lambda found: ports[found[0]], line)
        if line.startswith("bellwarden gate"):
            told = told.replace("bellwarden", f"{sys.executable} -m bellwarden", 1)
            script.append(f"{told} > ready & gate=$!; while ! grep -q ready ready; do sleep 0.05; done")
        elif not line.startswith("curl") or shutil.which("curl"):
            script.append(told)
    done = subprocess.run(
        ["sh", "-c", "\n".join(script)], cwd=tmp_path, capture_output=True, text=True, timeout=50, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert done.stdout.count("SIP/2.0 200 OK") == 2
    assert "must show a certificate of home/tls/client-ca.pem" in done.stdout


def test_the_guide_quotes_the_log_by_the_letter() -> None:
    rows = re.findall(r"^\| (`.*?`) \|", read(ROOT / "docs" / "guide" / "tls.md"), re.MULTILINE)
    quoted = [one.removeprefix("refused: ") for row in rows for one in re.findall(r"`([^`]+)`", row)]
    ours = "".join(read(path) for path in (ROOT / "src" / "bellwarden" / "gate").glob("*.py"))
    theirs = {
        "unable to get local issuer certificate",
        "unsuitable certificate purpose",
        "certificate has expired",
        "no shared cipher",
        "unsupported protocol",
    }
    assert len(quoted) == 10
    assert [one for one in quoted if one not in ours and one not in theirs] == []


def free_ports(number: int) -> list[str]:
    opened = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [str(one.getsockname()[1]) for one in opened]
    for one in opened:
        one.close()
    return ports
