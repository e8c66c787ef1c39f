"""What an SBC is told, apart from the message it is told in."""

from typing import NamedTuple


class SipAnswer(NamedTuple):
    """A final SIP response less its transaction: the SIP core adds Via, From, To, Call-ID and CSeq.

    `contact` is a full Contact value for a 3xx, else "". `headers` are added as they stand, in order.
    """

    status: int
    phrase: str
    contact: str = ""
    headers: tuple[tuple[str, str], ...] = ()
