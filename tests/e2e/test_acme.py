"""Certificates ordered from real authorities: acme2certifier for TNAuthList orders, pebble for the rest of RFC 8555.

The policy administrator could not be reached; a stand-in (tests/feeds/policy_administrator.py) gives the SPC tokens.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from bellwarden.cli.exits import Exit
from bellwarden.feeds.acme import AcmeClient, AcmeFault, tn_auth_list_identifier
from bellwarden.feeds.api_client import ApiClient
from bellwarden.gate.token_signer import InProcessSigner
from bellwarden.home import Home, StirKeys
from bellwarden.stir.certificate import accept, read_roots
from bellwarden.stir.own import read_chain
from bellwarden.stir.revocation import NO_REVOCATIONS
from tests.cli.conftest import Done, Run
from tests.cli.conftest import run as run
from tests.feeds.policy_administrator import ACCOUNT, PASSWORD, USER, PolicyAdministrator
from tests.gate.certificates import Authority
from tests.gate.test_token_signer import Files
from tests.house.tree import ROOT
from tests.stir.own_keys import pem
from tests.stir.pki import Profile, root

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

CODE = "823K"
PEER = ROOT / "build/peers/acme2certifier"
AUTHORITY_PORT, CAREFUL_PORT, PEBBLE_PORT, PEBBLE_CONTROL = 22_510, 22_511, 22_530, 22_531
NOT_HERE = "make test sets it up (scripts/peer.sh acme2certifier)"
URL = "https://certificates.petrel.example/stir"


class Shaken(NamedTuple):
    """An authority as it can be asked, and what it goes back to."""

    directory: str
    ca_file: Path
    roots: bytes


@contextmanager
def acme2certifier(folder: Path, port: int, *, believes: bool) -> Iterator[Shaken]:
    """Over TLS on loopback. `believes`: it takes any SPC token, which is all that it can; else it refuses each."""
    if not (PEER / "stamp").exists():
        pytest.skip(NOT_HERE)
    now = time.time()
    dates = Profile(not_before=now - 86_400, not_after=now + 86_400 * 900)
    top = root(not_before=dates.not_before, not_after=dates.not_after)
    middle = top.authority("Rookery STI-CA", not_before=dates.not_before, not_after=dates.not_after)
    said = {"key": pem(middle.key).decode(), "certificate": certificate_of(middle), "days": 60}
    (folder / "authority.json").write_text(json.dumps(said))
    web = Authority(folder, "Rookery web CA")
    certificate, key = web.issue("localhost")
    (folder / "acme_srv.cfg").write_text(
        f"[DEFAULT]\ndebug: False\n[Nonce]\n[CAhandler]\nhandler_module: {ROOT}/tests/e2e/shaken_authority.py\n"
        f"[DBhandler]\ndbfile: {folder}/acme.db\n[Certificate]\n[Challenge]\n[Order]\ntnauthlist_support: True\n"
    )
    environment = {
        "PATH": os.environ["PATH"],
        "ACME_SRV_CONFIGFILE": str(folder / "acme_srv.cfg"),
        "ACME_SRV_DB_HANDLER": "wsgi",
        "SHAKEN_AUTHORITY": str(folder / "authority.json"),
        **({"ACME2CERTIFIER_I_KNOW_THE_RISK": "1"} if believes else {}),
    }
    command = [PEER / "bin/gunicorn", "--bind", f"127.0.0.1:{port}", "--certfile", certificate, "--keyfile", key]
    command += ["--threads", "4", "acme2certifier.share.acme2certifier_wsgi:application"]
    with running([str(one) for one in command], environment, folder, port):
        yield Shaken(f"https://localhost:{port}/directory", web.path, certificate_of(top).encode())


def certificate_of(one: Any) -> str:
    return str(one.certificate.public_bytes(Encoding.PEM).decode())


@contextmanager
def running(command: list[str], environment: dict[str, str], folder: Path, port: int) -> Iterator[None]:
    with (folder / "peer.log").open("wb") as log:
        child = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log, start_new_session=True)
    try:
        until = time.monotonic() + 30
        while True:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            assert child.poll() is None and time.monotonic() < until, (folder / "peer.log").read_text()
            time.sleep(0.1)
        yield
    finally:
        os.killpg(child.pid, signal.SIGTERM)
        child.wait(10)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shaken]:
    with acme2certifier(tmp_path_factory.mktemp("authority"), AUTHORITY_PORT, believes=True) as shaken:
        yield shaken


@pytest.fixture
def administrator(tmp_path: Path) -> Iterator[PolicyAdministrator]:
    (tmp_path / "administrator").mkdir()
    made = PolicyAdministrator(tmp_path / "administrator")
    yield made
    made.stop()


class Carrier:
    """A home, its web server's folder, and the commands as an operator types them."""

    def __init__(self, folder: Path, run: Run, shaken: Shaken, administrator: PolicyAdministrator) -> None:
        self.home = folder / "home"
        self.web = folder / "web"
        self.web.mkdir()
        self.run = run
        self.shaken = shaken
        self.administrator = administrator
        self.ca_file = folder / "servers.pem"
        self.ca_file.write_bytes(shaken.ca_file.read_bytes() + administrator.server.ca_file.read_bytes())
        self.keys = StirKeys(self.home / "stir")
        Home(self.home).init()
        self.keys.folder.mkdir(exist_ok=True)
        self.keys.make()
        self.write_password(PASSWORD)

    def write_password(self, password: str) -> None:
        path = self.keys.acme / "sti-pa.password"
        path.write_text(password + "\n")
        path.chmod(0o600)

    def request(self, code: str = CODE, **changes: object) -> Done:
        said: dict[str, object] = {
            "--organization": "Petrel Voice",
            "--acme": self.shaken.directory,
            "--sti-pa": self.administrator.url,
            "--account": ACCOUNT,
            "--contact": "noc@petrel.example",
            "--user": USER,
            "--ca-file": self.ca_file,
            "--publish-dir": self.web,
            "--publish-url": URL,
            **{f"--{name.replace('_', '-')}": value for name, value in changes.items()},
        }
        words = [word for name, value in said.items() if value is not None for word in (name, value)]
        return self.run("stir", "cert", "request", code, "--padded", *words, "--home", self.home, "--json")

    def command(self, *words: object) -> Done:
        return self.run("stir", "cert", *words, "--home", self.home, "--json")


