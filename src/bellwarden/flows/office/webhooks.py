"""Webhooks: what happens in the office is told to other systems, at least once, in order of the audit trail.

The trail is the outbox. An event is written in the transaction of its deed, and each webhook knows the number up to
which it has looked: nothing is told that did not happen, nothing that happened stays untold, and no deed waits.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple, Protocol

import msgspec

from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.telling import VEILED, told
from bellwarden.flows.office.world import OfficeWorld, need
from bellwarden.model.office.audit_event import AuditEvent
from bellwarden.model.office.integration import DeliveryState, Webhook, WebhookDelivery
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Desk

SECRET_MIN: Final = 32
# Seconds until the next attempt, after each failed one; after the last the delivery is dead until somebody resends it.
WAITS_S: Final = (10.0, 60.0, 300.0, 1_800.0, 7_200.0, 21_600.0, 43_200.0, 86_400.0)
AT_ONCE: Final = 20  # deliveries of one webhook under way in one round
AT_ONCE_FAILING: Final = 2
LOOK: Final = 20  # events looked at in one transaction: it stays under 20 ms
LOOKS: Final = 10  # at each webhook in one round
WAITING_MAX: Final = 50_000  # deliveries of one webhook that wait; beyond, its events stay in the trail
WAITING: Final = (DeliveryState.SCHEDULED, DeliveryState.RETRYING)
ERROR_MAX: Final = 300
EVENTS: Final = (
    *("customer.", "trunk.", "caller_id_right.", "enforcement.", "case.", "clock.", "notice.", "policy.", "import."),
    *("complaint.", "evidence.", "disclosure.", "ladder.", "replay.", "playbook.", "second_look.", "finding."),
    *("appeal.", "customer_notice.", "executives.", "intake.", "letter."),
    *("job.", "webhook.", "api_key.", "people.", "session."),
)
PERSONAL: Final = VEILED | {"name", "legal_name"}  # of the trail's older lines, too
TRIAL: Final = "webhook.trial"


class Post(NamedTuple):
    """One request to a receiver."""

    delivery: int
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Answer(NamedTuple):
    """What came of it. `status` 0: no answer, and `error` says why."""

    delivery: int
    status: int
    error: str = ""

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300


class Poster(Protocol):
    """Sends. Egress is limited there: which addresses, how long, how much."""

    def refusal(self, url: str) -> str:
        """Why nothing is ever sent to this URL; "" when it may be."""

    def begin(self, posts: Sequence[Post]) -> None:
        """Send them, all at the same time; nothing is waited for."""

    def answers(self) -> Sequence[Answer]:
        """What came of those that ended since the last time."""

    def under_way(self) -> frozenset[int]:
        """Deliveries that were begun and have no answer yet."""


def signature(secret: str, at: int, body: bytes) -> str:
    """What a receiver compares: HMAC-SHA-256 over the time, a full stop and the body."""
    return "v1=" + hmac.new(secret.encode(), str(at).encode() + b"." + body, hashlib.sha256).hexdigest()


def make(world: OfficeWorld, url: str, events: Sequence[str], secret: str, poster: Poster) -> Webhook:
    """A webhook that hears of what happens from now on."""
    need(world, Right.MANAGE_PEOPLE)
    _look(url, events, poster)
    if len(secret) < SECRET_MIN:
        raise BadInput([FieldFault("secret", f"has at least {SECRET_MIN} characters")])
    with world.office.writing(world.actor) as desk:
        row = Webhook(url=url, events=tuple(events), secret=secret, seen=desk.last_audit())
        kept = desk.webhooks.add(row)
        desk.audit("webhook.create", kept, after={"url": url, "events": list(events)})
    return kept


def change(
    world: OfficeWorld, webhook_id: int, url: str, events: Sequence[str], active: bool, poster: Poster
) -> Webhook:
    """Another address, other events, on or off. Switched on again it hears of what happens from then on."""
    need(world, Right.MANAGE_PEOPLE)
    _look(url, events, poster)
    with world.office.writing(world.actor) as desk:
        kept = desk.webhooks.get(webhook_id)
        row = replace(kept, url=url, events=tuple(events), active=active)
        if active and not kept.active:
            row = replace(row, seen=desk.last_audit(), failing_since=0.0)
        saved = desk.webhooks.save(row)
        difference = told(replace(kept, seen=0), replace(saved, seen=0))
        desk.audit("webhook.change", saved, *difference)
    return saved


def remove(world: OfficeWorld, webhook_id: int) -> None:
    """Switched off for good: what was told stays on record, what waits is not sent."""
    need(world, Right.MANAGE_PEOPLE)
    with world.office.writing(world.actor) as desk:
        kept = desk.webhooks.get(webhook_id)
        desk.webhooks.save(replace(kept, active=False, events=(), secret=""))
        desk.audit("webhook.remove", kept, before={"url": kept.url})


def try_out(world: OfficeWorld, webhook_id: int) -> None:
    """Send a delivery that says it is a trial."""
    need(world, Right.MANAGE_PEOPLE)
    with world.office.writing(world.actor) as desk:
        kept = desk.webhooks.get(webhook_id)
        now = world.clock.now()
        body = _json({"event": TRIAL, "number": 0, "at": now, "actor": world.actor.name, "after": {}})
        desk.deliveries.add(WebhookDelivery(webhook_id=kept.id, event=TRIAL, body=body, next_at=now))
        desk.audit("webhook.try", kept)


def resend(world: OfficeWorld, delivery_id: int) -> None:
    """A dead delivery is sent again, with all its attempts before it; one that waits for its next attempt, now."""
    need(world, Right.MANAGE_PEOPLE)
    with world.office.writing(world.actor) as desk:
        kept = desk.deliveries.get(delivery_id)
        if kept.state is DeliveryState.DEAD:
            again = replace(kept, state=DeliveryState.SCHEDULED, attempts=0, error="")
        elif kept.state is DeliveryState.RETRYING:
            again = kept
        else:
            raise BadInput([FieldFault("", f"the delivery is {kept.state.value}; only one that failed is sent again")])
        desk.deliveries.save(replace(again, next_at=world.clock.now()))
        webhook = desk.webhooks.get(kept.webhook_id)
        desk.audit("webhook.resend", webhook, after={"event": kept.event, "number": kept.number})


def send_due(world: OfficeWorld, poster: Poster) -> str:
    """The worker's round: what happened becomes deliveries, what is due is sent, what came of it is kept."""
    answers = poster.answers()
    for answer in answers:
        _note(world, answer)
    made = _take_up(world)
    with world.office.reading() as desk:
        posts = _due(desk, world.clock.now(), poster.under_way())
    poster.begin(posts)
    return f"{made} made, {len(posts)} begun, {len(answers)} answered" if made or posts or answers else ""


