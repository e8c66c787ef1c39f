"""Time zones by name and by number: the machine's zone files, the carrier's table of area codes, the library's."""

from collections.abc import Mapping
from datetime import tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from phonenumbers import timezone

UNKNOWN = "Etc/Unknown"
_FIRST_NANP, _LAST_NANP = 12_000_000_000, 19_999_999_999


@cache
def find_zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name) if name and len(name) < 60 else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


class ZoneTable:
    """`areas`: zones by North American area code, where the carrier has the administrator's report."""

    def __init__(self, areas: Mapping[int, tuple[str, ...]]) -> None:
        self._areas = areas

    def zones_of(self, number: int) -> tuple[str, ...]:
        """() when nothing is known, or when it could be anywhere: toll-free numbers have forty."""
        if _FIRST_NANP <= number <= _LAST_NANP:
            listed = self._areas.get(number // 10_000_000 % 1000)
            if listed is not None:
                return listed
        try:
            found = timezone.time_zones_for_number(phonenumbers.parse(f"+{number}"))
        except phonenumbers.NumberParseException:
            return ()
        return tuple(found) if 0 < len(found) <= 3 and UNKNOWN not in found else ()
