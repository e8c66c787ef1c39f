"""The administrator's area-code report, the real one included, and that the plan agrees with it."""

import csv
from datetime import date
from pathlib import Path

from bellwarden.model.number import NumberFault, NumberKind
from bellwarden.numbering.allocation import read_area_report
from bellwarden.numbering.reading import read_number
from bellwarden.numbering.table import AllocationProblem

REPORT = Path(__file__).parent.parent / "data" / "numbering" / "nanpa_area_code_report_2025-11-26.csv"


def published() -> list[dict[str, str]]:
    return list(csv.DictReader(REPORT.read_text(encoding="latin-1").splitlines()[1:]))


def test_the_published_report_is_read_whole() -> None:
    report = read_area_report(REPORT.read_bytes(), "npa_report.csv")
    assert report.problems == ()
    assert report.file_date == date(2025, 11, 26)
    assert len(report.areas) == 481
    assert report.areas[0] == 201
    assert 238 not in report.areas
    countries = [country for _, country in report.countries]
    assert (countries.count("US"), countries.count("CA"), countries.count("DO"), countries.count("JM")) == (
        381,
        58,
        3,
        2,
    )
    assert len(set(countries)) == 20


def test_countries_are_iso_codes_and_shared_codes_have_none() -> None:
    countries = dict(read_area_report(REPORT.read_bytes()).countries)
    assert [countries[area] for area in (202, 416, 264, 758, 784, 869, 721)] == [
        "US",
        "CA",
        "AI",
        "LC",
        "VC",
        "KN",
        "SX",
    ]
    assert countries[787] == "US"  # Puerto Rico: the administrator counts US territories as US
    assert 800 not in countries
    assert 900 not in countries


def test_the_plan_faults_exactly_the_codes_that_the_report_holds_back_for_ever() -> None:
    """ATIS-0300055: N11, N9X, 37X and 96X; codes merely not assigned yet are the report's matter, not the plan's."""
    faults = {"N11 Code": NumberFault.AREA_CODE_SERVICE, "Reserved by INC": NumberFault.AREA_CODE_RESERVED}
    faults["Expansion Code"] = NumberFault.AREA_CODE_RESERVED
    for row in published():
        assert read_number(f"{row['NPA_ID']}2000100").fault is faults.get(row["EXPLANATION"]), row["NPA_ID"]


def test_the_plan_knows_what_every_area_code_in_service_is_for() -> None:
    kinds = {
        "Toll-Free": NumberKind.TOLL_FREE,
        "Premium Services": NumberKind.PREMIUM,
        "Non-Geographic Services": NumberKind.NON_GEOGRAPHIC,
        "Canadian Non-Geographic Services": NumberKind.NON_GEOGRAPHIC,
        "Canadian Non-Geographic Tariffed Services": NumberKind.NON_GEOGRAPHIC,
        "Interexchange Carrier Services": NumberKind.NON_GEOGRAPHIC,
        "US Government": NumberKind.NON_GEOGRAPHIC,
    }
    for row in published():
        if row["IN_SERVICE"] == "Y":
            expected = (
                NumberKind.ORDINARY if row["USE"] == "G" else kinds.get(row["SERVICE"], NumberKind.NON_GEOGRAPHIC)
            )
            assert read_number(f"{row['NPA_ID']}2000100").kind is expected, row["NPA_ID"]


def test_a_short_table_of_three_columns_is_enough() -> None:
    report = read_area_report(b"npa,In Service,Country\r\n238,y,US\r\n446,Y,CANADA\r\n756,no,US\r\n")
    assert report.areas == (238, 446)
    assert report.countries == ((238, "US"), (446, "CA"))
    assert report.file_date is None
    assert report.problems == ()


def test_an_iso_code_stands_for_itself() -> None:
    assert read_area_report(b"NPA,IN_SERVICE,COUNTRY\n238,Y,jm\n").countries == ((238, "JM"),)


def test_bad_rows_are_named_and_good_rows_kept() -> None:
    data = b"File Date,soon\nNPA_ID,IN_SERVICE,COUNTRY\n138,Y,US\n238,maybe,US\n446,Y,ATLANTIS\n\n756,Y,US\n"
    report = read_area_report(data, "areas.csv")
    assert report.areas == (446, 756)
    assert report.countries == ((756, "US"),)
    assert report.problems == (
        AllocationProblem("areas.csv", 3, "NPA_ID", "no area code: '138'"),
        AllocationProblem("areas.csv", 4, "IN_SERVICE", "neither Y nor N: 'MAYBE'"),
        AllocationProblem("areas.csv", 5, "COUNTRY", "no member of the plan is known by the name 'ATLANTIS'"),
        AllocationProblem("areas.csv", 1, "File Date", "no date of the form MM/DD/YYYY: 'soon'"),
    )


def test_a_file_without_the_columns_is_one_problem() -> None:
    report = read_area_report(b"customer,balance\n1,2\n" * 50, "wrong.csv")
    assert report.areas == ()
    assert [(problem.file, problem.line, problem.field) for problem in report.problems] == [("wrong.csv", 1, "header")]


def test_a_byte_order_mark_is_no_part_of_the_first_column() -> None:
    assert read_area_report(b"\xef\xbb\xbfNPA,IN_SERVICE\n238,Y\n").areas == (238,)
