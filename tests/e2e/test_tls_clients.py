"""TLS clients that others wrote: openssl's own, sipsak, and Kamailio with a certificate of its own."""

import contextlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bellwarden.policy.starter import starter_files
from tests.e2e import kit
from tests.gate.certificates import GATE_NAME, Authority, gate_files
from tests.gate.gates import invite

SBC = "sbc1.carrier.example"
MODULES = [
    Path(one) / "kamailio" / "modules" / "tls.so" for one in ("/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib")
]
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
needs_kamailio_tls = pytest.mark.skipif(
    shutil.which("kamailio") is None or not any(one.exists() for one in MODULES),
    reason="kamailio's tls module is not installed",
)


@dataclass
class SecureGate:
    process: kit.Process
    port: int
    authority: Authority
    shown: tuple[Path, Path]  # certificate and key of the SBC

    def s_client(self, *words: str, stdin: bytes = b"", seconds: float = 10.0) -> str:
        """What openssl's client said, and what it heard."""
        certificate, key = map(str, self.shown)
        command = ["openssl", "s_client", "-connect", f"127.0.0.1:{self.port}", "-servername", GATE_NAME]
        command += ["-CAfile", str(self.authority.path), "-cert", certificate, "-key", key, *words]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        ) as child:
            with contextlib.suppress(subprocess.TimeoutExpired):
                return child.communicate(stdin, timeout=seconds)[0].decode(errors="replace")
            child.kill()
            return child.communicate()[0].decode(errors="replace")


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecureGate]:
    folder = tmp_path_factory.mktemp("tls")
    authority = Authority(folder)
    files = gate_files(authority, mutual=True)
    policy = folder / "policy"
    for name, data in starter_files("generic").items():
        if name == "trunks.toml":
            assert b"# certificate_name = " in data
            data = data.replace(b'# certificate_name = ""', f'certificate_name = "{SBC}"'.encode(), 1)
        (policy / name).parent.mkdir(parents=True, exist_ok=True)
        (policy / name).write_bytes(data)
    port = kit.free_port()
    command = [sys.executable, "-m", "bellwarden", "gate", "--home", str(folder / "home"), "--policy", str(policy)]
    command += ["--sip", f"tls:127.0.0.1:{port}", "--http", "", "--tls-cert", str(files.certificate)]
    command += ["--tls-key", str(files.key), "--tls-client-ca", str(authority.path)]
    process = kit.Process(command, folder / "gate.log", kit.ROOT, {"PYTHONPATH": str(kit.ROOT / "src")})
    try:
        process.wait_for("ready")
        yield SecureGate(process, port, authority, authority.issue(SBC))
    finally:
        process.stop()


@needs_openssl
def test_openssl_places_a_call(secure: SecureGate) -> None:
    """It stays until it is closed upon; so behind the call comes a byte that no message begins with."""
    said = secure.s_client("-quiet", "-verify_return_error", stdin=invite(transport="TLS") + b"\x00")
    assert "SIP/2.0 302 Moved Temporarily" in said
    assert "Contact: <sip:+14462005555@kestrel.example;user=phone>" in said


@needs_openssl
@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_openssl_agrees_on_versions_and_verifies(secure: SecureGate, version: str) -> None:
    said = secure.s_client(version, "-verify_hostname", GATE_NAME)
    assert "Verify return code: 0 (ok)" in said
    assert "Secure Renegotiation IS supported" in said or version == "-tls1_3"


@needs_openssl
@pytest.mark.parametrize("words", [("-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"), ("-tls1_2", "-cipher", "AES128-SHA")])
def test_openssl_is_refused_what_is_old_or_weak(secure: SecureGate, words: tuple[str, ...]) -> None:
    """RFC 9325 sections 3.1.1 and 4.2."""
    assert "alert" in secure.s_client(*words)


@needs_openssl
def test_openssl_may_not_renegotiate(secure: SecureGate) -> None:
    """RFC 9325 section 3.5. A line of R makes s_client ask for it."""
    said = secure.s_client("-tls1_2", stdin=b"R\n" * 5)
    assert "RENEGOTIATING" in said
    assert "no renegotiation" in said
    assert "SIP/2.0 302" in secure.s_client("-quiet", stdin=invite(transport="TLS") + b"\x00")


@pytest.mark.skipif(shutil.which("sipsak") is None, reason="sipsak is not installed")
def test_sipsak_probes_over_tls(tmp_path: Path) -> None:
    """It shows no certificate, so this gate asks for none; it is quick, so no delayed acknowledgement is waited for."""
    home, policy = tmp_path / "home", tmp_path / "policy"
    kit.command(home, "tls", "create", "localhost")
    for name, data in starter_files("generic").items():
        (policy / name).parent.mkdir(parents=True, exist_ok=True)
        (policy / name).write_bytes(data)
    port = kit.free_port()
    command = [sys.executable, "-m", "bellwarden", "gate", "--home", str(home), "--policy", str(policy)]
    command += ["--sip", f"tls:127.0.0.1:{port}", "--http", ""]
    process = kit.Process(command, tmp_path / "gate.log", kit.ROOT, {"PYTHONPATH": str(kit.ROOT / "src")})
    ask = ["sipsak", "--transport=tls", f"--tls-ca-cert={home}/tls/cert.pem", "-vv", "-s", f"sip:x@localhost:{port}"]
    try:
        process.wait_for("ready")
        tries = [subprocess.run(ask, capture_output=True, text=True, timeout=10, check=False) for _ in range(5)]
    finally:
        process.stop()
    assert all("SIP/2.0 200 OK" in one.stdout for one in tries), tries[0]
    assert min(float(re.findall(r"received after ([0-9.]+) ms", one.stdout)[0]) for one in tries) < 30


@needs_kamailio_tls
def test_kamailio_asks_over_tls_with_its_certificate(secure: SecureGate, tmp_path: Path) -> None:
    """RFC 3261 section 26.2.1. Twenty calls over one connection, and one that is cancelled."""
    certificate, key = secure.shown
    settings = tmp_path / "tls.cfg"
    lines = ["[server:default]", "method = TLSv1.2+", f"certificate = {certificate}", f"private_key = {key}"]
    lines += ["[client:default]", "method = TLSv1.2+", "verify_certificate = yes", f"ca_list = {secure.authority.path}"]
    lines += [f"certificate = {certificate}", f"private_key = {key}", f"server_name = {GATE_NAME}"]
    settings.write_text("\n".join(lines) + "\n")
    port, tls_port = kit.free_port(), kit.free_port()
    command = ["kamailio", "-DD", "-E", "-m", "64", "-M", "8", "-Y", str(tmp_path), "-w", str(tmp_path)]
    command += ["-f", str(kit.ROOT / "tests" / "data" / "e2e" / "kamailio-tls.cfg")]
    values = {"LISTEN_PORT": port, "TLS_PORT": tls_port, "GATE_PORT": f'"{secure.port}"', "TLS_FILE": f'"{settings}"'}
    for name, value in values.items():
        command += ["-A", f"{name}={value}"]
    process = kit.Process(command, tmp_path / "kamailio.log", tmp_path)
    headers = ("From: <sip:+12382000100@127.0.0.1>;tag=a",)
    try:
        kit.wait_for_options(port)
        for number in range(20):
            said = kit.send_invite(port, kit.LOOPBACK, f"+144620001{number:02}", *headers)
            assert said == "302 Moved Temporarily", process.text()[-3000:]
        said = kit.send_invite(port, kit.LOOPBACK, "+14462000150", *headers, cancel=True)
        assert said.startswith(("302 ", "487 "))
    finally:
        process.stop()
