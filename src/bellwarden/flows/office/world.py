"""What the office's stories are handed."""

from collections.abc import Callable
from typing import NamedTuple

from bellwarden.flows.enforcement import EnforcementWorld
from bellwarden.flows.office.calendars import WorkCalendar
from bellwarden.model.office.audit_event import Actor
from bellwarden.model.office.people import Right
from bellwarden.ports import Clock
from bellwarden.ports.office import Office


class OfficeWorld(NamedTuple):
    """Made for each deed: who acts is part of it."""

    office: Office
    clock: Clock
    actor: Actor
    rights: frozenset[Right]
    enforcing: Callable[[], EnforcementWorld]  # the home's journal, opened anew and up to date
    calendar: WorkCalendar = WorkCalendar()  # when somebody is there: what clocks count by


class NotAllowed(Exception):
    """The actor has not the right, or is the second person of a pair that takes two. The text says whom to ask."""


def need(world: OfficeWorld, right: Right) -> None:
    """NotAllowed unless the actor has the right."""
    if right not in world.rights:
        raise NotAllowed(f"{world.actor.name} may not do this: it takes the right {right.value}")
