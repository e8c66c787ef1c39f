"""What is done about evidence whose time is over: the worker throws it away, a command lists it before."""

from pathlib import Path
from typing import Final

from bellwarden.cli.console import counted, emit, say, utc
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.homes import open_home
from bellwarden.cli.office_policy import world_of
from bellwarden.cli.office_shapes import OverJson
from bellwarden.flows.office.retention import Over, over, throw_away
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.store.office_file import FILE, OfficeFileFault
from bellwarden.store.retention_file import retention_of

SHOWN_MAX: Final = 50


class Kept:
    """`flows.office.retention.EvidenceBytes`: evidence of the office, and messages as they came."""

    def __init__(self, home: Home) -> None:
        self._places = (home.evidence(), home.mail_drop())

    def forget(self, digest: str) -> None:
        for one in self._places:
            one.forget(digest)


class RetentionWork:
    """The worker's turn. office.toml is read each time: what is thrown away follows what stands there now."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def __call__(self, world: OfficeWorld) -> str:
        gone = throw_away(world, retention_of(self._home.path), Kept(self._home))
        return f"{counted(len(gone), 'piece')} of evidence thrown away" if gone else ""


def list_over(place: Path, as_json: bool) -> None:
    """Writes nothing."""
    home = open_home(place)
    world = world_of(home)
    try:
        periods = retention_of(home.path)
    except OfficeFileFault as fault:
        raise CommandFault(Exit.HOME, str(fault)) from None
    with world.office.reading() as desk:
        found = tuple(over(desk, periods, world.clock.now()))
    if as_json:
        emit([_json(one) for one in found])
        return
    if not periods:
        say(f"All evidence is kept for good: {FILE} has no [retention].")
        return
    for one in found[:SHOWN_MAX]:
        say(f"{one.row.ref}  {one.row.kind}  {one.row.sha256[:12]}  time was over {utc(one.since)}")
    if len(found) > SHOWN_MAX:
        say(f"… and {len(found) - SHOWN_MAX} more; --json lists all")
    say(f"{counted(len(found), 'piece')} of evidence; the worker throws them away within the hour.")


def _json(one: Over) -> OverJson:
    return OverJson(one.row.ref, one.row.kind, one.row.sha256, one.row.size, utc(one.since))
