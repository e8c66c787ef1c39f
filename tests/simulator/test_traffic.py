"""Labelled traffic: the same for a seed, within the callers' limits, and every label the real chain's verdict."""

from collections import Counter, deque
from itertools import islice, pairwise

import pytest

from bellwarden.flows.call import CallWorld, judge
from bellwarden.gate.counters import LocalCounters
from bellwarden.gate.tokens_seen import SeenTokens
from bellwarden.model.decision import Decision
from bellwarden.model.stir import VerificationStatus
from bellwarden.seam.journal import EnforcementBook
from bellwarden.simulator.invite import Damage, build_invite
from bellwarden.simulator.signing import Token, TokenWriter
from bellwarden.simulator.traffic import LabelledCall, parts_of, traffic
from bellwarden.simulator.world import Story
from bellwarden.sip.message import read_request
from bellwarden.switches import load as load_switches
from bellwarden.switches.reading import read_invite, read_presented
from bellwarden.verdict.policy import Policy
from tests.simulator.conftest import START, Providers


class NoSink:
    def put(self, decision: Decision) -> None:
        """Nothing is kept."""


class Road:
    """The real chain of judgement, with the upstreams' certificates at hand, and the tokens that they write."""

    def __init__(self, policy: Policy, providers: Providers) -> None:
        self.writer = TokenWriter(providers.keys)
        self.world = CallWorld(
            policy, load_switches(), LocalCounters(), EnforcementBook(), NoSink(), lambda at: "0" * 24, lambda: START
        )
        self.world.credentials = providers
        self.world.tokens_seen = SeenTokens(sets=4_096)

    def asked(self, call: LabelledCall) -> Decision | None:
        """The call as the gate would read and judge it."""
        at = START + call.at
        identity = self.writer.write(call.caller.customer, call.token, call.calling, call.called, at)
        request = read_request(build_invite(parts_of(call, 5066, "5a17", identity)).data)
        world, policy = self.world, self.world.policy
        headers = frozenset(name.encode() for name in policy.headers_read)
        invite = read_invite(request, call.caller.address, at, policy.carrier, request.fault, headers)
        return judge(invite, world, read_presented(request, world.signs))


@pytest.fixture
def road(demo_policy: Policy, providers: Providers) -> Road:
    return Road(demo_policy, providers)


def test_one_seed_gives_one_stream() -> None:
    assert list(islice(traffic(7, 40), 500)) == list(islice(traffic(7, 40), 500))
    assert list(islice(traffic(7, 40), 50)) != list(islice(traffic(8, 40), 50))


@pytest.mark.parametrize(("seed", "rate"), [(1, 40.0), (3, 150.0), (4, 5.0)])
def test_every_label_is_the_verdict_of_the_real_chain(road: Road, seed: int, rate: float) -> None:
    wrong = []
    for call in islice(traffic(seed, rate), 1500):
        decision = road.asked(call)
        assert decision is not None
        if decision.verdict.reason != call.label.reason:
            wrong.append((call.label, decision.verdict.reason, call.calling, call.called))
    assert wrong == []


def test_answers_go_on_exactly_where_the_label_says_so(road: Road) -> None:
    for call in islice(traffic(5, 40), 1000):
        decision = road.asked(call)
        assert decision is not None
        answer = decision.answer
        went_on = answer.status == 302 and f"sip:{call.called}@" in answer.contact
        assert went_on == call.label.goes_on, (call.label, answer)


def test_every_story_is_told_before_long() -> None:
    told = Counter(call.label.story for call in islice(traffic(1, 40), 6000))
    assert set(told) == set(Story)


def test_most_calls_are_good() -> None:
    calls = list(islice(traffic(1, 40), 4000))
    assert 0.75 < sum(call.label.goes_on for call in calls) / len(calls) < 0.95


def test_arrivals_come_at_the_rate_asked_for() -> None:
    calls = list(islice(traffic(1, 40), 4000))
    assert 30 < len(calls) / calls[-1].at < 60
    assert all(early.at <= late.at for early, late in pairwise(calls))


def test_nobody_passes_a_limit_but_in_a_burst() -> None:
    recent: dict[str, deque[float]] = {}
    for call in islice(traffic(9, 300), 5000):
        if call.label.story in (Story.EMERGENCY, Story.BURST) or not call.caller.cps_max:
            continue
        placed = recent.setdefault(call.caller.customer, deque())
        placed.append(call.at)
        while placed[0] < call.at - 1.0:
            placed.popleft()
        assert len(placed) <= call.caller.cps_max


def test_some_emergency_calls_are_malformed_and_go_on_all_the_same() -> None:
    calls = [call for call in islice(traffic(1, 40), 6000) if call.label.story is Story.EMERGENCY]
    assert any(call.damage is not Damage.NONE for call in calls)
    assert all(call.label.goes_on for call in calls)


def test_each_token_is_worth_what_its_story_says(road: Road) -> None:
    """Each way to be wrong has its own reason, and a good token passes."""
    reasons: dict[Token, set[str]] = {}
    for call in islice(traffic(1, 40), 6000):
        decision = road.asked(call)
        assert decision is not None
        found = decision.call.verification
        if found is not None and found.signature:
            reasons.setdefault(call.token, set()).add(found.reason or found.status.value)
    assert reasons == {
        Token.GOOD: {VerificationStatus.PASSED.value},
        Token.STALE: {"iat_stale"},
        Token.OTHER_CALLER: {"orig_mismatch"},
        Token.CHANGED: {"signature_invalid"},
        Token.AGAIN: {"replay"},
    }
