"""Operators' own patterns: conditions in CEL over the figures of a window, checked like those of a policy.

The variables are the fields of a profile and the figures made of them; docs/reference/features.md lists them.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from bellwarden.policy.conditions import faults_over
from bellwarden.traffic.profile import Share, SubjectKind, TrafficProfile

Value = str | int | float | bool
_COUNTS: Final[Mapping[str, type]] = {
    name: kind for name, kind in TrafficProfile.__annotations__.items() if kind in (int, float)
}
_FIGURES: Final = tuple(
    name for name, member in vars(TrafficProfile).items() if isinstance(member, property) and name != "whole"
)
_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)
BLANK: Final = TrafficProfile(
    *(SubjectKind.CUSTOMER, "", _BEGINNING, _BEGINNING, _BEGINNING, _BEGINNING),
    **{name: kind(0) for name, kind in _COUNTS.items()},
)


def figures(profile: TrafficProfile) -> dict[str, Value]:
    """The variables of one window. A share or average of nothing is 0.0."""
    found: dict[str, Value] = {name: kind(getattr(profile, name)) for name, kind in _COUNTS.items()}
    for name in _FIGURES:
        value = getattr(profile, name)
        if isinstance(value, Share):
            found[f"{name}_ratio"] = value.ratio or 0.0
        else:
            found[name] = value if isinstance(value, int) else float(value or 0.0)
    found |= {"kind": profile.kind.value, "subject": profile.subject}
    return found | {"hour_utc": profile.since.hour, "weekday_utc": profile.since.isoweekday()}


VARIABLES: Final[Mapping[str, type]] = {name: type(value) for name, value in figures(BLANK).items()}


def check(source: str) -> list[str]:
    """What is wrong with a condition; [] for a good one."""
    return faults_over(source, VARIABLES, _samples)


def compiled(source: str) -> Any:
    """Ready to be asked; of a condition that `check` found sound."""
    import cel  # here, because it brings a command line of its own

    return cel.compile(source)


def holds(program: Any, profile: TrafficProfile) -> bool:
    """Whether a condition is true of a window; one that can't be worked out is not."""
    try:
        return program.execute(figures(profile)) is True
    except (RuntimeError, TypeError, ValueError, ArithmeticError, LookupError):
        return False


def read_by(source: str) -> list[str]:
    """The variables that a condition reads."""
    return [name for name in dict.fromkeys(re.findall(r"[a-z_0-9]+", source)) if name in VARIABLES]


def _samples() -> Iterator[dict[str, Value]]:
    nothing: dict[type, Value] = {int: 0, float: 0.0, str: ""}
    something: dict[type, Value] = {int: 7, float: 0.5, str: "quillmark"}
    for values in (nothing, something):
        yield {name: values[kind] for name, kind in VARIABLES.items()}
