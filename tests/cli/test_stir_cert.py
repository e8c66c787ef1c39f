"""`bellwarden stir cert`: request and import by hand, status, and every wrongness in a sentence."""

import os
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from bellwarden.cli.exits import Exit
from bellwarden.home import StirKeys
from bellwarden.stir.own import TN_AUTH_LIST
from bellwarden.stir.tn_auth_list import read_tn_auth_list
from tests.cli.conftest import Done, Run
from tests.feeds.https_server import HttpsServer
from tests.stir.own_keys import Issuer, Pair, tn_auth_list

CODE = "823K"
URL = "https://certificates.petrel.example/823k.pem"


class Cert:
    """`bellwarden stir cert …` on one home."""

    def __init__(self, folder: Path, run: Run) -> None:
        self.home = folder / "home"
        self.folder = folder
        self._run = run
        self.issuer = Issuer(now=time.time())
        self.keys = StirKeys(self.home / "stir")

    def run(self, *words: object) -> Done:
        return self._run("stir", "cert", *words, "--home", self.home)

    def write(self, pair: Pair) -> tuple[Path, Path]:
        key, chain = self.folder / "given.key", self.folder / "given.pem"
        key.write_bytes(pair.key)
        chain.write_bytes(pair.chain)
        return key, chain

    def import_(self, pair: Pair, *words: object) -> Done:
        key, chain = self.write(pair)
        return self.run("import", chain, "--key", key, *words)


@pytest.fixture
def cert(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Cert:
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    return Cert(tmp_path, run)


def test_an_order_by_hand(cert: Cert) -> None:
    out = cert.folder / "823k.csr"
    asked = cert.run("request", "823k", "--organization", "Petrel Voice", "--out", out)
    assert asked.code == Exit.DONE, asked.err
    assert "SHA256 " in asked.err and "bellwarden stir cert import" in asked.err
    request = x509.load_pem_x509_csr(out.read_bytes())
    assert request.is_signature_valid
    assert request.subject.rfc4514_string() == "CN=SHAKEN 823K,O=Petrel Voice,C=US"
    # ATIS-1000080, RFC 8226 section 9
    names = request.extensions.get_extension_for_oid(TN_AUTH_LIST).value.public_bytes()
    assert read_tn_auth_list(names).codes == (CODE,)
    public = request.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey) and isinstance(public.curve, ec.SECP256R1)
    before = cert.run("status")
    assert before.code == Exit.NOT_FOUND and "a request waits" in before.err
    chain = cert.folder / "answer.pem"
    chain.write_bytes(cert.issuer.answer(request))
    taken = cert.run("import", chain, "--url", URL)
    assert taken.code == Exit.DONE, taken.err
    assert f"published    {URL}" in taken.out and "to do" not in taken.out
    assert list(cert.keys.next.glob("*")) == []
    assert cert.run("status").code == Exit.DONE


def test_a_request_made_twice_has_one_key(cert: Cert) -> None:
    requests = [cert.run("request", CODE) for _ in range(2)]
    keys = {x509.load_pem_x509_csr(done.out.encode()).public_key().public_numbers() for done in requests}  # type: ignore[union-attr]
    assert len(keys) == 1


def test_what_is_amiss_is_to_be_done_and_exit_code_1(cert: Cert) -> None:
    pair = cert.issuer.issue(days=6)
    alone = pair._replace(chain=pair.certificate.public_bytes(Encoding.PEM))
    assert cert.import_(alone).code == Exit.DONE
    status = cert.run("status", "--json")
    assert status.code == Exit.NO
    days, chain, published = status.json["to_do"]
    assert "fewer than 7 days" in days and "no issuer" in chain and "nobody said where" in published
    assert cert.import_(cert.issuer.issue(), "--url", URL).code == Exit.DONE
    assert cert.run("status").code == Exit.DONE


@pytest.mark.parametrize(("days", "said"), ((29, 30), (13, 14), (6, 7), (1, 2)))
def test_alarms_come_at_30_14_7_and_2_days(cert: Cert, days: int, said: int) -> None:
    done = cert.import_(cert.issuer.issue(days=days), "--url", URL, "--json")
    assert f"fewer than {said} days" in done.json["to_do"][0]


def test_the_chain_of_before_is_kept(cert: Cert) -> None:
    first, second = cert.issuer.issue(), cert.issuer.issue()
    cert.import_(first, "--url", URL)
    done = cert.import_(second, "--url", URL.replace("823k", "823k-2"), "--json")
    assert done.json["earlier"] == 1
    assert [path.read_bytes() for path in cert.keys.earlier()] == [first.chain]


WRONG = {
    "empty key": "the key is empty",
    "truncated key": "the key is truncated",
    "wrong curve": "the key is on the curve secp384r1",
    "another's key": "the key does not belong to the certificate",
    "expired": "the certificate expired at",
    "empty chain": "the certificate chain is empty",
    "truncated chain": "the certificate chain is truncated",
    "no TNAuthList": "has no TNAuthList",
    "chain of strangers": "did not issue certificate 1",
    "missing": "no such file",
    "url": "https://",
}


