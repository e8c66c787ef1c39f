"""The calls that every server under test is asked about: INVITEs as an SBC of 2,000 customers sends them."""

import random
from collections.abc import Iterator
from typing import NamedTuple

# Area codes that nobody has.
LAWFUL_AREA, BLOCKED_AREA, CALLED_AREA = 238, 446, 756
EXCHANGES = [code for code in range(200, 1000) if code % 100 != 11 and code not in (555, 950, 976)]
CUSTOMERS = 2_000
BLOCKED = 2_000_000
BLOCKED_SHARE = 0.1
NUMBERS_PER_AREA = len(EXCHANGES) * 10_000
BLOCKS_PER_AREA = len(EXCHANGES) * 10  # of a thousand numbers
SCATTER = 1_000_003  # a prime: steps through an area's numbers in no neighbourly order, each once

MARK = b"z9hG4bKbw"
KEY_LENGTH = len(MARK) + 10
INVITE = """\
INVITE sip:+%(called)d@c%(customer)04d.carrier.example:5060;user=phone SIP/2.0\r
Via: SIP/2.0/UDP 127.0.0.1:%(port)d;branch=z9hG4bKbw%(index)010d;rport\r
Max-Forwards: 68\r
From: "BREEZY DENTAL" <sip:+%(calling)d@sbc1.carrier.example;user=phone>;tag=gK0c%(index)010d\r
To: <sip:+%(called)d@c%(customer)04d.carrier.example;user=phone>\r
Call-ID: 1443109_%(index)010d_133621@127.0.0.1\r
CSeq: 781323 INVITE\r
Contact: <sip:+%(calling)d@127.0.0.1:%(port)d>\r
Allow: INVITE,ACK,CANCEL,BYE,REGISTER,REFER,INFO,SUBSCRIBE,NOTIFY,PRACK,UPDATE,OPTIONS,MESSAGE\r
Accept: application/sdp, application/isup, application/dtmf-relay\r
Supported: timer,100rel,precondition\r
User-Agent: Borderline SBC 9.2.1\r
P-Asserted-Identity: "BREEZY DENTAL" <sip:+%(calling)d@sbc1.carrier.example:5060;user=phone>\r
P-Charging-Vector: icid-value=%(index)010d.icid;icid-generated-at=127.0.0.1\r
Session-Expires: 1800\r
Min-SE: 90\r
P-Early-Media: supported\r
Content-Type: application/sdp\r
Content-Length:  %(length)d\r
\r
"""
SDP = b"""\
v=0\r
o=Borderline 10371 32641 IN IP4 127.0.0.1\r
s=SIP Media Capabilities\r
c=IN IP4 127.0.0.1\r
t=0 0\r
m=audio 6094 RTP/AVP 0 101\r
a=rtpmap:0 PCMU/8000\r
a=rtpmap:101 telephone-event/8000\r
a=fmtp:101 0-15\r
a=sendrecv\r
a=ptime:20\r
"""
ACK = """\
ACK sip:+%(called)d@c%(customer)04d.carrier.example:5060;user=phone SIP/2.0\r
Via: SIP/2.0/UDP 127.0.0.1:%(port)d;branch=z9hG4bKbw%(index)010d;rport\r
Max-Forwards: 68\r
From: "BREEZY DENTAL" <sip:+%(calling)d@sbc1.carrier.example;user=phone>;tag=gK0c%(index)010d\r
Call-ID: 1443109_%(index)010d_133621@127.0.0.1\r
CSeq: 781323 ACK\r
Content-Length: 0\r
"""


def number(area: int, index: int) -> int:
    """The `index`-th of an area's numbers, in scattered order, as E.164 digits."""
    place = index * SCATTER % NUMBERS_PER_AREA
    return 10**10 + area * 10**7 + EXCHANGES[place // 10_000] * 10_000 + place % 10_000


def block_prefix(area: int, block: int) -> str:
    """E.164 digits that the `block`-th thousand-block of an area begins with."""
    return f"1{area}{EXCHANGES[block // 10]}{block % 10}"


def owner(block: int, customers: int = CUSTOMERS) -> int:
    """The customer to whom the `block`-th thousand-block of each area belongs."""
    return block * customers // BLOCKS_PER_AREA


def owner_of_number(index: int) -> int:
    """The customer to whom an area's `index`-th number belongs."""
    return owner(index * SCATTER % NUMBERS_PER_AREA // 1000)


class Call(NamedTuple):
    key: bytes  # tells its answer from others
    invite: bytes
    ack: bytes  # less its To header, which repeats the answer's


def calls(first: int, count: int, port: int) -> list[Call]:
    """Calls with the indices from `first`: no branch, Call-ID or tag of one run comes twice."""
    return list(_calls(first, count, port))


def _calls(first: int, count: int, port: int) -> Iterator[Call]:
    chance = random.Random(first)
    for index in range(first, first + count):
        blocked = chance.random() < BLOCKED_SHARE
        caller = chance.randrange(BLOCKED if blocked else NUMBERS_PER_AREA)
        fields = {
            "index": index,
            "port": port,
            "customer": owner_of_number(caller),
            "called": number(CALLED_AREA, chance.randrange(NUMBERS_PER_AREA)),
            "calling": number(BLOCKED_AREA if blocked else LAWFUL_AREA, caller),
            "length": len(SDP),
        }
        invite = (INVITE % fields).encode() + SDP
        yield Call(key_of(invite), invite, (ACK % fields).encode())


def key_of(data: bytes) -> bytes:
    """Which call a message belongs to: its branch."""
    at = data.find(MARK)
    return data[at : at + KEY_LENGTH]


def acknowledgement(call: Call, answer: bytes) -> bytes:
    """RFC 3261 section 17.1.1.3: the ACK's To is the answer's."""
    start = answer.find(b"\r\nTo:") + 2
    return call.ack + answer[start : answer.find(b"\r\n", start)] + b"\r\n\r\n"
