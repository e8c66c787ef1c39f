"""The questions about patterns of calls, written once and compiled for the engines: `python -m scripts.questions`.

Ibis is needed here and in tests only: what runs is the text, in src/bellwarden/calllog/questions/. Only what gives the
same answer on every engine is used: group-bys, distinct counts in two steps, joins on equality, row_number, lag behind
a guard, range windows over integers. No nunique (approximate on ClickHouse), mode, asof, quantile, or bare lag.
"""

import sys
from pathlib import Path
from typing import Any, Final

import ibis
from ibis import _
from ibis.config import Config

from bellwarden.calllog.kinds import KIND, Bits, Length, Pair, Result, Signed
from bellwarden.traffic.profile import FROM_CALLS

PLACE: Final = Path(__file__).parents[1] / "src" / "bellwarden" / "calllog" / "questions"
DIALECTS: Final = {"duckdb": "duckdb", "clickhouse": "clickhouse", "spark": "pyspark"}
WINDOW: Final = ("key",)  # a number for whom and when: that of the subject, shifted by 32 bits, and of the window

# One row for each call to a telephone number, of one subject in one window (`key`). `day` and `ms` count from 1970,
# `begun` is the day on which the window began; `place` tells the order of calls within a millisecond; `kind` holds what
# `bellwarden.calllog.kinds` says.
calls = ibis.table(
    {
        **dict.fromkeys(("key", "begun", "day", "ms", "place"), "int64"),
        "calling": "int64",
        "called": "int64",
        "kind": "int64",
        "duration_ms": "int64",
        "billable_ms": "int64",
    },
    name="calls",
)
costly = ibis.table(  # calls to prefixes of high cost, and which prefix
    dict.fromkeys(("key", "ms", "place", "prefix", "kind", "duration_ms", "billable_ms"), "int64"),
    name="costly",
)
named = ibis.table(  # which caller IDs were shown under a name
    {"key": "int64", "name": "string", "calling": "int64"}, name="named"
)
inbound = ibis.table(  # calls to the caller IDs that subjects show
    dict.fromkeys(("day", "ms", "number", "caller_id"), "int64"), name="inbound"
)
noted = ibis.table(  # caller IDs that a list says something about
    {"calling": "int64", "unallocated": "boolean", "hot": "boolean", "high_cost": "boolean"}, name="noted"
)
unowned = ibis.table({"subject": "int64", "calling": "int64"}, name="unowned")
listed = ibis.table({"subject": "int64"}, name="listed")  # subjects whose numbers are listed
# Caller IDs that a subject had not shown in the 14 days before, and on how many of these days it had called at all.
fresh = ibis.table({"subject": "int64", "begun": "int64", "calling": "int64"}, name="fresh")
dated = ibis.table({"subject": "int64", "begun": "int64", "days": "int64"}, name="dated")


def bits(kind: Any, part: Bits) -> Any:
    return (kind >> part.shift) & ((1 << part.width) - 1)


def count(when: Any, of: Any = 1) -> Any:
    return ibis.cases((when, of), else_=0).sum().cast("int64")


def windows(rows: Any, **counts: Any) -> Any:
    return rows.group_by(*WINDOW).agg(**counts)


def beside(left: Any, right: Any, *keys: str) -> Any:
    """Every row of `left`, and what `right` has for it."""
    renamed = right.rename({f"{key}_": key for key in keys})
    joined = left.left_join(renamed, [(key, f"{key}_") for key in keys])
    return joined.select(*left.columns, *(name for name in right.columns if name not in keys))


