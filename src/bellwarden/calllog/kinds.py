"""What a call tells apart from numbers and times, packed into one number: calls of one kind are counted once.

A window of thousands of calls has some dozens of kinds, so that fifty figures cost one group-by instead of fifty looks
at every call.
"""

from enum import IntEnum
from typing import Final, NamedTuple


class Bits(NamedTuple):
    shift: int
    width: int = 1


class Result(IntEnum):
    """Of `model.call_record.CallResult`, in the same words."""

    UNKNOWN = 0
    ANSWERED = 1
    NO_ANSWER = 2
    BUSY = 3
    CANCELLED = 4
    VACANT = 5
    REJECTED = 6
    FAILED = 7


class Length(IntEnum):
    """Billable length, in order."""

    UNKNOWN = 0
    ZERO = 1
    TO_6_S = 2  # more than 0
    TO_10_S = 3  # under
    TO_60_S = 4  # under
    TO_120_S = 5
    LONG = 6


class Pair(IntEnum):
    """What both numbers share, in order: country code 1, the area code too, the office code too."""

    ABROAD = 0
    HOME = 1
    AREA = 2
    EXCHANGE = 3


class Signed(IntEnum):
    """Attestation, as far as the record tells."""

    UNTOLD = 0
    NO = 1
    A = 2
    B = 3
    C = 4


class Kind(NamedTuple):
    """Where each part lies."""

    result: Bits = Bits(0, 3)
    length: Bits = Bits(3, 3)
    pair: Bits = Bits(6, 2)
    signed: Bits = Bits(8, 3)
    short_ring: Bits = Bits(11)
    statused: Bits = Bits(12)
    analytics: Bits = Bits(13)
    numbered: Bits = Bits(14)
    withheld: Bits = Bits(15)
    invalid: Bits = Bits(16)
    ended: Bits = Bits(17)  # the record tells who hung up
    hung_up: Bits = Bits(18)  # the caller did, within 10 s of the answer
    fruitless: Bits = Bits(19)  # not answered, or for less than 10 s
    dnc: Bits = Bits(20)
    reserved: Bits = Bits(21)
    zoned: Bits = Bits(22)
    off_hours: Bits = Bits(23)


KIND: Final = Kind()
