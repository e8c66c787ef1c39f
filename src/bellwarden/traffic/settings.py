"""What an operator says about traffic: own lines, own conditions, declared customers, lists. HOME/traffic.toml.

Nothing in it is needed: without the file the published lines and the combined score work as they are.
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from bellwarden.traffic.detector import Line


class Declared(str, Enum):
    """What a customer has proven to be: calls of these look like a robocaller's, and are wanted."""

    SCHOOL = "school"
    UTILITY = "utility"
    HEALTH = "health"


class Condition(NamedTuple):
    """An operator's own pattern: an expression in CEL over the features of a window (docs/reference/features.md)."""

    name: str
    when: str
    title: str
    program: Any  # compiled
    opens_case: bool = False  # else it is only reported


NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class TrafficSettings(NamedTuple):
    """`lines` by detector and line ("short_calls.short_call_ratio") replace a detector's own."""

    lines: Mapping[str, Line] = NOTHING
    conditions: tuple[Condition, ...] = ()
    declared: Mapping[str, Declared] = NOTHING  # by customer (subject)
    lists: Mapping[str, str] = NOTHING  # file by name of the list: dnc, reserved, owned, allocation, …; below the home
    proposed: bool = False  # hold figures against Bellwarden's own unpublished lines too


DEFAULTS: Final = TrafficSettings()
