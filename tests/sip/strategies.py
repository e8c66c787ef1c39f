"""Hypothesis strategies for SIP: sane requests in all their spellings, and what mutation makes of them."""

from hypothesis import strategies as st

from tests.sip.messages import SDP

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
tokens = st.text(LETTERS + "-.!%*_+`'~", min_size=1, max_size=12)
users = st.one_of(
    st.from_regex(r"\+?[0-9]{3,15}", fullmatch=True),
    st.text(LETTERS + "-_.!~*'()&=+$,;?/", min_size=1, max_size=12),
    st.just("%2B1238%20x"),
)
hosts = st.one_of(
    st.ip_addresses(v=4).map(str),
    st.ip_addresses(v=6).map(lambda address: f"[{address}]"),
    st.sampled_from(["hill.example", "Hill.Example", "a-b.hill.example", "localhost"]),
)
ports = st.one_of(st.just(""), st.integers(1, 65_535).map(":{}".format))
uri_params = st.sampled_from(["", ";user=phone", ";transport=udp;lr", ";x=%41"])
sip_uris = st.builds("sip{}:{}@{}{}{}".format, st.sampled_from(["", "s"]), users, hosts, ports, uri_params)
uris = st.one_of(sip_uris, st.from_regex(r"tel:\+?[0-9-]{3,12}", fullmatch=True).filter(lambda uri: uri[-1] != "-"))
display_names = st.one_of(
    st.just(""),
    st.sampled_from(["Hill ", "Hill Dental ", "Hill"]),
    st.text("abc ,;<>@:'äß日", max_size=12).map('"{}" '.format),
    st.sampled_from(['"a \\"b\\"" ', '"a\\\\" ', '"<sip:evil@h>" ']),
)
addresses = st.builds("{}<{}>".format, display_names, uris)
branches = st.one_of(tokens.map("z9hG4bK{}".format), tokens)


@st.composite
def vias(draw: st.DrawFn) -> str:
    params = [
        f"branch={draw(branches)}",
        *draw(st.lists(st.sampled_from(["rport", "ttl=1", "x=y", "alias"]), unique=True)),
    ]
    params = draw(st.permutations(params))
    return ";".join([f"SIP/2.0/{draw(st.sampled_from(['UDP', 'TCP', 'TLS']))} {draw(hosts)}{draw(ports)}", *params])


def _spelling(name: str, compact: str) -> st.SearchStrategy[str]:
    return st.sampled_from([name, name.lower(), name.upper(), *([compact, compact.upper()] if compact else [])])


@st.composite
def sane_requests(draw: st.DrawFn, method: str = "INVITE") -> bytes:
    """A request without fault: every header spelled, ordered and filled at random."""
    body = draw(st.sampled_from([b"", SDP, b"\x00\xff"]))
    colon = st.sampled_from([": ", ":", ":  ", ":\t"])
    fields = [
        (_spelling("From", "f"), f"{draw(addresses)};tag={draw(tokens)}"),
        (_spelling("To", "t"), draw(addresses)),
        (_spelling("Call-ID", "i"), f"{draw(tokens)}@{draw(tokens)}"),
        (_spelling("CSeq", ""), f"{draw(st.integers(0, 2**31 - 1))} {method}"),
        (_spelling("Max-Forwards", ""), str(draw(st.integers(1, 255)))),
        (_spelling("Content-Length", "l"), str(len(body))),
        (_spelling("X-Unheard-Of", ""), draw(st.text(LETTERS + ' äß,;:<>"', max_size=12)).strip()),
    ]
    fields = draw(st.permutations(fields))
    lines = [draw(spelling) + draw(colon) + value for spelling, value in fields]
    for values in draw(st.lists(st.lists(vias(), min_size=1, max_size=3), min_size=1, max_size=3)):
        lines.append(draw(_spelling("Via", "v")) + draw(colon) + ", ".join(values))
    line = f"{method} {draw(uris)} SIP/2.0"
    return "\r\n".join([line, *lines, "", ""]).encode() + body


NASTY = [
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
]
pieces = st.one_of(
    st.sampled_from(NASTY),
    st.sampled_from(
        [b"Via: ", b"\r\nTo: ", b"\r\n ", b";tag=", b";branch=", b";rport", b"SIP/2.0", b"\r\n\r\n", b"INVITE "]
    ),
    st.binary(max_size=4),
)


@st.composite
def broken_requests(draw: st.DrawFn) -> bytes:
    """A sane request with a few bytes changed, dropped, doubled or put in."""
    data = draw(sane_requests(draw(st.sampled_from(["INVITE", "OPTIONS", "CANCEL", "BYE", "ACK", "NOVEL"]))))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(data)))
        to = draw(st.one_of(st.just(at), st.integers(at, min(len(data), at + 40))))
        data = data[:at] + draw(st.one_of(pieces, st.just(data[at:to] * 2))) + data[to:]
    return data
