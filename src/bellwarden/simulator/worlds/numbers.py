"""The world's telephone numbers: area codes that nobody has, thousand-blocks with and without holders, people's traits.

Nothing is stored: what a number is follows from a hash of it and the seed, so a thousand million numbers cost nothing.
"""

from collections.abc import Iterator
from random import Random
from typing import Final, NamedTuple

# Neither in service nor assigned in the North American administrator's report of 2025-11-26, and open to any use.
# fmt: off
AREAS: Final = (
    221, 230, 232, 237, 238, 241, 243, 245, 247, 258, 259, 261, 265, 271, 275, 278, 280, 282, 285, 286,
    287, 328, 335, 338, 342, 348, 349, 356, 358, 359, 362, 381, 383, 384, 387, 389, 420, 421, 426, 427,
    429, 439, 446, 449, 451, 452, 453, 454, 456, 459, 460, 461, 462, 467, 476, 481, 482, 485, 486, 487,
    489, 536, 537, 542, 543, 545, 546, 547, 549, 550, 552, 553, 554, 556, 558, 560, 568, 569, 576, 578,
    583, 589, 625, 627, 632, 634, 635, 637, 638, 642, 643, 648, 652, 653, 654, 663, 665, 668, 673, 674,
    675, 676, 685, 687, 723, 735, 736, 739, 741, 745, 746, 749, 750, 751, 752, 756, 759, 764, 768, 776,
    783, 789, 823, 824, 827, 834, 836, 841, 842, 846, 851, 852, 853, 871, 874, 875, 880, 881, 882, 883,
    884, 885, 886, 887, 889, 921, 923, 926, 927, 932, 935, 946, 953, 957, 958, 974, 976, 981, 982, 987,
)
# fmt: on
# Standard and daylight offsets are not told apart: worlds lie within one summer. Share of area codes by zone.
ZONES: Final = (("America/New_York", -4), ("America/Chicago", -5), ("America/Denver", -6), ("America/Los_Angeles", -7))
_ZONE_OF: Final = (0, 0, 0, 0, 0, 1, 1, 1, 2, 3, 3)

ALLOCATED_OFFICES: Final = 0.62  # of the office codes of an area
ALLOCATED_BLOCKS: Final = 0.70  # of the thousand-blocks of an allocated office
VACANT: Final = 0.08  # lines of an allocated block that nobody has
DO_NOT_CALL: Final = 0.45
MOBILE: Final = 0.60
RESERVED_DIALLED: Final = 0.004  # share of random dialling that meets our own unused numbers
OUR_HOLDER: Final = "X001"
HOLDERS: Final = 40  # carriers besides ourselves

_MASK: Final = (1 << 64) - 1
_BLOCK: Final = 1000


class Traits(NamedTuple):
    """Of a called number."""

    vacant: bool
    do_not_call: bool
    mobile: bool
    mood: float  # how readily its holder answers, by the mean: 0 to 2
    whim: float  # 0 to 1, for whoever needs one decision more about the number


