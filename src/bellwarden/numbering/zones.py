"""Time zones of area codes, out of the numbering administrator's area-code report.

The report has letters (E, C, M, P, A, N, AK; EC for a code that both zones share). Where a place keeps standard time
all year the report does not say so; those are told apart by the place.
"""

from typing import Final, NamedTuple

from bellwarden.numbering.table import HEADER_LINES_MAX, AllocationProblem, Problems, Table, plain_name

_LETTERS: Final = {
    "E": "America/New_York",
    "C": "America/Chicago",
    "M": "America/Denver",
    "P": "America/Los_Angeles",
    "A": "America/Halifax",
    "N": "America/St_Johns",
}
_WHOLE: Final = {
    "AK": ("America/Anchorage", "America/Adak"),
    "UTC-10": ("Pacific/Honolulu",),
    "UTC-11": ("Pacific/Pago_Pago",),
    "UTC+10": ("Pacific/Guam",),
}
# Places whose clocks never change, by the report's LOCATION.
_STANDARD: Final = {
    "AZ": ("America/Phoenix", "America/Denver"),  # the Navajo Nation changes its clocks
    "SASKATCHEWAN": ("America/Regina",),
    "PR": ("America/Puerto_Rico",),
    "VI": ("America/St_Thomas",),
    "JAMAICA": ("America/Jamaica",),
    "CAYMAN ISLANDS": ("America/Cayman",),
}
_UNITED: Final = frozenset(("us", "usa", "unitedstates", "canada", "bermuda", "bahamas", "turkscaicosislands"))

_AREA: Final = frozenset(("npa", "npaid", "area", "areacode"))
_LETTER: Final = frozenset(("timezone",))
_NAME: Final = frozenset(("zone",))


class ZoneTable(NamedTuple):
    zones: dict[int, tuple[str, ...]]  # IANA names by area code, from west to east where there are several
    problems: tuple[AllocationProblem, ...]


def read_zones(data: bytes, file: str = "") -> ZoneTable:
    """NANPA's area-code report (npa_report.csv), or a table with the columns NPA and ZONE, in IANA names."""
    problems = Problems(file)
    table = Table(data, problems)
    found: dict[int, tuple[str, ...]] = {}
    if not table.find_header(lambda names: bool(names & _AREA) and bool(names & (_LETTER | _NAME))):
        problems.add(
            1, "header", f"no line of the first {HEADER_LINES_MAX} names NPA_ID and TIME_ZONE, or NPA and ZONE"
        )
        return ZoneTable({}, problems.all())
    area_at, letter_at, name_at = table.column(_AREA), table.column(_LETTER), table.column(_NAME)
    place_at, country_at = table.column(frozenset(("location",))), table.column(frozenset(("country",)))
    for row in table.rows():
        area, letters, name, place, country = (
            row[at].strip() if 0 <= at < len(row) else "" for at in (area_at, letter_at, name_at, place_at, country_at)
        )
        if not area.isdecimal() or len(area) != 3:
            if any(row):
                problems.add(table.line, "NPA", f"no area code: {area[:20]!r}")
        elif name:
            found[int(area)] = (*found.get(int(area), ()), name)
        elif letters:
            zones = _zones(letters, place.upper(), plain_name(country))
            if zones:
                found[int(area)] = zones
            else:
                problems.add(table.line, "TIME_ZONE", f"not known: {letters[:20]!r}")
    return ZoneTable(found, problems.all())


def _zones(letters: str, place: str, country: str) -> tuple[str, ...]:
    if place in _STANDARD:
        return _STANDARD[place]
    written = letters.strip("()").upper()
    if written in _WHOLE:
        return _WHOLE[written]
    if written.startswith("PT"):  # "PT/MT only for W Wendover"
        written = "PM"
    if not written or set(written) - set(_LETTERS):
        return ()
    if written == "A" and country and country not in _UNITED:
        return ("America/Puerto_Rico",)  # the islands keep Atlantic standard time
    return tuple(_LETTERS[one] for one in sorted(written, key="PMCEAN".index))
