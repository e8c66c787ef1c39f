"""`bellwarden office worker`: jobs and schedules of the office, in one process beside the console."""

import signal
from pathlib import Path
from threading import Event

from bellwarden.cli.console import say
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.homes import open_home
from bellwarden.model.office.audit_event import Actor, ActorKind
from bellwarden.model.office.people import Right


def work(path: Path) -> None:
    """Until SIGTERM or SIGINT."""
    from bellwarden.cli.office_serving import make_ready
    from bellwarden.store.worker_state import OnlyWorker

    home = open_home(path)
    only = OnlyWorker(home.run)
    if not only.take():
        raise CommandFault(Exit.HELD_BACK, f"a worker runs on {path} already; one does for a home")
    make_ready(path)
    from bellwarden.cli.office_jobs import jobs, schedules
    from bellwarden.flows.office.world import OfficeWorld
    from bellwarden.store import jobs as rows
    from bellwarden.store.office_file import OfficeFileFault
    from bellwarden.store.worker import OfficeWorker
    from bellwarden.store.world import office_world

    def world(name: str) -> OfficeWorld:
        return office_world(Actor(kind=ActorKind.SYSTEM, name=f"worker, {name}"), frozenset(Right))

    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    rows.know(jobs(home), world)
    try:
        due = schedules(home)
    except OfficeFileFault as fault:
        raise CommandFault(Exit.HOME, str(fault)) from None
    say("ready worker")
    OfficeWorker(due, world, home.run).work(stop)
