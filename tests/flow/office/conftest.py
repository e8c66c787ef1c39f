"""Every story is told twice: over the office in memory and over Django's, with the same words."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from bellwarden.flows.enforcement import EnforcementWorld
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.home.journal_file import JournalFile
from bellwarden.model.office.audit_event import Actor, ActorKind
from bellwarden.model.office.customer import CustomerKind, CustomerRecord
from bellwarden.model.office.people import Role, rights_of
from bellwarden.model.policy import Carrier, Customer, PolicyDocument
from bellwarden.ports.office import Desk
from bellwarden.seam.journal import EnforcementBook
from tests.flow.office.fake_office import FakeOffice
from tests.offices import *  # noqa: F403
from tests.offices import HandClock

POLICY = PolicyDocument(
    Carrier("Kestrel Voice", captcha_uri="sip:captcha@192.0.2.10"),
    customers=(Customer("quillmark", "Quillmark Sales"), Customer("northstar", "Northstar", upstream=True)),
    emergency_numbers=("911", "988"),
)


class Bench(NamedTuple):
    """An office with two customers, its journal, and people who are not each other."""

    office: object
    clock: HandClock
    home: Home
    journal: JournalFile
    quillmark: CustomerRecord
    northstar: CustomerRecord

    def world(self, name: str = "arne", *roles: Role) -> OfficeWorld:
        actor = Actor(kind=ActorKind.PERSON, name=name)
        return self.of(actor, *(roles or tuple(Role)))

    def of(self, actor: Actor, *roles: Role) -> OfficeWorld:
        return OfficeWorld(
            self.office, self.clock, actor, rights_of(frozenset(roles)), lambda: self.enforcing(actor.name)
        )  # type: ignore[arg-type]

    def system(self) -> OfficeWorld:
        return self.of(Actor(kind=ActorKind.SYSTEM, name="worker"))

    def enforcing(self, author: str) -> EnforcementWorld:
        return EnforcementWorld(self.journal, self.journal.refresh(), POLICY, self.clock, author)

    @property
    def book(self) -> EnforcementBook:
        return self.journal.refresh()

    def desk(self) -> Desk:
        with self.office.reading() as desk:  # type: ignore[attr-defined]
            return desk  # type: ignore[no-any-return]

    def refused(self) -> list[str]:
        """What the journal says is in force, as "kind value"."""
        return [f"{one.kind.value} {one.value}" for one in self.book.in_force(self.clock.now())]


OPENERS: dict[str, Callable[[pytest.FixtureRequest, HandClock], object]] = {
    "memory": lambda request, clock: FakeOffice(clock),
    "django": lambda request, clock: request.getfixturevalue("office"),
}


@pytest.fixture(params=["memory", pytest.param("django", marks=(pytest.mark.door, pytest.mark.django_db))])
def bench(request: pytest.FixtureRequest, clock: HandClock, tmp_path: Path) -> Bench:
    office = OPENERS[request.param](request, clock)
    home = Home(tmp_path / "home")
    home.init()
    with office.writing(Actor(kind=ActorKind.SYSTEM, name="test")) as desk:  # type: ignore[attr-defined]
        quillmark = desk.customers.add(CustomerRecord(key="quillmark", name="Quillmark Sales"))
        northstar = desk.customers.add(CustomerRecord(key="northstar", name="Northstar", kind=CustomerKind.UPSTREAM))
    return Bench(office, clock, home, home.journal(), quillmark, northstar)
