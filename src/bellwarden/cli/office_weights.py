"""What the worker does so that complaints count what they should: weights by party, crowds, campaigns."""

from typing import Final

from bellwarden.calllog.complained import keep_complained
from bellwarden.cli.complaint_opening import settings_of
from bellwarden.cli.office_complaints import document_of
from bellwarden.flows.complaint import owners_of
from bellwarden.flows.office import campaigns, weighing
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home

SEEN: Final = "complaints.weighed"  # setting: time of change and number of the last complaint that was weighed


class WeightWork:
    """One worker's."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def weigh(self, world: OfficeWorld) -> str:
        """What came or changed since the last turn, whoever's turn it was."""
        with world.office.reading() as desk:
            at, _, number = desk.setting(SEEN).partition(" ")
        since = (float(at), int(number)) if at else weighing.BEGIN
        turn = weighing.weigh_changed(world, since, self._interests())
        if turn.upto == since:
            return ""
        with world.office.reading() as desk:
            now = world.clock.now()
            keep_complained(self._home.path / "calllog", weighing.counted(desk, now), now)
        with world.office.writing(world.actor) as desk:
            desk.set_setting(SEEN, f"{turn.upto[0]!r} {turn.upto[1]}")
        found = campaigns.find(world, owners_of(document_of(self._home))) if turn.weights else 0
        told = ((turn.weights, "weights"), (turn.alerts, "alerts"), (found, "campaigns"))
        return ", ".join(f"{number} {noun}" for number, noun in told if number)

    def _interests(self) -> weighing.Interests:
        settings = settings_of(self._home.path, document_of(self._home).carrier.country)
        return weighing.Interests(frozenset(one.casefold().lstrip("@") for one in settings.competitors))
