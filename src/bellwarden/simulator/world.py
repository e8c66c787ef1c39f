"""Who calls in the simulated world: the customers of the demonstration policy (policy/demo.py) and what each is up to.

Every number lies in area codes that nobody has; a test holds these tables against the policy.
"""

from enum import Enum
from typing import Final, NamedTuple

from bellwarden.model.stir import Attestation
from bellwarden.simulator.signing import Token

GATE_HOST: Final = "gate.example"  # host part of the request line: SBCs write a name there


class Story(str, Enum):
    """What a call is, in words for people."""

    GOOD = "an ordinary call"
    WITHHELD = "an ordinary call, number withheld"
    FORWARDED = "a forwarded call from abroad"
    EMERGENCY = "an emergency call"
    EMERGENCY_CENTRE = "an emergency centre calls back"
    SHOWS_911 = "shows 911 as caller ID"
    SHOWS_FICTITIOUS = "shows a 555-01XX number"
    SHOWS_UNALLOCATED = "shows a number that no provider holds"
    SHOWS_UNUSED = "shows a number of ours that nobody holds"
    SHOWS_DO_NOT_ORIGINATE = "shows a number that never calls"
    SHOWS_OTHERS = "shows a number outside its set"
    SHOWS_CALLED = "shows the called party's own number"
    OUR_NUMBER_FROM_OUTSIDE = "our own number comes in from outside"
    HOME_NUMBER_FROM_ABROAD = "a home number comes in from abroad"
    LISTED = "a caller on the block list"
    DOUBTFUL = "a caller that analysis speaks against"
    SCAM_NAME = "a caller name on the list"
    IMPOSSIBLE_CALLED = "dials a number that can't exist"
    BURST = "faster than agreed"
    SIGNED_STALE = "a signature of an hour ago"
    SIGNED_FOR_OTHER = "a signature for another caller"
    SIGNED_CHANGED = "a signature that was changed"
    SIGNED_TWICE = "a signature cut out of the call before"
    MALFORMED = "a malformed INVITE"
    SUSPENDED = "the customer is suspended"
    UNKNOWN_CUSTOMER = "nobody's calls on a shared trunk"


# The reason that a right verdict gives, and whether the call goes on.
RIGHT: Final[dict[Story, tuple[str, bool]]] = {
    Story.GOOD: ("NO_OBJECTION", True),
    Story.WITHHELD: ("NO_OBJECTION", True),
    Story.FORWARDED: ("NO_OBJECTION", True),
    Story.EMERGENCY: ("EMERGENCY_CALL", True),
    Story.EMERGENCY_CENTRE: ("PUBLIC_SAFETY", True),
    Story.SHOWS_911: ("CALLER_ID_EMERGENCY", False),
    Story.SHOWS_FICTITIOUS: ("CALLER_ID_INVALID", False),
    Story.SHOWS_UNALLOCATED: ("CALLER_ID_UNALLOCATED", False),
    Story.SHOWS_UNUSED: ("CALLER_ID_UNUSED", False),
    Story.SHOWS_DO_NOT_ORIGINATE: ("DO_NOT_ORIGINATE", False),
    Story.SHOWS_OTHERS: ("CALLER_ID_RIGHT", False),
    Story.SHOWS_CALLED: ("CALLER_IS_CALLED", False),
    Story.OUR_NUMBER_FROM_OUTSIDE: ("OWN_NUMBER_FROM_OUTSIDE", False),
    Story.HOME_NUMBER_FROM_ABROAD: ("CONDITION", False),
    Story.LISTED: ("CALLING_LIST", False),
    Story.DOUBTFUL: ("CALLING_LIST", False),
    Story.SCAM_NAME: ("NAME_LIST", False),
    Story.IMPOSSIBLE_CALLED: ("CALLED_NUMBER_INVALID", False),
    Story.BURST: ("CPS_LIMIT", False),
    Story.SIGNED_STALE: ("VERIFICATION_FAILED", False),
    Story.SIGNED_FOR_OTHER: ("VERIFICATION_FAILED", False),
    Story.SIGNED_CHANGED: ("VERIFICATION_FAILED", False),
    Story.SIGNED_TWICE: ("VERIFICATION_FAILED", False),
    Story.MALFORMED: ("MALFORMED_MESSAGE", False),
    Story.SUSPENDED: ("CUSTOMER_STANDING", False),
    Story.UNKNOWN_CUSTOMER: ("CUSTOMER_UNKNOWN", False),
}


