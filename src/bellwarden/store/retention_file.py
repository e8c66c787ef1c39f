"""[retention] of HOME/office.toml: how many days each kind of evidence is kept after the work on it has ended."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bellwarden.store.office_file import FILE, OfficeFileFault, read_office_file

DAYS_MIN: Final = 30  # whoever was told of a decision may still ask about it


def retention_of(home: Path) -> Mapping[str, float]:
    """Kinds that the file does not name are kept for good; so is everything where it says nothing."""
    table = read_office_file(home).get("retention", {})
    if not isinstance(table, dict):
        raise OfficeFileFault(f"[retention] of {FILE} is no table; write mail = 730 below it, in days")
    for kind, days in table.items():
        if isinstance(days, bool) or not isinstance(days, int) or days < DAYS_MIN:
            raise OfficeFileFault(f"[retention] {kind} of {FILE} is a number of days, {DAYS_MIN} or more, not {days!r}")
    return {str(kind): float(days) for kind, days in table.items()}
