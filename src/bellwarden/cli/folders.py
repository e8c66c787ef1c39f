"""A policy folder as bytes, and the built layers that are kept between two builds."""

import os
import stat
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Final

from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.home.files import write_whole
from bellwarden.model.rule import Rule
from bellwarden.policy.reading import PolicyReading, read_policy
from bellwarden.rules import emergency_numbers, shipped_packs
from bellwarden.switches import load as load_switches
from bellwarden.verdict import checks

FILE_BYTES_MAX: Final = 200_000_000  # 2 million numbers take about 25 MB
ALL_BYTES_MAX: Final = 1_000_000_000
FILES_MAX: Final = 10_000
DEFAULT_COUNTRY: Final = "US"


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


def read_policy_files(
    files: Mapping[str, bytes], today: date, cached: Mapping[str, bytes] | None = None
) -> PolicyReading:
    switches = load_switches()
    return read_policy(
        files,
        checks=tuple(checks.load()),
        dialects={name: switch.continue_choices for name, switch in switches.items()},
        emergency_numbers=emergency_numbers(rules_of(country_of(files))),
        today=today,
        cached_layers={} if cached is None else cached,
        carry_no_identity=[name for name, switch in switches.items() if switch.carries_identity_on is None],
    )


def rules_of(country: str) -> tuple[Rule, ...]:
    """The rules shipped for a country (ISO alpha-2); all that are shipped where it has no pack of its own."""
    rules = tuple(rule for pack in shipped_packs().values() for rule in pack)
    return tuple(rule for rule in rules if rule.jurisdiction == country.lower()) or rules


def country_of(files: Mapping[str, bytes]) -> str:
    """The carrier's country, needed before the files are read in full; a broken file is told of later, in full."""
    for name, data in files.items():
        if name.endswith(".toml"):
            with suppress(tomllib.TOMLDecodeError, UnicodeDecodeError):
                carrier = tomllib.loads(data.decode()).get("carrier")
                if isinstance(carrier, dict) and isinstance(carrier.get("country"), str):
                    return str(carrier["country"])
    return DEFAULT_COUNTRY


class KeptLayers(Mapping[str, bytes]):
    """Built layers of the last build, read when asked for. A cache: whatever is wrong with it costs time only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __getitem__(self, key: str) -> bytes:
        try:
            return self._path(key).read_bytes()
        except OSError:
            raise KeyError(key) from None

    def __iter__(self) -> Iterator[str]:
        return iter(())  # what the files stand for is known to who asks

    def __len__(self) -> int:
        return len(list(self._folder.glob("*"))) if self._folder.is_dir() else 0

    def keep(self, layers: Mapping[str, bytes]) -> None:
        """Keep these and forget all others."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        wanted = {self._path(key): data for key, data in layers.items()}
        for path in self._folder.iterdir():
            if path not in wanted:
                path.unlink(missing_ok=True)
        for path, data in wanted.items():
            if not path.exists():
                write_whole(path, data)

    def _path(self, key: str) -> Path:
        return self._folder / sha256(key.encode()).hexdigest()
