"""The page of features tells all 35, and every count of a profile with its unit and meaning."""

from bellwarden.traffic.profile import TrafficProfile
from scripts import features


def test_every_known_feature_stands_somewhere() -> None:
    assert list(features.KNOWN) == list(range(1, 36))
    assert [number for number in features.KNOWN if not features.where(number)] == []


def test_every_count_is_told() -> None:
    assert tuple(one.name for one in features.counts()) == TrafficProfile._fields[6:]


def test_a_whole_is_a_count() -> None:
    assert set(features.LISTS) <= set(TrafficProfile._fields)
