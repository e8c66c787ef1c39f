"""Who may hold how many connections: a share for each source, a bound on all, and who makes room when they are used up.

Room is made by whoever uses least of it: first the connection that was never used, the oldest first, then the one that
has been idle longest. A connection in use is not closed for a new one; then it is the new one that is refused.
"""

from collections.abc import Iterator
from typing import Final, Generic, Protocol, TypeVar

# A connection that carried a message so short a time ago is in use: the next one is probably on its way.
IN_USE_S: Final = 1.0


class Holding(Protocol):
    """What a share is made of."""

    @property
    def used(self) -> bool:
        """Whether a whole message ever came over it."""

    @property
    def active_at(self) -> float:
        """When it was opened or, later, used the last time; seconds of the clock that `place_for` is asked by."""


Held = TypeVar("Held", bound=Holding)


class Shares(Generic[Held]):
    """The connections of one worker by source. Only counts them: opening and closing is the owner's."""

    def __init__(self, in_all_max: int, per_source_max: int) -> None:
        self._in_all_max = in_all_max
        self._per_source_max = per_source_max
        self._sources: dict[str, set[Held]] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Held]:
        return iter([one for held in self._sources.values() for one in held])

    def of(self, source: str) -> int:
        """How many a source holds."""
        return len(self._sources.get(source, ()))

    def place_for(self, source: str, now: float) -> tuple[bool, Held | None]:
        """Whether a new connection of a source finds a place, and which one has to be closed for it, if any.

        Where all places are taken, the source that holds most gives one up: so nobody can take another's share.
        """
        own = self._sources.get(source, ())
        if len(own) >= self._per_source_max:
            idle = _idlest(own, now)
            return idle is not None, idle
        if self._count < self._in_all_max:
            return True, None
        heaviest = max(self._sources.values(), key=len, default=())
        if len(heaviest) <= len(own):
            return False, None
        idle = _idlest(heaviest, now)
        return idle is not None, idle

    def add(self, source: str, one: Held) -> None:
        self._sources.setdefault(source, set()).add(one)
        self._count += 1

    def remove(self, source: str, one: Held) -> None:
        """Give its place back; done twice, it is done once."""
        held = self._sources.get(source)
        if held is None or one not in held:
            return
        held.remove(one)
        self._count -= 1
        if not held:
            del self._sources[source]


def _idlest(held: "set[Held] | tuple[()]", now: float) -> Held | None:
    """The connection to be closed first; None when all are in use."""
    found = min(held, key=lambda one: (one.used, one.active_at), default=None)
    if found is None or (found.used and now - found.active_at < IN_USE_S):
        return None
    return found