class Numbers:
    """`offices` is the slice of office codes that is used at all: hold-out worlds live in another one."""

    def __init__(self, seed: int, holdout: bool) -> None:
        self.salt = Random(f"{seed}:numbers").getrandbits(64)
        self.offices = range(420, 700) if holdout else range(222, 420)
        self.our_office = self.offices[0]  # of every area: ten blocks of our own
        self.reserved_office = self.offices[1]  # ours too; numbers that nobody has and nobody ever had
        self.live = {
            area: tuple(
                office
                for office in self.offices[2:]
                if office % 100 != 11 and office != 555 and self._share(area * 1000 + office) < ALLOCATED_OFFICES
            )
            for area in AREAS
        }

    def _share(self, number: int) -> float:
        return (self._hash(number) >> 40) / (1 << 24)

    def _hash(self, number: int) -> int:
        found = ((number ^ self.salt) * 0x9E3779B97F4A7C15) & _MASK
        found = ((found ^ (found >> 32)) * 0xD6E8FEB86659FD93) & _MASK
        return found ^ (found >> 32)

    def allocated(self, number: int) -> bool:
        """Whether anybody holds the number's thousand-block. `number`: E.164, country code 1."""
        area, office = number // 10_000_000 % 1000, number // 10_000 % 1000
        if office in (self.our_office, self.reserved_office):
            return True
        return office in self.live.get(area, ()) and self._share(number // _BLOCK) < ALLOCATED_BLOCKS

    def traits(self, number: int) -> Traits:
        """Of one number. Numbers abroad are never vacant."""
        bits = self._hash(number)
        vacant = (bits & 0xFFF) < VACANT * 4096
        do_not_call = (bits >> 12 & 0xFFF) < DO_NOT_CALL * 4096
        mobile = (bits >> 24 & 0xFFF) < MOBILE * 4096
        # The mean of two even draws: a Beta-like hump around 1.
        mood = ((bits >> 36 & 0x3FF) + (bits >> 46 & 0x3FF)) / 1023
        if number < 12_000_000_000 or number > 19_999_999_999:
            return Traits(False, False, mobile, mood, (bits >> 56) / 256)
        nobody = number // 10_000 % 1000 == self.reserved_office or not self.allocated(number)
        return Traits(vacant or nobody, do_not_call, mobile, mood, (bits >> 56) / 256)

    def hour_offset(self, number: int) -> int:
        """Hours from UTC to the called party's clock."""
        return ZONES[zone_of(number // 10_000_000 % 1000)][1] if number // 10_000_000_000 == 1 else 0

    def random(self, rng: Random, area: int = 0) -> int:
        """Any number of an office in service, whether its block is held or not: what a random dialler dials."""
        area = area or AREAS[int(rng.random() * len(AREAS))]
        offices = self.live[area]
        if rng.random() < RESERVED_DIALLED:
            return 10_000_000_000 + area * 10_000_000 + self.reserved_office * 10_000 + int(rng.random() * 10_000)
        return (
            10_000_000_000
            + area * 10_000_000
            + offices[int(rng.random() * len(offices))] * 10_000
            + int(rng.random() * 10_000)
        )

    def dialled(self, rng: Random, area: int = 0) -> int:
        """What a dialler dials that knows which blocks are in service, and nothing else."""
        while True:
            number = self.random(rng, area)
            if self.allocated(number):
                return number

    def person(self, rng: Random, area: int = 0, vacant: float = 0.0) -> int:
        """A number that somebody has; `vacant` is the share that nobody has any more, as lists of numbers age."""
        stale = rng.random() < vacant
        while True:
            number = self.random(rng, area)
            if self.traits(number).vacant == stale:
                return number

    def do_not_originate(self) -> Iterator[int]:
        """Numbers of authorities and banks that never call: of invented areas, and toll-free ones kept for fiction."""
        for area in AREAS[::20]:
            yield 10_000_000_000 + area * 10_000_000 + self.live[area][0] * 10_000 + 911
        yield from range(18005550100, 18005550140, 3)

    def blocks(self) -> Iterator[tuple[int, int, str, str]]:
        """What the administrator's block report says: area, office, block digit or A for a whole office, holder."""
        for area, offices in self.live.items():
            yield area, self.our_office, "A", OUR_HOLDER
            yield area, self.reserved_office, "A", OUR_HOLDER
            for office in offices:
                for digit in range(10):
                    block = (10_000 + area * 10) * 1000 + office * 10 + digit
                    if self._share(block) < ALLOCATED_BLOCKS:
                        holder = 2 + self._hash(block + 1) % HOLDERS
                        yield area, office, str(digit), f"X{holder:03d}"


def zone_of(area: int) -> int:
    """Index into ZONES."""
    return _ZONE_OF[area * 7 % len(_ZONE_OF)]