# What is wrong with the token of a call whose story it is.
TOKENS: Final[dict[Story, Token]] = {
    Story.SIGNED_STALE: Token.STALE,
    Story.SIGNED_FOR_OTHER: Token.OTHER_CALLER,
    Story.SIGNED_CHANGED: Token.CHANGED,
    Story.SIGNED_TWICE: Token.AGAIN,
}


class NumberPool(NamedTuple):
    """`size` numbers from `first` on, E.164."""

    first: int
    size: int


class Caller(NamedTuple):
    """One customer at its SBC's address, with what it does and how often."""

    customer: str  # key in the policy; "" for nobody
    address: str
    user_agent: str
    pools: tuple[NumberPool, ...]  # numbers it shows on ordinary calls
    display_names: tuple[str, ...]
    weight: float  # share of all calls
    stories: dict[Story, float]
    cps_max: int = 0  # its limit, which it keeps to unless the story is a burst
    attests: Attestation | None = None  # of the Identity headers that its calls come with; None: it does not sign
    charge_info: str = ""  # P-Charge-Info, by which a shared trunk tells it apart
    dialled_prefix: str = ""  # or signs in front of the called number, as they stand in a URI


OURS: Final = (
    NumberPool(12382000100, 100),
    NumberPool(12382001000, 1000),
    NumberPool(12382002000, 500),
    NumberPool(12382010000, 100),
)
ELSEWHERE: Final = (NumberPool(14462002000, 3000), NumberPool(17562000000, 1000), NumberPool(17562010000, 10000))

# What a caller shows who shows what it should not.
SHOWN: Final[dict[Story, tuple[NumberPool, ...]]] = {
    Story.SHOWS_911: (NumberPool(911, 1),),
    Story.SHOWS_FICTITIOUS: (NumberPool(12385550100, 100), NumberPool(14465550100, 100)),
    Story.SHOWS_UNALLOCATED: (NumberPool(12383200000, 700_000), NumberPool(14463200000, 500_000)),
    Story.SHOWS_UNUSED: (NumberPool(12382006000, 1000),),
    Story.SHOWS_DO_NOT_ORIGINATE: (NumberPool(14462009900, 1), NumberPool(17562009000, 100)),
    Story.SHOWS_OTHERS: ELSEWHERE,
    Story.OUR_NUMBER_FROM_OUTSIDE: OURS,
    Story.HOME_NUMBER_FROM_ABROAD: ELSEWHERE,
    Story.FORWARDED: ELSEWHERE,
    Story.LISTED: (NumberPool(14462009998, 2), NumberPool(14462010000, 10000)),
    Story.DOUBTFUL: (NumberPool(14462005000, 100),),
    Story.EMERGENCY_CENTRE: (NumberPool(14462000911, 1),),
}
SCAM_NAMES: Final = ("CAR WARRANTY DEPT", "FINAL CAR WARRANTY", "SSA OFFICE", "STUDENT LOAN DEPT")
# An exchange can't begin with 0 or 1.
IMPOSSIBLE: Final = NumberPool(12380000000, 1_000_000)