def kinds() -> Any:
    """First by kind, of which a window has few; then everything that a kind tells."""
    rows = calls.group_by(*WINDOW, "kind").agg(
        n=_.count(), billable=_.billable_ms.sum().cast("int64"), first_ms=_.ms.min(), last_ms=_.ms.max()
    )

    rows = rows.mutate(**{name: bits(rows.kind, part) for name, part in KIND._asdict().items()})
    answered = rows.result == Result.ANSWERED
    timed = answered & (rows.length > Length.UNKNOWN)
    return windows(
        rows,
        first_ms=_.first_ms.min(),
        last_ms=_.last_ms.max(),
        attempts=_.n.sum().cast("int64"),
        answered=count(answered, rows.n),
        timed=count(timed, rows.n),
        billable_ms=count(timed, rows.billable),
        short=count(timed & (rows.length == Length.TO_6_S), rows.n),
        under_60s=count(timed & (rows.length <= Length.TO_60_S), rows.n),
        over_120s=count(timed & (rows.length == Length.LONG), rows.n),
        **{
            one.name.lower(): count((rows.result == one), rows.n)
            for one in Result
            if one not in (Result.UNKNOWN, Result.ANSWERED)
        },
        analytics_rejects=count(rows.analytics == 1, rows.n),
        statused=count(rows.statused == 1, rows.n),
        short_rings=count(rows.short_ring == 1, rows.n),
        invalid_callers=count(rows.invalid == 1, rows.n),
        numbered=count(rows.numbered == 1, rows.n),
        withheld=count(rows.withheld == 1, rows.n),
        home_pairs=count(rows.pair >= Pair.HOME, rows.n),
        same_area=count(rows.pair >= Pair.AREA, rows.n),
        same_exchange=count((rows.pair == Pair.EXCHANGE), rows.n),
        caller_hangups_10s=count(rows.hung_up == 1, rows.n),
        ended_known=count(rows.ended == 1, rows.n),
        attest_a=count((rows.signed == Signed.A), rows.n),
        attest_b=count((rows.signed == Signed.B), rows.n),
        attest_c=count((rows.signed == Signed.C), rows.n),
        signed=count(rows.signed >= Signed.A, rows.n),
        unsigned_known=count(rows.signed >= Signed.NO, rows.n),
        dnc_called=count(rows.dnc == 1, rows.n),
        honeypot_hits=count(rows.reserved == 1, rows.n),
        off_hours=count(rows.off_hours == 1, rows.n),
        zoned=count(rows.zoned == 1, rows.n),
    )


callers = calls.filter(_.calling.notnull()).group_by(*WINDOW, "calling").agg(n=_.count(), begun=_.begun.min())


def by_caller() -> Any:
    """What the caller ID alone tells: each looked up once for all its calls."""
    rows = beside(callers.mutate(subject=_.key >> 32), noted, "calling")
    rows = beside(rows, unowned.mutate(strange=True), "subject", "calling")
    rows = beside(rows, listed.mutate(listed=True), "subject")
    rows = beside(rows, fresh.mutate(fresh=True), "subject", "begun", "calling")
    rows = beside(rows, dated, "subject", "begun")
    return windows(
        rows,
        callers=_.count(),
        caller_attempts_max=_.n.max(),
        unallocated=count(rows.unallocated.fill_null(False), rows.n),
        hot_block_callers=count(rows.hot.fill_null(False), rows.n),
        high_cost_callers=count(rows.high_cost.fill_null(False), rows.n),
        unowned=count(rows.strange.notnull(), rows.n),
        owned_known=count(rows.listed.notnull(), rows.n),
        allocation_known=count(rows.calling.between(10_000_000_000, 19_999_999_999), rows.n),
        hot_block_known=_.n.sum().cast("int64"),
        new_callers=count(rows.fresh.notnull()),
        history_days=rows.days.fill_null(0).max(),
    )


_called = calls.group_by(*WINDOW, "called").agg(
    n=_.count(),
    numbered=_.calling.count(),
    low=_.calling.min(),
    high=_.calling.max(),
    day=_.day.min(),
    fruitless=count(bits(_.kind, KIND.fruitless) == 1),
)
# Only a number called from several caller IDs needs a look at each of them.
_mixed = _called.filter(_.low < _.high).select(*WINDOW, "called")
_pairs = (
    calls.semi_join(_mixed, [*WINDOW, "called"])
    .filter(_.calling.notnull())
    .group_by(*WINDOW, "called", "calling")
    .agg(n=_.count())
)


