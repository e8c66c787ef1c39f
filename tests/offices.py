"""What tests of the office begin with: Django set up, and a world over an empty database.

A conftest.py of a folder whose tests need the office says `from tests.offices import *`; other folders know no Django.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from bellwarden import store
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.model.office.audit_event import Actor, ActorKind
from bellwarden.model.office.people import Role, rights_of

if TYPE_CHECKING:
    from bellwarden.store.office import DjangoOffice

__all__ = ["actor", "aside", "clock", "django_db_modify_db_settings_xdist_suffix", "home", "office", "world"]

BEGIN = 1_795_000_000.0  # 18 November 2026, 11:06:40 UTC

_folder = tempfile.TemporaryDirectory(prefix="bw-office-", ignore_cleanup_errors=True)
if not settings.configured:
    store.configure(Path(os.environ.get(store.HOME, _folder.name)))  # pytest-xdist hands its workers the same home


class HandClock:
    """`ports.Clock` that a test sets."""

    def __init__(self) -> None:
        self.at = BEGIN

    def now(self) -> float:
        return self.at

    def pass_by(self, seconds: float) -> None:
        self.at += seconds


def person(name: str = "lindqvist") -> Actor:
    return Actor(kind=ActorKind.PERSON, name=name, address="192.0.2.7", request_id="r-1")


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix() -> None:
    """A database of its own for each worker of pytest-xdist; SQLite's lies in the memory of its process anyway."""
    from django.db import connection

    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker and connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["NAME"] = f"test_office_{worker}"


@pytest.fixture(autouse=True)
def aside(request: pytest.FixtureRequest) -> Iterator[None]:
    """A transactional test's tables are emptied at its end: the triggers step aside, and come back with that."""
    mark = request.node.get_closest_marker("django_db")
    transactional = mark is not None and mark.kwargs.get("transaction")
    if transactional:
        request.getfixturevalue("transactional_db")
    yield
    if transactional:
        from django.db import connection

        from bellwarden.store import triggers

        triggers.remove(connection)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def actor() -> Actor:
    return person()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home of the test's own; the database is that of the run."""
    made = Home(tmp_path / "home")
    made.init()
    monkeypatch.setenv(store.HOME, str(made.path))
    return made


@pytest.fixture
def office(db: None, clock: HandClock) -> "DjangoOffice":
    """The database, empty; what a test writes is rolled back at its end."""
    from bellwarden.store.office import DjangoOffice

    return DjangoOffice(clock)


@pytest.fixture
def world(office: "DjangoOffice", clock: HandClock, home: Home, actor: Actor) -> OfficeWorld:
    """Of somebody who may do everything; `world._replace(rights=…)` for less."""
    from bellwarden.store.world import enforcing

    return OfficeWorld(office, clock, actor, rights_of(frozenset(Role)), lambda: enforcing(home, actor.name))
