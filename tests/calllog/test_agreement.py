"""The engine's rules are those of the rooms that judge single calls: numbers, validity, profiles."""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bellwarden.calllog import CallLog, engine
from bellwarden.calllog.asking import asking
from bellwarden.calllog.engine import text
from bellwarden.calllog.numbers import PLAIN
from bellwarden.calllog.references import References
from bellwarden.calllog.validity import impossible
from bellwarden.model.number import NumberForm
from bellwarden.numbering.reading import read_number
from bellwarden.traffic.profile import SubjectKind
from tests.calllog.logs import call, rows_of, table, take_text

Call = dict[str, Any]
HIGH_COST = ("1876", "222", "2", "882")
WRITTEN = (
    *("2382000150", "12382000150", "+12382000150", "1382000150", "+1 (238) 200-0150", "tel:+12382000150", "0112382000"),
    *("sip:+12382000150@sbc.example;user=phone", "+442079460000", "011442079460000", "00442079460000", "442079460000"),
    *("911", "988", "*67", "101", "anonymous", "Anonymous", "unavailable", "s", "bob", "+", "+1", "+1238200015", "0"),
    *(
        "238200015",
        "23820001500",
        "123820001500",
        "+999999999999",
        "238-200-0150 x12",
        "sip:anonymous@anonymous.invalid",
    ),
    *(
        "1112223333",
        "0000000000",
        "5555555555",
        "+12125550100",
        "+1911",
        "sips:911@x",
        "+5215512345678",
        "+33",
        "‪2382000150",
    ),
)


def test_numbers_are_read_as_the_gate_reads_them(tmp_path: Path) -> None:
    log = CallLog(tmp_path / "calllog")
    rows = [call(n, calling=f'"{one}"') for n, one in enumerate(WRITTEN)]
    take_text(log, tmp_path, table(*rows))
    found = rows_of(log, "line, calling, calling_text, calling_form")
    assert len(found) == len(WRITTEN)
    for line, number, kept, form in found:
        raw = WRITTEN[line - 2]
        read = read_number(raw)
        if read.e164:
            assert number == read.e164, raw
        elif form == "international":
            assert read.form is NumberForm.UNREADABLE, raw  # the country's plan rules it out; the log keeps the digits
        else:
            assert number is None, raw
            assert form == read.form.value, raw
        plain = re.fullmatch(PLAIN, raw)
        assert kept == (None if plain else raw), raw


def test_impossible_numbers_are_those_of_the_numbering_plan() -> None:
    draw = random.Random(3)
    numbers = {
        10_000_000_000 + area * 10_000_000 + office * 10_000 + 1234
        for area in range(1000)
        for office in (1, 211, 234, 911, 950, 976)
    }
    numbers |= {draw.randrange(10_000_000_000, 20_000_000_000) for _ in range(20_000)}
    numbers |= {
        10_000_000_000 + area * 10_000_000 + 5_550_000 + line for area in (212, 800, 833) for line in range(90, 205)
    }
    numbers |= {10_000_000_000 + 1_111_111_111 * n for n in range(10)}
    listed = sorted(numbers)
    connection = engine.connect()
    found = connection.execute(
        f"SELECT n, {impossible('n')} FROM (SELECT unnest($numbers::BIGINT[]) AS n)", {"numbers": listed}
    ).fetchall()
    connection.close()
    differ = [n for n, ruled_out in found if ruled_out != (read_number(f"+{n}").fault is not None)]
    assert differ == []


def world(seed: int) -> list[Call]:
    """Calls of three customers over three hours, with every sign that a profile looks for."""
    draw = random.Random(seed)
    begin = datetime(2026, 5, 30, 9, tzinfo=UTC)
    callers = [12_382_000_000 + draw.randrange(50) for _ in range(12)] + [14_462_001_234, 2_224_567_890, 13_712_000_000]
    last = 14_462_001_000
    calls = []
    for _ in range(draw.randrange(200, 500)):
        last = last + draw.randrange(1, 14) if draw.random() < 0.4 else 14_462_001_000 + draw.randrange(40)
        called = draw.choice((last, last, 18_762_000_000 + draw.randrange(3), 882_123_456, 2_251_234_567))
        calls.append(
            {
                "at": begin + timedelta(seconds=draw.randrange(3 * 3600), microseconds=draw.choice((0, 250_000))),
                "calling": draw.choice(callers),
                "called": called,
                "duration_s": draw.choice((0, 1, 3, 6, 7, 59, 60, 61, 120, 121, 900)),
                "billable_s": draw.choice((0, 1, 6, 7, 59, 60, 120, 121)),
                "cause": draw.choice(
                    ("answered", "answered", "no_answer", "busy", "cancelled", "vacant", "rejected", "failed")
                ),
                "customer": draw.choice(("quillmark", "harbor", "northline")),
                "name": draw.choice(("", "SSA", "Harbor")),
            }
        )
    return calls