def by_called() -> Any:
    rows = _called.mutate(one=ibis.cases((_.low == _.high, _.numbered), else_=0))
    return windows(
        rows,
        called_numbers=_.count(),
        called_attempts_max=_.n.max(),
        fruitless_max=_.fruitless.max(),
        single_callers=ibis.cases((_.low.notnull(), 1), else_=0).max(),
        single_pair=_.one.max(),
    )


def by_pair() -> Any:
    rows = _pairs.group_by(*WINDOW, "called").agg(callers=_.count(), n=_.n.max())
    return windows(rows, many_callers=_.callers.max(), many_pair=_.n.max())


def by_line() -> Any:
    """Entropy of the last four digits, in bits, less what the window's attempts make of it."""
    rows = _called.mutate(line=_.called % 10_000).group_by(*WINDOW, "line").agg(n=_.n.sum().cast("int64"))
    return windows(rows, logarithms=(_.n * _.n.cast("float64").log2()).sum())


_in_order: dict[str, Any] = {"group_by": WINDOW, "order_by": ["ms", "place"]}
# Only what is used later: engines keep whole rows between the steps.
_beside_before = calls.select(
    *WINDOW,
    "ms",
    "called",
    at=ibis.row_number().over(ibis.window(**_in_order)),
    called_before=_.called.lag().over(ibis.window(**_in_order)),
    ms_before=_.ms.lag().over(ibis.window(**_in_order)),
    in_10s=_.count().over(ibis.range_window(preceding=9_999, following=0, group_by=WINDOW, order_by="ms")),
    in_60s=_.count().over(ibis.range_window(preceding=59_999, following=0, group_by=WINDOW, order_by="ms")),
)
_ordered = _beside_before.select(
    *WINDOW,
    "at",
    "in_10s",
    "in_60s",
    step=(_["at"] > 0) & (_.called - _.called_before).between(1, 10),
    gap=ibis.cases((_["at"] > 0, _.ms - _.ms_before), else_=0),
)


def by_order() -> Any:
    return windows(
        _ordered,
        sequential=count(_.step),
        gap_ms_sum=_.gap.sum().cast("float64"),
        gap_ms_squares=(_.gap.cast("float64") * _.gap.cast("float64")).sum(),
        attempts_10s_max=_.in_10s.max(),
        attempts_60s_max=_.in_60s.max(),
    )


def by_run() -> Any:
    """Steps that follow each other keep the same distance between their place among calls and among steps."""
    steps = _ordered.filter(_.step).select(*WINDOW, "at")
    order = ibis.window(group_by=WINDOW, order_by="at")
    runs = steps.mutate(run=_["at"] - ibis.row_number().over(order)).group_by(*WINDOW, "run").agg(n=_.count())
    return windows(runs, sequential_run_max=_.n.max() + 1)


def by_second() -> Any:
    seconds = calls.mutate(second=_.ms - _.ms % 1_000).group_by(*WINDOW, "second").agg(n=_.count())
    tens = (
        seconds.mutate(ten=_.second - _.second % 10_000)
        .group_by(*WINDOW, "ten")
        .agg(n=_.n.sum().cast("int64"), one=_.n.max())
    )
    return windows(tens, attempts_1s_max=_.one.max(), squares_10s=(_.n * _.n).sum().cast("int64"))


def by_cost() -> Any:
    timed = (bits(_.kind, KIND.result) == Result.ANSWERED) & (bits(_.kind, KIND.length) > Length.UNKNOWN)
    rows = costly.group_by(*WINDOW, "prefix").agg(n=_.count(), billable=count(timed, _.billable_ms))
    return windows(
        rows,
        high_cost=_.n.sum().cast("int64"),
        high_cost_billable_ms=_.billable.sum().cast("int64"),
        high_cost_prefixes=_.count(),
    )


def by_parallel() -> Any:
    """Calls to one prefix at the same time: each begins with +1 and ends with -1."""
    columns = (*WINDOW, "prefix", "place")
    begins = costly.select(*columns, moment=_.ms, move=ibis.literal(1, "int64"))
    ends = costly.select(*columns, moment=_.ms + _.duration_ms, move=ibis.literal(-1, "int64"))
    order = ibis.cumulative_window(group_by=(*WINDOW, "prefix"), order_by=["moment", "move", "place"])
    moves = ibis.union(begins, ends, distinct=False).mutate(up=_.move.sum().over(order))
    return windows(moves, high_cost_parallel_max=_.up.max().cast("int64"))


