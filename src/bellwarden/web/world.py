"""The world that a page hands to a story: who asks, from where, with which rights."""

import uuid

from django.http import HttpRequest

from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.office.audit_event import Actor, ActorKind
from bellwarden.store.world import office_world
from bellwarden.web.access import rights


def of(request: HttpRequest) -> OfficeWorld:
    """For the deed of whoever is logged in."""
    return office_world(actor_of(request), rights(request))


def actor_of(request: HttpRequest) -> Actor:
    name = str(getattr(request.user, "key", "")) or "nobody"
    return Actor(kind=ActorKind.PERSON, name=name, address=address_of(request), request_id=uuid.uuid4().hex)


def by_itself(request: HttpRequest) -> OfficeWorld:
    """For what happens before anybody is logged in: a link that is used, a log-in that is refused."""
    actor = Actor(kind=ActorKind.SYSTEM, name="office", address=address_of(request), request_id=uuid.uuid4().hex)
    return office_world(actor, frozenset())


def address_of(request: HttpRequest) -> str:
    """As the server saw it; a proxy that office.toml trusts has told the reader's own."""
    return str(request.META.get("REMOTE_ADDR", ""))
