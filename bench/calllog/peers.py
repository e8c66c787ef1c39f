"""The same work by Polars and by chDB: neither keeps refused rows, knows a file again, or is bounded in memory."""

import importlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from bellwarden.calllog.asking import asking
from bench.calllog.ours import asked_for, files_of, timed

DAY: Final = timedelta(days=1)
_PLAIN: Final = r"^(?:\+?1[0-9]{10}|[1-9][0-9]{9})$"
_CH_PLAIN: Final = _PLAIN.replace("\\", "\\\\")
_CH_CALLS: Final = (
    "SELECT parseDateTimeBestEffort(at) AS began, {calling} AS calling, {called} AS called, duration_s * 1000 AS"
    " duration_ms, billable_s * 1000 AS billable_ms, if(billable_s > 0, 'answered', 'no_answer') AS result, cause,"
    " customer, call_id, toDate(began) AS day FROM file('{file}', CSVWithNames, 'at String, calling String,"
    " called String, duration_s Int32, billable_s Int32, cause String, customer String, call_id String')"
)
_CH_SOME: Final = """
SELECT customer, win, count(), countIf(result = 'answered'), sum(billable_ms), countIf(result = 'answered' AND
  billable_ms <= 6000), countIf(result = 'no_answer'), countIf(intDiv(calling, 10000) = intDiv(called, 10000)),
  uniqExact(calling), uniqExact(called), countIf(step BETWEEN 1 AND 10)
FROM (SELECT customer, toStartOfHour(began) AS win, result, billable_ms, calling, called, called - lagInFrame(called, 1,
  called) OVER (PARTITION BY customer, toStartOfHour(began) ORDER BY began, line) AS step FROM {rows})
GROUP BY customer, win FORMAT Null
"""


def polars_ingest(folder: Path, file: Path) -> dict[str, Any]:
    pl = importlib.import_module("polars")
    folder.mkdir()

    def number(column: str) -> Any:
        text = pl.col(column)
        return pl.when(text.str.contains(_PLAIN)).then("1" + text.str.tail(10)).cast(pl.Int64).alias(column)

    types = {"duration_s": pl.Int32, "billable_s": pl.Int32}
    read = pl.scan_csv(file, schema_overrides={"at": pl.String, "calling": pl.String, "called": pl.String, **types})
    calls = read.select(
        pl.col("at").str.to_datetime("%Y-%m-%dT%H:%M:%SZ").alias("began"),
        *(number(side) for side in ("calling", "called")),
        (pl.col("duration_s") * 1000).alias("duration_ms"),
        (pl.col("billable_s") * 1000).alias("billable_ms"),
        pl.when(pl.col("billable_s") > 0).then(pl.lit("answered")).otherwise(pl.lit("no_answer")).alias("result"),
        "cause",
        "customer",
        "call_id",
    ).collect()
    for (day,), one in calls.group_by(pl.col("began").dt.date()):
        one.sort("calling", "began").write_parquet(folder / f"{day}.calls.parquet", compression_level=1)
        narrow = one.select("called", "began", "calling").sort("called", "began")
        narrow.write_parquet(folder / f"{day}.called.parquet", compression_level=1)
    return {"rows": len(calls)}


def chdb_ingest(folder: Path, file: Path) -> dict[str, Any]:
    folder.mkdir()
    sides = {
        side: f"if(match({side}, '{_CH_PLAIN}'), toInt64(concat('1', right({side}, 10))), NULL)"
        for side in ("calling", "called")
    }
    ask = _chdb()
    ask("CREATE TABLE calls ENGINE = Memory AS " + _CH_CALLS.format(file=file, **sides))
    for name, columns, order in (("calls", "*", "calling"), ("called", "called, began, calling, day", "called")):
        ask(
            f"INSERT INTO FUNCTION file('{folder}/{{_partition_id}}.{name}.parquet', Parquet) PARTITION BY day"
            f" SELECT {columns} FROM calls ORDER BY day, {order}, began SETTINGS"
            " output_format_parquet_compression_method = 'zstd'"
        )
    return {"rows": int(ask("SELECT count() FROM calls"))}


def polars_look_up(folder: Path, count: int) -> dict[str, Any]:
    pl = importlib.import_module("polars")

    def find(at: datetime, number: int) -> None:
        since, until = (one.replace(tzinfo=None) for one in (at - DAY, at + DAY))
        of_number = (pl.col("calling") == number) | (pl.col("called") == number)
        within = pl.col("began").is_between(since, until)
        pl.scan_parquet(_near(folder, at)).filter(of_number & within).collect()

    return _look_up(folder, count, find)


def chdb_look_up(folder: Path, count: int) -> dict[str, Any]:
    ask = _chdb()

    def find(at: datetime, number: int) -> None:
        since, until = (f"toDateTime64('{one:%Y-%m-%d %H:%M:%S}', 6)" for one in (at - DAY, at + DAY))
        names = ",".join(Path(one).relative_to(folder).as_posix() for one in _near(folder, at))
        ask(
            f"SELECT * FROM file('{folder}/{{{names}}}', Parquet) WHERE (calling = {number} OR called = {number})"
            f" AND began BETWEEN {since} AND {until}"
        )

    return _look_up(folder, count, find)


def polars_some(folder: Path) -> dict[str, Any]:
    pl = importlib.import_module("polars")
    answered = pl.col("result") == "answered"
    step = pl.col("called").sort_by("began", "line").diff().is_between(1, 10)
    found = (
        pl.scan_parquet(files_of(folder))
        .group_by("customer", pl.col("began").dt.truncate("1h").alias("win"))
        .agg(
            pl.len().alias("attempts"),
            answered.sum().alias("answered"),
            pl.col("billable_ms").sum(),
            (answered & (pl.col("billable_ms") <= 6000)).sum().alias("short"),
            (pl.col("result") == "no_answer").sum().alias("no_answer"),
            (pl.col("calling") // 10_000 == pl.col("called") // 10_000).sum().alias("same_exchange"),
            pl.col("calling").n_unique().alias("callers"),
            pl.col("called").n_unique().alias("numbers"),
            step.sum().alias("sequential"),
        )
        .collect(engine="streaming")
    )
    return {"windows": len(found)}


def chdb_some(folder: Path) -> dict[str, Any]:
    _chdb()(_CH_SOME.format(rows=f"file('{folder}/days/*/*.calls.parquet', Parquet)"))
    return {}


def _near(folder: Path, at: datetime) -> list[str]:
    """The files of the days that a look-up needs: to leave the others alone is no art."""
    days = {f"{at + add:%Y-%m-%d}" for add in (-DAY, timedelta(), DAY)}
    return sorted(str(path) for day in days for path in (folder / "days" / day).glob("*.calls.parquet"))


def _look_up(folder: Path, count: int, find: Any) -> dict[str, Any]:
    with asking(folder) as asker:
        calls = asked_for(asker, folder, count)
    return {
        side: timed(find, [(at, one[place]) for at, *one in calls]) for place, side in ((0, "calling"), (1, "called"))
    }


def _chdb() -> Any:
    session = importlib.import_module("chdb.session").Session()
    return lambda query: str(session.query(query, "TabSeparated"))
