"""A home directory: where everything lies, who may read it, and the keys that sign and are trusted."""

import os
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from bellwarden.home.calls_seen import CallsOfHome
from bellwarden.home.evidence_folder import EvidenceFolder
from bellwarden.home.fault import HomeFault
from bellwarden.home.files import TEMPORARY, sync_folder, write_new, write_whole
from bellwarden.home.gate_states import GateFile, GatesElsewhere, read_gate_states
from bellwarden.home.journal_file import JournalFile, JournalFollower
from bellwarden.home.mail_drop import MailDrop
from bellwarden.home.shelf import SnapshotShelf, StatementFollower
from bellwarden.home.spool_reader import SpoolReader
from bellwarden.home.spool_writer import SpoolBounds, SpoolWriter
from bellwarden.home.stir_keys import StirKeys
from bellwarden.home.token_files import TokenFinder
from bellwarden.seam.gate_state import GateState
from bellwarden.seam.signing import Verifier

BEFORE_A_GATE: Final = ("calllog", "complaints")  # what may lie there before there is a gate
FOLDERS: Final = ("keys", "snapshots", "layers", "spool", "state", "run")


class Home:
    """One gate's or office's directory. Nothing is touched before it is asked for."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.keys = self.path / "keys"
        self.spool = self.path / "spool"
        self.state = self.path / "state"
        self.run = self.path / "run"

    def exists(self) -> bool:
        """Whether there is a home at this path."""
        return self.keys.is_dir()

    def init(self) -> None:
        """Make an empty directory a home, or complete one. Done twice, or by two processes at once, it is done once.

        A home with a trusted public key but no signing key is one that only reads: no key is made for it.
        HomeFault when other things lie there.
        """
        # In this order: `keys` is made first, so whoever sees anything of another's init sees that this is a home.
        if (
            self.path.is_dir()
            and any(one.name not in BEFORE_A_GATE for one in self.path.iterdir())
            and not self.exists()
        ):
            raise HomeFault(f"{self.path} is not empty and no Bellwarden home; name an empty or a new directory")
        self.path.mkdir(parents=True, exist_ok=True)
        os.chmod(self.path, 0o700)
        for name in FOLDERS:
            (self.path / name).mkdir(mode=0o700, exist_ok=True)
            os.chmod(self.path / name, 0o700)
        if not any(self.keys.glob("*.pub")):
            self._make_keys()
        sync_folder(self.path)

    def _make_keys(self) -> None:
        key = self.keys / "signing.key"
        if not key.exists():
            # RFC 8410 section 7: an Ed25519 private key as PKCS #8.
            pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            temporary = self.keys / f"{TEMPORARY}{os.getpid()}"
            write_new(temporary, pem)
            with suppress(FileExistsError):  # another process made the key at the same time: that one holds
                os.link(temporary, key)
            temporary.unlink()
        # RFC 8410 section 4: the public key as SubjectPublicKeyInfo.
        public = self._own_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        write_whole(self.keys / "signing.pub", public)

    def signing_key(self) -> Ed25519PrivateKey:
        """The key that signs here. HomeFault when there is none, others can read it, or nobody here would trust it."""
        key = self._own_key()
        # What is signed by a key that no reader trusts would stop every reader.
        if not self.verifier().accepts(key.sign(b""), b""):
            raise HomeFault(f"{self.keys}/signing.key belongs to none of the trusted keys {self.keys}/*.pub")
        return key

    def _own_key(self) -> Ed25519PrivateKey:
        path = self.keys / "signing.key"
        try:
            if path.stat().st_mode & 0o077:
                raise HomeFault(f"{path} can be read by others than its owner: chmod 600 {path}")
            key = load_pem_private_key(path.read_bytes(), None)
        except FileNotFoundError:
            raise HomeFault(f"there is no {path}: this home can read what others signed, but not sign") from None
        except (ValueError, TypeError) as error:
            raise HomeFault(f"{path} holds no usable key: {error}") from None
        if not isinstance(key, Ed25519PrivateKey):
            raise HomeFault(f"{path} holds a key of another kind than Ed25519")
        return key

    def verifier(self) -> Verifier:
        """The trusted public keys: every keys/*.pub. HomeFault when there is none or one can't be read."""
        paths = sorted(self.keys.glob("*.pub"), key=lambda path: path.name != "signing.pub")
        if not paths:
            raise HomeFault(f"there is no public key in {self.keys}: is this a home? `init` makes one")
        return Verifier([_public_key(path) for path in paths])

    def shelf(self) -> SnapshotShelf:
        return SnapshotShelf(self.path, self.verifier(), self.signing_key)

    def statement_follower(self) -> StatementFollower:
        """For a gate: every new statement which snapshot is current."""
        return StatementFollower(self.shelf())

    def journal(self) -> JournalFile:
        return JournalFile(self.path / "enforcement.journal", self.verifier(), self.signing_key)

    def gate_file(self, name: str) -> GateFile:
        """For a gate: where it says what it has taken in."""
        return GateFile(self.run, name)

    def gates_elsewhere(self, names: Collection[str]) -> GatesElsewhere:
        """For the office's worker: what gates on other machines told it."""
        return GatesElsewhere(self.run, names)

    def gate_states(self) -> tuple[GateState, ...]:
        """For the office: what the gates of this home said last, and those on other machines."""
        return read_gate_states(self.run)

    def journal_follower(self) -> JournalFollower:
        """For a gate: every new line of the journal, as soon as it is there."""
        return JournalFollower(self.path / "enforcement.journal", self.verifier())

    def spool_writer(self, worker: str, bounds: SpoolBounds | None = None) -> SpoolWriter:
        """For one worker process, made after it was forked. `worker`: small letters and digits, unlike any other's."""
        return SpoolWriter(self.spool, worker, bounds or SpoolBounds())

    def stir_keys(self, credentials: Path | None = None) -> StirKeys:
        """The key that signs calls. `credentials`: the directory of systemd's credentials, where there is one."""
        return StirKeys(self.path / "stir", credentials)

    def calls_seen(self) -> CallsOfHome:
        """What the gates decided of late, and which calls ended."""
        return CallsOfHome(self.spool, self.state)

    def evidence(self) -> EvidenceFolder:
        return EvidenceFolder(self.path / "evidence")

    def spool_reader(self) -> SpoolReader:
        return SpoolReader(self.spool)

    def mail_drop(self) -> MailDrop:
        return MailDrop(self.path)

    def token_finder(self) -> TokenFinder:
        return TokenFinder(self.spool)


def _public_key(path: Path) -> Ed25519PublicKey:
    try:
        key = load_pem_public_key(path.read_bytes())
    except (ValueError, TypeError) as error:
        raise HomeFault(f"{path} holds no usable public key: {error}") from None
    if not isinstance(key, Ed25519PublicKey):
        raise HomeFault(f"{path} holds a key of another kind than Ed25519")
    return key
