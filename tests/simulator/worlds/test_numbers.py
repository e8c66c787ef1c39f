"""Numbers of a world: nobody's area codes, holders of blocks, traits in the right shares."""

from datetime import UTC, datetime
from itertools import pairwise
from random import Random

import pytest

from bellwarden.numbering.reading import read_number
from bellwarden.simulator.worlds.abroad import caller_abroad
from bellwarden.simulator.worlds.numbers import ALLOCATED_BLOCKS, AREAS, Numbers, zone_of
from bellwarden.simulator.worlds.past import BAD, KINDS, calls, hang_ups, records
from bellwarden.simulator.worlds.times import ROBOCALLS, Day, human, paced, poisson

NUMBERS = Numbers(7, holdout=False)


def test_area_codes_are_none_that_are_in_service() -> None:
    # Some codes that have been in service for long, the invented ones of all other tests, and those of other use.
    assert set(AREAS).isdisjoint({201, 202, 212, 305, 312, 415, 416, 787, 809, 800, 833, 900, 500, 700, 710})
    assert {238, 446, 462, 756} <= set(AREAS)
    assert all(read_number(f"+1{area}2345678").fault is None for area in AREAS)
    assert len(AREAS) == len(set(AREAS)) > 150


def test_traits_have_their_shares() -> None:
    rng = Random(1)
    dialled = [NUMBERS.traits(NUMBERS.dialled(rng)) for _ in range(8000)]
    assert sum(one.vacant for one in dialled) / len(dialled) == pytest.approx(0.08, abs=0.02)
    assert sum(one.do_not_call for one in dialled) / len(dialled) == pytest.approx(0.45, abs=0.02)
    assert sum(one.mobile for one in dialled) / len(dialled) == pytest.approx(0.60, abs=0.02)
    assert sum(one.mood for one in dialled) / len(dialled) == pytest.approx(1.0, abs=0.03)
    people = [NUMBERS.traits(NUMBERS.person(rng, vacant=0.03)).vacant for _ in range(4000)]
    assert sum(people) / len(people) == pytest.approx(0.03, abs=0.01)


def test_some_blocks_of_an_office_are_nobodys() -> None:
    rng = Random(2)
    numbers = [NUMBERS.random(rng) for _ in range(4000)]
    assert sum(map(NUMBERS.allocated, numbers)) / len(numbers) == pytest.approx(ALLOCATED_BLOCKS, abs=0.03)


def test_people_abroad_have_numbers_of_fiction() -> None:
    assert all(caller_abroad(Random(seed))[:2] in ("44", "33", "49", "61", "46") for seed in range(50))


def test_zones_are_all_there() -> None:
    assert {zone_of(area) for area in AREAS} == {0, 1, 2, 3}


def test_people_are_irregular_and_machines_are_not() -> None:
    rng = Random(3)
    day = Day(0, 0, 3, 0)
    moments = human(rng, day, 4000, [1.0] * 24)
    gaps = [after - before for before, after in pairwise(moments)]
    mean = sum(gaps) / len(gaps)
    assert (sum((gap - mean) ** 2 for gap in gaps) / len(gaps)) ** 0.5 / mean == pytest.approx(1.0, abs=0.1)
    machine = [at for at, _ in zip(paced(rng, 0, 10, 0.2), range(4000), strict=False)]
    assert machine[-1] == pytest.approx(400_000, rel=0.05)
    hours = [at // 3_600_000 for at in human(rng, day, 20_000, ROBOCALLS)]
    for hour in (9, 12, 17):
        assert hours.count(hour) / len(hours) == pytest.approx(ROBOCALLS[hour] / sum(ROBOCALLS), rel=0.1)
    assert sum(poisson(rng, 2.5) for _ in range(4000)) / 4000 == pytest.approx(2.5, abs=0.15)


def test_the_demonstration_has_a_past_with_two_that_did_wrong() -> None:
    until = datetime(2026, 5, 20, 12, tzinfo=UTC)
    found = calls(until, days=2)
    assert found[-1].at_ms < until.timestamp() * 1000
    assert found[-1].at_ms - found[0].at_ms > 1.8 * 86_400_000
    assert {call.customer for call in found if call.bad and call.customer} == set(BAD) == {"sunvale", "brightpath"}
    assert {call.customer for call in found} == {"", *KINDS}
    assert records(until, days=2).count("\n") == len(found) + len(hang_ups(until, days=2)) + 1
