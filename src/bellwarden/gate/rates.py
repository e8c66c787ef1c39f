"""How often a number, or a pair of them, was seen in a window: tables of fixed size that workers share without a lock.

A slot is one word: 22 bits of the key's hash, the half window it was last seen in, the calls of that half window and of
the one before. Their sum is the reading: it reaches back between half the window and all of it.

It errs to too few: two workers that count one key in the same microsecond may lose one of the two; where both slots of
a key are taken, the one with fewer calls is overwritten; a count stays at 4,095. It errs to too many only when another
key has the same 22 bits and the same slots, a chance below 1 in 2,000,000 for a new key; hash() is seeded afresh at
each start, so nobody can aim at it, and forked workers share the seed.
"""

from typing import Final

SLOTS: Final = 1 << 18  # 2 MB of address space, of which only what is used becomes memory
CALLS_MAX: Final = 4_000  # the highest limit that a count can be held against

_SLOT_MASK: Final = SLOTS - 1
_COUNT_BITS: Final = 12
_COUNT_MASK: Final = (1 << _COUNT_BITS) - 1
_TIME_SHIFT: Final = 2 * _COUNT_BITS
_TIME_MASK: Final = 0xFFFF
_TAG_SHIFT: Final = _TIME_SHIFT + 16
_TAG_MASK: Final = (1 << 22) - 1
_EARLIER: Final = _TIME_MASK - 64  # ages beyond: the slot was written by a worker that is ahead


class RateTable:
    """One table. `first` is its first word, an even number."""

    __slots__ = ("_first", "_half", "_now", "_words")

    def __init__(self, words: memoryview, first: int) -> None:
        self._words = words
        self._first = first
        self._half = 1  # ticks of half a window
        self._now = 0  # the half window of now

    def set_window(self, ticks: int) -> None:
        """Count in windows so long from now on. Whoever changes the window of a table in use must empty it."""
        self._half = max(ticks // 2, 1)

    def empty(self) -> None:
        self._words[self._first : self._first + SLOTS] = memoryview(bytes(SLOTS * 8)).cast("q")

    def turn(self, tick: int) -> None:
        """It is this tick now."""
        self._now = (tick // self._half) & _TIME_MASK

    def count(self, key: int) -> int:
        """Count one call of the key (any hash of it); its calls in the window, this one included."""
        at = self._first + (key & _SLOT_MASK)
        word = self._words[at]
        if word >> _TIME_SHIFT == (key >> 20 & _TAG_MASK) << 16 | self._now:  # seen before in this half window
            last = word & _COUNT_MASK
            if last < _COUNT_MASK:
                self._words[at] = word + 1  # one store: a worker that is killed leaves a whole slot behind
                last += 1
            return last + (word >> _COUNT_BITS & _COUNT_MASK)
        return self._count_anew(at, key >> 20 & _TAG_MASK)

    def _count_anew(self, at: int, tag: int) -> int:
        """A key that its first slot does not hold, or not for this half window."""
        words, now = self._words, self._now
        word = words[at]
        if word >> _TAG_SHIFT != tag:
            other = words[at ^ 1]
            if other >> _TAG_SHIFT == tag:
                at, word = at ^ 1, other
            else:
                if _weight(other, now) < _weight(word, now):
                    at ^= 1
                word = 0
        age = (now - (word >> _TIME_SHIFT)) & _TIME_MASK
        last, before = word & _COUNT_MASK, 0
        if word and (age == 0 or age > _EARLIER):
            now = word >> _TIME_SHIFT & _TIME_MASK
            before = word >> _COUNT_BITS & _COUNT_MASK
        else:
            if age == 1:
                before = last
            last = 0
        if last < _COUNT_MASK:
            last += 1
        words[at] = tag << _TAG_SHIFT | now << _TIME_SHIFT | before << _COUNT_BITS | last
        return last + before


def _weight(word: int, now: int) -> int:
    """How much would be lost by overwriting a slot: its calls, as far as they are still in the window."""
    if not word or 1 < (now - (word >> _TIME_SHIFT)) & _TIME_MASK <= _EARLIER:
        return 0
    return (word & _COUNT_MASK) + (word >> _COUNT_BITS & _COUNT_MASK)
