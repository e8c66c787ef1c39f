"""Any bytes as a Via: read or refused, quick and careful alike, and an answer to it goes to the source's host."""

from bellwarden.sip import via
from bellwarden.sip.fault import SipFault
from bellwarden.sip.message import read_request
from bellwarden.sip.response import reply_source

SOURCE = ("127.0.0.2", 40_000)
REST = b"\r\nFrom: <sip:a@h>;tag=1\r\nTo: <sip:b@h>\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\n\r\n"


def one(data: bytes) -> None:
    quick = _read(via.read_via, data)
    assert quick == _read(via._read_piecewise, data.strip())
    request = read_request(b"INVITE sip:b@h SIP/2.0\r\nVia: " + data + REST)
    host, port = reply_source(request, SOURCE)
    assert host == SOURCE[0] and 0 < port <= 65_535


def _read(reading: object, data: bytes) -> object:
    assert callable(reading)
    try:
        found = reading(data)
    except SipFault as fault:
        assert fault.status == 400
        return "fault"
    assert b"," not in found.branch
    return found.host, found.port, found.branch, found.rport, found.text.strip()


if __name__ == "__main__":
    from kit import fuzz

    fuzz("fuzz_via", "sip/via")
