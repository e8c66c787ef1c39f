"""Counts by customer and hour are those of the calls in the log, whatever happens to the log."""

import os
import random
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bellwarden.calllog import CallLog
from bellwarden.calllog.asking import asking
from bellwarden.calllog.manifest import save
from bellwarden.calllog.rolling import NAME
from bellwarden.calllog.rollups import Rollups
from bellwarden.model.customer_traffic import Counts, CustomerTraffic, Destination, Different, PeerFigure
from bellwarden.model.verdict import Action, Outcome, Verdict
from tests.calllog.logs import NOW, call, table, take_text
from tests.calllog.test_joining import HEAD as JOINED_HEAD
from tests.calllog.test_joining import decided, hand_in, record

AT = datetime(2026, 5, 30, 9, tzinfo=UTC)
BLOCKED = Verdict(Action.BLOCK, "DO_NOT_ORIGINATE", Outcome.CALLER_ID)


@pytest.fixture
def log(tmp_path: Path) -> CallLog:
    return CallLog(tmp_path / "calllog")


def traffic(log: CallLog, customer: str = "quillmark", days: int = 3) -> CustomerTraffic:
    with Rollups(log.folder) as rollups:
        return rollups.customer_hours(AT - timedelta(days=days), AT + timedelta(days=days), customer)


def counted_anew(log: CallLog, customer: str) -> tuple[Any, ...]:
    """The slow way."""
    with asking(log.folder) as asker:
        return asker.connection.execute(
            "SELECT count(*), count(*) FILTER (result = 'answered'), count(verdict), count(DISTINCT calling)"
            f" FROM {asker.rows()} WHERE customer = '{customer}'"
        ).fetchall()[0]


