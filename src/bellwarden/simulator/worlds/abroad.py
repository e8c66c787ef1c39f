"""Numbers of other countries, from ranges that their regulators keep free for drama and for tests."""

from random import Random
from typing import Final

# First number of a range and its size: Ofcom (London, mobile), Arcep, Bundesnetzagentur, ACMA, PTS.
FICTION: Final = (
    (442079460000, 1000),
    (447700900000, 1000),
    (33199000000, 10_000),
    (493023125000, 1000),
    (61255500000, 10_000),
    (46846500400, 100),
)


def caller_abroad(rng: Random) -> str:
    first, size = rng.choice(FICTION)
    return str(first + rng.randrange(size))
