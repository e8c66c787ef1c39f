"""Customers of each class behave as published figures and the class's own description say."""

from collections import Counter
from itertools import pairwise
from random import Random

import pytest

from bellwarden.simulator.worlds import classes
from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.plan import make
from tests.simulator.worlds.playing import Played, played, small

SEEDS = (1, 2)
KINDS = classes.load()


def calls(*keys: str) -> list[Call]:
    return [call for seed in SEEDS for call in played(seed).of(*keys) if call.called > 10_000]


def bad(*keys: str) -> list[Call]:
    return [call for call in calls(*keys) if call.bad]


def answered(found: list[Call]) -> list[Call]:
    return [call for call in found if call.status == 200]


def asr(found: list[Call]) -> float:
    return len(answered(found)) / len(found)


def acd_s(found: list[Call]) -> float:
    talks = answered(found)
    return sum(call.talk_ms for call in talks) / 1000 / len(talks)


def share(found: list[Call], what: set[int]) -> float:
    return sum(call.status in what for call in found) / len(found)


def short(found: list[Call]) -> float:
    return sum(call.talk_ms <= 6000 for call in answered(found)) / len(answered(found))


def test_there_are_nine_benign_and_twelve_bad_classes() -> None:
    assert list(KINDS) == [f"G{n}" for n in range(1, 10)] + [f"B{n}" for n in range(1, 13)]
    assert sum(kind.share for kind in KINDS.values() if not kind.bad) == pytest.approx(1)
    assert sum(kind.share for kind in KINDS.values() if kind.bad) == pytest.approx(1.1, abs=0.1)


@pytest.mark.parametrize("size", ["S", "M", "L"])
def test_every_class_is_in_every_size(size: str) -> None:
    assert {member.kind.key for member in make(5, size).members} == set(KINDS)


def test_bad_customers_are_few_in_the_large_world() -> None:
    assert sum(member.kind.bad for member in make(1, "L").members) <= 30  # 2 %, and each class once


@pytest.mark.parametrize("seed", SEEDS)
def test_every_bad_customer_does_wrong_within_what_the_truth_says(seed: int) -> None:
    world = played(seed)
    for member, parts in world.customers:
        wrong = [call for call in world.by[member.key] if call.bad]
        assert bool(wrong) == member.kind.bad, member
        spans = [span for one in parts for span in one.bad]
        assert all(any(begin <= call.at_ms < until for begin, until in spans) for call in wrong), member.kind.key
        assert {call.bad for call in wrong} <= {member.kind.key}


def test_offices_and_wholesale_talk_like_people() -> None:
    """ZipDX's measure of conversation: 180 s on average, and at least a fifth longer than two minutes."""
    assert acd_s(calls("G1")) >= 180
    for key in ("G1", "G5"):
        over = sum(call.talk_ms > 120_000 for call in answered(calls(key))) / len(answered(calls(key)))
        assert over >= 0.20, key
    assert 120 <= acd_s(calls("G5")) <= 240
    assert 0.60 <= asr(calls("G1")) <= 0.75
    assert short(calls("G1")) <= 0.20


def test_a_notifier_reaches_three_of_five_and_a_fifth_hang_up() -> None:
    """A city's 20,525 calls: 62 % delivered, of these 19 points cut short; 38 % not."""
    blast = cut = 0
    for seed in SEEDS:
        for member, parts in played(seed).customers:
            length_ms = 1000 * parts[0].p.get("message_s", 0)
            found = played(seed).by[member.key] if member.kind.key == "G3" else []
            machine = [call for call in found if call.talk_ms <= length_ms + 5000]  # the office talks longer
            blast += len(machine)
            cut += sum(0 < call.talk_ms < length_ms for call in machine)
    assert asr([call for call in calls("G3") if call.talk_ms < 60_000]) == pytest.approx(0.62, abs=0.05)
    assert cut / blast == pytest.approx(0.19, abs=0.05)


@pytest.mark.parametrize(
    ("key", "asr_range", "acd_range", "short_range"),
    [
        ("G2", (0.18, 0.47), (60, 190), (0.04, 0.18)),
        ("G4", (0.45, 0.68), (17, 36), (0.0, 0.1)),
        ("G6", (0.55, 0.90), (250, 1600), (0.0, 0.1)),
        ("G7", (0.50, 0.75), (80, 200), (0.04, 0.18)),
        ("G8", (0.17, 0.33), (25, 90), (0.08, 0.26)),
        ("G9", (0.95, 1.0), (7, 31), (0.0, 0.3)),
        ("B1", (0.2, 0.4), (8, 15), (0.33, 0.6)),
        ("B2", (0.2, 0.36), (10, 20), (0.25, 0.55)),
        ("B3", (0.12, 0.36), (10, 25), (0.15, 0.45)),
        ("B4", (0.15, 0.32), (12, 26), (0.1, 0.4)),
        ("B9", (0.12, 0.4), (8, 30), (0.05, 0.6)),
        ("B10", (0.25, 0.46), (20, 60), (0.18, 0.42)),
    ],
)
def test_answers_and_lengths_of_a_class(
    key: str, asr_range: tuple[float, float], acd_range: tuple[float, float], short_range: tuple[float, float]
) -> None:
    found = bad(key) if KINDS[key].bad else calls(key)
    assert asr_range[0] <= asr(found) <= asr_range[1]
    assert acd_range[0] <= acd_s(found) <= acd_range[1]
    assert short_range[0] <= short(found) <= short_range[1]


