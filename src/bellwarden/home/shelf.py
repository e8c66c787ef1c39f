"""Snapshots on disk: stored whole or not at all, verified when loaded, big lists mapped and shared by all workers."""

import mmap
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bellwarden.home.files import TEMPORARY, append_line, locked, sync_folder, write_new, write_whole
from bellwarden.model.policy import PolicyBundle
from bellwarden.seam.fault import SeamFault, short
from bellwarden.seam.pointer import (
    Pointer,
    PointerKind,
    accept_pointer,
    previous_snapshot,
    read_pointer,
    write_pointer,
)
from bellwarden.seam.signing import Verifier
from bellwarden.seam.snapshot import (
    Content,
    Manifest,
    PackedSnapshot,
    Shelved,
    Snapshot,
    check_content,
    is_digest,
    pack,
    read_document,
    read_manifest,
)

KEEP: Final = 5  # snapshots that no prune takes away: the newest, and the last ones that were current


class SnapshotShelf:
    """The snapshots of a home and the statement which is current. SeamFault for what is missing or not to be trusted.

    `signing_key` is only asked for when something is written.
    """

    def __init__(self, home: Path, verifier: Verifier, signing_key: Callable[[], Ed25519PrivateKey]) -> None:
        self._snapshots = home / "snapshots"
        self._layers = home / "layers"
        self._lock = home / "state" / "shelf.lock"
        self._history = home / "state" / "statements"
        self.current_path = home / "current"
        self._verifier = verifier
        self._signing_key = signing_key

    def store(self, bundle: PolicyBundle, at: float) -> str:
        """Put a snapshot on the shelf and return its id. Layers and snapshots already there are not written again."""
        packed = pack(bundle, at, self._signing_key())
        with self._writing():
            for digest, data in packed.layers.items():
                content = Content(digest, len(data))
                if not _holds(self._layers / digest, content):
                    write_whole(self._layers / digest, data, 0o400)
            target = self._snapshots / packed.manifest.id
            if target.exists() and self._fault_of(packed.manifest.id):
                self._discard(target)  # damaged on disk; the same content is at hand
            if not target.exists():
                self._store_folder(packed, target)
        return packed.manifest.id

    def _store_folder(self, packed: PackedSnapshot, target: Path) -> None:
        temporary = self._snapshots / f"{TEMPORARY}{packed.manifest.id}"
        temporary.mkdir(mode=0o700)
        write_new(temporary / "manifest.json", packed.manifest_bytes, 0o400)
        write_new(temporary / "manifest.sig", packed.signature, 0o400)
        write_new(temporary / "document.json", packed.document, 0o400)
        sync_folder(temporary)
        os.rename(temporary, target)
        sync_folder(self._snapshots)

    def load(self, snapshot_id: str) -> Snapshot:
        """A snapshot, verified byte by byte; its layers are mapped memory, not copies."""
        manifest = self._manifest(snapshot_id)
        folder = self._snapshots / snapshot_id
        document = read_document(manifest, _read(folder / "document.json", f"snapshot {short(snapshot_id)}: document"))
        layers: dict[str, memoryview] = {}
        for name, content in manifest.layers.items():
            layer = _mapped(self._layers / content.sha256, f"snapshot {short(snapshot_id)}: layer {name}")
            check_content(snapshot_id, f"layer {name}", content, layer)
            layers[name] = layer
        return Snapshot(manifest.id, manifest.created_at, document, layers)

    def list(self) -> tuple[Shelved, ...]:
        """All snapshots, newest first, unusable ones last."""
        shelved: list[Shelved] = []
        for path in self._snapshots.iterdir():
            if not is_digest(path.name):
                continue
            try:
                manifest = self._manifest(path.name)
            except SeamFault as fault:
                shelved.append(Shelved(path.name, 0.0, 0, str(fault)))
                continue
            size = manifest.document.size + sum(content.size for content in manifest.layers.values())
            shelved.append(Shelved(path.name, manifest.created_at, size, ""))
        return tuple(sorted(shelved, key=lambda one: (-one.created_at, one.id)))

    def current(self) -> Pointer | None:
        """The statement in force; None when none was made yet."""
        try:
            return read_pointer(self.current_path.read_bytes(), self._verifier)
        except FileNotFoundError:
            return None

    def is_current(self, held: Pointer | None) -> bool:
        """Whether the statement on disk is the very one that is held."""
        try:
            return held is not None and self.current() == held
        except (OSError, SeamFault):
            return False

    def newer(self, held: Pointer | None) -> Pointer:
        """The statement on disk, when it is newer than the one that is held."""
        return accept_pointer(_read(self.current_path, "the statement of the current snapshot"), self._verifier, held)

    def point(self, snapshot_id: str, kind: PointerKind, reason: str, author: str, at: float) -> Pointer:
        """State which snapshot is current, under the next serial."""
        self._manifest(snapshot_id)
        with self._writing():
            pointer = Pointer(self._last_serial() + 1, snapshot_id, kind, reason, author, at)
            line = write_pointer(pointer, self._signing_key())
            with locked(self._history) as descriptor:
                size = os.fstat(descriptor).st_size
                torn = size and os.pread(descriptor, 1, size - 1) != b"\n"  # by a writer that died
                append_line(descriptor, b"\n" + line if torn else line)
            write_whole(self.current_path, line)
        return pointer

    def previous(self) -> str:
        """Id of the snapshot that was current before; "" when there was none."""
        return previous_snapshot(self.statements())

    def prune(self, is_named: Callable[[str], bool], keep: int = KEEP) -> tuple[str, ...]:
        """Remove snapshots that no kept decision record names, and the layers of none; return the removed ones' ids.

        The newest `keep` stay, and so do those of the last `keep` statements: a rollback must find them.
        """
        with self._writing():
            shelved = self.list()
            staying = {one.id for one in shelved[:keep]}
            staying.update(pointer.snapshot for pointer in self.statements()[-keep:])
            current = self.current()
            if current is not None:
                staying.add(current.snapshot)
            removed = tuple(one.id for one in shelved if one.id not in staying and not is_named(one.id))
            for snapshot_id in removed:
                self._discard(self._snapshots / snapshot_id)
            self._prune_layers()
        return removed

    def _discard(self, folder: Path) -> None:
        """Remove a snapshot at one blow: half of one would look like a broken one."""
        gone = self._snapshots / f"{TEMPORARY}{folder.name}"
        os.rename(folder, gone)
        shutil.rmtree(gone)

    def _prune_layers(self) -> None:
        left = self.list()
        if any(one.fault for one in left):  # what a broken manifest names is not known
            return
        named = {content.sha256 for one in left for content in self._manifest(one.id).layers.values()}
        for path in self._layers.iterdir():
            if is_digest(path.name) and path.name not in named:
                path.unlink()

    def _manifest(self, snapshot_id: str) -> Manifest:
        name = f"snapshot {short(snapshot_id)}"
        if not is_digest(snapshot_id):
            raise SeamFault(f"{snapshot_id[:64]!r} is no snapshot id")
        folder = self._snapshots / snapshot_id
        if not folder.is_dir():
            raise SeamFault(f"{name} is not on the shelf")
        data = _read(folder / "manifest.json", f"{name}: manifest")
        return read_manifest(data, _read(folder / "manifest.sig", f"{name}: signature"), self._verifier, snapshot_id)

    def _fault_of(self, snapshot_id: str) -> str:
        try:
            self.load(snapshot_id)
        except SeamFault as fault:
            return str(fault)
        return ""

    def statements(self) -> tuple[Pointer, ...]:
        """All statements so far, oldest first. Lines that can't be read are left out: they only help to look back."""
        try:
            lines = self._history.read_bytes().splitlines(keepends=True)
        except FileNotFoundError:
            return ()
        statements: list[Pointer] = []
        for line in lines:
            try:
                statements.append(read_pointer(line, self._verifier))
            except SeamFault:
                continue
        return tuple(statements)

    def _last_serial(self) -> int:
        try:
            current = self.current()
        except SeamFault:  # being damaged, it must be replaced; gates know its serial from the time it was whole
            current = None
        last = self.statements()[-1:]
        return max((pointer.serial for pointer in (current, *last) if pointer is not None), default=0)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with locked(self._lock):
            # Whoever left these behind is dead: a living writer would hold the lock.
            for leftover in (*self._snapshots.glob(f"{TEMPORARY}*"), *self._layers.glob(f"{TEMPORARY}*")):
                shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
            yield


