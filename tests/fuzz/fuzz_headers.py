"""Any bytes as a header value: address, list, parameters, tag are read or refused, quick and careful alike."""

from bellwarden.sip import headers
from bellwarden.sip.fault import SipFault


def one(data: bytes) -> None:
    for reading in (headers.name_address, headers.read_tag, headers.read_parameters, headers.split_address):
        try:
            reading(data)
        except SipFault as fault:
            assert fault.status == 400
    try:
        members = headers.split_list(data)
    except SipFault:
        members = []
    assert len(members) <= 100
    usual = headers.usual_address(data)
    if usual is not None:
        display, uri, params = headers.split_address(data)
        assert (headers.unquote(display), uri) == (usual[1] or b"", usual[2])
        assert headers.read_parameters(params).get(b"tag") == usual[3]
        assert data.count(b",") >= 100 or headers.split_list(data) == [data.strip()]
    key = headers.header_key(data[:40])
    assert key == headers.header_key(data[:40])
    assert b" " not in key and b":" not in key


if __name__ == "__main__":
    from kit import fuzz

    fuzz("fuzz_headers", "sip/headers")
