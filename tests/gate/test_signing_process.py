"""The key in a process of its own: who is answered, what is signed, and how long a call waits when it is gone."""

import contextlib
import json
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from bellwarden.gate import signing_process
from bellwarden.gate.signing_client import AGAIN_S, SigningClient
from bellwarden.gate.signing_process import SigningProcess, open_signer_socket
from bellwarden.home import StirKeys
from tests.gate.test_token_signer import Files
from tests.stir.own_keys import CODE, Issuer, Pair
from tests.stir.test_signable import CLAIMS, HEADER, octets

NOW = float(int(time.time()))
ISSUER = Issuer(now=NOW)
URL = HEADER["x5u"]
FORK = multiprocessing.get_context("fork")


def signing_input(url: str = URL, **changes: Any) -> bytes:
    return octets({**HEADER, "x5u": url}, {**CLAIMS, "iat": int(time.time()), **changes})


def verifies(pair: Pair, signature: bytes, data: bytes) -> bool:
    der = encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
    pair.certificate.public_key().verify(der, data, ec.ECDSA(SHA256()))  # type: ignore[union-attr, arg-type, call-arg]
    return True


@pytest.fixture
def keys(tmp_path: Path) -> StirKeys:
    made = StirKeys(tmp_path / "stir")
    made.make()
    return made


class Served:
    """A signing process, forked as the supervisor does it."""

    def __init__(self, path: Path, keys: StirKeys, change: Callable[[], object] = lambda: None) -> None:
        self.path = path
        self.listener = open_signer_socket(path)
        self.child = FORK.Process(target=self._run, args=(keys, change), daemon=True)
        self.child.start()

    def _run(self, keys: StirKeys, change: Callable[[], object]) -> None:
        change()
        SigningProcess(self.listener, Files(keys)).run()

    def stop(self) -> None:
        self.child.kill()
        self.child.join(5)
        self.listener.close()


Start = Callable[..., Served]


@pytest.fixture
def start(tmp_path: Path, keys: StirKeys) -> Iterator[Start]:
    made: list[Served] = []

    def begin(change: Callable[[], object] = lambda: None) -> Served:
        made.append(Served(tmp_path / "signer.sock", keys, change))
        return made[-1]

    yield begin
    for one in made:
        one.stop()


def client_of(served: Served) -> SigningClient:
    """One whose process answers: a machine with much else to do may take seconds to start it."""
    made = SigningClient(served.path, deadline_s=10.0)
    wait_for(lambda: answers(made), 20)
    return made


def answers(client: SigningClient) -> bool:
    client.look_now(NOW)
    return "does not answer" not in client.problem


def test_a_worker_has_its_calls_signed(keys: StirKeys, start: Start) -> None:
    pair = ISSUER.issue()
    own = keys.install(pair.key, pair.chain, NOW, URL)
    client = client_of(start())
    assert client.problem == ""
    assert (client.certificate, client.service_provider_code, client.certificate_url) == (own.fingerprint, CODE, URL)
    assert client.until_s == own.until_s and client.has_files
    data = signing_input()
    assert verifies(pair, client.sign(data), data)
    assert (client.signed, client.failed) == (1, 0)


def test_several_workers_sign_at_once(keys: StirKeys, start: Start) -> None:
    pair = ISSUER.issue()
    keys.install(pair.key, pair.chain, NOW, URL)
    served = start()
    client_of(served)  # it has started
    bad: list[OSError] = []

    def work(number: int) -> None:
        client = SigningClient(served.path, 10.0)
        try:
            for turn in range(50):
                data = signing_input(dest={"tn": [f"1238462{number:02d}{turn:02d}"]})
                verifies(pair, client.sign(data), data)
        except OSError as error:
            bad.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not bad


def test_what_is_no_call_is_not_signed(keys: StirKeys, start: Start) -> None:
    pair = ISSUER.issue()
    keys.install(pair.key, pair.chain, NOW, URL)
    client = client_of(start())
    for data, said in (
        (b"login me in", "not a header and claims"),
        (signing_input(iat=int(time.time()) + 3_600), "iat is not now"),
        (signing_input("https://heron.example/other.pem"), "x5u names no certificate of ours"),
        (signing_input(attest="D"), "attest is none of A, B, C"),
        (b"x" * 5_000, "no such request"),
        (b"", "not a header and claims"),
    ):
        with pytest.raises(OSError, match=said):
            client.sign(data)
    assert client.failed == 6 and "not a header" in client.last_fault
    assert len(client.sign(signing_input())) == 64  # and the connection stands


