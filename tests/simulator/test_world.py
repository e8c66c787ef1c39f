"""The simulated world against the demonstration policy that it calls through."""

from bellwarden.numbering.reading import read_number
from bellwarden.simulator.world import CALLERS, OURS, RIGHT, SHOWN, SOURCES, Story
from bellwarden.verdict.policy import Policy

BY_THEIR_DIGITS = {Story.SHOWS_911, Story.SHOWS_FICTITIOUS}
NOBODYS_AREAS = {"238", "446", "756"}


def test_every_caller_is_a_customer_of_the_policy_at_its_trunk_s_address(demo_policy: Policy) -> None:
    for caller in CALLERS:
        trunk = demo_policy.trunk_for(caller.address, "", "")
        assert trunk is not None, caller
        known = {trunk.customer, *(one.customer for one in trunk.identifications)}
        assert caller.customer in known


def test_every_caller_keeps_the_limit_that_the_policy_sets(demo_policy: Policy) -> None:
    for caller in CALLERS:
        if not caller.customer:
            continue
        trunk = demo_policy.trunk_for(caller.address, "", "")
        assert trunk is not None
        limits = [limit for limit in (demo_policy.customers[caller.customer].cps_max, trunk.cps_max) if limit]
        assert caller.cps_max == min(limits, default=0), caller.customer


def test_our_numbers_are_held_by_customers_of_the_policy(demo_policy: Policy) -> None:
    for pool in OURS:
        for number in (pool.first, pool.first + pool.size - 1):
            assert demo_policy.owners.owner(read_number(f"+{number}")), number


def test_every_number_lies_in_area_codes_that_nobody_has() -> None:
    pools = [pool for caller in CALLERS for pool in caller.pools] + [pool for one in SHOWN.values() for pool in one]
    for pool in pools:
        if pool.first > 999:
            for number in (pool.first, pool.first + pool.size - 1):
                assert str(number)[0] == "1" and str(number)[1:4] in NOBODYS_AREAS


def test_every_story_has_a_right_verdict() -> None:
    assert set(RIGHT) == set(Story)


def test_every_story_is_somebody_s() -> None:
    assert {story for caller in CALLERS for story in caller.stories} == set(Story)


def test_sources_are_each_address_once() -> None:
    assert len(SOURCES) == len(set(SOURCES)) == 9


def test_every_number_shown_could_exist_but_for_those_of_which_that_is_the_story() -> None:
    """Exchanges of the form N11, such as 238-311, would be another story."""
    plain = [pool for story, pools in SHOWN.items() if story not in BY_THEIR_DIGITS for pool in pools]
    for pool in [*plain, *(pool for caller in CALLERS for pool in caller.pools)]:
        for number in range(pool.first, pool.first + pool.size, 1000):
            assert read_number(f"+{number}").fault is None, number
