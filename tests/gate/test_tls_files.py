"""Certificate files: each thing that can be wrong is told with its file, and what is in force stays."""

import logging
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

from bellwarden.gate.tls_files import DAY_S, TlsFault, TlsFiles, TlsKeeper, load_tls
from tests.gate.certificates import GATE_NAME, Authority, gate_files
from tests.gate.gates import wait_until

NOW = time.time()


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def files(authority: Authority) -> TlsFiles:
    return gate_files(authority, mutual=True)


def test_good_files_are_read(files: TlsFiles) -> None:
    material = load_tls(files, NOW)
    assert material.names == (GATE_NAME,)
    assert 19.9 < (material.expires_at - NOW) / DAY_S < 20.1
    assert material.expires == str(files.certificate)


def test_the_first_end_counts(tmp_path: Path) -> None:
    short = Authority(tmp_path, "Short CA", days=5)
    material = load_tls(gate_files(short, mutual=True), NOW)
    assert material.expires == str(short.path)


def remove(path: Path) -> None:
    path.unlink()


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def garbage(path: Path) -> None:
    path.write_bytes(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")


@pytest.mark.parametrize("spoil", [remove, folder, empty, cut, garbage])
@pytest.mark.parametrize("which", ["certificate", "key", "client_ca"])
def test_a_file_that_can_not_be_read_is_named(files: TlsFiles, which: str, spoil: Callable[[Path], None]) -> None:
    path = getattr(files, which)
    spoil(path)
    with pytest.raises(TlsFault) as caught:
        load_tls(files, NOW)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("mode", "good"), [(0o600, True), (0o400, True), (0o640, True), (0o644, False), (0o660, False)]
)
def test_a_key_that_others_can_read_is_refused(files: TlsFiles, mode: int, good: bool) -> None:
    files.key.chmod(mode)
    if good:
        load_tls(files, NOW)
        return
    with pytest.raises(TlsFault, match=f"key {files.key}: can be read by others"):
        load_tls(files, NOW)


def test_files_that_do_not_belong_together_are_told(authority: Authority, files: TlsFiles) -> None:
    _, other = authority.issue("other.example")
    with pytest.raises(TlsFault, match=r"other\.example\.key: does not belong to the certificate in .*gate\.carrier"):
        load_tls(files._replace(key=other), NOW)
    files.certificate.write_bytes(authority.path.read_bytes() + files.certificate.read_bytes())
    with pytest.raises(TlsFault, match="is not the first in"):
        load_tls(files, NOW)


def test_a_passphrase_is_told(files: TlsFiles) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))
    files.key.write_bytes(pem)
    with pytest.raises(TlsFault, match="protected by a passphrase"):
        load_tls(files, NOW)


def test_a_key_that_is_too_short_is_told(authority: Authority) -> None:
    made = authority.issue("short.example", key=rsa.generate_private_key(65_537, 1_024))
    with pytest.raises(TlsFault, match=r"short\.example\.pem with key .*: ee key too small"):
        load_tls(TlsFiles(*made), NOW)


def test_dates_are_looked_at(authority: Authority, files: TlsFiles) -> None:
    with pytest.raises(TlsFault, match=rf"certificate {files.certificate}: expired at 20\d\d-"):
        load_tls(files, NOW + 21 * DAY_S)
    with pytest.raises(TlsFault, match="is not valid before"):
        load_tls(files, NOW - 2 * DAY_S)
    long = authority.issue("long.example", days=60)
    with pytest.raises(TlsFault, match=rf"certificate {authority.path}: expired"):
        load_tls(TlsFiles(*long, authority.path), NOW + 31 * DAY_S)


def beaten(keeper: TlsKeeper, seconds: float, holds: Callable[[], bool]) -> None:
    """Beat the keeper, as time goes by for it, until something holds."""
    began = time.monotonic()
    clock = iter(range(1, 10_000))

    def beat() -> bool:
        keeper.beat(began + next(clock) * 2.0, NOW)
        return holds()

    wait_until(beat, seconds)


def test_what_changes_is_taken_up_and_what_is_bad_is_not(
    authority: Authority, files: TlsFiles, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    keeper = TlsKeeper(files, NOW)
    first = keeper.context
    saved = shutil.copy(files.key, files.key.with_suffix(".saved"))
    files.key.write_bytes(b"")
    beaten(keeper, 5, lambda: bool(keeper.problem))
    assert keeper.context is first
    assert str(files.key) in keeper.problem
    assert caplog.text.count("are not taken up") == 1
    os.replace(saved, files.key)
    beaten(keeper, 5, lambda: not keeper.problem)
    assert keeper.context is not first
    keeper.close()


def test_the_last_days_are_told_once_each(files: TlsFiles, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    keeper = TlsKeeper(files, NOW)
    for place, days in enumerate((1, 1.1, 7, 7.1, 13.5, 13.6, 18.5, 19.5, 20.5, 21)):
        for again in range(3):
            keeper.beat((place * 3 + again + 1) * 10.0, NOW + days * DAY_S)
    told = [record.getMessage().rpartition(".pem ")[2] for record in caplog.records]
    assert told == [
        "expires in 19.0 days",
        "expires in 13.0 days",
        "expires in 6.5 days",
        "expires in 1.5 days",
        "expires in 0.5 days",
        "has expired: peers refuse it",
    ]
    assert keeper.days_left(NOW + 21 * DAY_S) < 0
