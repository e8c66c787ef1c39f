"""What is wrong with a policy, said so that the operator knows which line to open and what to write there."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from enum import Enum
from typing import NamedTuple

from bellwarden.policy.places import Path, Place

SHOWN_MAX = 60  # signs of a wrong value that a message repeats
NAMES_SHOWN_MAX = 30


class Severity(str, Enum):
    ERROR = "error"  # no snapshot is built
    WARNING = "warning"


class Problem(NamedTuple):
    """One thing wrong. `line` counts from 1; `field` is the setting's path with dots, items of a list count from 1."""

    file: str
    line: int
    field: str
    reason: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}"
        return f"{where}: {self.field}: {self.reason}" if self.field else f"{where}: {self.reason}"


class ProblemLog:
    """Takes every problem in, whatever the order of finding, and gives them back in the order of the files."""

    def __init__(self) -> None:
        self._places: Mapping[Path, Place] = {}
        self._seen: dict[Problem, None] = {}

    def know(self, places: Mapping[Path, Place]) -> None:
        """Where each setting was written."""
        self._places = places

    def error(self, path: Path, reason: str) -> None:
        place = self.place(path)
        self.put(Problem(place.file, place.line, dotted(path), reason))

    def warn(self, path: Path, reason: str) -> None:
        place = self.place(path)
        self.put(Problem(place.file, place.line, dotted(path), reason, Severity.WARNING))

    def put(self, problem: Problem) -> None:
        """Control signs of what the files hold are made visible: a problem is shown on terminals."""
        field, reason = printable(problem.field), printable(problem.reason)
        self._seen[problem._replace(field=field, reason=reason)] = None

    def place(self, path: Path) -> Place:
        """Where the setting stands; for one that is not written, where the table around it begins."""
        for length in range(len(path), 0, -1):
            place = self._places.get(path[:length])
            if place is not None:
                return place
        return Place("carrier.toml", 1)

    @property
    def failed(self) -> bool:
        return any(problem.severity is Severity.ERROR for problem in self._seen)

    def all(self) -> tuple[Problem, ...]:
        return tuple(sorted(self._seen))


def dotted(path: Path) -> str:
    """`("trunk", "lab", "identify", 0, "header")` as `trunk.lab.identify[1].header`."""
    field = ""
    for part in path:
        if isinstance(part, int):
            field += f"[{part + 1}]"
        else:
            field += f".{part}" if field else part
    return field


def did_you_mean(wrong: str, known: Iterable[str]) -> str:
    """`; did you mean "X"?` when something known is close, else nothing."""
    by_lower = {word.lower(): word for word in known}
    close = get_close_matches(wrong.lower()[:SHOWN_MAX], by_lower, n=1, cutoff=0.6)
    return f'; did you mean "{by_lower[close[0]]}"?' if close else ""


def no_such(what: str, wrong: str, known: Iterable[str]) -> str:
    """There is no such thing: with the closest that there is, or all of them while they are few."""
    names = sorted(known)
    hint = did_you_mean(wrong, names)
    if not hint and names:
        hint = f"; there are {and_list(names)}" if len(names) <= NAMES_SHOWN_MAX else ""
    return f"there is no {what}{hint}"


def shown(value: object) -> str:
    """A wrong value as the operator wrote it, cut to a readable length, control signs made visible."""
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, str):
        text = '"' + printable(value[: SHOWN_MAX + 1]) + '"'
    elif isinstance(value, dict):
        text = "a table"
    elif isinstance(value, list):
        text = "a list"
    else:
        text = str(value)
    return text if len(text) <= SHOWN_MAX else text[: SHOWN_MAX - 3] + "..."


def printable(text: str) -> str:
    """The text with control signs written out."""
    return text if text.isprintable() else "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)


def and_list(words: list[str]) -> str:
    """`a, b and c`."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