def test_hours_by_destination(log: CallLog, tmp_path: Path) -> None:
    called = ("+14462002001", "+18002002001", "+12462002001", "+442071838750", "+252612345678", "911", "7001", "")
    rows = [call(n, AT + timedelta(minutes=15 * n), called=one) for n, one in enumerate(called)]
    take_text(log, tmp_path, table(*rows, call(9, AT, customer="other")))
    found = traffic(log)
    assert [(one.at, one.destination) for one in found.hours] == [
        (AT.timestamp() + 3600 * (n // 4), one)
        for n, one in enumerate(
            (
                *(Destination.HOME, Destination.TOLL_FREE, Destination.ABROAD, Destination.HIGH_COST),
                *(Destination.HIGH_COST, Destination.EMERGENCY, Destination.SERVICE, Destination.UNREADABLE),
            )
        )
    ]
    assert found.total == Counts(8, 8, 8, 0, 88_000)
    assert {one.area for one in found.areas} == {"1446", "1800", "1246", "44", "252", "911", "7001", ""}
    assert found.callers == Different(8, True)


def test_only_the_hours_asked_for(log: CallLog, tmp_path: Path) -> None:
    take_text(log, tmp_path, table(*(call(n, AT + timedelta(hours=n)) for n in range(-30, 30))))
    with Rollups(log.folder) as rollups:
        found = rollups.customer_hours(AT + timedelta(minutes=30), AT + timedelta(hours=2, minutes=1), "quillmark")
        nobody = rollups.customer_hours(AT, AT, "nobody")
    assert [one.at for one in found.hours] == [AT.timestamp() + 3600 * n for n in range(3)]
    assert [one.day for one in found.days] == ["2026-05-30"]
    assert not nobody.hours and not nobody.days and nobody.total == Counts()


def test_what_the_gate_said_is_counted_once_with_its_record(log: CallLog, tmp_path: Path) -> None:
    went, stopped = decided(1, call_id="a"), decided(2, AT + timedelta(seconds=1), call_id="b")
    observed = decided(3, AT + timedelta(seconds=2), call_id="c")._replace(observed=True, verdict=BLOCKED)
    hand_in(log, [went, stopped._replace(verdict=BLOCKED), observed])
    assert traffic(log, "acme").total == Counts(3, decided=3, blocked=1, observed=1)
    # Records come late: the one of the call that went on, and one that no gate judged.
    take_text(
        log, tmp_path, JOINED_HEAD + record(call_id="a") + record(customer="acme", call_id="z", calling=12380000001)
    )
    found = traffic(log, "acme")
    assert found.total == Counts(4, 2, 2, 0, 22_000, decided=3, blocked=1, observed=1)
    assert found.coverage.days == ("2026-05-30",) and not found.coverage.missing


def test_any_order_of_deeds_counts_what_the_log_holds(log: CallLog, tmp_path: Path) -> None:
    draw = random.Random(7)
    for turn in range(6):
        begin = draw.randrange(40)
        customers = ("quillmark", "acme")
        rows = [
            call(n, AT + timedelta(hours=draw.randrange(-30, 30)), customer=draw.choice(customers))
            for n in range(begin, begin + draw.randrange(1, 30))
        ]
        take_text(log, tmp_path, table(*rows), f"calls{turn}.csv")
        if turn % 3 == 0:
            hand_in(
                log, [decided(turn * 10 + n, AT + timedelta(minutes=n), calling=f"+1238200{n:04d}") for n in range(3)]
            )
        if turn == 4:
            log.settle()
        for customer in customers:
            found = traffic(log, customer)
            assert (*found.total[:2], found.total.decided, found.callers.count) == counted_anew(log, customer)
            assert Counts(*map(sum, zip(*(one.counts for one in found.days), strict=True))) == found.total


@pytest.mark.parametrize("harm", ["gone", "no database", "torn", "another version"])
def test_missing_counts_are_told_and_made_up(log: CallLog, tmp_path: Path, harm: str) -> None:
    take_text(log, tmp_path, table(*(call(n, AT + timedelta(hours=n)) for n in range(-20, 20))))
    path = log.folder / NAME
    match harm:
        case "gone":
            path.unlink()
        case "no database":
            path.write_bytes(b"nothing that a database begins with" * 40)
        case "torn":
            os.truncate(path, 6000)
        case _:
            database = sqlite3.connect(path)
            database.execute("PRAGMA user_version = 99")
            database.execute("DELETE FROM segment")
            database.commit()
            database.close()
    found = traffic(log)
    assert found.coverage.missing == ("2026-05-29", "2026-05-30", "2026-05-31") or harm == "torn"
    for turn in range(2):  # one writer may find the damage, the next one mends it
        take_text(log, tmp_path, table(call(100 + turn, AT + timedelta(days=1))), f"more{turn}.csv")
    found = traffic(log)
    assert found.total.attempts == 42 and not found.coverage.missing


def test_a_killed_writer_leaves_no_count_behind(log: CallLog, tmp_path: Path) -> None:
    take_text(log, tmp_path, table(call(1)))
    before = log.manifest()
    take_text(log, tmp_path, table(*map(call, range(50))), "second.csv")
    save(log.folder, before)  # as if the second had been killed just before its manifest was
    assert traffic(log).total.attempts == 1
    take_text(log, tmp_path, table(*map(call, range(7))), "third.csv")
    assert traffic(log).total.attempts == 8 and traffic(log).callers.count == 7


def test_counts_outlive_the_calls(log: CallLog, tmp_path: Path) -> None:
    take_text(log, tmp_path, table(*map(call, range(30))))
    before = log.manifest()
    later = NOW + timedelta(days=80)
    log.expiry(later, {}, do=True)
    assert not log.manifest().segments
    assert traffic(log).total.attempts == 30 and traffic(log).coverage.days == ("2026-05-30",)
    save(log.folder, before)  # killed before its manifest was saved, and done again
    assert traffic(log).total.attempts == 30
    log.expiry(later, {}, do=True)
    assert traffic(log).total.attempts == 30
    take_text(log, tmp_path, table(call(77)), "late.csv")
    assert traffic(log).total.attempts == 31
    log.expiry(NOW + timedelta(days=600), {}, do=True)
    assert traffic(log).total.attempts == 0


def test_many_different_numbers_are_estimated(log: CallLog, tmp_path: Path) -> None:
    rows = [call(n, AT + timedelta(seconds=n), called=f"+1446{2000000 + n % 3000}") for n in range(6000)]
    take_text(log, tmp_path, table(*rows[:4000]))
    take_text(log, tmp_path, table(*rows[4000:]), "second.csv")
    found = traffic(log)
    assert not found.callers.exact and abs(found.callers.count - 6000) < 1200
    assert abs(found.called.count - 3000) < 600
    assert sum(one.attempts for one in found.areas) == 6000


def test_totals_and_peers(log: CallLog, tmp_path: Path) -> None:
    rows = [call(n, AT + timedelta(seconds=n), customer=f"c{n % 7}" if n < 280 else "big") for n in range(600)]
    take_text(log, tmp_path, table(*rows))
    with Rollups(log.folder) as rollups:
        totals = rollups.totals(AT - timedelta(days=1), AT + timedelta(days=1), ["c1", "big", "nobody"])
        peers = rollups.peers(AT - timedelta(days=1), AT + timedelta(days=1), PeerFigure.ATTEMPTS)
    assert {name: one.attempts for name, one in totals.items()} == {"c1": 40, "big": 320}
    assert [(one.day, one.customers, one.values[3], one.values[-1]) for one in peers] == [
        ("2026-05-30", 8, 40.0, 320.0)
    ]


def test_a_log_that_is_not_there_has_no_calls(tmp_path: Path) -> None:
    found = traffic(CallLog(tmp_path / "nothing"))
    assert not found.hours and not found.coverage.days and not found.coverage.complete_up_to
