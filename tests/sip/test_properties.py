"""Whatever the bytes: nothing is raised, every answer parses, it goes home, and one INVITE is one call."""

from time import process_time

import sipmessage
from hypothesis import given, settings
from hypothesis import strategies as st

from bellwarden.sip.fault import SipFault
from bellwarden.sip.message import parse_request, read_request
from bellwarden.sip.server import RedirectServer
from tests.sip.generated import broken_requests, sane_requests
from tests.sip.messages import SECRET, exchange, message, reads_as_sane

SOURCES = [("127.0.0.2", 5060), ("127.0.0.2", 40_000), ("::1", 5060, 0, 0), ("fe80::1%lo", 1, 0, 1)]
any_bytes = st.one_of(st.binary(max_size=300), broken_requests, st.binary(max_size=60).map(b"INVITE ".__add__))


@given(any_bytes, st.sampled_from(SOURCES), st.booleans())
@settings(max_examples=500)
def test_any_bytes_are_taken_and_every_answer_is_well_formed(
    data: bytes, source: tuple[object, ...], reliable: bool
) -> None:
    done = exchange(data, RedirectServer(SECRET, reliable), source)
    for answer, address in done.sent:
        assert address[0] == source[0]
        sipmessage.Message.parse(answer)
    if done.sent:
        assert done.answer.status >= 200
    if done.event is not None:
        assert done.event.request.method == b"INVITE"
        assert done.event.fault == "" or done.event.fault[:3] in ("400", "414", "416", "420", "483", "505", "513")


@given(any_bytes)
@settings(max_examples=500)
def test_the_same_bytes_twice_are_one_call_with_one_answer(data: bytes) -> None:
    """RFC 3261 section 17.2.1."""
    server = RedirectServer(SECRET)
    first, again = exchange(data, server), exchange(data, server)
    assert again.event is None
    assert again.sent == first.sent or b"CANCEL" in data


@given(broken_requests)
@settings(max_examples=500)
def test_an_accepted_request_draws_a_sane_answer(data: bytes) -> None:
    """The reply builder that overflowed in Kamailio (2018): what was accepted is echoed well."""
    try:
        parse_request(data)
    except SipFault:
        return
    for answer, _ in exchange(data).sent:
        assert reads_as_sane(answer)


@given(sane_requests, st.sampled_from(SOURCES[:2]))
@settings(max_examples=500)
def test_sane_requests_are_accepted_and_echoed_by_the_letter(data: bytes, source: tuple[object, ...]) -> None:
    """RFC 3261 section 8.2.6.2, judged by another implementation."""
    done = exchange(data, source=source)
    assert done.event is not None and done.event.fault == ""
    asked, told = sipmessage.Message.parse(data), sipmessage.Message.parse(done.sent[0][0])
    assert (told.call_id, told.cseq, told.from_address) == (asked.call_id, asked.cseq, asked.from_address)
    assert (told.to_address.uri, told.to_address.name) == (asked.to_address.uri, asked.to_address.name)
    assert len(told.to_address.parameters["tag"] or "") == 16
    assert told.via[1:] == asked.via[1:]
    top_told, top_asked = dict(told.via[0].parameters), dict(asked.via[0].parameters)
    received, rport = top_told.pop("received", None), top_told.pop("rport", None)
    assert ("rport" in top_asked) == (rport == str(source[1]))
    top_asked = {name: value for name, value in top_asked.items() if name not in ("rport", "received")}
    assert top_told == top_asked
    assert received in (None, source[0])


@given(sane_requests)
@settings(max_examples=100)
def test_the_order_of_headers_makes_no_difference(data: bytes) -> None:
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    vias = [line for line in lines if line[:1] in b"vV"]
    others = sorted(line for line in lines if line[:1] not in b"vV")
    moved = read_request(b"\r\n".join([first, *others, *vias, b"", body]))
    request = read_request(data)
    assert (moved.fault, moved.from_, moved.to, moved.call_id) == ("", request.from_, request.to, request.call_id)
    assert moved.vias == request.vias


@given(st.integers(0, 255), st.integers(0, 400))
@settings(max_examples=500)
def test_no_single_byte_hides_an_emergency_call_behind_the_request_line(code: int, at: int) -> None:
    data = message(line="INVITE sip:911@127.0.0.1 SIP/2.0")
    start = data.index(b"\r\n")
    place = start + at % (len(data) - start)
    event = exchange(data[:place] + bytes([code]) + data[place + 1 :]).event
    assert event is not None
    assert event.request.uri.startswith(b"sip:911@127.0.0.1")


def cpu_seconds(data: bytes) -> float:
    start = process_time()
    exchange(data)
    return process_time() - start


def test_the_heaviest_bad_messages_cost_under_five_milliseconds_of_cpu_each() -> None:
    """64 kB of whatever makes a reader go over its input again and again; the dearest one found takes a millisecond."""
    heavy = [
        message("X: a" + "\r\n a" * 16_000),
        message(*["a:"] * 15_000),
        message(*[f"N{index}x: 1" for index in range(5_500)]),
        message(*["P-Asserted-Identity: " + '"<",' * 2_000] * 7),
        message(*['P-Asserted-Identity: "' + "\\a" * 3_900 + '",<sip:a@h>'] * 7),
        message(*["Via: " + "," * 8_000] * 7),
        message(*["Via: SIP/2.0/UDP a" + "".join(f";p{index}" for index in range(1_100))] * 7),
        message(*["Require: " + "a," * 4_000] * 7),
        message(*["Identity: " + "a" * 8_000] * 7),
        message(to="<" * 8_000),
        message()[:-2] + b"\n" * 60_000,
        b"INVITE sip:911@h SIP/2.0\r\n" + bytes(range(256)) * 250,
    ]
    for data in heavy:
        assert len(data) > 8_000
        assert min(cpu_seconds(data) for _ in range(3)) < 0.005
