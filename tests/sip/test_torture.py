"""RFC 4475's 49 messages, each with what a strict redirect server does: hand out the call, answer, or keep silent."""

from pathlib import Path
from time import process_time

import pytest

from bellwarden.sip.server import RedirectServer
from tests.sip.messages import SECRET, exchange, reads_as_sane

DATA = Path(__file__).parents[1] / "data" / "sip"
SILENCE = 0

# Name → the fault of the INVITE handed out ("" for a sane one), or the status that the core answers by itself.
EXPECTED: dict[str, str | int] = {
    # RFC 4475 section 3.1.1, valid messages. wsinv and longreq are valid by the letter, but we refuse the blank before
    # a colon; the methods of others are none of ours.
    "wsinv": "400 a blank before the colon of a header",
    "intmeth": 501,
    "esc01": "",
    "escnull": 405,
    "esc02": 501,
    "lwsdisp": 200,
    "longreq": "400 a blank before the colon of a header",
    "dblreq": 405,
    "semiuri": 200,
    "transports": 200,
    "mpart01": 405,
    "unreason": SILENCE,
    "noreason": SILENCE,
    # RFC 4475 section 3.1.2, invalid messages.
    "badinv01": "400 an empty member of a list",
    "clerr": "400 a body shorter than Content-Length",
    "ncl": "400 an unreadable Content-Length",
    "scalar02": 400,
    "scalarlg": SILENCE,
    "quotbal": "400 an open quote",
    "ltgtruri": "400 a request URI in angle brackets",
    "lwsruri": "400 stray blanks in the request line",
    "lwsstart": "400 stray blanks in the request line",
    "trws": 400,
    "escruri": "400 headers in the request URI",
    "baddate": "",
    "regbadct": 405,
    "badaspec": 400,
    "baddn": 400,
    "badvers": 505,
    "mismatch01": 400,
    "mismatch02": 501,
    "bigcode": SILENCE,
    # RFC 4475 sections 3.2, 3.3 and 3.4: transactions, applications, the predecessor RFC 2543.
    "badbranch": 200,
    "insuf": "400 no To header",
    "unkscm": 416,
    "novelsc": 416,
    "unksm2": 405,
    "bext01": 420,
    "invut": "",
    "regaut01": 405,
    "multi01": "400 two CSeq headers",
    "mcl01": 400,
    "bcast": SILENCE,
    "zeromf": 200,
    "cparam01": 405,
    "cparam02": 405,
    "regescrt": 405,
    "sdp01": "",
    "inv2543": "",
    # Beside the RFC's own.
    "test": "400 a request line without SIP version",
}


def torture(name: str) -> bytes:
    return (DATA / f"{name}.dat").read_bytes()


def test_every_message_of_the_rfc_is_here() -> None:
    assert {path.stem for path in DATA.glob("*.dat")} == set(EXPECTED)
    assert len(EXPECTED) == 49 + 1


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_torture_message(name: str) -> None:
    expected = EXPECTED[name]
    done = exchange(torture(name))
    if isinstance(expected, str):
        assert done.event is not None
        assert done.event.fault == expected
        assert done.answer.status == 302
    elif expected == SILENCE:
        assert done == (None, [])
    else:
        assert done.event is None
        assert done.answer.status == expected
    for data, address in done.sent:
        assert address[0] == "127.0.0.2"
        if expected == "" or expected in (200, 405):
            assert reads_as_sane(data)


@pytest.mark.parametrize("name", [name for name, expected in EXPECTED.items() if isinstance(expected, str)])
def test_the_called_party_of_every_invite_can_be_read(name: str) -> None:
    """An emergency call must be seen whatever else is malformed."""
    event = exchange(torture(name)).event
    assert event is not None
    assert b"@" in event.request.uri
    assert event.request.uri.startswith(b"sip:")


def test_unsupported_options_are_named() -> None:
    """RFC 3261 section 8.2.2.3; RFC 4475 section 3.3.5."""
    answer = exchange(torture("bext01")).answer
    assert answer.one(b"Unsupported") == b"nothingSupportsThis, nothingSupportsThisEither"


def test_the_second_request_of_a_datagram_is_ignored() -> None:
    """RFC 4475 section 3.1.1.8: what is behind Content-Length is not a message, RFC 3261 section 18.3."""
    done = exchange(torture("dblreq"))
    assert done.answer.one(b"CSeq") == b"8 REGISTER"


def test_escaped_users_are_unescaped_once() -> None:
    """RFC 4475 section 3.1.1.3."""
    event = exchange(torture("esc01")).event
    assert event is not None and event.request.target is not None
    assert event.request.target.user == "sips:user@example.com"


def test_torture_messages_cost_under_five_milliseconds_each() -> None:
    messages = [torture(name) for name in EXPECTED]
    server = RedirectServer(SECRET)
    start = process_time()
    for data in messages:
        exchange(data, server)
    assert (process_time() - start) / len(messages) < 0.005
