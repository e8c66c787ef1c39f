"""Every figure of a profile that needs a list, a direction or a past is that of counting call by call."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bellwarden.calllog import engine
from bellwarden.calllog.profiles import Asked, profiles
from bellwarden.calllog.references import References
from bellwarden.calllog.staging import SCHEMA
from bellwarden.numbering.allocation import read_blocks
from bellwarden.traffic.profile import SubjectKind, TrafficProfile

BEGIN = datetime(2026, 3, 6, 9, tzinfo=UTC)  # two days before clocks change in the United States
NUMBERS = (
    12_382_000_001,
    12_382_000_002,
    12_382_001_003,
    14_462_000_001,
    14_462_005_002,
    18_762_000_001,
    442_079_460_000,
)
DNC = (14_462_000_001, 12_382_001_003)
RESERVED = (12_382_000_002,)
HOT = (12_382_001, 442_079_460)
HIGH_COST = ("1876", "44")
OWNED = {"quillmark": ((12_382_000_000, 12_382_000_999),), "harbor": ()}
ZONES = {238: ("America/New_York",), 446: ("America/Chicago", "America/Denver")}
ALLOCATION = b"NPA,NXX,X,OCN\n238,200,0,123A\n446,200,A,123A\n"


class Call(NamedTuple):
    ms: int  # since BEGIN
    customer: str
    calling: int | None
    called: int
    result: str
    duration_ms: int | None
    billable_ms: int | None
    attestation: str | None
    verstat: str | None
    ended_by: str | None
    line: int = 0

    @property
    def at(self) -> datetime:
        return BEGIN + timedelta(milliseconds=self.ms)

    @property
    def day(self) -> int:
        return int(self.at.timestamp()) // 86_400


def some(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


CALLS = st.lists(
    st.builds(
        Call,
        st.one_of(st.integers(0, 30_000), st.integers(0, 4 * 86_400_000)),
        some("quillmark", "harbor", "northline"),
        some(None, *NUMBERS),
        some(*NUMBERS),
        some("answered", "answered", "no_answer", "cancelled", "busy"),
        some(None, 0, 999, 1_000, 6_000, 6_001, 60_000),
        some(None, 0, 1, 6_000, 9_999, 10_000, 10_001, 14_000, 119_000),
        some(None, "A", "B", "C"),
        some(None, "TN-Validation-Failed"),
        some(None, "caller", "called"),
    ),
    max_size=60,
)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    opened = engine.connect()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> References:
    path: Path = tmp_path_factory.mktemp("lists") / "register.txt"
    path.write_text("".join(f"{str(one)[1:4]},{str(one)[4:]}\n" for one in DNC), encoding="utf-8")
    blocks = read_blocks([("blocks.csv", ALLOCATION)])
    return References(OWNED, (path,), RESERVED, blocks, ZONES, HOT, HIGH_COST)


def found(
    connection: duckdb.DuckDBPyConnection, calls: Sequence[Call], lists: References, window_s: int
) -> dict[tuple[str, int], TrafficProfile]:
    connection.execute(f"CREATE OR REPLACE TEMP TABLE log ({SCHEMA})")
    rows = [
        (
            one.at.replace(tzinfo=None),
            *one[2:5],
            "anonymous" if one.calling is None else "nanp",
            *one[5:10],
            one.customer,
        )
        for one in calls
    ]
    columns = (
        *(
            "began",
            "calling",
            "called",
            "result",
            "calling_form",
            "duration_ms",
            "billable_ms",
            "attestation",
            "verstat",
        ),
        *("ended_by", "customer", "source", "line"),
    )
    marks = ", ".join(f"({', '.join('?' * len(columns))})" for _ in rows)
    if rows:
        values = [value for line, row in enumerate(rows) for value in (*row, 1, line)]
        connection.execute(f"INSERT INTO log ({', '.join(columns)}) VALUES {marks}", values)
    told = profiles(connection, Asked("log", SubjectKind.CUSTOMER, lists, window_s))
    return {(one.subject, int(one.since.timestamp()) // window_s): one for one in told}


@pytest.mark.parametrize("window_s", [3600, 86_400])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(calls=CALLS)
def test_features_are_those_of_counting_call_by_call(
    connection: duckdb.DuckDBPyConnection, lists: References, window_s: int, calls: list[Call]
) -> None:
    calls = [one._replace(line=line) for line, one in enumerate(calls)]
    groups: dict[tuple[str, int], list[Call]] = defaultdict(list)
    for one in sorted(calls, key=lambda x: (x.ms, x.line)):
        groups[one.customer, int(one.at.timestamp()) // window_s].append(one)
    told = found(connection, calls, lists, window_s)
    assert told.keys() == groups.keys()
    for key, group in groups.items():
        wanted = slow(group, calls, window_s)
        assert {name: getattr(told[key], name) for name in wanted} == pytest.approx(wanted, rel=1e-12, abs=1e-9)


def slow(group: list[Call], calls: list[Call], window_s: int) -> dict[str, float]:
    return {**by_list(group), **by_direction(group, calls), **by_past(group, calls, window_s), **by_order(group)}


def by_list(group: list[Call]) -> dict[str, float]:
    customer = group[0].customer
    callers = [one.calling for one in group if one.calling is not None]
    timed = [one for one in group if one.result == "answered" and one.billable_ms is not None]
    ended = [one for one in timed if one.ended_by]
    zoned = [one for one in group if len(str(one.called)) == 11 and int(str(one.called)[1:4]) in ZONES]
    signed = Counter(one.attestation for one in group)
    home = [one for one in callers if str(one).startswith("1")]
    fruitless = Counter(
        one.called
        for one in group
        if one.result != "answered" or (one.billable_ms is not None and one.billable_ms < 10_000)
    )
    return {
        "unowned": sum(
            not any(first <= one <= last for first, last in OWNED[customer]) for one in callers if customer in OWNED
        ),
        "owned_known": len(callers) if customer in OWNED else 0,
        "dnc_called": sum(one.called in DNC for one in group),
        "dnc_known": len(group),
        "honeypot_hits": sum(one.called in RESERVED for one in group),
        "honeypot_known": len(group),
        "off_hours": sum(
            all(not 8 <= one.at.astimezone(ZoneInfo(z)).hour < 21 for z in ZONES[int(str(one.called)[1:4])])
            for one in zoned
        ),
        "zoned": len(zoned),
        "unallocated": sum(one // 1000 not in (12_382_000, *range(14_462_000, 14_462_010)) for one in home),
        "allocation_known": len(home),
        "hot_block_callers": sum(one // 1000 in HOT for one in callers),
        "hot_block_known": len(callers),
        "high_cost_callers": sum(str(one).startswith(HIGH_COST) for one in callers),
        "ended_known": len(ended),
        "caller_hangups_10s": sum(one.ended_by == "caller" and (one.billable_ms or 0) <= 10_000 for one in ended),
        "attest_a": signed["A"],
        "attest_b": signed["B"],
        "attest_c": signed["C"],
        "signed": len(group) - signed[None],
        "unsigned_known": sum(bool(one.attestation or one.verstat) for one in group),
        "withheld": len(group) - len(callers),
        "fruitless_max": max(fruitless.values(), default=0),
    }


def by_direction(group: list[Call], calls: list[Call]) -> dict[str, float]:
    shown = {one.calling for one in group}
    returned = {
        one.called
        for one in group
        for other in calls
        if other.calling == one.called and other.called in shown and other.day == one.day
    }
    rung = [
        one
        for one in group
        if one.result in ("no_answer", "cancelled")
        and one.duration_ms is not None
        and 1_000 <= one.duration_ms <= 6_000
    ]
    called_back = [
        one
        for one in rung
        if any(
            other.calling == one.called and other.called == one.calling and 0 < other.ms - one.ms <= 86_400_000
            for other in calls
        )
    ]
    return {"two_way": len(returned), "short_rings": len(rung), "callbacks": len(called_back)}


def by_past(group: list[Call], calls: list[Call], window_s: int) -> dict[str, float]:
    begun = int(group[0].at.timestamp()) // window_s * window_s // 86_400
    before = [one for one in calls if one.customer == group[0].customer and begun - 14 <= one.day < begun]
    callers = {one.calling for one in group if one.calling is not None}
    days = len({one.day for one in before})
    return {
        "history_days": days if callers else 0,
        "callers_dated": len(callers) if days else 0,
        "new_callers": len(callers - {one.calling for one in before}) if days else 0,
    }


def by_order(group: list[Call]) -> dict[str, float]:
    gaps = [b.ms - a.ms for a, b in pairwise(group)]
    lines = Counter(one.called % 10_000 for one in group)
    lengths = defaultdict(list)
    for one in group:
        if one.result == "answered" and one.billable_ms and str(one.called).startswith(HIGH_COST):
            lengths[str(one.called)[:2]].append(one.billable_ms)
    return {
        "gap_ms_sum": sum(gaps),
        "gap_ms_squares": sum(gap * gap for gap in gaps),
        "line_entropy_bits": -sum(n / len(group) * math.log2(n / len(group)) for n in lines.values()),
        "high_cost_same_length": max(
            (sum(0 <= one - other <= 4_000 for other in same) for same in lengths.values() for one in same), default=0
        ),
        "called_again": len(group) - len({one.called for one in group}),
    }


def test_without_lists_nothing_is_known(connection: duckdb.DuckDBPyConnection) -> None:
    call = Call(0, "quillmark", 12_382_000_001, 14_462_000_001, "answered", 20_000, 11_000, None, None, None)
    (one,) = found(connection, [call], References(), 3600).values()
    known = (
        *("owned_known", "dnc_known", "zoned", "allocation_known", "hot_block_known", "honeypot_known"),
        "callers_dated",
    )
    assert {name: getattr(one, name) for name in known} == dict.fromkeys(known, 0)
    assert (one.churn.ratio, one.dnc_calls.ratio, one.unowned_calls.ratio) == (None, None, None)
