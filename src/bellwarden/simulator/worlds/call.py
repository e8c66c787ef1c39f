"""A call of the world, as it happened: more than any switch writes down of it."""

from typing import NamedTuple


class Call(NamedTuple):
    """Times are milliseconds. `customer` is "" for calls that come in from other networks."""

    at_ms: int  # since 1970, UTC
    customer: str
    calling: str  # as shown: digits of E.164 without plus, or whatever was sent
    called: int
    status: int  # SIP
    ring_ms: int
    talk_ms: int
    ended_by: str  # "caller", "called", or "" when nobody answered
    name: str = ""  # display name
    bad: str = ""  # class of an unlawful call: B1 …; "" for any other
    campaign: str = ""
    upstream: str = ""  # who hands it in, where that isn't the customer
    diverted: str = ""  # number that diverted the call
    person: bool = False  # a human being answered
