"""One customer's or trunk's counts as a record of whole numbers: sliding windows over cells, caller IDs, calls up.

The same functions work on a list (one worker) and on memory that several workers map; there the caller holds the
record's lock. Time comes in ticks of 100 ms. A window is its sum and its cells: the cell of now and those before it, so
it reaches back between all but one and all of its cells: it never counts what is older than it says.

A worker can be killed between any two stores. It marks the record before the first and clears the mark after the last;
who finds the mark set makes the sums anew from the cells, which are right but for the killed worker's own call.
"""

from typing import Final

Words = list[int] | memoryview

TICKS_PER_SECOND: Final = 10
MINUTE_CELL: Final = 50  # ticks: 5 s
HOUR_CELL: Final = 3_000  # 5 min
DAY_CELL: Final = 36_000  # 1 h
SECOND_CELLS: Final = 10
MINUTE_CELLS: Final = 12
HOUR_CELLS: Final = 12
DAY_CELLS: Final = 24
UP_CELLS: Final = 16

# Layout of a record. Words 0 and 1 are the key's digest where records are shared.
DIRTY: Final = 2
HEAD: Final = 3  # the tick that the newest cells stand for
SECOND_SUM: Final = 4  # each window: the sum, then its cells
MINUTE_SUM: Final = SECOND_SUM + 1 + SECOND_CELLS
HOUR_SUM: Final = MINUTE_SUM + 1 + MINUTE_CELLS
DAY_SUM: Final = HOUR_SUM + 1 + HOUR_CELLS
IDS_SUM: Final = DAY_SUM + 1 + DAY_CELLS  # caller IDs by the 5 minutes in which each was last shown
SPEND_SUM: Final = IDS_SUM + 1 + HOUR_CELLS
UP_SUM: Final = SPEND_SUM + 1 + DAY_CELLS  # calls up by the cell in which each began
UP_HEAD: Final = UP_SUM + 1 + UP_CELLS
UP_TICKS: Final = UP_HEAD + 1  # ticks of one of these cells
IDS_START: Final = UP_TICKS + 1  # where the set of caller IDs begins, in the same words
IDS_SIZE: Final = IDS_START + 1  # its slots, a power of two; 0: no set
RECORD: Final = 128
if IDS_SIZE >= RECORD:
    raise ValueError("a record has outgrown its words")

# Sum, number of cells, ticks of a cell; the shortest cells first, see `slide`.
_WINDOWS: Final = (
    (SECOND_SUM, SECOND_CELLS, 1),
    (MINUTE_SUM, MINUTE_CELLS, MINUTE_CELL),
    (HOUR_SUM, HOUR_CELLS, HOUR_CELL),
    (IDS_SUM, HOUR_CELLS, HOUR_CELL),
    (DAY_SUM, DAY_CELLS, DAY_CELL),
    (SPEND_SUM, DAY_CELLS, DAY_CELL),
)

# A slot of the set of caller IDs: 40 bits of the caller ID's hash, and the 5 minutes in which it was last shown.
_TIME_BITS: Final = 21
_TIME_MASK: Final = (1 << _TIME_BITS) - 1
_TAG_MASK: Final = (1 << 40) - 1
PROBES: Final = 16  # neighbouring slots that a caller ID may take
SLOTS_PER_ID: Final = 4
SLOTS_MIN: Final = 64


def slide(words: Words, base: int, tick: int) -> None:
    """Open the cells of `tick`, a later one than the record's; empty those that were passed over."""
    head = words[base + HEAD]
    for total, cells, width in _WINDOWS:
        before, now = head // width, tick // width
        if before == now:
            break  # cells of the windows behind are whole multiples of this one's
        first = base + total + 1
        if now - before >= cells:
            for at in range(first - 1, first + cells):
                words[at] = 0
        else:
            over = 0
            for passed in range(before + 1, now + 1):
                at = first + passed % cells
                if words[at]:
                    over += words[at]
                    words[at] = 0
            if over:
                words[base + total] -= over
    words[base + HEAD] = tick


def repair(words: Words, base: int) -> None:
    """Make every sum anew, after a worker was killed in the middle of its count."""
    _count_slots(words, base)
    for total, cells, _ in (*_WINDOWS, (UP_SUM, UP_CELLS, 0)):
        words[base + total] = sum([words[at] for at in range(base + total + 1, base + total + 1 + cells)])


def _count_slots(words: Words, base: int) -> None:
    """Caller IDs by when they were last shown, out of their set."""
    now = words[base + HEAD] // HOUR_CELL
    counts = [0] * HOUR_CELLS
    start = words[base + IDS_START]
    for at in range(start, start + words[base + IDS_SIZE]):
        word = words[at]
        age = (now - word) & _TIME_MASK
        if word and age < HOUR_CELLS:
            counts[(now - age) % HOUR_CELLS] += 1
    for cell in range(HOUR_CELLS):
        words[base + IDS_SUM + 1 + cell] = counts[cell]


