"""Drafts of requests to other bodies: that a number which others show is refused wherever it is shown."""

from typing import Final

_NEVER_ORIGINATES: Final = """\
Request to list a number as do-not-originate (47 CFR 64.1200(o), (k)(1))

Number: {number}

We are the voice service provider responsible for this number. Calls that show it as caller ID are made by others, over
other networks. Its subscriber has asked that calls showing it be refused. Send this only with the subscriber's written
request at hand, and only if the subscriber places no calls with it; a number that places calls of its own can't be
listed: offer the subscriber signed calls and a label check instead.
"""


def never_originates_request(number: str) -> str:
    """`number`: E.164 with its plus sign. The draft names nobody but the number."""
    return _NEVER_ORIGINATES.format(number=number)


_HOLDER: Final = """\
Calls that show your number {number} are being made by others

Somebody complained of calls that show your number as caller ID. We looked them up: they were not made over our network
and not by you. Caller ID can be forged, and whoever forges it can't be stopped at your telephone.

What we do: calls from other networks that show a number of ours are refused at our gate. What you can do: if you place
no calls with this number, ask us in writing to have it listed as do-not-originate, and other providers refuse it, too.
If you do place calls with it, we sign them, so that others can tell yours from the forged ones. If strangers call you
back, tell them that your number was forged. You need not change your number.
"""


def holder_offer(number: str) -> str:
    """For the number's own holder, whom staff know; it tells nothing of who complained."""
    return _HOLDER.format(number=number)
