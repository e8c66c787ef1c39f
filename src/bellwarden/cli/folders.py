"""A policy folder as bytes, and the policy in it."""

import os
import stat
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.flows.policy_reading import read_policy_files
from bellwarden.policy.reading import PolicyReading

FILE_BYTES_MAX: Final = 200_000_000  # 2 million numbers take about 25 MB
ALL_BYTES_MAX: Final = 1_000_000_000
FILES_MAX: Final = 10_000


def read_folder(folder: Path) -> dict[str, bytes]:
    """Every file below a policy folder, by its path inside with /. Hidden files and folders are left out.

    CommandFault for a folder that is none, for files too large, and for links that lead out of the folder.
    """
    if not folder.is_dir():
        raise CommandFault(
            Exit.NOT_FOUND, f"there is no folder {folder}; `bellwarden policy init {folder}` writes one to begin with"
        )
    root = folder.resolve()
    found: dict[str, bytes] = {}
    size = 0
    for path in _paths(folder):
        name = path.relative_to(folder).as_posix()
        if not path.resolve().is_relative_to(root):
            raise CommandFault(Exit.POLICY, f"{path} is a link out of the policy folder; copy the file into it")
        data = _read(path)
        size += len(data)
        if size > ALL_BYTES_MAX or len(found) >= FILES_MAX:
            raise CommandFault(
                Exit.POLICY,
                f"{folder} has more than {FILES_MAX:,} files or {ALL_BYTES_MAX // 1_000_000:,} MB; is it a policy?",
            )
        found[name] = data
    return found


def _paths(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and not name.endswith("~"):
                yield Path(parent, name)


def _read(path: Path) -> bytes:
    """A regular file within its bound. Looked at once open, so that what is read is what was looked at."""
    try:
        # Not waiting for a writer, should the name be a pipe's.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise CommandFault(Exit.NOT_FOUND, f"{path} can't be read: {(error.strerror or '').lower()}") from None
    with open(descriptor, "rb") as file:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode):
            raise CommandFault(Exit.POLICY, f"{path} is no regular file; take it out of the policy folder")
        if about.st_size > FILE_BYTES_MAX:
            raise CommandFault(
                Exit.POLICY,
                f"{path} has {about.st_size / 1e6:,.0f} MB; a policy file may have {FILE_BYTES_MAX // 1_000_000} MB",
            )
        return file.read(FILE_BYTES_MAX)


def read_policy_folder(folder: Path, today: date, cached: Mapping[str, bytes] | None = None) -> PolicyReading:
    """The policy in a folder, or its problems."""
    return read_policy_files(read_folder(folder), today, cached)