def test_a_blast_shows_neighbours_of_whom_a_third_do_not_exist() -> None:
    found = bad("B1")
    near = [call for call in found if call.calling[:7] == str(call.called)[:7]]
    assert len(near) / len(found) >= 0.8
    assert len({call.calling for call in found}) / len(found) >= 0.8
    numbers = played(SEEDS[0]).numbers
    nobody = [not numbers.allocated(int(call.calling)) for call in played(SEEDS[0]).of("B1")]
    assert sum(nobody) / len(nobody) == pytest.approx(0.30, abs=0.06)
    assert share(found, {404, 410, 480, 484, 604}) == pytest.approx(0.12, abs=0.08)


def test_one_ring_calls_are_not_answered_and_end_after_a_ring_or_two() -> None:
    found = bad("B5")
    assert asr(found) < 0.01
    cancelled = [call for call in found if call.status == 487]
    assert len(cancelled) / len(found) > 0.75
    assert all(1000 <= call.ring_ms <= 6000 for call in cancelled)


def test_probing_goes_upwards_and_finds_many_numbers_vacant() -> None:
    found = bad("B12")
    assert asr(found) < 0.01
    # Whole blocks are vacant or not, and a day goes through few of them.
    assert share(found, {404, 410, 480, 484, 604}) == pytest.approx(0.33, abs=0.15)
    alone = [call.called for call in found if call.customer == found[0].customer]
    steps = [0 < after - before <= 10 for before, after in pairwise(alone)]
    assert sum(steps) / len(steps) > 0.9


def test_a_flood_and_a_harasser_call_few_numbers() -> None:
    for key, most in (("B6", 5), ("B7", 3)):
        for seed in SEEDS:
            world = played(seed)
            for customer in {call.customer for call in world.of(key)}:
                assert len({call.called for call in world.by[customer] if call.bad}) <= most


def test_toll_fraud_runs_in_parallel_at_equal_lengths() -> None:
    found = answered(bad("B8"))
    by_customer = Counter(call.customer for call in found)
    for customer in by_customer:
        lengths = sorted(call.talk_ms for call in found if call.customer == customer)
        assert lengths[-1] / lengths[0] <= 1.05
        assert lengths[0] >= 600_000


def test_the_numbers_of_a_snowshoe_lie_in_clusters() -> None:
    """Of all numbers in complaints 26 % lie in blocks of ten and more."""
    shares = []
    for seed in range(1, 7):
        world = make(seed, "S")
        member = next(one for one in world.members if one.kind.key == "B2")
        shown = set(world.customer(member, played(1).numbers, member.kind).verified)
        blocks = Counter(number // 1000 for number in shown)
        shares.append(sum(many for many in blocks.values() if many >= 10) / len(shown))
    assert 0.15 <= sum(shares) / len(shares) <= 0.35


def test_nine_of_ten_numbers_in_complaints_are_named_once() -> None:
    rng = Random(3)
    named = Counter(call.calling for call in bad("B1", "B2", "B10") if call.status == 200 and rng.random() < 0.02)
    assert sum(many == 1 for many in named.values()) / len(named) >= 0.9


def test_robocalls_are_seven_to_ten_in_a_hundred_of_what_comes_in() -> None:
    coming = [call for seed in SEEDS for call in inbound_of(played(seed))]
    assert 0.06 <= sum(bool(call.bad) for call in coming) / len(coming) <= 0.10


def inbound_of(world: Played) -> list[Call]:
    """Calls to offices and institutions; forwarding services are called by those whom they call on for."""
    own = {
        str(number)
        for member, _ in world.customers
        if member.kind.key in ("G1", "G7", "B6", "B8", "B11")
        for number in member.numbers
    }
    return [call for call in world.by[""] if str(call.called) in own]


def test_another_seed_gives_other_calls() -> None:
    assert played(1).calls[:20] != played(2).calls[:20]
    assert {one.key for one in small(1).members} != {one.key for one in small(2).members}


def test_a_holdout_world_has_other_numbers_and_mixed_customers() -> None:
    public, holdout = small(1), small(20, holdout=True)
    assert set(public.numbers().offices).isdisjoint(holdout.numbers().offices)
    assert any(member.also for member in holdout.members)
    assert not any(member.also for member in public.members)
