"""Any bytes as an Identity value: read or refused with a code of the standard, and its URL is one that may be asked."""

from bellwarden.model.stir import Presented
from bellwarden.stir.fault import StirFault
from bellwarden.stir.identity import read_identity, split_identity
from bellwarden.stir.verify import Terms, certificate_urls, verify


def one(data: bytes) -> None:
    try:
        found = read_identity(data)
    except StirFault as fault:
        assert fault.code in (436, 437, 438)
        fault.reason.value.encode()
        assert len(fault.detail) <= 200
    else:
        assert found.info.isascii() and found.info[:8].lower() == "https://"
        assert not set(found.info) & set(' \t\r\n<>"\\?#')
        assert "@" not in found.info.split("/")[2]
        assert found.alg in ("", "ES256")
        assert found.ppt == found.ppt.lower()
        assert split_identity(data)[0] == found.token
    presented = Presented((data,), "+12382000101", "Mon, 21 Sep 2026 14:13:20 GMT")
    assert len(certificate_urls(presented)) <= 1
    outcome = verify(presented, "+14462000100", "", "+12382000101", 1.79e9, Terms(), lambda url, at: None)
    assert outcome.code in (0, 403, 436, 437, 438)


if __name__ == "__main__":
    from kit import fuzz

    fuzz("fuzz_identity", "stir/identity")
