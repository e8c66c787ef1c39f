"""secsipidx's command line and we: what the one signs the other verifies, and neither takes what was tampered with."""

import json
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from bellwarden.model.stir import Attestation, Presented, Verification, VerificationStatus
from bellwarden.simulator.certificates import InventedAuthority, Issued
from bellwarden.stir.certificate import accept, read_roots
from bellwarden.stir.own import read_own
from bellwarden.stir.reason import StirReason
from bellwarden.stir.revocation import NO_REVOCATIONS
from bellwarden.stir.sign import sign_shaken
from bellwarden.stir.verify import Terms, verify

pytestmark = pytest.mark.skipif(shutil.which("secsipidx") is None, reason="secsipidx is not installed")

CALLING, CALLED = "12382001000", "14462005555"
X5U = "https://certificates.example/example-voice.pem"
ORIGID = "de305d54-75b4-431b-adb2-eb6b9e546014"
BY_CHAIN = ("-cert-verify", "5")  # 1: dates, 4: the authority of -ca-file


class Peer:
    """secsipidx with an invented provider's key, certificate and root in files."""

    def __init__(self, folder: Path) -> None:
        self.at = time.time()
        self.authority = InventedAuthority("Example Trust", self.at)
        self.issued: Issued = self.authority.issue("X001", "Example Voice")
        public = self.issued.certificate.public_key()
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        self.folder = folder
        self.key = self.write("key.pem", self.issued.key_pem)
        self.public = self.write("public.pem", public.public_bytes(serialization.Encoding.PEM, form))
        self.certificate = self.write("certificate.pem", self.issued.chain)
        self.root = self.write("root.pem", self.authority.pem)

    def write(self, name: str, data: bytes) -> str:
        path = self.folder / name
        path.write_bytes(data)
        return str(path)

    def signs(self) -> str:
        call = ("-orig-tn", CALLING, "-dest-tn", CALLED, "-attest", "B", "-x5u", X5U, "-k", self.key)
        return self.says("-sign-full", *call)

    def signs_of(self, iat: int) -> str:
        """By texts of ours, because version 1.2.0 reads no -iat for a token that it makes."""
        header = {"alg": "ES256", "ppt": "shaken", "typ": "passport", "x5u": X5U}
        claims = {"attest": "B", "dest": {"tn": [CALLED]}, "iat": iat, "orig": {"tn": CALLING}, "origid": ORIGID}
        texts = ("-header", json.dumps(header), "-payload", json.dumps(claims))
        return self.says("-sign", *texts, "-k", self.key) + f";info=<{X5U}>;alg=ES256;ppt=shaken"

    def says(self, *what: str) -> str:
        return subprocess.run(["secsipidx", *what], capture_output=True, text=True, check=True).stdout.strip()

    def checks(self, identity: str, key: str, *more: str) -> bool:
        value = self.write("identity", identity.encode())
        command = ["secsipidx", "-check", "-fidentity", value, "-fpubkey", key, "-expire", "60", *more]
        run = subprocess.run(command, capture_output=True, text=True)
        assert run.stdout.splitlines()[-1] in ("ok", "not-ok")
        return run.returncode == 0 and run.stdout.strip() == "ok"

    def verified(self, identity: str, calling: str = CALLING) -> Verification:
        credential = accept(self.issued.chain, read_roots(self.authority.pem), NO_REVOCATIONS, self.at)
        presented = Presented((identity.encode(),))
        return verify(presented, calling, "", CALLED, time.time(), Terms(), lambda url, at: credential)

    def ours(self) -> str:
        own = read_own(self.issued.key_pem, self.issued.chain, self.at)
        return sign_shaken(Attestation.FULL, CALLING, CALLED, int(time.time()), ORIGID, X5U, own.sign)[0]


@pytest.fixture
def peer(tmp_path: Path) -> Peer:
    return Peer(tmp_path)


def test_what_secsipidx_signs_we_verify(peer: Peer) -> None:
    found = peer.verified(peer.signs())
    assert (found.status, found.reason) == (VerificationStatus.PASSED, "")
    assert (found.attestation, found.signer, found.x5u) == ("B", "X001", X5U)
    assert (found.orig, found.dest) == (CALLING, (CALLED,))


def test_what_we_sign_secsipidx_verifies_by_key_and_by_chain(peer: Peer) -> None:
    identity = peer.ours()
    assert peer.checks(identity, peer.public)
    assert peer.checks(identity, peer.certificate, *BY_CHAIN, "-ca-file", peer.root)
    stranger = InventedAuthority("Another Trust", peer.at)
    assert not peer.checks(identity, peer.certificate, *BY_CHAIN, "-ca-file", peer.write("other.pem", stranger.pem))


def _other_signature(value: str) -> str:
    token, _, rest = value.partition(";")
    signed, _, signature = token.rpartition(".")
    turned = signature[:40] + ("A" if signature[40] != "A" else "B") + signature[41:]
    return f"{signed}.{turned};{rest}"


def _other_claims(value: str) -> str:
    header, claims, rest = value.split(".", 2)
    return f"{header}.{claims[:20]}{'A' if claims[20] != 'A' else 'B'}{claims[21:]}.{rest}"


@pytest.mark.parametrize("tamper", [_other_signature, _other_claims])
def test_neither_takes_what_was_tampered_with(peer: Peer, tamper: Callable[[str], str]) -> None:
    theirs, ours = peer.signs(), peer.ours()
    assert peer.verified(tamper(theirs)).status is VerificationStatus.FAILED
    assert not peer.checks(tamper(ours), peer.public)


def test_we_check_what_secsipidx_leaves_to_others(peer: Peer) -> None:
    """The caller of the token beside the caller of the call, and a token from the future: it takes both."""
    identity = peer.signs()
    assert peer.checks(identity, peer.public)
    assert peer.verified(identity, "12382001001").reason == StirReason.ORIG_MISMATCH.value
    future = peer.signs_of(int(time.time()) + 3_600)
    assert peer.checks(future, peer.public)
    assert peer.verified(future).reason == StirReason.IAT_FUTURE.value


def test_a_stale_token_is_stale_to_both(peer: Peer) -> None:
    stale = peer.signs_of(int(time.time()) - 120)
    assert not peer.checks(stale, peer.public)
    assert (peer.verified(stale).code, peer.verified(stale).reason) == (403, StirReason.IAT_STALE.value)
