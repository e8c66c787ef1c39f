"""The past week of the demonstration's customers, as call records: what a review and the first alarms are made of."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from bellwarden.simulator.world import CALLERS
from bellwarden.simulator.worlds import classes, dialects
from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.customer import Customer, Scene
from bellwarden.simulator.worlds.numbers import Numbers
from bellwarden.simulator.worlds.times import DAY_MS, HOUR_MS, Day

# What each customer of the demonstration (simulator/world.py) has been doing. Two of them did wrong.
KINDS: Final = {
    "harbor-dental": "G1",
    "meadowbrook": "G3",
    "copperline": "G7",
    "quillmark": "G8",
    "sunvale": "B1",
    "brightpath": "B2",
    "tessera": "G5",
    "longhaul": "G5",
    "juniper": "G1",
    "larkfield": "G4",
}
BAD: Final = tuple(customer for customer, key in KINDS.items() if key[0] == "B")
CALLS_MAX: Final = 900  # a customer's day: a week is read in a second or two
_OFFSET_H: Final = -5  # of all of them from UTC
# Four times in an evening somebody rings one and the same number and hangs up: what a supplier of numbers reports.
HANG_UPS_SHOWN: Final = "+12382003010"
HANG_UPS_CALLED: Final = "+14462000177"
_HANG_UPS_H: Final = (18.2, 18.55, 19.1, 20.4)


def calls(until: datetime, days: int = 7, seed: int = 1) -> list[Call]:
    """Calls of the `days` before `until`, ascending. The same arguments give the same calls."""
    numbers = Numbers(seed, holdout=False)
    end_ms = round(until.timestamp() * 1000)
    found: list[Call] = []
    for key, kind_key in KINDS.items():
        kind = classes.load()[kind_key]
        pool = next(caller.pools[0] for caller in CALLERS if caller.customer == key)
        own = range(pool.first, pool.first + min(pool.size, kind.lines[1]))
        rng = Random(f"{seed}:{key}:past")
        customer = Customer(key, kind, own, own[0] // 10_000_000 % 1000, rng, False, days, CALLS_MAX)
        kind.open(customer, numbers, rng)
        for number in range(days + 1):
            found += kind.day(Scene(customer, numbers, _day(until, days, number), rng))
    begin_ms = end_ms - days * DAY_MS
    return sorted((call for call in found if begin_ms <= call.at_ms < end_ms - HOUR_MS), key=lambda call: call.at_ms)


def hang_ups(until: datetime, days: int = 7) -> list[Call]:
    """On the evening before."""
    evening = _day(until, days, days - 1).midnight_ms
    shown, called = HANG_UPS_SHOWN.removeprefix("+"), int(HANG_UPS_CALLED)
    return [
        Call(evening + round(h * HOUR_MS), "quillmark", shown, called, 200, 4000, 2000, "caller") for h in _HANG_UPS_H
    ]


def records(until: datetime, days: int = 7, seed: int = 1) -> str:
    """The same as a file of Bellwarden's own plain table, for `calls import`."""
    dialect = dialects.load()["generic"]
    told = sorted((*calls(until, days, seed), *hang_ups(until, days)), key=lambda call: call.at_ms)
    rows = [text for serial, call in enumerate(told) for _, text in dialect.rows(call, serial)[1]]
    return dialect.header + "".join(rows)


def _day(until: datetime, days: int, number: int) -> Day:
    on = (until.astimezone(UTC) + timedelta(hours=_OFFSET_H)).date() - timedelta(days=days - number)
    midnight = datetime(on.year, on.month, on.day, tzinfo=UTC) - timedelta(hours=_OFFSET_H)
    return Day(number, round(midnight.timestamp() * 1000), on.weekday(), _OFFSET_H)
