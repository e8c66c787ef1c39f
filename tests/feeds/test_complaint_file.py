"""Complaint files: the FTC's columns, numbers with dates, rows that make no sense; what is kept of them."""

import gzip
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwarden.feeds.complaint_file import Complaint, ComplaintFileFault, read_complaints
from bellwarden.feeds.complaint_store import ComplaintStore, ComplaintStoreFault
from bellwarden.traffic.reputation import KEPT_DAYS

TODAY = date(2026, 5, 30)
DAY = date(2026, 5, 29)
FTC = Path(__file__).parents[1] / "data" / "feeds" / "complaints_2026-05-29.csv"


def read(text: str, name: str = "numbers.csv", day: date | None = None) -> list[Complaint]:
    return read_complaints(text.encode(), name, TODAY, day).complaints


@pytest.mark.door
def test_the_daily_file_of_the_ftc() -> None:
    found = read_complaints(FTC.read_bytes(), FTC.name, TODAY)
    numbers = [one.number for one in found.complaints]
    assert numbers == [12_382_000_150, 12_382_000_150, 12_382_000_151]
    assert {one.day for one in found.complaints} == {DAY}
    assert found.unnumbered == 1
    assert [(one.line, one.field, one.text) for one in found.bad] == [
        (6, "Company_Phone_Number", "1112000150"),
        (7, "Created_Date", ""),
        (8, "Company_Phone_Number", "8335550142"),
    ]
    assert "nobody can have (area code)" in found.bad[0].reason
    assert found.bad[1].reason == "is no date; write 2026-05-31"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("file_date,reported_number\n2026-05-29,2382000150\n", "x.csv"),
        ("number,date\n238-200-0150,2026-05-29T10:00\n", "x.csv"),
        ("2026-05-29,2382000150\n", "x.csv"),
        ("2382000150,2026-05-29\n", "x.csv"),
        ("2382000150\n", "DNC_Complaint_Numbers_2026-05-29.csv"),
        ("\ufeffnumber\n\n+12382000150\n", "complaints-2026-05-29.txt"),
    ],
)
def test_numbers_with_a_date_wherever_it_stands(text: str, name: str) -> None:
    assert read(text, name) == [Complaint(DAY, 12_382_000_150)]


def test_a_day_that_was_said_counts_where_no_column_has_it() -> None:
    assert read("2382000150\n", day=DAY) == [Complaint(DAY, 12_382_000_150)]
    assert read("number,date\n2382000150,2026-05-28\n", day=DAY) == [Complaint(date(2026, 5, 28), 12_382_000_150)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2382000150\n", "of which day"),
        ("", "empty"),
        ("caller,when\n2382000150,2026-05-29\n", "no column holds the number"),
        ("2026-05-29\n", "a date and no number"),
    ],
)
def test_a_file_that_says_too_little_is_told_what_it_lacks(text: str, says: str) -> None:
    with pytest.raises(ComplaintFileFault, match=says):
        read(text)


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        ("2382000150,2026-06-30", "date", "lies in the future"),
        ("2382000150,tomorrow", "date", "is no date; write 2026-05-31"),
        ("2382000150,2026-02-30", "date", "is no date; write 2026-05-31"),
        ("hello,2026-05-29", "number", "is no telephone number"),
        ("anonymous,2026-05-29", "number", "is no telephone number"),
        ("2382000150", "", "too few columns"),
    ],
)
def test_a_row_that_makes_no_sense_is_named_and_the_rest_kept(row: str, field: str, reason: str) -> None:
    found = read_complaints(f"number,date\n{row}\n2382000151,2026-05-29\n".encode(), "x.csv", TODAY)
    assert [(one.line, one.field, one.reason) for one in found.bad] == [(2, field, reason)]
    assert found.complaints == [Complaint(DAY, 12_382_000_151)]


def test_compressed_files_are_read_and_broken_ones_named() -> None:
    packed = gzip.compress(b"number,date\n2382000150,2026-05-29\n")
    assert read_complaints(packed, "x.csv.gz", TODAY).complaints == [Complaint(DAY, 12_382_000_150)]
    with pytest.raises(ComplaintFileFault, match="breaks off"):
        read_complaints(packed[:-9], "x.csv.gz", TODAY)
    with pytest.raises(ComplaintFileFault, match="damaged"):
        read_complaints(packed[:-8] + b"\xff" * 8, "x.csv.gz", TODAY)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for text in (data, b"number,date\n" + data):
        try:
            found = read_complaints(text, "x-2026-05-29.csv", TODAY)
        except ComplaintFileFault as fault:
            assert str(fault)
        else:
            assert all(one.number > 0 for one in found.complaints)


@pytest.mark.door
def test_the_same_complaints_are_kept_once_and_overlapping_files_count_the_larger(tmp_path: Path) -> None:
    store = ComplaintStore(tmp_path / "reputation")
    twice = [Complaint(DAY, 12_382_000_150)] * 2
    assert store.load() == {}
    assert store.put(twice)
    assert not store.put(list(reversed(twice)))
    assert store.put([Complaint(DAY, 12_382_000_150), Complaint(TODAY, 12_382_000_151)])
    assert store.load() == {DAY: {12_382_000_150: 2}, TODAY: {12_382_000_151: 1}}


@pytest.mark.door
def test_files_without_weight_go_and_damaged_ones_are_named(tmp_path: Path) -> None:
    store = ComplaintStore(tmp_path)
    old = TODAY - timedelta(days=KEPT_DAYS + 1)
    store.put([Complaint(old, 12_382_000_150)])
    assert store.drop_faded() == 0
    store.put([Complaint(TODAY, 12_382_000_150)])
    assert store.drop_faded() == 1
    assert set(store.load()) == {TODAY}
    next(tmp_path.glob("*.csv")).write_text("day,number\n")
    with pytest.raises(ComplaintStoreFault, match="is damaged; remove it"):
        store.load()
