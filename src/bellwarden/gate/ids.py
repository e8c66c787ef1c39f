"""Decision ids: 24 hex digits that sort by time within a worker and never meet those of another."""

_COUNTER_MASK = 0xFFFF_FFFF
_MILLISECONDS_MASK = 0xFFFF_FFFF_FFFF


class DecisionIds:
    """Callable: the next id at a time. `start`, 16 bits, tells this worker's run from all others of the machine."""

    __slots__ = ("_count", "_milliseconds", "_prefix", "_start")

    def __init__(self, start: int) -> None:
        self._start = f"{start & 0xFFFF:04x}"
        self._milliseconds = 0
        self._prefix = f"{0:012x}{self._start}"
        self._count = 0

    def __call__(self, at: float) -> str:
        """12 digits of milliseconds since 1970, 4 of the worker's start, 8 of a counter (see `model.decision`)."""
        milliseconds = int(at * 1000.0)
        # The wall clock may be set back; ids of one worker must still ascend.
        if milliseconds > self._milliseconds:
            self._milliseconds = milliseconds
            self._prefix = format(milliseconds & _MILLISECONDS_MASK, "012x") + self._start
        self._count = (self._count + 1) & _COUNTER_MASK
        # Compiled, `format` takes a fifth of what an f-string with a format takes.
        return self._prefix + format(self._count, "08x")
