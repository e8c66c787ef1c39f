"""The gate's word to the office: which journal line and policy every worker has taken in. Off the path of calls.

The supervisor tells it to the roof's keeper (a file, see GateSettings), and whoever answers HTTP tells it there.
"""

from collections import deque
from collections.abc import Callable
from time import monotonic, time
from typing import Final

from bellwarden import __version__
from bellwarden.gate.board import Board
from bellwarden.gate.roster import Roster
from bellwarden.seam.gate_state import KINDS, TAKEN_MAX, TARGETS, GateState, Taken, confirmed

EVERY_S: Final = 1.0
TEXT_MAX: Final = 400


class StateWatch:
    """Looks at what the workers say in the shared memory; call `beat` 20 times a second."""

    def __init__(
        self,
        name: str,
        roster: Roster,
        board: Board,
        clock: Callable[[], float] = time,
        steady: Callable[[], float] = monotonic,
    ) -> None:
        self._name = name
        self._roster = roster
        self._board = board
        self._clock = clock
        self._steady = steady
        self._since = clock()
        self._taken: deque[Taken] = deque(maxlen=TAKEN_MAX)
        self._told: tuple[object, ...] = ()
        self._told_at = 0.0

    def beat(self) -> bool:
        """Whether there is something to tell: another line, policy or worker, or a second has passed."""
        journal, now = confirmed(self._roster.workers()), self._steady()
        if journal and (not self._taken or journal > self._taken[-1].line):
            self._taken.append(Taken(journal, self._clock()))
        told = (journal, self._roster.in_force())
        if told == self._told and now - self._told_at < EVERY_S:
            return False
        self._told, self._told_at = told, now
        return True

    def state(self) -> GateState:
        """As it is now."""
        workers = self._roster.workers()
        held = self._roster.in_force()
        tallies = (self._board.read(one.number, False) for one in workers)
        problem = next((one.journal_problem for one in tallies if one is not None and one.journal_problem), "")
        return GateState(
            gate=self._name,
            version=__version__,
            at=self._clock(),
            since=self._since,
            journal=confirmed(workers),
            serial=0 if held is None else held.serial,
            snapshot="" if held is None else held.snapshot,
            workers=workers,
            taken=list(self._taken),
            kinds=KINDS,
            targets=TARGETS,
            problem=problem[:TEXT_MAX],
        )