def by_length() -> Any:
    rows = costly.filter(bits(_.kind, KIND.result) == Result.ANSWERED, bits(_.kind, KIND.length) > Length.ZERO)
    near = ibis.range_window(preceding=4_000, following=0, group_by=(*WINDOW, "prefix"), order_by="billable_ms")
    return windows(rows.mutate(near=_.count().over(near)), high_cost_same_length=_.near.max())


def by_name() -> Any:
    names = named.group_by(*WINDOW, "name").agg(n=_.count())
    return windows(names, name_callers_max=_.n.max())


def by_answer() -> Any:
    """Called numbers that on the same day called one of the caller IDs shown to anybody."""
    back = inbound.select("day", "number", "caller_id").distinct()
    rows = _called.select(*WINDOW, "day", number=_.called).inner_join(back, ["day", "number"])
    known = rows.inner_join(callers.select(*WINDOW, caller_id=_.calling), [*WINDOW, "caller_id"])
    return windows(known.select(*WINDOW, "number").distinct(), two_way=_.count())


def by_callback() -> Any:
    """Short rings that the called number answered with a call within the 24 hours after."""
    rung = calls.filter(bits(_.kind, KIND.short_ring) == 1, _.calling.notnull())
    rows = rung.select(*WINDOW, "ms", "place", number=_.called, caller_id=_.calling).inner_join(
        inbound.select("number", "caller_id", later=_.ms), ["number", "caller_id"]
    )
    near = rows.filter(_.later > _.ms, _.later <= _.ms + 86_400_000)
    return windows(near.select(*WINDOW, "ms", "place").distinct(), callbacks=_.count())


PARTS: Final = (
    *(by_caller, by_called, by_pair, by_line, by_order, by_run, by_second, by_cost, by_parallel),
    *(by_length, by_name, by_answer, by_callback),
)


def profiles() -> Any:
    """All counts of every subject and window."""
    found = [part() for part in (kinds, *PARTS)]
    names = [name for one in found for name in one.columns if name not in WINDOW]
    joined = found[0]
    for place, part in enumerate(found[1:]):
        joined = joined.left_join(part.rename(**{f"key_{place}": "key"}), [("key", f"key_{place}")])
    whole = joined.select("key", *names)
    total = whole.attempts.cast("float64")
    filled = whole.mutate(
        called_callers_max=ibis.greatest(whole.single_callers, whole.many_callers.fill_null(0)),
        pair_attempts_max=ibis.greatest(whole.single_pair, whole.many_pair.fill_null(0)),
        line_entropy_bits=total.log2() - whole.logarithms / total,
        callers_dated=ibis.cases((whole.history_days > 0, whole.callers), else_=0),
        dnc_known=whole.attempts,
        honeypot_known=whole.attempts,
    )
    counts = {name: filled[name].fill_null(0) for name in FROM_CALLS}
    return filled.select("key", "first_ms", "last_ms", **counts).order_by(*WINDOW)


QUESTIONS: Final = {"profiles": profiles}


# Compiled without pyspark: the one option that Ibis asks for then.
class _Spark(Config):  # type: ignore[misc]
    treat_nan_as_null: bool = False


ibis.options.pyspark = _Spark()


def compiled(question: str, dialect: str) -> str:
    note = f"-- Made by scripts/questions.py; what the tables hold is told there. Engine: {dialect}.\n"
    # Without it ClickHouse fills what a left join does not find with 0 or "".
    more = "\nSETTINGS join_use_nulls = 1" if dialect == "clickhouse" else ""
    return f"{note}{ibis.to_sql(QUESTIONS[question](), dialect=DIALECTS[dialect])}{more}\n"


def main() -> int:
    PLACE.mkdir(exist_ok=True)
    for question in QUESTIONS:
        for dialect in DIALECTS:
            (PLACE / f"{question}.{dialect}.sql").write_text(compiled(question, dialect), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
