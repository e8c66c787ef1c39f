"""Any stream in any pieces: the same messages, each as long as its own head says. The first byte is the cut."""

from bellwarden.sip.fault import SipFault
from bellwarden.sip.message import read_request
from bellwarden.sip.stream import MessageStream


def one(data: bytes) -> None:
    size = 1 + data[0] % 64 if data else 1
    data = data[1:]
    whole, whole_lost = _receive([data])
    cut, cut_lost = _receive([data[at : at + size] for at in range(0, len(data), size)])
    assert (whole, whole_lost) == (cut, cut_lost)
    for message in whole:
        _check(message)


def _receive(pieces: list[bytes]) -> tuple[list[bytes], bool]:
    """The complete messages, and whether framing was lost."""
    stream = MessageStream()
    found: list[bytes] = []
    for piece in pieces:
        try:
            found += stream.receive_data(piece)
        except SipFault as fault:
            assert fault.status in (400, 513)
            return found + list(fault.messages[:-1]), True
        assert stream.keep_alive_answer() in [b"\r\n" * count for count in range(17)]
    return found, False


def _check(message: bytes) -> None:
    """The server reads the same length as the framing did."""
    try:
        request = read_request(message)
    except SipFault:
        return
    assert request.content_length == len(message.partition(b"\r\n\r\n")[2]), request.fault


if __name__ == "__main__":
    from kit import fuzz

    fuzz("fuzz_stream", "sip/stream")
