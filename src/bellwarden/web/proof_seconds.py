"""The seconds around a press as the proof's page draws them: bars, their table, their CSV, and the calls that go on."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from bellwarden.flows.office.proof_seconds import AFTER_S, BEFORE_S, BY_SECOND
from bellwarden.home import HomeFault
from bellwarden.home.proofs import Proofs
from bellwarden.model.proof_watch import ProofWatch
from bellwarden.store.models import Evidence
from bellwarden.store.world import office_home
from bellwarden.web.charts import Axis, Bar, Mark, bars


class Seconds:
    """Of one measure; None where nothing was seen yet."""

    def __init__(self, watch: ProofWatch) -> None:
        self.watch = watch

    @property
    def refused(self) -> int:
        """Since the press."""
        return sum(self.watch.refused[BEFORE_S:])

    @property
    def known_s(self) -> int:
        """Seconds after the press that are read."""
        return max(0, int(self.watch.read_up_to - self.watch.begins_at) - BEFORE_S)

    @property
    def rows(self) -> list[tuple[float, int, int]]:
        """Begin of each second that is known, calls that passed, calls that were refused."""
        watch = self.watch
        found = []
        for place, (passed, refused) in enumerate(zip(watch.passed, watch.refused, strict=True)):
            at = watch.begins_at + place
            if self._known(at):
                found.append((at, passed, refused))
        return found

    def _known(self, at: float) -> bool:
        return at + 1 > self.watch.known_from and at < self.watch.read_up_to

    @property
    def drawn(self) -> object:
        watch = self.watch
        made = []
        for place in range(BEFORE_S + AFTER_S):
            at, apart = watch.begins_at + place, place - BEFORE_S
            if not self._known(at):
                why = "not read yet" if at >= watch.read_up_to else "no gate kept a decision yet"
                made.append(Bar(f"{apart:+d} s: {why}", None))
                continue
            passed, refused = watch.passed[place], watch.refused[place]
            parts = (("calls", float(passed)), ("block", float(refused)))
            made.append(Bar(f"{apart:+d} s: {passed:,} let through, {refused:,} refused", parts))
        labels = [
            (place, f"{place - BEFORE_S:+d} s") for place in range(0, BEFORE_S + AFTER_S, 30) if place != BEFORE_S
        ]
        pressed = Mark(watch.pressed_at - watch.begins_at, "pressed")
        sentence = "New calls per second around the press: let through, and refused"
        return bars(made, Axis(labels, [pressed], height=170), sentence)

    def csv_rows(self) -> list[tuple[str, int, int]]:
        return [(datetime.fromtimestamp(at, UTC).isoformat(), passed, refused) for at, passed, refused in self.rows]


def seconds_of(ref: str, evidence: Sequence[Evidence]) -> Seconds | None:
    """As the worker sees them now, else as they were kept."""
    watch = Proofs(office_home().path).find(ref)
    if watch is None:
        row = next((one for one in evidence if one.kind == BY_SECOND), None)
        try:
            watch = (
                None if row is None else msgspec.json.decode(office_home().evidence().read(row.sha256), type=ProofWatch)
            )
        except (HomeFault, msgspec.DecodeError):
            watch = None
    return None if watch is None else Seconds(watch)
