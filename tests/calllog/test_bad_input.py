"""Bad files: what makes sense is kept, the rest is told by line, field and reason, and nothing crashes."""

import gzip
import io
import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard

from bellwarden.calllog import CallLog, CallLogFault
from bellwarden.calllog.zstd_frames import is_whole
from tests.calllog.logs import HEAD, call, rows_of, table, take_text


@pytest.fixture
def log(tmp_path: Path) -> CallLog:
    return CallLog(tmp_path / "calllog")


def refused(log: CallLog) -> list[tuple[int, str, str]]:
    """Line, field and reason of everything refused, from the log's own file."""
    found = []
    for path in sorted((log.folder / "refused").glob("*.jsonl")):
        for line in path.read_text().splitlines():
            one = json.loads(line)
            found.append((one["line"], one["field"], one["reason"]))
    return sorted(found)


def test_a_truncated_gzip_keeps_every_whole_line_and_says_so(log: CallLog, tmp_path: Path) -> None:
    draw = random.Random(1)
    rows = [call(n, name=f"{draw.getrandbits(128):032x}") for n in range(3000)]
    data = gzip.compress(table(*rows).encode())
    done = take_text(log, tmp_path, data[: len(data) * 2 // 3], "calls.csv.gz")
    assert 1000 < done.rows < 3000
    assert [(line, reason) for line, _, reason in refused(log)] == [
        (done.rows + 2, "the gzip file breaks off before its end")
    ]
    # When the whole file arrives, only what was missing is read.
    whole = take_text(log, tmp_path, data, "calls.csv.gz")
    assert (whole.grown, done.rows + whole.rows) == (True, 3000)
    assert len({row[0] for row in rows_of(log, "name")}) == 3000


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_damaged_compressed_data_are_told(log: CallLog, tmp_path: Path, pack: object) -> None:
    draw = random.Random(2)
    data = bytearray(pack(table(*(call(n, name=f"{draw.getrandbits(128):032x}") for n in range(5000))).encode()))  # type: ignore[operator]
    data[len(data) // 2 : len(data) // 2 + 40] = bytes(40)
    try:
        done = take_text(log, tmp_path, bytes(data), "calls.packed")
    except CallLogFault:
        return  # zstd: everything is one block, so nothing could be read
    assert done.refused >= 1


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        (call(1, duration_s=-5), "duration", "is negative"),
        (call(1, billable_s=-1), "billable", "is negative"),
        (call(1, duration_s="ten"), "duration", "is no number"),
        (call(1, duration_s="inf"), "duration", "is longer than 30 days"),
        (call(1, duration_s="nan"), "duration", "is longer than 30 days"),
        (call(1, duration_s="1e300"), "duration", "is longer than 30 days"),
        (call(1, at=datetime(2036, 1, 1, tzinfo=UTC)), "at", "lies in the future"),
        (call(1, at=datetime(1970, 1, 1, tzinfo=UTC)), "at", "lies before 1990"),
        (call(1).replace("Z,", ",", 1), "at", "is not written as the format says"),
        (call(1).replace("2026-05-30", "2026-02-30"), "at", "is not written as the format says"),
        ("," + call(1).partition(",")[2], "at", "is empty"),
        (call(1, calling="", called=""), "calling", "is empty, and called too"),
        (call(1).replace("\n", ",one,more\n"), "", "too many columns"),
        ("2026-05-30T09:00:00Z,+12382000001\n", "", "too few columns"),
        (call(1, name='"never closed'), "", "a quote is opened and never closed"),
        (call(1, name='"in "the" middle"'), "", "a quote stands where none may stand"),
        ("\x00\x01\x02\n", "", "too few columns"),
    ],
)
def test_a_bad_row_is_named_and_its_neighbours_are_kept(
    log: CallLog, tmp_path: Path, row: str, field: str, reason: str
) -> None:
    done = take_text(log, tmp_path, table(call(0), row, call(2), call(3)))
    assert refused(log) == [(3, field, reason)]
    assert (done.rows, done.refused) == (3, 1)
    assert rows_of(log, "line") == [(2,), (4,), (5,)]


HEADS = "start,answer,end,from,to,duration\n"
SOUND = "2026-05-30 09:00:00,2026-05-30 09:00:05,2026-05-30 09:01:00,2382000150,4462002001,60\n"


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        # start and end
        (
            "2026-05-30 09:01:00,2026-05-30 09:00:05,2026-05-30 09:00:00,2382000150,4462002001,60\n",
            *("ended_at", "lies before the call; are columns swapped?"),
        ),
        # start and answer, answer and end
        (
            "2026-05-30 09:00:05,2026-05-30 09:00:00,2026-05-30 09:01:00,2382000150,4462002001,60\n",
            *("answered_at", "lies before the call; are columns swapped?"),
        ),
        (
            "2026-05-30 09:00:00,2026-05-30 09:01:00,2026-05-30 09:00:05,2382000150,4462002001,60\n",
            *("answered_at", "lies behind the end; are columns swapped?"),
        ),
        # calling number and date
        (
            "2382000150,2026-05-30 09:00:05,2026-05-30 09:01:00,2026-05-30 09:00:00,4462002001,60\n",
            *("at", "is a number, no time; are columns swapped?"),
        ),
        # called number and end
        (
            "2026-05-30 09:00:00,,4462002001,2382000150,2026-05-30 09:01:00,60\n",
            *("called", "is a time, no number; are columns swapped?"),
        ),
        # called number and length
        (
            "2026-05-30 09:00:00,,2026-05-30 09:01:00,2382000150,60,4462002001\n",
            *("duration", "is longer than 30 days"),
        ),
    ],
)
def test_columns_that_are_swapped_are_refused_with_that_reason(
    log: CallLog, tmp_path: Path, row: str, field: str, reason: str
) -> None:
    done = take_text(log, tmp_path, HEADS + SOUND + row + SOUND * 3)
    assert refused(log) == [(3, field, reason)]
    assert done.rows == 4


