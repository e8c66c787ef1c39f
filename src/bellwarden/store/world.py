"""What a deed of the office is handed: made anew for each, by pages, API, worker and command line alike."""

import os
import time
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

from bellwarden.flows.enforcement import EnforcementWorld
from bellwarden.flows.office import tokens
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.home.journal_file import JournalFile
from bellwarden.model.office.audit_event import Actor
from bellwarden.model.office.people import Right
from bellwarden.model.policy import PolicyDocument
from bellwarden.seam.fault import SeamFault
from bellwarden.store import HOME, token_key
from bellwarden.store.calendar_file import work_calendar
from bellwarden.store.office import DjangoOffice
from bellwarden.store.web_file import web_file_of


class WallClock:
    """`ports.Clock`."""

    def now(self) -> float:
        return time.time()


def office_home() -> Home:
    """The home that `store.configure` was called with."""
    return Home(Path(os.environ[HOME]))


def office_world(actor: Actor, rights: frozenset[Right]) -> OfficeWorld:
    """For one deed of one actor."""
    clock = WallClock()
    home = office_home()
    calendar = work_calendar(home.path)
    return OfficeWorld(DjangoOffice(clock), clock, actor, rights, lambda: enforcing(home, actor.name), calendar)


def notice_page(home: Home) -> Callable[[str], str]:
    """From a notice's reference to the address of its page; "" where office.toml names no address that people type."""
    address, key = web_file_of(home.path).address, token_key(home.path)
    return lambda ref: f"{address}/notice/{tokens.make(tokens.NOTICE, ref, key)}" if address else ""


@cache
def _journal(home: Path) -> JournalFile:
    """One a process: reading a long journal from its begin would make the next kill switch wait."""
    return Home(home).journal()


def enforcing(home: Home, author: str) -> EnforcementWorld:
    """The home's journal, up to date, and the policy in force."""
    journal = _journal(home.path)
    return EnforcementWorld(journal, journal.refresh(), _policy_in_force(home), WallClock(), author)


def _policy_in_force(home: Home) -> PolicyDocument | None:
    """None without one, or when it can't be read: a measure must not wait for that."""
    try:
        pointer = home.shelf().current()
        return None if pointer is None else _document(home.path, pointer.snapshot)
    except (OSError, SeamFault):
        return None


@lru_cache(maxsize=2)
def _document(home: Path, snapshot: str) -> PolicyDocument:
    return Home(home).shelf().load(snapshot).document
