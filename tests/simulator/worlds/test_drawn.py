"""Profiles drawn without call records are those of played calls; no single figure tells good from bad."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest

from bellwarden.simulator.worlds import drawn
from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.counting import Whose, count, inbound
from bellwarden.simulator.worlds.drawn import profiles
from bellwarden.traffic.profile import Share, TrafficProfile
from tests.simulator.worlds.playing import Played, played

SEEDS = range(20)
DAYS = 9
AVERAGE_PRECISION_MAX = 0.85


def distance(one: list[float], other: list[float]) -> float:
    """Kolmogorov and Smirnov's: the most by which two cumulative distributions differ."""
    points = sorted({*one, *other})
    one, other = sorted(one), sorted(other)
    worst, first, second = 0.0, 0, 0
    for point in points:
        while first < len(one) and one[first] <= point:
            first += 1
        while second < len(other) and other[second] <= point:
            second += 1
        worst = max(worst, abs(first / len(one) - second / len(other)))
    return worst


@pytest.mark.slow
@pytest.mark.parametrize("key", ["G1", "G2"])
def test_drawn_and_played_profiles_agree_in_distribution(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def figures() -> dict[str, list[float]]:
        found: dict[str, list[float]] = defaultdict(list)
        for seed in SEEDS:
            for one in profiles(seed, key, DAYS, calls_max=150):
                found["attempts"].append(one.attempts)
                if one.attempts >= 10 and one.asr is not None and one.acd_s is not None:
                    found["asr"].append(one.asr)
                    found["acd_s"].append(one.acd_s)
                    found["called_numbers"].append(one.called_numbers)
                    found["short"].append(one.short / max(one.answered, 1))
                    found["rejected"].append(one.rejected / one.attempts)
        return found

    some = figures()
    monkeypatch.setattr(drawn, "PLAYED", {"weekday": DAYS, "saturday": DAYS, "sunday": DAYS})
    all_ = figures()
    for name, values in some.items():
        # Analytics get to know a caller ID over days, and most days are left out: there they agree less.
        assert distance(values, all_[name]) < (0.2 if name == "rejected" else 0.12), name
        assert len(values) == pytest.approx(len(all_[name]), rel=0.15), name


def test_a_customer_keeps_its_days_apart_and_in_order() -> None:
    found = list(profiles(3, "G1", 30))
    assert [one.since for one in found] == sorted({one.since for one in found})
    assert found[-1].since - found[0].since > timedelta(days=25)
    assert found == list(profiles(3, "G1", 30))
    assert found != list(profiles(4, "G1", 30))
    assert {one.subject for one in found} == {"G1-3"}


@pytest.mark.parametrize("seed", [1, 2])
def test_redrawn_hours_still_add_up(seed: int) -> None:
    for one in profiles(seed, "G2", 20, calls_max=400):
        outcomes = (one.answered, one.no_answer, one.busy, one.cancelled, one.vacant, one.rejected, one.failed)
        assert sum(outcomes) == one.attempts
        assert 0 <= one.short <= one.under_60s <= one.answered - one.over_120s
        assert one.first_at >= one.since
        assert one.last_at < one.until


def test_bad_customers_do_wrong_in_a_drawn_month_too() -> None:
    assert max(one.high_cost_parallel_max for one in profiles(1, "B8", 14, calls_max=300)) >= 5
    assert max(one.attempts_60s_max for one in profiles(1, "B1", 14, calls_max=300)) >= 100


def figures_by_day(world: Played) -> list[tuple[bool, TrafficProfile]]:
    rows = []
    for member, parts in world.customers:
        own = frozenset(str(number) for one in parts for number in (*one.numbers, *one.verified))
        whose = Whose(member.key, world.numbers, own, inbound(world.by[""], own))
        days: dict[int, list[Call]] = defaultdict(list)
        for call in world.by[member.key]:
            if call.called > 10_000_000:
                days[call.at_ms // 86_400_000].append(call)
        for day, calls in days.items():
            end = datetime.fromtimestamp((day + 1) * 86_400, UTC)
            rows.append((any(call.bad for call in calls), count(whose, calls)._replace(until=end)))
    return rows


def average_precision(scored: list[tuple[float, bool]]) -> float:
    """Area under precision and recall; equal scores count together."""
    groups: dict[float, list[bool]] = defaultdict(list)
    for score, bad in scored:
        groups[score].append(bad)
    seen = right = 0
    area = 0.0
    for score in sorted(groups, reverse=True):
        seen += len(groups[score])
        right += sum(groups[score])
        area += sum(groups[score]) * right / seen
    return area / right


@pytest.mark.slow
def test_no_single_figure_tells_bad_days_from_good_ones() -> None:
    rows = [row for seed in (1, 2) for row in figures_by_day(played(seed))]
    assert 0.15 < sum(bad for bad, _ in rows) / len(rows) < 0.45
    shares = [name for name, value in vars(TrafficProfile).items() if isinstance(value, property)]
    best = {}
    for name in (*TrafficProfile._fields[6:], *shares):
        values = [(_figure(profile, name), bad) for bad, profile in rows]
        best[name] = max(average_precision(values), average_precision([(-value, bad) for value, bad in values]))
    assert {name: round(value, 2) for name, value in best.items() if value > AVERAGE_PRECISION_MAX} == {}


def _figure(profile: TrafficProfile, name: str) -> float:
    value = getattr(profile, name)
    value = value.ratio if isinstance(value, Share) else value
    return float(value) if isinstance(value, int | float) else 0.0
