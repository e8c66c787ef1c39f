"""The share of dialler traffic among caller IDs: found where it is, not found where it is not, never by chance."""

from random import Random

import pytest

from bellwarden.traffic.blend import ALARM_SHARE, CALLS_MIN, Blend, Cluster, blend

TALK = (0.02, 0.40, 0.06, 0.17, 0.08, 0.09, 0.18)
CENTRE = (0.02, 0.60, 0.05, 0.15, 0.08, 0.06, 0.04)
ROBOCALL = (0.04, 0.66, 0.08, 0.20, 0.015, 0.003, 0.002)


def clusters(rng: Random, name: str, count: int, calls: int, ends: tuple[float, ...], near: float = 0) -> list[Cluster]:
    """Caller IDs whose calls end as `ends` says."""
    found = []
    for place in range(count):
        outcomes = [0] * len(ends)
        for drawn in rng.choices(range(len(ends)), ends, k=calls):
            outcomes[drawn] += 1
        close = sum(rng.random() < near for _ in range(calls))
        found.append(Cluster(f"{name}{place:05}", tuple(outcomes), close))
    return found


def honest(rng: Random) -> list[Cluster]:
    """Offices with few and many calls, and the few numbers of contact centres."""
    few, many = clusters(rng, "few", 900, 2, TALK), clusters(rng, "many", 500, 12, TALK)
    return [*few, *many, *clusters(rng, "centre", 10, 120, CENTRE)]


def found(clusters: list[Cluster]) -> Blend:
    blended = blend(clusters)
    assert blended is not None
    return blended


@pytest.mark.parametrize("seed", [1, 2])
def test_an_honest_blend_has_none(seed: int) -> None:
    one = found(honest(Random(seed)))
    assert one.share < 0.01
    assert not one.alarm


@pytest.mark.parametrize("share", [0.05, 0.12])
@pytest.mark.parametrize(("calls", "near"), [(20, 0.0), (1, 0.98)])
def test_robocalls_among_conversations_are_measured(share: float, calls: int, near: float) -> None:
    rng = Random(3)
    whole = honest(rng)
    count = round(sum(one.calls for one in whole) * share / (1 - share) / calls)
    mixed = found([*whole, *clusters(rng, "robocall", count, calls, ROBOCALL, near)])
    assert mixed.share == pytest.approx(share, abs=0.02)
    assert mixed.low <= share <= mixed.high
    assert mixed.alarm == (mixed.low >= ALARM_SHARE)
    assert mixed.alarm
    if calls > 1:
        assert {one.key[:8] for one in mixed.contributors} == {"robocall"}


def test_all_of_it_is_all_of_it() -> None:
    assert found(clusters(Random(4), "robocall", 300, 20, ROBOCALL)).share > 0.97


def test_the_order_of_caller_ids_changes_nothing() -> None:
    whole = honest(Random(5))
    assert found(whole) == found(whole[::-1])


def test_too_few_calls_or_caller_ids_make_no_blend() -> None:
    assert blend(clusters(Random(6), "few", CALLS_MIN - 1, 1, TALK)) is None
    assert blend(clusters(Random(6), "one", 3, 500, TALK)) is None