def test_other_users_are_refused(keys: StirKeys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listener = open_signer_socket(tmp_path / "signer.sock")
    process = SigningProcess(listener, Files(keys))
    process.open()
    monkeypatch.setattr(signing_process, "peer_user", lambda one: 4_242)
    stranger = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    stranger.connect(str(tmp_path / "signer.sock"))
    stranger.send(b"?")
    for _ in range(3):
        process.turn(0.01)
    stranger.settimeout(1)
    with contextlib.suppress(ConnectionResetError):
        assert stranger.recv(100) == b""
    monkeypatch.undo()
    ours = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.connect(str(tmp_path / "signer.sock"))
    ours.send(b"?")
    for _ in range(3):
        process.turn(0.01)
    assert json.loads(ours.recv(4_096)[1:])["has_files"] is False
    for one in (stranger, ours, listener):
        one.close()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be somebody else")
def test_another_user_is_refused_by_the_kernels_word(keys: StirKeys, start: Start, tmp_path: Path) -> None:
    pair = ISSUER.issue()
    keys.install(pair.key, pair.chain, NOW, URL)
    served = start()
    os.chmod(served.path, 0o666)
    for folder in (served.path.parent, *served.path.parents[1:4]):
        os.chmod(folder, 0o755)
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.setuid(4_242)
        try:
            other = SigningClient(served.path, 1.0)
            other.sign(signing_input())
            os.write(write, b"signed")
        except OSError as error:
            os.write(write, str(error).encode())
        os._exit(0)
    os.waitpid(child, 0)
    said = os.read(read, 400)
    os.close(read)
    os.close(write)
    assert b"signed" not in said and said
    assert len(client_of(served).sign(signing_input())) == 64


def test_a_stopped_signer_costs_one_short_wait_then_none(keys: StirKeys, start: Start) -> None:
    pair = ISSUER.issue()
    keys.install(pair.key, pair.chain, NOW, URL)
    served = start()
    client = client_of(served)
    client = SigningClient(served.path)  # with the deadline of the call path
    data = signing_input()
    wait_for(lambda: signs(client, data))
    client.failed = 0
    os.kill(served.child.pid or 0, signal.SIGSTOP)
    waits = []
    for _ in range(50):
        began = time.monotonic()
        with pytest.raises(OSError, match="did not answer"):
            client.sign(data)
        waits.append(time.monotonic() - began)
    assert client.failed == 50
    assert sum(wait > 0.01 for wait in waits) <= 2  # at most two of fifty waited, and those not long
    assert max(waits) < 0.5
    os.kill(served.child.pid or 0, signal.SIGCONT)
    time.sleep(AGAIN_S + 0.1)
    assert verifies(pair, client.sign(data), data)  # and no late answer is taken for this one


def test_a_signer_that_is_gone_fails_at_once(tmp_path: Path) -> None:
    client = SigningClient(tmp_path / "nobody.sock")
    client.look_now(NOW)
    assert "does not answer" in client.problem
    began = time.monotonic()
    for _ in range(100):
        with pytest.raises(OSError):
            client.sign(b"a.b")
    assert time.monotonic() - began < 0.5
    assert client.has_files  # somebody said there is one: calls that go unsigned are failures


def test_a_rotation_signs_for_both_certificates_for_a_while(keys: StirKeys, start: Start) -> None:
    first, second = ISSUER.issue(), ISSUER.issue()
    keys.install(first.key, first.chain, NOW, URL)
    served = start()
    client = client_of(served)
    data = signing_input()
    client.sign(data)
    later = URL.replace("one", "two")
    keys.install(second.key, second.chain, NOW, later)
    os.kill(served.child.pid or 0, signal.SIGHUP)
    until = time.monotonic() + 10
    while client.certificate_url != later and time.monotonic() < until:
        # The worker has not heard of it yet: its tokens still name the certificate of before.
        assert verifies(first, client.sign(data), data)
        time.sleep(0.02)
        client.look_now(NOW)
    assert client.certificate_url == later
    data = signing_input(later)
    assert verifies(second, client.sign(data), data)
    old = signing_input()
    assert verifies(first, client.sign(old), old)
    assert client.failed == 0


def test_a_wrong_key_is_told_and_the_old_one_signs(keys: StirKeys, start: Start) -> None:
    pair = ISSUER.issue()
    keys.install(pair.key, pair.chain, NOW, URL)
    served = start()
    client = client_of(served)
    client.sign(signing_input())
    keys.key_path.write_bytes(b"")
    until = time.monotonic() + 10
    while not client.problem and time.monotonic() < until:
        time.sleep(0.1)
        client.look_now(NOW)
    assert "the key is empty" in client.problem
    data = signing_input()
    assert verifies(pair, client.sign(data), data)


def test_an_expired_certificate_signs_nothing(keys: StirKeys, start: Start) -> None:
    pair = ISSUER.issue(days=-0.2)
    keys.make()
    keys.key_path.write_bytes(pair.key)
    keys.key_path.chmod(0o600)
    (keys.folder / "chain.pem").write_bytes(pair.chain)
    client = client_of(start())
    assert "expired" in client.problem
    with pytest.raises(OSError, match="expired"):
        client.sign(signing_input())


def test_the_process_is_sealed(keys: StirKeys, start: Start) -> None:
    pair = ISSUER.issue()
    keys.install(pair.key, pair.chain, NOW, URL)
    served = start()
    client_of(served)
    limits = Path(f"/proc/{served.child.pid}/limits").read_text()
    assert "Max core file size        0                    0" in limits
    status = Path(f"/proc/{served.child.pid}/status").read_text()
    assert "NoNewPrivs:\t1" in status


def test_nothing_else_is_put_in_the_way_of_the_socket(tmp_path: Path) -> None:
    path = tmp_path / "signer.sock"
    path.write_text("precious")
    with pytest.raises(FileExistsError):
        open_signer_socket(path)
    assert path.read_text() == "precious"


def test_a_dead_signers_socket_is_replaced_and_a_living_ones_is_not(tmp_path: Path) -> None:
    path = tmp_path / "signer.sock"
    open_signer_socket(path).close()
    listener = open_signer_socket(path)
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError, match="another signer listens"):
        open_signer_socket(path)
    listener.close()


def test_a_socket_of_another_user_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bellwarden.gate import signing_client

    listener = open_signer_socket(tmp_path / "signer.sock")
    monkeypatch.setattr(signing_client, "peer_user", lambda one: 4_242)
    client = SigningClient(tmp_path / "signer.sock")
    with pytest.raises(OSError, match="another user"):
        client.sign(b"a.b")
    listener.close()


def signs(client: SigningClient, data: bytes) -> bool:
    try:
        return bool(client.sign(data))
    except OSError:
        return False


def wait_for(true: Callable[[], bool], seconds: float = 5.0) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.01)
