"""SIP requests made from a seed: sane ones in all their spellings, and what a few strange bytes make of them.

A generator of our own: drawing each piece by Hypothesis costs fifty times as much, and the number of messages counts.
"""

from collections.abc import Sequence
from random import Random

from hypothesis import strategies as st

from tests.sip.messages import SDP

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
TOKEN = LETTERS + "-.!%*_+`'~"
USER = LETTERS + "-_.!~*'()&=+$,;?/"
METHODS = ("INVITE", "OPTIONS", "CANCEL", "BYE", "ACK", "NOVEL")
HOSTS = (
    "hill.example",
    "Hill.Example",
    "a-b.hill.example",
    "localhost",
    "127.0.0.2",
    "198.51.100.77",
    "[::1]",
    "[2001:db8::9:1]",
)
QUOTED = ('"Hill Dental" ', '"a \\"b\\" c" ', '"<sip:evil@h>" ', '"a;tag=9, b" ', '"Zahnärztin 日" ', '""', '"a"\t')
NASTY = (
    *(
        b"\r\n",
        b"\n",
        b"\r",
        b" ",
        b"\t",
        b"\x00",
        b":",
        b";",
        b",",
        b'"',
        b"<",
        b">",
        b"@",
        b"%",
        b"\\",
        b"=",
        b"[",
        b"\xff",
    ),
    *(
        b"Via: ",
        b"\r\nTo: ",
        b"\r\n ",
        b";tag=",
        b";branch=",
        b";rport",
        b"SIP/2.0",
        b"\r\n\r\n",
        b"INVITE ",
        b"\xc3\xa4",
    ),
)


def text(random: Random, signs: str, longest: int = 12) -> str:
    return "".join(random.choices(signs, k=random.randint(1, longest)))


def user(random: Random) -> str:
    kind = random.random()
    if kind < 0.6:
        return random.choice(("", "+", "%2B")) + text(random, "0123456789", 15)
    return text(random, USER) if kind < 0.95 else "a%40b%20%41"


def port(random: Random) -> str:
    return f":{random.randint(1, 65_535)}" if random.random() < 0.3 else ""


def sip_uri(random: Random) -> str:
    tail = random.choice(("", "", ";user=phone", ";transport=udp;lr", ";x=%41", ";maddr=127.0.0.66;ttl=1"))
    return f"sip{random.choice(('', '', 's'))}:{user(random)}@{random.choice(HOSTS)}{port(random)}{tail}"


def uri(random: Random) -> str:
    if random.random() < 0.15:
        return f"tel:{random.choice(('', '+'))}{text(random, '0123456789', 14)}{random.choice(('', ';ext=5'))}"
    return sip_uri(random)


def address(random: Random, tag: str) -> str:
    if random.random() < 0.1:
        return f"sip:{text(random, '0123456789')}@{random.choice(HOSTS)}{tag}"
    shown = random.choice(("", "Hill ", "Hill", "Hill Dental ", *QUOTED))
    return f"{shown}<{uri(random)}>{random.choice(('', '', ' '))}{tag}"


def via(random: Random) -> str:
    params = [f"branch={random.choice(('z9hG4bK', 'z9hG4bK', ''))}{text(random, TOKEN)}"]
    params += random.sample(("rport", "ttl=1", "x=y", "alias", "received=127.0.0.7"), k=random.randint(0, 2))
    random.shuffle(params)
    head = f"SIP/2.0/{random.choice(('UDP', 'TCP', 'TLS'))} {random.choice(HOSTS)}{port(random)}"
    return random.choice((";", ";", " ; ")).join([head, *params])


def line(random: Random, spellings: Sequence[str], value: str) -> str:
    return random.choice(spellings) + random.choice((": ", ": ", ":", ":  ", ":\t")) + value


def sane_request(random: Random, method: str = "INVITE") -> bytes:
    """A request without fault, its headers spelled, ordered and filled at random."""
    body = random.choice((b"", SDP, b"\x00\xff"))
    lines = [
        line(random, ("From", "from", "FROM", "f", "F"), address(random, f";tag={text(random, TOKEN)}")),
        line(random, ("To", "to", "TO", "t", "T"), address(random, "")),
        line(random, ("Call-ID", "call-id", "Call-Id", "i", "I"), f"{text(random, TOKEN)}@{text(random, TOKEN)}"),
        line(random, ("CSeq", "cseq", "Cseq", "CSEQ"), f"{random.randrange(2**31)} {method}"),
        line(random, ("Max-Forwards", "max-forwards"), str(random.randint(1, 255))),
        line(random, ("Content-Length", "l", "content-length"), str(len(body))),
    ]
    if random.random() < 0.5:
        lines.append(
            line(random, ("P-Asserted-Identity", "p-asserted-identity"), f"{random.choice(QUOTED)}<{sip_uri(random)}>")
        )
    for index in range(random.randint(0, 4)):
        lines.append(line(random, (f"X-{text(random, LETTERS)}",), f'{index} "äß" <,;:> \\'))
    random.shuffle(lines)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        lines.append(
            line(random, ("Via", "via", "v", "V"), ", ".join(via(random) for _ in range(random.choice((1, 1, 1, 2)))))
        )
    return "\r\n".join([f"{method} {uri(random)} SIP/2.0", *lines, "", ""]).encode() + body


def broken_request(random: Random, method: str = "") -> bytes:
    """A sane request, of any method if none is named, with a few bytes changed, dropped, doubled or put in."""
    data = sane_request(random, method or random.choice(METHODS))
    for _ in range(random.randint(0, 6)):
        at = random.randint(0, len(data))
        to = random.choice((at, at, min(len(data), at + random.randint(0, 40))))
        data = data[:at] + random.choice((*NASTY, bytes([random.randrange(256)]), data[at:to] * 2)) + data[to:]
    return data


seeds = st.integers(0, 2**32 - 1)
sane_requests = seeds.map(lambda seed: sane_request(Random(seed)))
broken_requests = seeds.map(lambda seed: broken_request(Random(seed)))
