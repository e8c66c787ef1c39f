"""Any bytes as a URI: read or refused, and the quick reading agrees with the careful one."""

from bellwarden.sip import uri
from bellwarden.sip.fault import SipFault


def one(data: bytes) -> None:
    quick = _read(uri.parse_uri, data)
    if len(data) <= 1_024:
        assert quick == _read(uri._read_piecewise, data)
    if not quick.startswith("fault"):
        found = uri.parse_uri(data)
        found.user.encode()
        assert found.host.isascii() and 0 <= found.port <= 65_535
        assert len(found.params) <= 64


def _read(reading: object, data: bytes) -> str:
    assert callable(reading)
    try:
        return repr(reading(data))
    except SipFault as fault:
        assert fault.status in (400, 414, 416)
        return "fault"


if __name__ == "__main__":
    from kit import fuzz

    fuzz("fuzz_uri", "sip/uri")
