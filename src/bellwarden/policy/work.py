"""What every part of the reading shares: the tables, the other files, what is known beside the policy, the problems."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from bellwarden.policy.listfile import Contents
from bellwarden.policy.places import Path
from bellwarden.policy.problem import Problem, ProblemLog, Severity, did_you_mean, dotted, no_such
from bellwarden.policy.shape import Tables
from bellwarden.policy.tables import BadLines


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a policy is read against, handed in by whoever reads it."""

    checks: frozenset[str]  # names of the call-time checks
    dialects: Mapping[str, frozenset[int]]  # name of each dialect, and what `continue_status` may choose there
    emergency_numbers: tuple[str, ...]  # of the country, by its rules
    today: date  # entries that ended before it are left out
    carry_no_identity: frozenset[str] = frozenset()  # dialects whose own answers have no place for Identity headers


class Sources:
    """The files beside the tables: list files, numbering files. Nothing is opened; they are handed in as bytes."""

    def __init__(self, files: Mapping[str, bytes], log: ProblemLog) -> None:
        self._files = {name: data for name, data in files.items() if not name.endswith(".toml")}
        self._log = log
        self._used: set[str] = set()

    def take(self, path: Path, written: str) -> tuple[str, bytes] | None:
        """The file that a setting names; None when there is none, which is then a problem."""
        name = written.replace("\\", "/").removeprefix("./")
        data = self._files.get(name)
        if data is None:
            outside = name.startswith("/") or ".." in name.split("/")
            hint = "; list files lie inside the policy folder" if outside else did_you_mean(name, self._files)
            self._log.error(path, f'there is no file "{written}" in the policy folder{hint}')
            return None
        self._used.add(name)
        return name, data

    def unused(self) -> list[str]:
        """Files that no table names. Hidden files and *.md are the operator's own."""
        left = (name for name in sorted(self._files) if name not in self._used and not name.lower().endswith(".md"))
        return [name for name in left if not any(part.startswith(".") for part in name.split("/"))]


@dataclass(slots=True)
class Work:
    """One reading under way."""

    tables: Tables
    around: Surroundings
    sources: Sources
    log: ProblemLog
    country: str
    emergency: frozenset[str]
    cached: Mapping[str, bytes] = field(default_factory=dict)
    kept: dict[str, bytes] = field(default_factory=dict)  # what this reading built or used again, to be kept
    layers: dict[str, bytes] = field(default_factory=dict)

    def names(self, table: str) -> frozenset[str]:
        """All names written for a kind of table, also of tables that have mistakes."""
        return self.tables.written.get(table, frozenset())

    def knows(self, path: Path, table: str, name: str) -> bool:
        """Whether a table of that name is written; a problem when not, unless some file could not be read at all."""
        if name in self.names(table):
            return True
        if self.tables.complete:
            self.log.error(path, no_such(f'{table} "{name}"', name, self.names(table)))
        return False

    def know_all(self, path: Path, table: str, names: Iterable[str]) -> None:
        for at, name in enumerate(names):
            self.knows((*path, at), table, name)

    def tell_bad_lines(self, path: Path, file: str, contents: Contents, setting: BadLines) -> None:
        """The lines of a list file that could not be read, the first ones each and the number of all."""
        field_name = dotted(path)
        for bad in contents.bad:
            severity = Severity.ERROR if bad.refused else Severity(setting.value)
            self.log.put(Problem(file, bad.line, field_name, bad.reason, severity))
        more = contents.bad_count - len(contents.bad)
        if more > 0:
            last = contents.bad[-1].line
            reason = f"{more:,} more lines after this one can't be read; the first {len(contents.bad)} are told"
            self.log.put(Problem(file, last, field_name, reason, Severity(setting.value)))
