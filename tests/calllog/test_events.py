"""Calls told by several rows become the same calls wherever the file is cut into pieces."""

import random
from pathlib import Path

import pytest

from bellwarden.calllog import CallLog, events, pieces
from tests.calllog.logs import rows_of, take_text

HEAD = (
    "id,method,from_tag,to_tag,callid,sip_code,sip_reason,time,"
    "src_user,src_domain,src_ip,dst_ouser,dst_user,dst_domain\n"
)
CALLS = 400


def moment(second: int) -> str:
    return f"2026-05-30 {9 + second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"


def row(number: int, method: str, status: int, second: int, tags: tuple[str, str] = ("f", "t")) -> str:
    number_of_caller = f"238200{number % 10_000:04d}"
    return (
        f"1,{method},{tags[0]}{number},{tags[1]}{number},c{number}@x,{status},x,{moment(second)},{number_of_caller},"
        "quillmark.example,192.0.2.10,4462002001,4462002001,carrier.example\n"
    )


def calls(draw: random.Random) -> tuple[list[str], list[tuple[int, str, int, str | None]]]:
    """Rows in the order of their times; and number, result, talking time and who hung up of each call."""
    rows: list[tuple[int, str]] = []
    expected: list[tuple[int, str, int, str | None]] = []
    for number in range(CALLS):
        begin, length = draw.randrange(7200), draw.randrange(1, 3000)
        kind = draw.choice(["caller", "called", "busy", "endless"])
        rows.append((begin, row(number, "INVITE", 486 if kind == "busy" else 200, begin)))
        if kind in ("caller", "called"):
            tags = ("f", "t") if kind == "caller" else ("t", "f")
            rows.append((begin + length, row(number, "BYE", 200, begin + length, tags)))
        ended = kind if kind in ("caller", "called") else None
        expected.append((number, "busy" if kind == "busy" else "answered", length * 1000 if ended else 0, ended))
    return [text for _, text in sorted(rows)], expected


@pytest.mark.parametrize("piece", [1 << 12, 1 << 14, 1 << 26])
def test_calls_are_paired_across_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int) -> None:
    monkeypatch.setattr(pieces, "PIECE", piece)
    rows, expected = calls(random.Random(7))
    log = CallLog(tmp_path / "calllog")
    done = take_text(log, tmp_path, HEAD + "".join(rows), "acc.csv")
    assert (done.format, done.rows, done.refused) == ("kamailio", CALLS, 0)
    found = rows_of(log, "calling - 12382000000, result, coalesce(billable_ms, 0), ended_by", "calling")
    assert found == expected


def test_calls_that_never_end_do_not_wait_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "PIECE", 1 << 12)
    monkeypatch.setattr(events, "WAITING_ROWS", 50)
    log = CallLog(tmp_path / "calllog")
    rows = [row(number, "INVITE", 200, number) for number in range(CALLS)]
    assert take_text(log, tmp_path, HEAD + "".join(rows), "acc.csv").rows == CALLS
    assert rows_of(log, "count(DISTINCT calling), count(*), max(duration_ms)", "1") == [(CALLS, CALLS, None)]


def test_an_end_without_a_begin_is_no_call(tmp_path: Path) -> None:
    log = CallLog(tmp_path / "calllog")
    text = HEAD + row(1, "BYE", 200, 5) + row(2, "INVITE", 200, 6) + row(2, "ACK", 200, 7) + row(2, "BYE", 200, 9)
    assert take_text(log, tmp_path, text, "acc.csv").rows == 1
    assert rows_of(log, "call_id, billable_ms") == [("c2@x", 3000)]


def test_a_call_that_goes_on_when_a_file_ends_is_one_call_when_it_has_grown(tmp_path: Path) -> None:
    log = CallLog(tmp_path / "calllog")
    text = HEAD + row(1, "INVITE", 200, 5)
    take_text(log, tmp_path, text, "acc.csv")
    grown = take_text(log, tmp_path, text + row(1, "BYE", 200, 65) + row(2, "INVITE", 486, 70), "acc.csv")
    assert (grown.rows, grown.grown) == (1, True)
    assert rows_of(log, "call_id, billable_ms") == [("c1@x", None), ("c2@x", 0)]