CALLERS: Final = (
    Caller(
        "harbor-dental",
        "127.0.1.1",
        "Corral SBC 5.1",
        (NumberPool(12382000100, 100),),
        ("HARBOR DENTAL",),
        20,
        {Story.GOOD: 99, Story.EMERGENCY: 1},
        cps_max=20,
    ),
    Caller(
        "meadowbrook",
        "127.0.1.2",
        "Corral SBC 5.1",
        (NumberPool(12382001000, 1000),),
        ("MEADOWBROOK SD", "MEADOWBROOK HS"),
        18,
        {Story.GOOD: 99, Story.EMERGENCY: 1},
        cps_max=40,
    ),
    Caller(
        "copperline",
        "127.0.1.3",
        "Dovetail/2.9",
        (NumberPool(12382002000, 500), NumberPool(14462007000, 1)),
        ("COPPERLINE FRT",),
        14,
        {Story.GOOD: 98, Story.IMPOSSIBLE_CALLED: 2},
        cps_max=30,
    ),
    Caller(
        "quillmark",
        "127.0.1.4",
        "autodial 0.8",
        (NumberPool(12382003000, 100),),
        ("QUILLMARK", ""),
        3,
        {Story.GOOD: 40, Story.BURST: 25, Story.SHOWS_OTHERS: 15, Story.SHOWS_CALLED: 10, Story.MALFORMED: 10},
        cps_max=5,
    ),
    Caller(
        "sunvale",
        "127.0.1.5",
        "autodial 0.8",
        (NumberPool(12382004000, 10),),
        ("SUNVALE", ""),
        6,
        {
            Story.GOOD: 20,
            Story.SHOWS_911: 8,
            Story.SHOWS_FICTITIOUS: 14,
            Story.SHOWS_UNALLOCATED: 16,
            Story.SHOWS_UNUSED: 8,
            Story.SHOWS_DO_NOT_ORIGINATE: 10,
            Story.SHOWS_OTHERS: 12,
            Story.SCAM_NAME: 12,
        },
        cps_max=25,
    ),
    Caller(
        "brightpath",
        "127.0.1.6",
        "Dovetail/2.9",
        (NumberPool(12382005000, 10),),
        ("BRIGHTPATH",),
        2,
        {Story.SUSPENDED: 92, Story.EMERGENCY: 8},
        cps_max=25,
    ),
    Caller(
        "tessera",
        "127.0.1.7",
        "Interlace 11",
        ELSEWHERE,
        ("", "TOWN LIBRARY", "PINEBROOK SVGS"),
        24,
        {
            Story.GOOD: 84,
            Story.WITHHELD: 3,
            Story.LISTED: 4,
            Story.DOUBTFUL: 3,
            Story.OUR_NUMBER_FROM_OUTSIDE: 3,
            Story.EMERGENCY_CENTRE: 1,
            Story.MALFORMED: 2,
            Story.SIGNED_STALE: 1,
            Story.SIGNED_FOR_OTHER: 1,
            Story.SIGNED_CHANGED: 1,
            Story.SIGNED_TWICE: 1,
        },
        cps_max=200,
        attests=Attestation.FULL,
    ),
    Caller(
        "longhaul",
        "127.0.1.8",
        "Interlace 11",
        ELSEWHERE,
        ("",),
        6,
        {
            Story.WITHHELD: 60,
            Story.FORWARDED: 20,
            Story.HOME_NUMBER_FROM_ABROAD: 14,
            Story.OUR_NUMBER_FROM_OUTSIDE: 6,
        },
        attests=Attestation.GATEWAY,
    ),
    Caller(
        "juniper",
        "127.0.1.9",
        "Hosted Exchange 4",
        (NumberPool(12382010000, 100),),
        ("JUNIPER VET",),
        4,
        {Story.GOOD: 1},
        cps_max=10,
        charge_info="12382010000",
    ),
    Caller(
        "larkfield",
        "127.0.1.9",
        "Hosted Exchange 4",
        (NumberPool(12382010100, 100),),
        ("LARKFIELD CARE",),
        3,
        {Story.GOOD: 98, Story.EMERGENCY: 2},
        cps_max=10,
        dialled_prefix="77%23",
    ),
    Caller(
        "",
        "127.0.1.9",
        "Hosted Exchange 4",
        ELSEWHERE,
        ("",),
        0.4,
        {Story.UNKNOWN_CUSTOMER: 1},
    ),
)
SOURCES: Final = tuple(dict.fromkeys(caller.address for caller in CALLERS))
ATTESTATIONS: Final = {caller.customer: caller.attests for caller in CALLERS if caller.attests is not None}
