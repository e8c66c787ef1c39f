"""Time zones of area codes, as the administrator's report tells them."""

from zoneinfo import ZoneInfo

from bellwarden.numbering.zones import read_zones

REPORT = b"""File Date,11/26/2025
NPA_ID,LOCATION,COUNTRY,IN_SERVICE,TIME_ZONE
238,NJ,US,Y,E
446,ND,US,Y,CM
462,AZ,US,Y,M
463,BARBADOS,BARBADOS,Y,A
464,NEW BRUNSWICK,CANADA,Y,A
465,HI,US,Y,(UTC-10)
466,NV,US,Y,PT/MT only for W Wendover
467,,,N,
468,US,US,Y,X
x1,,,,E
"""


def test_letters_become_zones_and_what_is_none_is_told() -> None:
    found = read_zones(REPORT, "npa_report.csv")
    assert found.zones == {
        238: ("America/New_York",),
        446: ("America/Denver", "America/Chicago"),
        462: ("America/Phoenix", "America/Denver"),
        463: ("America/Puerto_Rico",),
        464: ("America/Halifax",),
        465: ("Pacific/Honolulu",),
        466: ("America/Los_Angeles", "America/Denver"),
    }
    assert [(one.line, one.field) for one in found.problems] == [(11, "TIME_ZONE"), (12, "NPA")]
    assert all(ZoneInfo(zone) for zones in found.zones.values() for zone in zones)


def test_a_plain_table_of_zones() -> None:
    found = read_zones(b"area,zone\n238,America/New_York\n446,America/Denver\n446,America/Chicago\n")
    assert found.zones == {238: ("America/New_York",), 446: ("America/Denver", "America/Chicago")}
    assert found.problems == ()


def test_a_table_without_the_columns_says_so() -> None:
    (problem,) = read_zones(b"a,b\n1,2\n").problems
    assert problem.field == "header"