def test_a_file_whose_columns_are_all_swapped_is_told_so_or_not_recognised(log: CallLog, tmp_path: Path) -> None:
    rows = ["2382000150,2026-05-30 09:00:05,2026-05-30 09:01:00,2026-05-30 09:00:00,4462002001,60\n"] * 5
    with pytest.raises(CallLogFault, match="no format is known"):
        take_text(log, tmp_path, HEADS + "".join(rows))


def test_a_truncated_zstd_keeps_every_whole_line_and_says_so(log: CallLog, tmp_path: Path) -> None:
    draw = random.Random(3)
    rows = [call(n, name=f"{draw.getrandbits(128):032x}") for n in range(8000)]
    data = zstandard.compress(table(*rows).encode())
    done = take_text(log, tmp_path, data[: len(data) * 2 // 3], "calls.csv.zst")
    assert 1000 < done.rows < 8000
    assert [(line, reason) for line, _, reason in refused(log)] == [
        (done.rows + 2, "the zstd file breaks off before its end")
    ]
    whole = take_text(log, tmp_path, data, "calls.csv.zst")
    assert (whole.grown, done.rows + whole.rows) == (True, 8000)


@pytest.mark.parametrize("level", [1, 19])
@pytest.mark.parametrize("size", [0, 1, 300, 70_000, 300_000])
def test_every_cut_of_a_zstd_file_is_seen(size: int, level: int) -> None:
    draw = random.Random(size)
    text = bytes(draw.choice(b"0123456789,\n") for _ in range(size // 2)) + bytes(size // 2)
    for checked in (False, True):
        packer = zstandard.ZstdCompressor(level=level, write_checksum=checked)
        data = packer.compress(text) + b"\x50\x2a\x4d\x18\x02\x00\x00\x00xx" + packer.compress(text)
        assert is_whole(io.BytesIO(data))
        cuts = {1, 3, len(data) // 3, len(data) // 2, *range(len(data) - 9, len(data))}
        frame = len(packer.compress(text))
        for cut in cuts - {0, frame, frame + 10}:
            assert not is_whole(io.BytesIO(data[:cut])), cut


def test_all_kinds_of_trouble_in_one_file_leave_every_line_its_number(log: CallLog, tmp_path: Path) -> None:
    rows = [
        call(0),
        "\n",
        call(1, name='"two\nlines"'),
        call(2, duration_s=-1),
        call(3, name='"stray'),
        call(4, name='"said ""hi"""'),
        "x" * (2 << 20) + "\n",
        call(5),
        "short\n",
        call(6),
    ]
    done = take_text(log, tmp_path, table(*rows))
    assert rows_of(log, "line, calling - 12382000000, name") == [
        (2, 0, None),
        (4, 1, "two lines"),
        (8, 4, 'said "hi"'),
        (10, 5, None),
        (12, 6, None),
    ]
    assert [line for line, _, _ in refused(log)] == [6, 7, 9, 11]
    assert done.refused == 4


def test_a_line_of_ten_megabytes_is_refused_and_those_behind_it_are_kept(log: CallLog, tmp_path: Path) -> None:
    take_text(log, tmp_path, table(call(0), call(1, name="y" * (10 << 20)), call(2)))
    assert refused(log) == [(3, "", "the line is longer than 1 MB")]
    assert rows_of(log, "line") == [(2,), (4,)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_text_of_any_unicode_encoding(log: CallLog, tmp_path: Path, encoding: str) -> None:
    text = table(call(0, name="Dvořák"), call(1))
    data = text.encode(encoding)
    if encoding == "utf-16-be":
        data = b"\xfe\xff" + data
    assert take_text(log, tmp_path, data).rows == 2
    assert rows_of(log, "name") == [("Dvořák",), (None,)]
    assert take_text(log, tmp_path, data).known


def test_mixed_encodings_line_by_line(log: CallLog, tmp_path: Path) -> None:
    data = HEAD.encode() + call(0, name="Müller").encode() + call(1, name="Müller").encode("cp1252")
    done = take_text(log, tmp_path, data)
    assert rows_of(log, "name") == [("Müller",), ("Müller",)]
    assert any("Windows-1252" in line for line in done.notes)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_other_systems(log: CallLog, tmp_path: Path, end: str) -> None:
    assert take_text(log, tmp_path, table(call(0), call(1)).replace("\n", end)).rows == 2
    assert rows_of(log, "line, trunk, name") == [(2, None, None), (3, None, None)]


def test_cells_with_formulas_stay_text(log: CallLog, tmp_path: Path) -> None:
    take_text(log, tmp_path, table(call(0, name="=HYPERLINK(1)", calling="=cmd", customer="@x")))
    assert rows_of(log, "name, calling, calling_text, customer") == [("=HYPERLINK(1)", None, "=cmd", "@x")]


def test_hours_of_the_clocks_change(log: CallLog, tmp_path: Path) -> None:
    rows = [
        f'"q","2382000150","4462002001","c","x","a","b","Dial","","{at}","","{at}",0,0,"NO ANSWER","DOCUMENTATION"\n'
        for at in (
            "2026-03-08 01:59:59",  # -05:00
            "2026-03-08 02:30:00",  # never was
            "2026-03-08 03:00:00",  # -04:00
            "2025-11-02 00:30:00",  # -04:00
            "2025-11-02 01:30:00",  # was twice: the later one counts
            "2025-11-02 02:00:00",  # -05:00
        )
    ]
    take_text(log, tmp_path, "".join(rows), zone="America/New_York")
    assert [f"{row[0]:%d %H:%M}" for row in rows_of(log, "began")] == [
        "02 04:30",
        "02 06:30",
        "02 07:00",
        "08 06:59",
        "08 07:00",
    ]
    assert refused(log) == [(2, "at", "a local time that clocks jump over; is the zone right?")]


def test_a_zone_that_is_none(log: CallLog, tmp_path: Path) -> None:
    with pytest.raises(CallLogFault, match="is no time zone"):
        take_text(log, tmp_path, table(call(0)), zone="Mars/Olympus'")
    assert not log.manifest().sources


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "is empty"),
        (b"\n\n\n", "is empty"),
        (b"PK\x03\x04 a spreadsheet", "ZIP archive"),
        (b"PAR1 and so on", "Parquet"),
        (bytes(range(256)) * 50, "no format is known"),
        (b"\x1f\x8bnot gzip at all", "is empty"),
        (b"[1, 2, 3]\n", "no format is known"),
    ],
)
def test_what_is_no_file_of_call_records(log: CallLog, tmp_path: Path, data: bytes, what: str) -> None:
    with pytest.raises(CallLogFault, match=what):
        take_text(log, tmp_path, data)
    assert not log.manifest().segments


def test_a_file_that_is_not_there(log: CallLog, tmp_path: Path) -> None:
    from tests.calllog.logs import take

    with pytest.raises(CallLogFault, match="no such file"):
        take(log, tmp_path / "missing.csv")


def test_names_that_would_be_sql(log: CallLog, tmp_path: Path) -> None:
    head = 'at,calling,called,"cust""; DROP TABLE incoming; --",customer\n'
    row = '2026-05-30T09:00:00Z,2382000150,4462002001,x,"\'); DROP TABLE incoming; --"\n'
    take_text(log, tmp_path, head + row, "it's; --.csv")
    assert rows_of(log, "customer") == [("'); DROP TABLE incoming; --",)]


def test_lines_of_json_that_are_broken(log: CallLog, tmp_path: Path) -> None:
    good = '{"at":"2026-05-30T09:00:00Z","from":"2382000150","to":"4462002001","duration":5,"x":{"y":[1,{"z":2}]}}\n'
    done = take_text(
        log, tmp_path, good + '{"at":\n' + "[]\n" + good + '"text"\n' + good.replace(":5", ':"5"'), "c.jsonl"
    )
    assert (done.rows, [line for line, _, _ in refused(log)]) == (3, [2, 3, 5])
