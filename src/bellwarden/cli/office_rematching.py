"""What the worker does when call records come late: complaints about those days are held against the log again."""

from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Final

from bellwarden.calllog.manifest import Manifest, load
from bellwarden.cli.complaint_opening import world_of
from bellwarden.cli.office_complaints import calls_of, document_of
from bellwarden.flows.complaint import ComplaintWorld, rematch
from bellwarden.flows.office import rematching
from bellwarden.flows.office.corrections import reading_of
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.model.complaint import Reading
from bellwarden.model.complaint_match import Matching, Triage
from bellwarden.model.office.complaint import ComplaintRecord

SEEN: Final = "complaints.segment"  # setting: the number that the log's next file had when all was looked at


class RematchWork:
    """One worker's. A sweep over many complaints takes several turns; where it stands is lost with the worker, and it
    begins anew: matched twice, a complaint stays as it is.
    """

    def __init__(self, home: Home) -> None:
        self._home = home
        self._log = home.path / "calllog"
        self._days: frozenset[str] = frozenset()  # of the sweep that goes on; none: it is over
        self._upto = 0
        self._at = 0

    def late(self, world: OfficeWorld) -> str:
        """One turn. Tells how many verdicts changed."""
        if not self._days and not self._begin(world):
            return ""
        with world.office.reading() as desk:
            found = rematching.touched(desk, self._days, self._at)
        changed = 0
        asked = [
            (row, reading)
            for row, reading in found
            if rematching.asks_of(reading, datetime.fromtimestamp(row.received_at, UTC), self._days)
        ]
        if asked:
            with ExitStack() as stack:
                desk_world = self._world(stack)
                changed = sum(self._matched(world, desk_world, *one) for one in asked)
        if found:
            self._at = found[-1][0].id
        else:
            self._days = frozenset()
            with world.office.writing(world.actor) as writing:
                writing.set_setting(SEEN, str(self._upto))
        return f"{changed} complaint{'' if changed == 1 else 's'} matched otherwise" if changed else ""

    def one(self, world: OfficeWorld, complaint_id: int) -> None:
        """A single complaint, in which somebody put something right."""
        with world.office.reading() as desk:
            row = desk.complaints.get(complaint_id)
            reading = reading_of(desk, row)
        with ExitStack() as stack:
            matching, triage = self._again(self._world(stack), row, reading)
        rematching.rematched(world, row.id, matching, triage, self._home.evidence(), corrected=True)

    def _again(self, world: ComplaintWorld, row: ComplaintRecord, reading: Reading) -> tuple[Matching, Triage]:
        return rematch(reading, world, datetime.fromtimestamp(row.received_at, UTC))

    def _begin(self, world: OfficeWorld) -> bool:
        """Whether days got calls since all was looked at; a log's very first files are no news to anybody."""
        manifest = load(self._log)
        with world.office.reading() as desk:
            seen = int(desk.setting(SEEN) or 0)
        if manifest.next_segment == seen:
            return False
        self._days = _days_since(manifest, seen)
        self._upto, self._at = manifest.next_segment, 0
        return bool(self._days)

    def _world(self, stack: ExitStack) -> ComplaintWorld:
        return world_of(document_of(self._home), calls_of(self._home, stack), {})

    def _matched(self, world: OfficeWorld, desk_world: ComplaintWorld, row: ComplaintRecord, reading: Reading) -> bool:
        matching, triage = self._again(desk_world, row, reading)
        after = rematching.rematched(world, row.id, matching, triage, self._home.evidence())
        return (after.matching["verdict"], after.found) != (row.matching["verdict"], row.found)


def _days_since(manifest: Manifest, number: int) -> frozenset[str]:
    """Days (UTC) whose calls lie in files made since then."""
    return frozenset(one.day for one in manifest.segments if one.number >= number)
