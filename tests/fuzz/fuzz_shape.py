"""An INVITE of a known order of headers: what is read in one go is what the careful reader reads."""

from bellwarden.model.policy import Carrier
from bellwarden.model.sip_answer import SipAnswer
from bellwarden.sip.message import read_request
from bellwarden.sip.request import Request
from bellwarden.sip.response import Origin, build_response
from bellwarden.sip.shape import Shape
from bellwarden.switches.reading import read_invite

SOURCE = ("127.0.0.2", 40_000)
REDIRECT = SipAnswer(302, "Moved Temporarily", "<sip:a@127.0.0.3>")
CARRIER = Carrier("A carrier of the tests", correlation_header="Session-ID")
PLAIN = (b"Via", b"Max-Forwards", b"From", b"To", b"Call-ID", b"CSeq", b"Content-Length")
SHAPES = [
    Shape(names)
    for names in (
        PLAIN,
        (*PLAIN, b"P-Asserted-Identity", b"Session-ID"),
        (*PLAIN, b"P-Asserted-Identity", b"Diversion", b"Identity", b"Privacy", b"User-Agent"),
    )
]


def one(data: bytes) -> None:
    for shape in SHAPES:
        quick = shape.read(data)
        if quick is not None:
            assert _told(quick) == _told(read_request(data))


def _told(request: Request) -> tuple[object, ...]:
    via = request.via
    assert via is not None
    return (
        *(request.method, request.uri, request.to_tag, request.call_id, request.cseq_digits, request.max_forwards),
        *(request.content_length, request.unsupported, request.more, dict(request.first), request.fault),
        *(via.text, via.host, via.port, via.branch, via.rport),
        read_invite(request, SOURCE[0], 1.0, CARRIER, request.fault),
        build_response(request, Origin(SOURCE), b"5a17", REDIRECT),
    )


if __name__ == "__main__":
    from kit import fuzz

    fuzz("fuzz_shape", "sip/shape")
