"""Evidence is kept as long as its kind asks for after the work on it ended; then its bytes go, and its row stays.

What is held is never thrown away: evidence itself, or a case that it belongs to. The database refuses it, too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final, NamedTuple, Protocol

from bellwarden.flows.office.every import batches, every
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.office.case import Case, CaseState, Evidence
from bellwarden.model.office.enforcement import MeasureState
from bellwarden.ports.office import Conflict, Desk

DAY: Final = 86_400.0
AT_ONCE: Final = 10  # rows of one transaction: it stays under 20 ms
AGAIN_S: Final = 7 * DAY  # so long after a row is gone its bytes are looked for again: a worker may have died between
OVER: Final = (MeasureState.REMOVED, MeasureState.EXPIRED, MeasureState.REJECTED, MeasureState.FAILED)
ENDED: Final = (CaseState.RESOLVED, CaseState.CLOSED)


class EvidenceBytes(Protocol):
    def forget(self, digest: str) -> None:
        """Throw the bytes away, wherever they lie. No fault when they are gone."""


class Over(NamedTuple):
    """Evidence whose time is over, and since when."""

    row: Evidence
    since: float


def over(desk: Desk, periods: Mapping[str, float], now: float) -> Iterator[Over]:
    """What may go now, kind by kind. `periods`: kind of evidence → days after the end of the work; others stay."""
    for kind, days in periods.items():
        for row in every(desk.evidence, kind=kind, gone_at__isnull=True, captured_at__lte=now - days * DAY):
            ended = _ended(desk, row)
            if ended and ended + days * DAY <= now:
                yield Over(row, ended + days * DAY)


def throw_away(world: OfficeWorld, periods: Mapping[str, float], kept: EvidenceBytes) -> tuple[Evidence, ...]:
    """The row first, with its line of the trail; then the bytes, unless other evidence has the same."""
    now = world.clock.now()
    with world.office.reading() as desk:
        found = [one.row for one in over(desk, periods, now)]
    gone: list[Evidence] = []
    for batch in batches(found, AT_ONCE):
        with world.office.writing(world.actor) as desk:
            for row in batch:
                if not _ended(desk, row):  # held or opened again, just now
                    continue
                try:
                    gone.append(desk.evidence.save(replace(row, gone_at=now)))
                except Conflict:
                    continue
                after = {"kind": row.kind, "sha256": row.sha256, "days": periods[row.kind]}
                desk.audit("evidence.throw_away", gone[-1], after=after)
    with world.office.reading() as desk:
        for digest in sorted({one.sha256 for one in every(desk.evidence, gone_at__gt=now - AGAIN_S)}):
            if not desk.evidence.count(sha256=digest, gone_at__isnull=True):
                kept.forget(digest)
    return tuple(gone)


def _ended(desk: Desk, row: Evidence) -> float:
    """When the work that it belongs to ended; 0.0 while it goes on, or anything of it is held."""
    if row.legal_hold:
        return 0.0
    ends = [row.captured_at]
    if row.case_id:
        case = desk.cases.get(row.case_id)
        chain = [case, *_above(desk, case)]
        if any(one.legal_hold for one in chain) or chain[-1].state not in ENDED:
            return 0.0
        ends.append(chain[-1].resolved_at)
    if row.enforcement_id:
        measure = desk.enforcements.get(row.enforcement_id)
        if measure.state not in OVER:
            return 0.0
        ends.append(measure.removed_at)
    return max(ends)


def _above(desk: Desk, case: Case) -> Iterator[Case]:
    """The cases that it was merged into, the one where the work went on last."""
    while case.merged_into_id:
        case = desk.cases.get(case.merged_into_id)
        yield case