@pytest.fixture
def carrier(tmp_path: Path, run: Run, authority: Shaken, administrator: PolicyAdministrator) -> Carrier:
    return Carrier(tmp_path, run, authority, administrator)


def test_from_a_code_to_a_certificate_that_others_accept(carrier: Carrier) -> None:
    done = carrier.request()
    assert done.code == Exit.DONE, done.err
    told = done.json["in_force"]
    assert told["code"] == CODE and told["to_do"] == [] and 59 < told["days"] <= 60
    assert told["url"].startswith(f"{URL}/823k-") and not told["request_waits"]
    # What the token named: our code, and the account's key (RFC 9448 section 5.4, RFC 9447 section 3.3).
    (asked,) = carrier.administrator.asked
    assert asked["tktype"] == "TNAuthList" and asked["tkvalue"] == "MAigBhYEODIzSw==" and asked["ca"] is False
    assert asked["fingerprint"].startswith("SHA256 ") and asked["fingerprint"].count(":") == 31
    # What is published passes the checks of a verifier (ATIS-1000080, RFC 8226 section 9).
    published = (carrier.web / told["url"].rpartition("/")[2]).read_bytes()
    credential = accept(published, read_roots(carrier.shaken.roots), NO_REVOCATIONS, time.time())
    assert credential.codes == (CODE,) and credential.fingerprint == told["certificate"]
    status = carrier.command("status")
    assert status.code == Exit.DONE and status.json["certificate"] == told["certificate"]


def test_renewing_twice_renews_once_and_the_old_one_stays_published(carrier: Carrier) -> None:
    first = carrier.request().json["in_force"]
    again = carrier.command("renew")
    assert again.code == Exit.DONE and again.json["certificate"] == first["certificate"]
    assert "Nothing to do" in again.err
    renewed = carrier.command("renew", "--days", 90)
    assert renewed.code == Exit.DONE, renewed.err
    assert renewed.json["certificate"] != first["certificate"] and renewed.json["earlier"] == 1
    assert len(list(carrier.web.glob("*.pem"))) == 2
    for told in (first, renewed.json):
        chain = (carrier.web / told["url"].rpartition("/")[2]).read_bytes()
        assert read_chain(chain)[0].fingerprint(hashes.SHA256()).hex() == told["certificate"]
    assert len({one["fingerprint"] for one in carrier.administrator.asked}) == 1  # one account for all orders


