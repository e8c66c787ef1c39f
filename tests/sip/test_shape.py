"""What is read in one go is what the careful reader reads, and everything else is left to it."""

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from bellwarden.model.policy import Carrier
from bellwarden.model.sip_answer import SipAnswer
from bellwarden.sip.fault import SipFault
from bellwarden.sip.message import read_request
from bellwarden.sip.request import Request
from bellwarden.sip.response import Origin, build_response
from bellwarden.sip.shape import LEARN_EVERY_S, SHAPES_MAX, Shape, Shapes
from bellwarden.switches.reading import read_invite
from tests.sip.generated import sane_requests
from tests.sip.messages import PLAIN, SOURCE, message

CARRIER = Carrier("A carrier of the tests", correlation_header="Session-ID", spid_header="X-Any")
READ = frozenset((b"x-customer", b"diversion"))
SPECIAL = ("Diversion: <sip:+12382340199@127.0.0.9>", "Identity: abc;info=<https://127.0.0.9/a>", "Privacy: id")
ASSERTED = 'P-Asserted-Identity: "Hill, & Sons" <sip:+12382340101@127.0.0.2>'
VARIED = [
    message(),
    message(ASSERTED, "Session-ID:  ab1;remote=0 ", "X-Any: 1234", "X-Customer:c7"),
    message(ASSERTED, *SPECIAL, "User-Agent:  Borderline SBC 9 "),
    message(via="SIP/2.0/UDP [::1]:5071;rport;branch=z9hG4bK1", from_="<sip:anonymous@anonymous.invalid>;tag=2"),
    message(via="SIP/2.0/TCP a.Example;branch=z9hG4bK1;rport", body=b"v=0\r\n\r\nFrom: <sip:other@h>\r\n"),
    message(line="INVITE sips:911@HOST.example:5061;user=phone;x=a SIP/2.0", max_forwards="1"),
]


def names_of(data: bytes) -> tuple[bytes, ...]:
    return tuple(line.partition(b":")[0] for line in data.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:])


def told(request: Request) -> tuple[object, ...]:
    """All that anybody asks a request."""
    via = request.via
    assert via is not None
    answer = SipAnswer(302, "Moved Temporarily", "<sip:a@127.0.0.3>")
    return (
        *(request.method, request.uri, request.to_tag, request.call_id, request.cseq_digits, request.max_forwards),
        *(request.content_length, request.unsupported, request.more, dict(request.first), request.fault),
        *(via.text, via.host, via.port, via.branch, via.rport),
        read_invite(request, SOURCE[0], 1.0, CARRIER, request.fault, READ),
        build_response(request, Origin(SOURCE), b"5a17", answer),
        [request.header(name) for name in (b"via", b"x-any", b"none")],
    )


def check(shape: Shape, data: bytes) -> bool:
    """Whether the shape takes the message; fails when it reads it differently."""
    quick = shape.read(data)
    if quick is not None:
        assert told(quick) == told(read_request(data))
    return quick is not None


@pytest.mark.parametrize("data", VARIED)
def test_plain_invites_are_read_in_one_go(data: bytes) -> None:
    assert check(Shape(names_of(data)), data)


@given(st.sampled_from(VARIED) | sane_requests, st.data())
@settings(max_examples=1500)
def test_a_change_anywhere_is_read_as_the_careful_reader_reads_it(sane: bytes, data: st.DataObject) -> None:
    try:
        shape = Shape(names_of(sane))
    except ValueError:
        return
    end = sane.find(b"\r\n\r\n") + 4
    start = data.draw(st.integers(0, end), label="start")
    stop = data.draw(st.integers(start, min(start + 3, len(sane))), label="stop")
    grammar = [b"\r", b"\n", b"\r\n", b'"', b"\\", b"<", b">", b",", b";", b":", b"%", b"@", b" ", b"\t", b"0", b"\0"]
    new = data.draw(
        st.sampled_from(grammar) | st.sampled_from([b"1", b"a", b"7x"]) | st.binary(max_size=3), label="new"
    )
    changed = sane[:start] + new + sane[stop:]
    try:
        event(f"taken: {check(shape, changed)}")
    except SipFault:
        raise AssertionError("a shape took what nobody can read") from None


@pytest.mark.parametrize(
    "data",
    [
        message(to="<sip:+12385550123@127.0.0.1>;tag=9"),
        message(max_forwards="0"),
        message(max_forwards="256"),
        message(content_length="1"),
        message(via="SIP/2.0/UDP h;branch=z9hG4bK1, SIP/2.0/UDP i;branch=z9hG4bK2"),
        message(via="SIP/2.0/UDP h;rport;branch=z9hG4bK1;rport"),
        message(via="SIP/2.0/UDP h;branch=old"),
        message(from_="<sip:+1%20@h>;tag=1"),
        message(line="INVITE sip:+1@127.0.0.1;a=1;a=2 SIP/2.0"),
        message(line="INVITE sip:+1@[zz] SIP/2.0"),
        message(line="OPTIONS sip:+1@127.0.0.1 SIP/2.0"),
        message(call_id="a b"),
        message(from_='"Zoë" <sip:+12382340100@127.0.0.2>;tag=1').replace(b"70", b"70\r\n "),
        message().replace(b"Call-ID: plain", b"Call-ID: pla\rin"),
        message().replace(b"Max-Forwards", b"max-forwards"),
    ],
)
def test_what_needs_a_second_look_is_left_to_the_careful_reader(data: bytes) -> None:
    assert Shape(tuple(name.encode() for name in PLAIN)).read(data) is None


@pytest.mark.parametrize(
    "names",
    [
        (b"Via", b"v", b"From", b"To", b"Call-ID", b"CSeq", b"Max-Forwards", b"Content-Length"),
        (b"Via", b"From", b"To", b"Call-ID", b"CSeq", b"Max-Forwards"),
        tuple(name.encode() for name in (*PLAIN, "Require")),
        tuple(name.encode() for name in (*PLAIN, *(f"X-{number}" for number in range(64)))),
        tuple(name.encode() for name in (*PLAIN, "no name")),
    ],
)
def test_orders_that_can_not_be_read_in_one_go(names: tuple[bytes, ...]) -> None:
    with pytest.raises(ValueError, match="headers that"):
        Shape(names)


def test_a_shape_is_learned_from_the_first_message_of_its_sender() -> None:
    shapes = Shapes()
    assert shapes.read(VARIED[1], "127.0.0.2", 1.0).parts is None
    assert shapes.read(VARIED[1], "127.0.0.2", 1.0).parts is not None
    assert shapes.read(VARIED[1], "127.0.0.3", 1.0).parts is None
    assert shapes.read(VARIED[1], "127.0.0.3", 1.0).parts is not None


def test_a_sender_of_ever_new_headers_costs_little() -> None:
    """Ten regular expressions a second, a few in use for one sender, and a bound on all of them."""
    shapes = Shapes()
    now = 1.0
    for number in range(SHAPES_MAX + 40):
        for _ in range(3):
            assert shapes.read(message(f"X-{number}: 1"), "127.0.0.2", now).fault == ""
        now += LEARN_EVERY_S
    assert len(shapes) == SHAPES_MAX
    crowd = Shapes()
    for number in range(20):
        crowd.read(message(f"X-{number}: 1"), "127.0.0.2", 1.0)
    assert len(crowd) == 1
