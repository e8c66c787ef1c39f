"""Webhooks: everything that happened is told, nothing that did not; the slow and the dead hold nobody up."""

import itertools
import json
from collections.abc import Sequence
from typing import Any

import pytest

from bellwarden.flows.office import webhooks
from bellwarden.flows.office.faults import BadInput
from bellwarden.flows.office.webhooks import WAITS_S, Answer, Post
from bellwarden.flows.office.world import NotAllowed, OfficeWorld
from bellwarden.model.office.customer import CustomerRecord
from bellwarden.model.office.integration import DeliveryState, WebhookDelivery

SECRET = "s" * 40
URL = "https://hooks.carrier.example/bellwarden"


class Receivers:
    """Stands for the network: answers what a test says, at once unless it is held."""

    def __init__(self) -> None:
        self.begun: list[Post] = []
        self.statuses: dict[str, int] = {}
        self.held: set[str] = set()
        self._waiting: list[Post] = []

    def refusal(self, url: str) -> str:
        return "" if url.startswith("https://") else "is no https URL"

    def begin(self, posts: Sequence[Post]) -> None:
        self.begun += posts
        self._waiting += posts

    def answers(self) -> list[Answer]:
        done = [one for one in self._waiting if one.url not in self.held]
        self._waiting = [one for one in self._waiting if one.url in self.held]
        return [
            Answer(
                one.delivery,
                status := self.statuses.get(one.url, 200),
                "" if status == 200 else f"it answered {status}",
            )
            for one in done
        ]

    def under_way(self) -> frozenset[int]:
        return frozenset(one.delivery for one in self._waiting)


@pytest.fixture
def net() -> Receivers:
    return Receivers()


def enter(world: OfficeWorld, key: str) -> None:
    with world.office.writing(world.actor) as desk:
        kept = desk.customers.add(CustomerRecord(key=key, name=key))
        desk.audit("customer.create", kept, after={"key": key})


def deliveries(world: OfficeWorld, **where: Any) -> tuple[WebhookDelivery, ...]:
    with world.office.reading() as desk:
        return desk.deliveries.list(**where)


def rounds(world: OfficeWorld, net: Receivers, times: int = 2) -> None:
    for _ in range(times):
        webhooks.send_due(world, net)


def test_what_happens_is_told_once_and_signed(world: OfficeWorld, net: Receivers) -> None:
    enter(world, "before")
    webhooks.make(world, URL, ["customer.*"], SECRET, net)
    enter(world, "harrow")
    rounds(world, net, 4)
    (post,) = net.begun
    told = json.loads(post.body)
    assert (told["event"], told["object"]["kind"], told["after"]) == ("customer.create", "customer", {"key": "harrow"})
    headers = dict(post.headers)
    at = int(headers["Bellwarden-Timestamp"])
    assert headers["Bellwarden-Signature"] == webhooks.signature(SECRET, at, post.body)
    assert headers["Bellwarden-Signature"] != webhooks.signature(SECRET, at + 1, post.body)
    (kept,) = deliveries(world)
    assert (kept.state, kept.attempts, kept.status) == (DeliveryState.DELIVERED, 1, 200)


def test_a_deed_that_is_taken_back_is_told_to_nobody(world: OfficeWorld, net: Receivers) -> None:
    webhooks.make(world, URL, ["*"], SECRET, net)
    rounds(world, net)
    net.begun.clear()
    with pytest.raises(KeyError), world.office.writing(world.actor) as desk:
        desk.audit("customer.create")
        raise KeyError
    rounds(world, net)
    assert net.begun == []


def test_only_what_it_listens_to_is_told(world: OfficeWorld, net: Receivers) -> None:
    webhooks.make(world, URL, ["customer.suspend", "trunk.*"], SECRET, net)
    enter(world, "harrow")
    with world.office.writing(world.actor) as desk:
        desk.audit("trunk.create")
        desk.audit("customer.suspend")
    rounds(world, net)
    assert [json.loads(one.body)["event"] for one in net.begun] == ["trunk.create", "customer.suspend"]