@pytest.mark.parametrize("how", WRONG)
def test_a_wrong_import_is_named_and_changes_nothing(cert: Cert, how: str) -> None:
    assert cert.import_(cert.issuer.issue(), "--url", URL).code == Exit.DONE
    before = cert.keys.stamp()
    pair, issuer = cert.issuer.issue(), cert.issuer
    pairs = {
        "empty key": pair._replace(key=b""),
        "truncated key": pair._replace(key=pair.key[:90]),
        "wrong curve": issuer.issue(key=ec.generate_private_key(ec.SECP384R1())),
        "another's key": pair._replace(key=issuer.issue().key),
        "expired": issuer.issue(days=-0.1),
        "empty chain": pair._replace(chain=b""),
        "truncated chain": pair._replace(chain=pair.chain[:-99]),
        "no TNAuthList": issuer.issue(extension=b""),
        "chain of strangers": pair._replace(
            chain=pair.certificate.public_bytes(Encoding.PEM)
            + Issuer("Heron STI-CA", time.time()).certificate.public_bytes(Encoding.PEM)
        ),
    }
    if how == "missing":
        done = cert.run("import", cert.folder / "nothing.pem", "--key", cert.folder / "nothing.key")
    else:
        done = cert.import_(pairs.get(how, pair), *(("--url", "http://x.example/c.pem") if how == "url" else ()))
    assert done.code in (Exit.TLS, Exit.NOT_FOUND, Exit.HOME)
    assert WRONG[how] in done.err and len(done.err.splitlines()) == 1
    assert cert.keys.stamp() == before
    assert cert.run("status").code == Exit.DONE


def test_a_key_of_another_code_is_not_taken_for_ours(cert: Cert) -> None:
    done = cert.run("request", CODE)
    request = x509.load_pem_x509_csr(done.out.encode())
    other = x509.UnrecognizedExtension(TN_AUTH_LIST, tn_auth_list("824K"))
    chain = cert.folder / "answer.pem"
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(request.subject).issuer_name(cert.issuer.certificate.subject)
    builder = builder.public_key(request.public_key()).serial_number(7).not_valid_before(now - timedelta(days=1))
    made = builder.not_valid_after(now + timedelta(days=9)).add_extension(other, False)
    chain.write_bytes(cert.issuer.chained(made.sign(cert.issuer.key, hashes.SHA256())))
    done = cert.run("import", chain)
    assert done.code == Exit.TLS and "for 824K, not for 823K" in done.err


def test_nothing_there_is_said(cert: Cert) -> None:
    assert "there is no home" in cert.run("status").err
    assert "no key waits" in cert.run("import", cert.folder / "x.pem").err
    for command in ("renew", "rotate"):
        done = cert.run(command)
        assert done.code == Exit.NOT_FOUND and "no authority is known" in done.err
    assert cert.run("request", "not a code").code == Exit.USAGE
    done = cert.run("request", CODE, "--publish-dir", cert.folder)
    assert done.code == Exit.USAGE and "go together" in done.err


@pytest.mark.parametrize("damage", ("empty", "group-readable", "expired"))
def test_status_of_a_damaged_key_is_exit_code_8(cert: Cert, damage: str) -> None:
    cert.import_(cert.issuer.issue(), "--url", URL)
    if damage == "empty":
        cert.keys.key_path.write_bytes(b"")
    elif damage == "group-readable":
        cert.keys.key_path.chmod(0o640)
    else:
        pair = cert.issuer.issue(days=-0.1)
        cert.keys.key_path.write_bytes(pair.key)
        (cert.keys.folder / "chain.pem").write_bytes(pair.chain)
    done = cert.run("status")
    assert done.code == Exit.TLS
    assert {"empty": "is empty", "group-readable": "chmod 600", "expired": "expired at"}[damage] in done.err


def test_what_is_published_is_looked_at_when_asked(cert: Cert) -> None:
    """The web server is on another port than 443: so the check is called itself."""
    from bellwarden.cli.stir_order import check_published

    pair, other = cert.issuer.issue(), cert.issuer.issue()
    served = {"/one.pem": pair.chain, "/two.pem": other.chain, "/html": b"<html>"}

    def respond(method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        return (200, {}, served[path]) if path in served else (404, {}, b"")

    server = HttpsServer(cert.folder, respond)
    fingerprint = pair.certificate.fingerprint(hashes.SHA256()).hex()
    ca_file = str(server.ca_file)
    assert check_published(f"{server.url}/one.pem", fingerprint, ca_file) == ""
    assert check_published(f"{server.url}/two.pem", fingerprint, ca_file) == "another certificate lies there"
    assert "no PEM certificate" in check_published(f"{server.url}/html", fingerprint, ca_file)
    assert check_published(f"{server.url}/none", fingerprint, ca_file) == "status 404"
    assert "certificate is not accepted" in check_published(f"{server.url}/one.pem", fingerprint)
    server.stop()
    cert.import_(pair, "--url", "https://localhost:8443/nobody.pem")
    done = cert.run("status", "--check")
    assert done.code == Exit.NO and "what is published can't be used" in done.out


def test_a_signer_of_its_own_serves_until_it_is_ended(cert: Cert) -> None:
    pair = cert.issuer.issue()
    cert.import_(pair, "--url", URL)
    path = cert.folder / "sign.sock"
    command = [sys.executable, "-m", "bellwarden", "stir", "signer", "--home", str(cert.home), "--socket", str(path)]
    child = subprocess.Popen([*command, "--client", "root"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == f"ready {path}\n"
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as client:
        client.settimeout(5)
        client.connect(str(path))
        client.send(b"?")
        assert pair.certificate.fingerprint(hashes.SHA256()).hex().encode() in client.recv(4_096)
    second = subprocess.run(command, capture_output=True, text=True, check=False)
    assert second.returncode == Exit.ADDRESS and "another signer listens" in second.stderr
    child.send_signal(signal.SIGTERM)
    assert child.wait(10) == Exit.DONE
    child.communicate()
    assert not path.exists() and os.path.isdir(cert.home)


def test_a_client_that_nobody_is_is_named(cert: Cert, run: Run) -> None:
    done = run("stir", "signer", "--home", cert.home, "--socket", cert.folder / "s", "--client", "no-such-user")
    assert done.code == Exit.USAGE and "no user 'no-such-user'" in done.err
