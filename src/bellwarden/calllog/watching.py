"""A folder into which a switch drops its files: each taken in once, when it is whole, and the bad ones put aside.

The folder is looked at again and again; nothing in it is changed. A file counts as whole once its size and time have
stayed as they are for a while; uploads under a temporary name are left alone until they are renamed. One that grows
later is read on from where it ended. What was done stands in calllog/watched.json: it only saves reading every file
again, since the log knows by its content what it has. Copies of bad files lie in calllog/quarantine, with the reason.
"""

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from bellwarden.calllog.fault import CallLogFault, LogTrouble
from bellwarden.calllog.files import replace_whole
from bellwarden.calllog.importing import Imported, Order
from bellwarden.calllog.log import CallLog

COPIED_MAX: Final = 64 << 20  # bytes of a bad file; of a bigger one only the reason is kept
_STATE: Final = "watched.json"
_UNFINISHED: Final = (
    ".tmp",
    ".temp",
    ".part",
    ".partial",
    ".filepart",
    ".upload",
    ".uploading",
    ".writing",
    ".swp",
    "~",
)


class KnownFile(msgspec.Struct, frozen=True):
    """A file that was taken in, or, with a `fault`, could not be."""

    path: str
    size: int
    modified_ns: int
    fault: str = ""


class Told(NamedTuple):
    """What became of a file: one of the two."""

    path: Path
    done: Imported | None
    fault: str


class _Looked(NamedTuple):
    size: int
    modified_ns: int
    since: float  # monotonic


class FolderWatch:
    """Over folders, for one log. `order` says how a file is to be read."""

    def __init__(
        self, log: CallLog, folders: Sequence[Path], order: Callable[[Path], Order], settle_s: float = 10.0
    ) -> None:
        self._log = log
        self._folders = folders
        self._order = order
        self._settle_s = settle_s
        self._looked: dict[Path, _Looked] = {}
        self._known = {Path(one.path): one for one in known_files(log.folder)}
        self._troubles: set[str] = set()  # told already

    @property
    def waiting(self) -> int:
        """Files that are not whole yet, as of the last look."""
        return len(self._looked)

    def look(self) -> Iterator[Told]:
        """Once over all folders. A file that met trouble of the log's own waits for the next look; it is told once."""
        present = [path for folder in self._folders for path in _files(folder)]
        self._looked = {path: one for path, one in self._looked.items() if path in set(present)}
        for path in present:
            if not self._is_whole(path):
                continue
            try:
                told = self._take(path)
            except LogTrouble as trouble:
                if str(trouble) not in self._troubles:
                    self._troubles.add(str(trouble))
                    yield Told(path, None, str(trouble))
                continue
            self._troubles.clear()
            self._looked.pop(path, None)
            if told is not None:
                yield told

    def _is_whole(self, path: Path) -> bool:
        """Whether it is news, and has not been touched for a while."""
        try:
            about = path.stat()
        except OSError:  # gone, or renamed
            return False
        known = self._known.get(path)
        if known is not None and (known.size, known.modified_ns) == (about.st_size, about.st_mtime_ns):
            self._looked.pop(path, None)
            return False
        now = time.monotonic()
        before = self._looked.get(path)
        if before is None or (before.size, before.modified_ns) != (about.st_size, about.st_mtime_ns):
            before = self._looked[path] = _Looked(about.st_size, about.st_mtime_ns, now)
        untouched = time.time() - about.st_mtime >= self._settle_s
        return untouched or now - before.since >= self._settle_s

    def _take(self, path: Path) -> Told | None:
        try:
            about = path.stat()
            done = self._log.import_file(self._order(path))
            fault = _nothing_kept(done)
        except LogTrouble:
            raise
        except (CallLogFault, FileNotFoundError) as error:
            if not path.exists():  # taken away again
                return None
            done, fault = None, str(error)
        if fault:
            self._put_aside(path, fault)
        self._known[path] = KnownFile(str(path), about.st_size, about.st_mtime_ns, fault)
        self._save()
        return Told(path, done, fault)

    def _save(self) -> None:
        """Files that are gone are forgotten, but not those that were bad."""
        known = [one for path, one in self._known.items() if one.fault or path.exists()]
        self._known = {Path(one.path): one for one in known}
        replace_whole(self._log.folder / _STATE, msgspec.json.encode(known))

    def _put_aside(self, path: Path, fault: str) -> None:
        place = self._log.folder / "quarantine"
        place.mkdir(mode=0o700, exist_ok=True)
        name = f"{sha256(str(path).encode('utf-8', 'replace')).hexdigest()[:8]}-{path.name}"
        replace_whole(place / f"{name}.reason.txt", f"{path}\n{fault}\n".encode("utf-8", "replace"))
        with suppress(OSError):  # it can't be read, or there is no room: the reason has to do
            if 0 < path.stat().st_size <= COPIED_MAX:
                shutil.copyfile(path, place / name)
                (place / name).chmod(0o600)


def known_files(folder: Path) -> list[KnownFile]:
    """What a watch has done so far, whoever does it; `folder` is that of the log."""
    try:
        return msgspec.json.decode((folder / _STATE).read_bytes(), type=list[KnownFile])
    except (FileNotFoundError, msgspec.DecodeError):  # a lost one costs a reading of every file
        return []


def _files(folder: Path) -> list[Path]:
    """Those of a folder that are nobody's temporary ones, oldest first: in the order of their calls."""
    found = []
    try:
        for path in folder.iterdir():
            if not path.name.startswith(".") and not path.name.lower().endswith(_UNFINISHED) and path.is_file():
                with suppress(OSError):
                    found.append((path.stat().st_mtime_ns, path))
    except OSError:  # the folder is away for a while: an unmounted disk
        return []
    return [path for _, path in sorted(found)]


def _nothing_kept(done: Imported) -> str:
    if done.rows or not done.refused:
        return ""
    first = done.shown[0]
    return f"none of its {done.refused} rows could be kept; line {first.line}: {first.field} {first.reason}"
