"""Local times by comparison are what the engine's calendar makes of them, in any zone, hour by hour."""

from datetime import UTC, datetime

import pytest

from bellwarden.calllog import CallLogFault, engine, zones

NOW = datetime(2026, 6, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "zone",
    [
        "America/New_York",
        "America/Phoenix",
        "Asia/Kolkata",
        "Australia/Lord_Howe",
        "Europe/London",
        "America/Sao_Paulo",
    ],
)
def test_local_times_are_those_of_the_calendar(zone: str) -> None:
    connection = engine.connect()
    zones.prepare(connection, zone, NOW)
    wrong = connection.execute(
        f"SELECT t, {zones.utc('t', zone)}, {zones.jumped('t', zone)} FROM"
        " (SELECT unnest(range(TIMESTAMP '2024-10-01', TIMESTAMP '2026-06-20', INTERVAL 5 MINUTE)) AS t) WHERE"
        f" {zones.utc('t', zone)} <> timezone('UTC', timezone('{zone}', t))"
        f" OR {zones.jumped('t', zone)} <> (timezone('{zone}', timezone('{zone}', t)) <> t)"
    ).fetchall()
    assert wrong == []


def test_an_hour_that_clocks_jump_over_and_one_that_comes_twice() -> None:
    connection = engine.connect()
    zones.prepare(connection, "America/New_York", NOW)
    told = [
        connection.execute(
            f"SELECT hour(local_as_utc(t)), clocks_jump(t) FROM (SELECT TIMESTAMP '{at}' AS t)"
        ).fetchone()
        for at in ("2026-03-08 01:59:59", "2026-03-08 02:30:00", "2026-03-08 03:00:00", "2025-11-02 01:30:00")
    ]
    assert told == [(6, False), (7, True), (7, False), (6, False)]


def test_no_such_zone() -> None:
    with pytest.raises(CallLogFault, match="'Mars/Olympus' is no time zone"):
        zones.prepare(engine.connect(), "Mars/Olympus", NOW)