class StatementFollower:
    """Watches the statement of the current snapshot. A bad one is refused: `fault` says why, and what is held stays."""

    def __init__(self, shelf: SnapshotShelf) -> None:
        self._shelf = shelf
        self._seen = (0, 0, 0)
        self.held: Pointer | None = None
        self.fault = ""

    def poll(self) -> Pointer | None:
        """The statement made since the last time, if one was; if none, the price of a look at a file."""
        try:
            about = os.stat(self._shelf.current_path)
            seen = (about.st_ino, about.st_mtime_ns, about.st_size)
            if seen == self._seen:
                return None
            if self.held is not None and self._shelf.current() == self.held:  # a damaged one that was repaired
                self._seen, self.fault = seen, ""
                return None
            pointer = self._shelf.newer(self.held)
        except FileNotFoundError:
            self._seen = (0, 0, 0)
            self.fault = "there is no statement of the current snapshot"
            return None
        except OSError as error:  # may be better the next time
            self.fault = f"the statement of the current snapshot can't be read: {error}"
            return None
        except SeamFault as fault:
            self._seen = seen
            self.fault = "" if self._shelf.is_current(self.held) else str(fault)
            return None
        self._seen = seen
        self.held = pointer
        self.fault = ""
        return pointer


def _read(path: Path, what: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise SeamFault(f"{what} is missing") from None


def _mapped(path: Path, what: str) -> memoryview:
    """A file as read-only memory. Layers never change once written, so a map of one stays good, removed or not."""
    try:
        with open(path, "rb") as file:
            if not os.fstat(file.fileno()).st_size:  # nothing can't be mapped
                return memoryview(b"")
            return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except FileNotFoundError:
        raise SeamFault(f"{what} is missing") from None


def _holds(path: Path, content: Content) -> bool:
    try:
        check_content("", path.name, content, _mapped(path, path.name))
    except SeamFault:
        return False
    return True