def test_a_failing_receiver_is_asked_ever_more_rarely_and_then_no_more(
    world: OfficeWorld, net: Receivers, clock: Any
) -> None:
    hook = webhooks.make(world, URL, ["customer.*"], SECRET, net)
    net.statuses[URL] = 500
    enter(world, "harrow")
    times = []
    for _ in range(len(WAITS_S) + 1):
        before = len(net.begun)
        rounds(world, net)
        assert len(net.begun) == before + 1
        times.append(clock.now())
        (kept,) = deliveries(world)
        if kept.state is DeliveryState.RETRYING:
            clock.at = kept.next_at - 1.0
            rounds(world, net)
            assert len(net.begun) == before + 1, "sooner than it should"
            clock.at = kept.next_at
    assert [later - sooner for sooner, later in itertools.pairwise(times)] == list(WAITS_S)
    assert (kept.state, kept.attempts, kept.error) == (DeliveryState.DEAD, len(WAITS_S) + 1, "it answered 500")
    clock.pass_by(10 * 86_400)
    rounds(world, net)
    assert len(net.begun) == len(WAITS_S) + 1
    with world.office.reading() as desk:
        assert desk.webhooks.get(hook.id).failing_since == times[0]
    # Somebody mended the receiver and has it sent again.
    net.statuses[URL] = 200
    webhooks.resend(world, kept.id)
    rounds(world, net)
    assert deliveries(world)[0].state is DeliveryState.DELIVERED
    with world.office.reading() as desk:
        assert desk.webhooks.get(hook.id).failing_since == 0.0
    with pytest.raises(BadInput, match="delivered"):
        webhooks.resend(world, kept.id)


def test_a_slow_receiver_holds_up_no_other(world: OfficeWorld, net: Receivers) -> None:
    slow, quick = "https://slow.carrier.example/", "https://quick.carrier.example/"
    for url in (slow, quick):
        webhooks.make(world, url, ["customer.*"], SECRET, net)
    net.held.add(slow)
    for number in range(30):
        enter(world, f"c-{number}")
    rounds(world, net, 5)
    assert sum(one.url == quick for one in net.begun) == 30
    assert sum(one.url == slow for one in net.begun) == webhooks.AT_ONCE


def test_what_was_begun_when_the_worker_died_is_sent_again(world: OfficeWorld, net: Receivers) -> None:
    webhooks.make(world, URL, ["customer.*"], SECRET, net)
    net.held.add(URL)
    enter(world, "harrow")
    rounds(world, net)
    after = Receivers()
    rounds(world, after)
    assert [one.delivery for one in after.begun] == [one.delivery for one in net.begun]


def test_switched_off_it_hears_nothing_and_switched_on_only_what_comes(world: OfficeWorld, net: Receivers) -> None:
    hook = webhooks.make(world, URL, ["customer.*"], SECRET, net)
    webhooks.change(world, hook.id, URL, ["customer.*"], False, net)
    enter(world, "missed")
    rounds(world, net)
    webhooks.change(world, hook.id, URL, ["customer.*"], True, net)
    enter(world, "heard")
    rounds(world, net)
    assert [json.loads(one.body)["after"] for one in net.begun] == [{"key": "heard"}]


def test_a_trial_is_sent_and_says_so(world: OfficeWorld, net: Receivers) -> None:
    hook = webhooks.make(world, URL, ["customer.*"], SECRET, net)
    webhooks.try_out(world, hook.id)
    rounds(world, net)
    assert json.loads(net.begun[0].body)["event"] == webhooks.TRIAL


def test_a_webhook_is_refused_field_by_field(world: OfficeWorld, net: Receivers) -> None:
    with pytest.raises(BadInput) as refused:
        webhooks.make(world, "http://10.0.0.1/", ["weather.rain"], SECRET, net)
    assert [one.field for one in refused.value.faults] == ["url", "events"]
    with pytest.raises(NotAllowed):
        webhooks.make(world._replace(rights=frozenset()), URL, ["*"], SECRET, net)


def test_no_secret_is_in_the_trail(world: OfficeWorld, net: Receivers) -> None:
    hook = webhooks.make(world, URL, ["*"], SECRET, net)
    webhooks.change(world, hook.id, URL + "/2", ["*"], True, net)
    webhooks.remove(world, hook.id)
    with world.office.reading() as desk:
        events = desk.audit_events(0)
        assert desk.webhooks.get(hook.id).secret == ""
    assert [one.verb for one in events] == ["webhook.create", "webhook.change", "webhook.remove"]
    assert SECRET not in str(events)


def test_events_of_a_day_off_are_all_told(world: OfficeWorld, net: Receivers) -> None:
    """More than one look takes, and the worker was not there."""
    webhooks.make(world, URL, ["case.*"], SECRET, net)
    for _ in range(3):
        with world.office.writing(world.actor) as desk:
            for _ in range(30):
                desk.audit("case.note")
    rounds(world, net, 10)
    assert sorted(json.loads(one.body)["number"] for one in net.begun) == list(range(2, 92))
    assert deliveries(world, limit=1)[0].state is DeliveryState.DELIVERED
