"""Any datagram: nothing is raised, the answer parses and goes home, twice is once, and both readings agree."""

from bellwarden.model.sip_answer import SipAnswer
from bellwarden.sip import message
from bellwarden.sip.fault import SipFault
from bellwarden.sip.request import Request
from bellwarden.sip.server import RedirectServer

SOURCE = ("127.0.0.2", 40_000)
REDIRECT = SipAnswer(302, "Moved Temporarily", "<sip:a@127.0.0.3>", (("X-Decision", "1"),))


def one(data: bytes) -> None:
    server = RedirectServer(b"a secret of the tests")
    sent = _exchange(server, data)
    again = _exchange(server, data)
    assert again == sent or data.lstrip(b"\r\n").startswith(b"CANCEL")
    for answer, address in sent:
        assert address[0] == SOURCE[0]
        _check_answer(answer)
    _check_readings(data)


def _exchange(server: RedirectServer, data: bytes) -> list[tuple[bytes, tuple[object, ...]]]:
    server.receive_datagram(data, SOURCE, 1000.0)
    event = server.next_event()
    if event is not None:
        server.answer(event, REDIRECT, 1000.0)
    assert server.next_event() is None
    return server.datagrams_to_send(1000.0)


def _check_answer(answer: bytes) -> None:
    head, end, body = answer.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert end and not body and lines[0].startswith("SIP/2.0 ")
    assert (
        not any(sign in head for sign in (b"\x00", b"\x1b"))
        and head.count(b"\n") == head.count(b"\r") == len(lines) - 1
    )
    assert all(line.partition(":")[0].isascii() and ":" in line for line in lines[1:])


def _check_readings(data: bytes) -> None:
    """The quick reader accepts nothing that the careful one refuses, and reads the same."""
    try:
        quick = message.read_request(data)
    except SipFault as fault:
        assert fault.request is None
        return
    careful = message._read_odd(data)
    assert _parts(quick) == _parts(careful)
    for name in ("vias", "asserted", "identities", "diversions", "privacy", "user_agent", "from_", "to", "cseq"):
        assert getattr(quick, name) == getattr(careful, name)


def _parts(request: Request) -> tuple[object, ...]:
    via = request.via
    return (
        *(request.fault, request.method, request.uri, request.to_tag, request.cseq_digits, request.call_id),
        *(request.max_forwards, request.content_length, request.unsupported, repr(request.target)),
        None if via is None else (via.host, via.port, via.branch, via.rport),
    )


if __name__ == "__main__":
    from kit import fuzz

    fuzz("fuzz_message", "sip")