def count_caller_id(words: Words, base: int, key: int, limit: int, now: int) -> int:
    """Remember a caller ID by its hash; how many different ones the last hour has seen, this one included.

    `now`: the cell of 5 minutes that the record's head is in.

    Exact up to `limit`. Beyond, a further caller ID is not remembered and reads limit + 1, while those that are
    remembered go on reading what they are: a customer over its limit keeps the caller IDs it had. Two caller IDs pass
    for one with a probability of 16 in 2**40 for each pair of them, and one whose 16 slots are all taken is not
    counted: both err to too few.
    """
    start = words[base + IDS_START]
    mask = words[base + IDS_SIZE] - 1
    tag = key >> 20 & _TAG_MASK or 1
    fresh = tag << _TIME_BITS | (now & _TIME_MASK)
    if words[start + (key & mask)] == fresh:
        return words[base + IDS_SUM]
    free = -1
    for probe in range(PROBES):
        at = start + ((key + probe) & mask)
        word = words[at]
        if word == fresh:
            return words[base + IDS_SUM]
        age = (now - word) & _TIME_MASK
        if word and age < HOUR_CELLS:
            if word >> _TIME_BITS == tag:
                words[at] = fresh
                words[base + IDS_SUM + 1 + (now - age) % HOUR_CELLS] -= 1
                words[base + IDS_SUM + 1 + now % HOUR_CELLS] += 1
                return words[base + IDS_SUM]
        elif free < 0:
            free = at
            if not word:
                break  # nothing was ever put behind an empty slot
    total = words[base + IDS_SUM]
    if total >= limit:
        return total + 1
    if free >= 0:
        words[free] = fresh
        words[base + IDS_SUM + 1 + now % HOUR_CELLS] += 1
        total += 1
        words[base + IDS_SUM] = total
    return total


def slots_for(limit: int) -> int:
    """Slots of a set that tells so many caller IDs apart: a quarter full at most, so that neighbours are rarely all
    taken.
    """
    slots = SLOTS_MIN
    while slots < limit * SLOTS_PER_ID:
        slots *= 2
    return slots


def _slide_up(words: Words, base: int, now: int, width: int) -> None:
    """Let calls fall out whose end did not come in time."""
    first = base + UP_SUM + 1
    if words[base + UP_TICKS] != width:  # another longest call: those that are up count from now
        up = words[base + UP_SUM]
        for at in range(first, first + UP_CELLS):
            words[at] = 0
        words[first + now % UP_CELLS] = up
        words[base + UP_TICKS] = width
    else:
        head = words[base + UP_HEAD]
        for passed in range(max(head + 1, now - UP_CELLS + 1), now + 1):
            at = first + passed % UP_CELLS
            words[base + UP_SUM] -= words[at]
            words[at] = 0
    words[base + UP_HEAD] = now


def call_up(words: Words, base: int, tick: int, width: int) -> int:
    """One call more is up; how many there are now. `width`: ticks of a cell, of which 15 are the longest call."""
    now = tick // width
    if now > words[base + UP_HEAD] or words[base + UP_TICKS] != width:
        _slide_up(words, base, now, width)
    words[base + UP_SUM + 1 + words[base + UP_HEAD] % UP_CELLS] += 1
    up = words[base + UP_SUM] + 1
    words[base + UP_SUM] = up
    return up


def call_down(words: Words, base: int, began: int, tick: int) -> None:
    """The call that began at the tick `began` is over, unless it fell out before."""
    width = words[base + UP_TICKS]
    if not width or not words[base + UP_SUM]:
        return
    now = tick // width
    if now > words[base + UP_HEAD]:
        _slide_up(words, base, now, width)
    head = words[base + UP_HEAD]
    cell = began // width
    if head - cell >= UP_CELLS:
        return
    # Its own cell; where that is empty (the clock turned between count and verdict), the oldest that is not.
    for age in (head - cell, *range(UP_CELLS - 1, -1, -1)):
        at = base + UP_SUM + 1 + (head - age) % UP_CELLS
        if words[at] > 0:
            words[at] -= 1
            words[base + UP_SUM] -= 1
            return


def spend(words: Words, base: int, began: int, amount: int) -> int:
    """Add an amount, or take one back, in the hour of the tick `began`; what the last 24 hours cost now."""
    now, hour = words[base + HEAD] // DAY_CELL, began // DAY_CELL
    if now - hour < DAY_CELLS:
        words[base + SPEND_SUM + 1 + min(hour, now) % DAY_CELLS] += amount
        words[base + SPEND_SUM] += amount
    return words[base + SPEND_SUM]