def slow(calls: list[Call], window_s: int) -> dict[tuple[str, int], dict[str, int]]:
    """The same counts, one call after the other."""
    groups: dict[tuple[str, int], list[tuple[int, Call]]] = defaultdict(list)
    for line, one in enumerate(calls, 2):
        groups[str(one["customer"]), int(one["at"].timestamp()) // window_s if window_s else 0].append((line, one))
    return {
        key: counts([one for _, one in sorted(group, key=lambda x: (x[1]["at"], x[0]))])
        for key, group in groups.items()
    }


def prefix(number: int) -> str:
    return max((one for one in HIGH_COST if str(number).startswith(one)), key=len, default="")


def most(values: Iterable[object]) -> int:
    return max(Counter(values).values(), default=0)


def counts(calls: list[Call]) -> dict[str, int]:
    """Everything a profile counts."""
    for one in calls:
        one["result"] = "answered" if one["cause"] == "answered" or one["billable_s"] > 0 else one["cause"]
    answered = [one for one in calls if one["result"] == "answered"]
    results = Counter(one["result"] for one in calls)
    rung = [one for one in calls if one["result"] in ("no_answer", "cancelled")]
    return {
        "attempts": len(calls),
        "answered": len(answered),
        "timed": len(answered),
        "billable_ms": 1000 * sum(one["billable_s"] for one in answered),
        "short": sum(0 < one["billable_s"] <= 6 for one in answered),
        "under_60s": sum(one["billable_s"] < 60 for one in answered),
        "over_120s": sum(one["billable_s"] > 120 for one in answered),
        **{name: results[name] for name in ("no_answer", "busy", "cancelled", "vacant", "rejected", "failed")},
        "analytics_rejects": 0,
        "statused": 0,
        "short_rings": sum(1 <= one["duration_s"] <= 6 for one in rung),
        "numbered": len(calls),
        **of_numbers(calls),
        **of_order(calls),
        **of_cost([one for one in calls if prefix(one["called"])]),
        "high_cost_callers": sum(bool(prefix(one["calling"])) for one in calls),
    }


def of_numbers(calls: list[Call]) -> dict[str, int]:
    home = [
        one for one in calls if all(len(n) == 11 and n[0] == "1" for n in (str(one["calling"]), str(one["called"])))
    ]
    callers_of = defaultdict(set)
    names = defaultdict(set)
    for one in calls:
        callers_of[one["called"]].add(one["calling"])
        if one["name"]:
            names[one["name"]].add(one["calling"])
    return {
        "invalid_callers": sum(one["calling"] == 13_712_000_000 for one in calls),
        "callers": len({one["calling"] for one in calls}),
        "caller_attempts_max": most(one["calling"] for one in calls),
        "home_pairs": len(home),
        "same_area": sum(str(one["calling"])[:4] == str(one["called"])[:4] for one in home),
        "same_exchange": sum(str(one["calling"])[:7] == str(one["called"])[:7] for one in home),
        "called_numbers": len({one["called"] for one in calls}),
        "called_attempts_max": most(one["called"] for one in calls),
        "called_callers_max": max(map(len, callers_of.values())),
        "pair_attempts_max": most((one["calling"], one["called"]) for one in calls),
        "name_callers_max": max(map(len, names.values()), default=0),
    }


def of_order(calls: list[Call]) -> dict[str, int]:
    steps = [0 < b["called"] - a["called"] <= 10 for a, b in pairwise(calls)]
    run = longest = 0
    for step in steps:
        run = run + 1 if step else 0
        longest = max(longest, run)
    seconds = [int(one["at"].timestamp()) for one in calls]
    ms = [round(1000 * one["at"].timestamp()) for one in calls]
    return {
        "sequential": sum(steps),
        "sequential_run_max": longest + 1 if longest else 0,
        "attempts_1s_max": most(seconds),
        "attempts_10s_max": max(sum(s - 10_000 < x <= s for x in ms) for s in ms),
        "attempts_60s_max": max(sum(s - 60_000 < x <= s for x in ms) for s in ms),
        "squares_10s": sum(n * n for n in Counter(s // 10 for s in seconds).values()),
    }


def of_cost(calls: list[Call]) -> dict[str, int]:
    """Calls to prefixes of high cost."""
    parallel = 0
    for one in calls:
        same = [other for other in calls if prefix(other["called"]) == prefix(one["called"])]
        # At this call's begin: those that began before or now, and end after; the ones of no length excepted.
        up = [x for x in same if x["at"] <= one["at"] < x["at"] + timedelta(seconds=x["duration_s"])]
        parallel = max(parallel, len(up))
    return {
        "high_cost": len(calls),
        "high_cost_billable_ms": 1000 * sum(one["billable_s"] for one in calls if one["result"] == "answered"),
        "high_cost_prefixes": len({prefix(one["called"]) for one in calls}),
        "high_cost_parallel_max": parallel,
    }


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("window_s", [3600, 900, 0])
def test_profiles_are_those_of_counting_call_by_call(tmp_path: Path, seed: int, window_s: int) -> None:
    calls = world(seed)
    log = CallLog(tmp_path / "calllog")
    rows = (call(0, **{**one, "calling": f"+{one['calling']}", "called": f"+{one['called']}"}) for one in calls)
    take_text(log, tmp_path, table(*rows))
    expected = slow(calls, window_s)
    with asking(log.folder) as asker:
        found = list(asker.profiles(SubjectKind.CUSTOMER, References(high_cost=HIGH_COST), window_s))
    assert len(found) == len(expected)
    for one in found:
        key = (one.subject, int(one.since.timestamp()) // window_s if window_s else 0)
        assert {name: getattr(one, name) for name in expected[key]} == expected[key]


def test_text_of_sql_is_quoted() -> None:
    assert text("it's") == "'it''s'"
    assert engine.name('a"b') == '"a""b"'
