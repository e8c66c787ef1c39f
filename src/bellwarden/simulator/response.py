"""The little of a SIP response that a caller needs: status, which call it answers, where it points."""

from typing import Final, NamedTuple

COMPACT: Final = {b"v": b"via", b"t": b"to", b"i": b"call-id", b"m": b"contact"}


class Response(NamedTuple):
    status: int
    phrase: str
    branch: bytes
    method: bytes  # of CSeq
    to: bytes  # the whole header value, with its tag
    contact: str  # "" without one
    headers: tuple[tuple[bytes, bytes], ...]  # lower-case full names, in order


def read_response(data: bytes) -> Response | None:
    """None for what is no SIP response or lacks what every response has (RFC 3261 section 8.2.6.2)."""
    head, blank, _ = data.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    version, _, rest = lines[0].partition(b" ")
    code, _, phrase = rest.partition(b" ")
    if not blank or version != b"SIP/2.0" or len(code) != 3 or not code.isdigit():
        return None
    headers = []
    for line in lines[1:]:
        name, colon, value = line.partition(b":")
        if not colon:
            return None
        lower = name.strip().lower()
        headers.append((COMPACT.get(lower, lower), value.strip()))
    first = dict(reversed(headers))
    if not {b"via", b"to", b"cseq", b"call-id", b"from"} <= first.keys():
        return None
    _, _, after = first[b"via"].partition(b";branch=")
    return Response(
        int(code),
        phrase.decode("utf-8", "replace"),
        after.partition(b";")[0].strip(),
        first[b"cseq"].rpartition(b" ")[2],
        first[b"to"],
        first.get(b"contact", b"").decode("utf-8", "replace"),
        tuple(headers),
    )
