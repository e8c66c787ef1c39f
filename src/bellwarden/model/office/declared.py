"""The calling pattern that a customer has declared: what its traffic is held against."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredPattern:
    """As kept in `CustomerRecord.declared`; 0, "" and 0.0 stand for nothing declared. Hours are the carrier's own."""

    use: str = ""  # what the calls are for, in a few words
    calls_1d_max: int = 0  # Monday to Friday
    calls_weekend_1d_max: int = 0  # Saturday and Sunday; 0: as on other days
    cps_max: int = 0
    caller_ids_max: int = 0  # different caller IDs
    from_hour: int = 0  # calls begin no earlier, 0 to 23
    until_hour: int = 0  # and end no later, 1 to 24; 0: the hours are not declared
    answered_share_min: float = 0.0  # 0 to 1
    answered_share_max: float = 0.0
    short_share_max: float = 0.0  # answered calls under 6 s, 0 to 1


USE_LENGTH_MAX: Final = 200
COUNT_MAX: Final = 1_000_000_000
_BOUNDS: Final[Mapping[str, float]] = {"from_hour": 23, "until_hour": 24, "cps_max": 100_000}


def declared_of(kept: Mapping[str, object]) -> DeclaredPattern:
    """The pattern as it is kept; what does not fit is left out."""
    return DeclaredPattern(**{name: value for name, value in kept.items() if not declared_fault(name, value)})  # type: ignore[arg-type]


def declared_fault(name: str, value: object) -> str:
    """Why a value can't stand under a name of the pattern; "" when it can."""
    kinds = {field.name: field.type for field in fields(DeclaredPattern)}
    kind = kinds.get(name)
    if kind is None:
        return f"there is no such word in a declared pattern; there are {', '.join(kinds)}"
    if kind is str:
        fits = isinstance(value, str) and value.isprintable() and len(value) <= USE_LENGTH_MAX
        return "" if fits else f"write a line of at most {USE_LENGTH_MAX} printable characters"
    if kind is float:
        share = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
        return "" if share else "write a share from 0 to 1, such as 0.3"
    bound = _BOUNDS.get(name, COUNT_MAX)
    whole = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= bound
    return "" if whole else f"write a whole number from 0 to {bound:,.0f}"
