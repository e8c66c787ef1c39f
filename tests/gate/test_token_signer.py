"""The key in the gate's process: old keys stay, new ones take over, an ended one signs nothing."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from bellwarden.gate.token_signer import LOOK_EVERY_S, InProcessSigner
from bellwarden.home import HomeFault, StirKeys
from bellwarden.stir.own import OwnCredential
from tests.stir.own_keys import CODE, DAY, NOW, Issuer

ISSUER = Issuer()
URL = "https://certificates.petrel.example/823k/one.pem"


class Files:
    """As the roof hands them in (cli/signing_key.py)."""

    def __init__(self, keys: StirKeys) -> None:
        self.keys = keys
        self.stamp = keys.stamp
        self.reads = 0

    def read(self, at: float) -> OwnCredential | str:
        self.reads += 1
        try:
            return self.keys.read(at)
        except HomeFault as fault:
            return str(fault)


class Beats:
    """A signer and its time."""

    def __init__(self, keys: StirKeys) -> None:
        self.files = Files(keys)
        self.signer = InProcessSigner(self.files)
        self.now = 100.0
        self.at = NOW

    def look(self, times: int = 2) -> None:
        """So often as a changed file needs to be believed."""
        for _ in range(times):
            self.now += LOOK_EVERY_S
            self.at += LOOK_EVERY_S
            self.signer.beat(self.now, self.at)


@pytest.fixture
def beats(tmp_path: Path) -> Beats:
    return Beats(StirKeys(tmp_path / "stir"))


def test_without_a_key_nothing_is_signed_and_nothing_told(beats: Beats, caplog: pytest.LogCaptureFixture) -> None:
    beats.signer.look_now(NOW)
    beats.look()
    assert not beats.signer.has_files
    assert (beats.signer.certificate, beats.signer.service_provider_code, beats.signer.until_s) == ("", "", 0.0)
    with pytest.raises(OSError, match="there is no signing key"):
        beats.signer.sign(b"a.b")
    assert beats.signer.failed == 1
    assert not caplog.records


def test_a_key_that_comes_later_is_taken_up(beats: Beats) -> None:
    beats.signer.look_now(NOW)
    beats.files.keys.folder.mkdir()
    pair = ISSUER.issue()
    beats.files.keys.install(pair.key, pair.chain, NOW, URL)
    beats.look()
    assert beats.signer.service_provider_code == CODE
    assert beats.signer.certificate_url == URL
    assert len(beats.signer.sign(b"a.b")) == 64
    assert (beats.signer.signed, beats.signer.failed, beats.signer.last_fault) == (1, 0, "")


def installed(beats: Beats, **options: float) -> InProcessSigner:
    pair = ISSUER.issue(**options)  # type: ignore[arg-type]
    beats.files.keys.folder.mkdir(exist_ok=True)
    beats.files.keys.install(pair.key, pair.chain, NOW, URL)
    beats.signer.look_now(NOW)
    return beats.signer


def damages() -> dict[str, str]:
    return {
        "empty": "the key is empty",
        "truncated": "the key is truncated",
        "wrong curve": "the key is on the curve secp384r1",
        "of another certificate": "the key does not belong to the certificate",
        "expired": "the certificate expired",
        "group-readable": "chmod 600",
        "gone": "no such file",
        "linked to elsewhere": "outside of",
    }


def damage(keys: StirKeys, how: str) -> None:
    """Do to the files what somebody at night may do."""
    from cryptography.hazmat.primitives.asymmetric import ec

    path = keys.key_path
    if how == "empty":
        path.write_bytes(b"")
    elif how == "truncated":
        path.write_bytes(path.read_bytes()[:100])
    elif how == "wrong curve":
        path.write_bytes(ISSUER.issue(key=ec.generate_private_key(ec.SECP384R1())).key)
    elif how == "of another certificate":
        path.write_bytes(ISSUER.issue().key)
    elif how == "expired":
        pair = ISSUER.issue(days=-0.2)
        path.write_bytes(pair.key)
        (keys.folder / "chain.pem").write_bytes(pair.chain)
    elif how == "group-readable":
        path.chmod(0o640)
    elif how == "gone":
        path.unlink()
    else:
        elsewhere = keys.folder.parent / "key.pem"
        elsewhere.write_bytes(path.read_bytes())
        path.unlink()
        path.symlink_to(elsewhere)


@pytest.mark.parametrize("how", damages())
def test_the_old_key_stays_when_the_new_one_is_wrong(beats: Beats, how: str, caplog: pytest.LogCaptureFixture) -> None:
    signer = installed(beats)
    before = signer.certificate
    damage(beats.files.keys, how)
    beats.look(5)
    assert damages()[how] in signer.problem
    assert signer.certificate == before
    assert len(signer.sign(b"a.b")) == 64
    told = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert len(told) == 1 and "the one of before stays" in told[0].getMessage()
    assert beats.files.reads <= 3  # what is wrong is not read again and again


@pytest.mark.parametrize("how", damages())
def test_a_signer_that_starts_with_a_wrong_key_says_so_and_signs_nothing(beats: Beats, how: str) -> None:
    pair = ISSUER.issue()
    beats.files.keys.folder.mkdir()
    beats.files.keys.install(pair.key, pair.chain, NOW, URL)
    damage(beats.files.keys, how)
    beats.signer.look_now(NOW)
    assert damages()[how] in beats.signer.problem
    assert beats.signer.has_files
    with pytest.raises(OSError) as fault:
        beats.signer.sign(b"a.b")
    assert damages()[how] in str(fault.value)
    assert beats.signer.last_fault == str(fault.value)


def test_a_mended_key_is_taken_up_again(beats: Beats) -> None:
    signer = installed(beats)
    kept = beats.files.keys.key_path.read_bytes()
    damage(beats.files.keys, "empty")
    beats.look()
    assert signer.problem
    beats.files.keys.key_path.write_bytes(kept)
    beats.look()
    assert signer.problem == ""


def test_half_a_replacement_is_not_told(beats: Beats, caplog: pytest.LogCaptureFixture) -> None:
    signer = installed(beats)
    second = ISSUER.issue()
    (beats.files.keys.folder / "chain.pem").write_bytes(second.chain)
    beats.look(1)
    beats.files.keys.key_path.write_bytes(second.key)
    beats.look(1)
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert signer.service_provider_code == CODE
    assert signer.certificate_url == ""  # nobody said yet where this one lies


def test_a_rotation_signs_every_call(beats: Beats) -> None:
    signer = installed(beats)
    seen = set()
    for turn in range(40):
        if turn == 10:
            pair = ISSUER.issue()
            beats.files.keys.install(pair.key, pair.chain, NOW, URL.replace("one", "two"))
        beats.look(1)
        url = signer.certificate_url
        assert len(signer.sign(b"a.b")) == 64
        seen.add((signer.certificate, url))
    assert len(seen) == 2 and len({url for _, url in seen}) == 2
    assert signer.failed == 0


def test_the_hangup_reads_at_once(beats: Beats) -> None:
    signer = installed(beats)
    reads = beats.files.reads
    signer.reload()
    signer.beat(beats.now + 0.05, beats.at)
    assert beats.files.reads == reads + 1


def test_an_expired_certificate_signs_nothing_more(beats: Beats, caplog: pytest.LogCaptureFixture) -> None:
    signer = installed(beats, days=31)
    told = []
    for day in range(32):
        beats.at = NOW + day * DAY + 60
        beats.now += LOOK_EVERY_S
        signer.beat(beats.now, beats.at)
    told = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert [line.partition(" days")[0][-4:] for line in told[:-1]] == ["30.0", "14.0", " 7.0", " 2.0"]
    assert "calls go on unsigned" in told[-1]
    with pytest.raises(OSError, match="our certificate has expired"):
        signer.sign(b"a.b")


def test_neither_repr_nor_traceback_shows_the_key(beats: Beats) -> None:
    signer = installed(beats)
    secret = beats.files.keys.key_path.read_text().splitlines()[1]
    assert secret not in repr(signer) and CODE in repr(signer)


def test_core_dumps_are_off() -> None:
    code = (
        "import resource; from bellwarden.gate.key_guard import forbid_core_dumps as f; f(); "
        "print(resource.getrlimit(resource.RLIMIT_CORE))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "(0, 0)"