def _take_up(world: OfficeWorld) -> int:
    """Events that a webhook has not looked at yet become its deliveries."""
    with world.office.reading() as desk:
        last = desk.last_audit()
        behind = [one for one in desk.webhooks.list(active=True) if one.seen < last]
    return sum(_take_up_of(world, webhook.id) for webhook in behind)


def _take_up_of(world: OfficeWorld, webhook_id: int) -> int:
    made = 0
    for _ in range(LOOKS):
        with world.office.writing(world.actor) as desk:
            kept = desk.webhooks.get(webhook_id)
            events = desk.audit_events(kept.seen, LOOK)
            if not events or not kept.active or _waiting(desk, kept) > WAITING_MAX:
                break
            wanted = [one for one in events if hears(kept, one)]
            for event in wanted:
                desk.deliveries.add(
                    WebhookDelivery(
                        webhook_id=kept.id, event=event.verb, number=event.number, body=body_of(event), next_at=event.at
                    )
                )
            desk.webhooks.save(replace(kept, seen=events[-1].number))
            made += len(wanted)
    return made


def _waiting(desk: Desk, webhook: Webhook) -> int:
    return desk.deliveries.count(webhook_id=webhook.id, state__in=WAITING)


def hears(webhook: Webhook, event: AuditEvent) -> bool:
    """Whether its list names the event: its verb, all of a kind ("customer.*") or everything ("*")."""
    kind = event.verb.partition(".")[0]
    return any(one in ("*", event.verb, f"{kind}.*") for one in webhook.events)


def body_of(event: AuditEvent) -> str:
    """What a receiver gets. That a name changed is told, the name is not: reading it takes a scope and is recorded."""
    return _json(
        {
            "event": event.verb,
            "number": event.number,
            "at": event.at,
            "actor": event.actor.name,
            "object": {"kind": event.object_kind, "ref": event.object_ref},
            "before": _told(event.before),
            "after": _told(event.after),
            "reason": event.reason,
        }
    )


def _told(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: "not told" if name in PERSONAL else value for name, value in fields.items()}


def _due(desk: Desk, now: float, under_way: frozenset[int]) -> list[Post]:
    """Of each webhook its first ones, so that one with thousands takes no other's place."""
    posts: list[Post] = []
    for webhook in desk.webhooks.list(active=True):
        places = AT_ONCE_FAILING if webhook.failing_since else AT_ONCE
        waiting = desk.deliveries.list(
            webhook_id=webhook.id,
            state__in=WAITING,
            next_at__lte=now,
            limit=places,
        )
        posts += [_post(webhook, one, int(now)) for one in waiting if one.id not in under_way]
    return posts


def _post(webhook: Webhook, delivery: WebhookDelivery, at: int) -> Post:
    body = delivery.body.encode()
    headers = (
        ("Content-Type", "application/json"),
        ("Bellwarden-Event", delivery.event),
        ("Bellwarden-Delivery", str(delivery.id)),
        ("Bellwarden-Timestamp", str(at)),
        ("Bellwarden-Signature", signature(webhook.secret, at, body)),
    )
    return Post(delivery.id, webhook.url, headers, body)


def _note(world: OfficeWorld, answer: Answer) -> None:
    now = world.clock.now()
    with world.office.writing(world.actor) as desk:
        kept = desk.deliveries.get(answer.delivery)
        webhook = desk.webhooks.get(kept.webhook_id)
        attempts = kept.attempts + 1
        row = replace(kept, attempts=attempts, status=answer.status, error=answer.error[:ERROR_MAX])
        if answer.good:
            desk.deliveries.save(replace(row, state=DeliveryState.DELIVERED, next_at=0.0, error=""))
        elif attempts > len(WAITS_S):
            desk.deliveries.save(replace(row, state=DeliveryState.DEAD, next_at=0.0))
        else:
            later = now + WAITS_S[attempts - 1]
            desk.deliveries.save(replace(row, state=DeliveryState.RETRYING, next_at=later))
        since = 0.0 if answer.good else webhook.failing_since or now
        if since != webhook.failing_since:
            desk.webhooks.save(replace(webhook, failing_since=since))


def _look(url: str, events: Sequence[str], poster: Poster) -> None:
    faults = []
    refused = poster.refusal(url)
    if refused:
        faults.append(FieldFault("url", refused))
    if not events:
        faults.append(FieldFault("events", 'names no event; write "*" for all of them'))
    for one in events:
        if one != "*" and not one.startswith(EVENTS):
            kinds = ", ".join(kind + "*" for kind in EVENTS)
            faults.append(FieldFault("events", f"there is no event {one[:60]}; write one of {kinds} or *"))
    if faults:
        raise BadInput(faults)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