def test_a_rotation_leaves_no_call_unsigned(carrier: Carrier) -> None:
    first = carrier.request().json["in_force"]
    signer = InProcessSigner(Files(carrier.keys))
    signer.look_now(time.time())
    ended = threading.Event()
    seen: set[tuple[str, str]] = set()
    steady = [0.0]

    def sign() -> None:
        while not ended.is_set() or len(seen) < 2:
            steady[0] += 1.0
            signer.beat(steady[0], time.time())
            url = signer.certificate_url
            assert len(signer.sign(b"header.claims")) == 64
            seen.add((signer.certificate, url))
            time.sleep(0.005)

    thread = threading.Thread(target=sign)
    thread.start()
    rotated = carrier.command("rotate")
    ended.set()
    thread.join(20)
    assert not thread.is_alive()
    assert rotated.code == Exit.DONE, rotated.err
    assert signer.failed == 0
    assert seen == {(first["certificate"], first["url"]), (rotated.json["certificate"], rotated.json["url"])}


def test_an_order_under_way_is_gone_on_with(carrier: Carrier) -> None:
    carrier.administrator.refuses = "your account is being looked at"
    refused = carrier.request()
    assert refused.code == Exit.NO and "your account is being looked at" in refused.err
    order = (carrier.keys.next / "order").read_text()
    key = (carrier.keys.next / "key.pem").read_bytes()
    assert carrier.command("status").code == Exit.NOT_FOUND
    carrier.administrator.refuses = ""
    looks: list[str] = []
    original = AcmeClient.look

    def look(self: AcmeClient, url: str) -> Any:
        looks.append(url)
        return original(self, url)

    AcmeClient.look = look  # type: ignore[method-assign]
    try:
        done = carrier.request()
    finally:
        AcmeClient.look = original  # type: ignore[method-assign]
    assert done.code == Exit.DONE, done.err
    assert looks[0] == order
    assert carrier.keys.key_path.read_bytes() == key
    assert list(carrier.keys.next.glob("*")) == []


@pytest.mark.parametrize("how", ("password", "no password", "readable password", "fingerprint", "token file", "code"))
def test_what_is_refused_is_said_and_what_signs_stays(carrier: Carrier, how: str, tmp_path: Path) -> None:
    first = carrier.request().json["in_force"]
    said = {"password": "wrong user or password", "no password": "write the password of petrel-api"}
    said |= {"readable password": "chmod 600", "fingerprint": "for another account key"}
    said |= {"token file": "the SPC token is none", "code": "is no service provider code"}
    changes: dict[str, object] = {}
    if how == "password":
        carrier.write_password("wrong")
    elif how == "no password":
        (carrier.keys.acme / "sti-pa.password").unlink()
    elif how == "readable password":
        (carrier.keys.acme / "sti-pa.password").chmod(0o644)
    elif how == "fingerprint":
        carrier.administrator.fingerprint = "SHA256 " + ":".join(["00"] * 32)
    elif how == "token file":
        (tmp_path / "token").write_text("no token")
        changes["token_file"] = tmp_path / "token"
    done = carrier.request("823K!" if how == "code" else CODE, **changes)
    assert done.code != Exit.DONE and said[how] in done.err
    assert "Traceback" not in done.err and len(done.err.splitlines()) == 1
    assert PASSWORD not in done.err
    assert carrier.command("status").json["certificate"] == first["certificate"]


def test_an_authority_that_does_not_believe_the_token_says_so(
    tmp_path: Path, run: Run, administrator: PolicyAdministrator
) -> None:
    (tmp_path / "careful").mkdir()
    with acme2certifier(tmp_path / "careful", CAREFUL_PORT, believes=False) as shaken:
        carrier = Carrier(tmp_path, run, shaken, administrator)
        done = carrier.request()
    assert done.code == Exit.NO and "the authority does not accept the proof" in done.err


# pebble: an ACME server that was made to be difficult. It knows no TNAuthList.


@pytest.fixture(scope="module")
def pebble(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, ApiClient]]:
    program = shutil.which("pebble")
    if program is None:
        pytest.skip("pebble is not installed: scripts/system-packages.sh peers")
    folder = tmp_path_factory.mktemp("pebble")
    web = Authority(folder, "Rookery web CA")
    certificate, key = web.issue("localhost")
    config = {
        "listenAddress": f"127.0.0.1:{PEBBLE_PORT}",
        "managementListenAddress": f"127.0.0.1:{PEBBLE_CONTROL}",
        "certificate": str(certificate),
        "privateKey": str(key),
        "httpPort": 22_532,
        "tlsPort": 22_533,
        "ocspResponderURL": "",
        "externalAccountBindingRequired": False,
    }
    (folder / "pebble.json").write_text(json.dumps({"pebble": config}))
    environment = {
        "PATH": os.environ["PATH"],
        "PEBBLE_VA_ALWAYS_VALID": "1",
        "PEBBLE_VA_NOSLEEP": "1",
        "PEBBLE_WFE_NONCEREJECT": "20",  # per cent of all requests
    }
    with running([program, "-config", str(folder / "pebble.json")], environment, folder, PEBBLE_PORT):
        directory = f"https://localhost:{PEBBLE_PORT}/dir"
        yield directory, ApiClient(directory, web.path)


def account(pebble: tuple[str, ApiClient]) -> AcmeClient:
    client = AcmeClient(pebble[0], ec.generate_private_key(ec.SECP256R1()), pebble[1], pause=lambda s: time.sleep(0.1))
    client.register(["mailto:noc@petrel.example"], agrees=True)
    return client


def request_for(name: str) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    names = x509.SubjectAlternativeName([x509.DNSName(name)])
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).add_extension(names, critical=False)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def tried(client: AcmeClient, name: str) -> bytes:
    """An order for a host name, from beginning to end."""
    order = client.order([{"type": "dns", "value": name}])
    assert order.status == "pending"
    client.prove(order, "http-01", lambda challenge: {})
    return client.finish(client.look(order.url), request_for(name))


def test_orders_go_through_while_nonces_are_refused(pebble: tuple[str, ApiClient]) -> None:
    # RFC 8555 sections 6.5, 7.3, 7.4 and 7.5
    client = account(pebble)
    for number in range(6):
        assert len(read_chain(tried(client, f"sbc{number}.petrel.example"))) >= 2


def test_an_account_is_found_again_by_its_key(pebble: tuple[str, ApiClient]) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    urls = set()
    for _ in range(2):
        client = AcmeClient(pebble[0], key, pebble[1])
        urls.add(client.register(agrees=True))
    assert len(urls) == 1


def test_an_account_goes_on_under_another_key(pebble: tuple[str, ApiClient]) -> None:
    # RFC 8555 section 7.3.5
    client = account(pebble)
    before = AcmeClient(pebble[0], client._key, pebble[1], client.account)
    client.change_key(ec.generate_private_key(ec.SECP256R1()))
    assert client.order([{"type": "dns", "value": "gate.petrel.example"}]).status == "pending"
    with pytest.raises(AcmeFault):
        before.order([{"type": "dns", "value": "gate.petrel.example"}])


def test_an_authority_without_tn_auth_lists_refuses_in_a_sentence(pebble: tuple[str, ApiClient]) -> None:
    client = account(pebble)
    with pytest.raises(AcmeFault, match="the authority refuses: ") as fault:
        client.order([tn_auth_list_identifier(b"\x30\x08\xa0\x06\x16\x04823K")])
    assert fault.value.kind in ("malformed", "unsupportedIdentifier", "rejectedIdentifier")


def test_a_request_for_other_names_is_refused(pebble: tuple[str, ApiClient]) -> None:
    client = account(pebble)
    order = client.order([{"type": "dns", "value": "one.petrel.example"}])
    client.prove(order, "http-01", lambda challenge: {})
    with pytest.raises(AcmeFault):
        client.finish(client.look(order.url), request_for("two.petrel.example"))
