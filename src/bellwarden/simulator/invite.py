"""INVITEs as a trunk's SBC sends them: with SDP, caller name, P-Asserted-Identity, now and then an Identity header."""

from enum import Enum
from typing import Final, NamedTuple

ANONYMOUS: Final = "anonymous"


class Damage(str, Enum):
    """Ways in which a message is not sane though a reply can still be built."""

    NONE = ""
    TWO_FROM = "two From headers"
    TWO_CALL_ID = "two Call-ID headers"
    BLANK_BEFORE_COLON = "a blank before a colon"
    BODY_CUT_SHORT = "Content-Length beyond the datagram"


class InviteParts(NamedTuple):
    """What an INVITE is made of. Numbers stand as the SBC writes them; texts are ASCII."""

    host: str  # the SBC's own address
    port: int
    target: str  # host part of the request line
    calling: str
    called: str
    display_name: str
    user_agent: str
    unique: str  # hex digits, different for every call of a run
    identity: str = ""
    damage: Damage = Damage.NONE
    diverting: str = ""  # number of a Diversion header
    charge_info: str = ""  # number of a P-Charge-Info header


class Invite(NamedTuple):
    """The message, with what its ACK repeats."""

    data: bytes
    uri: bytes
    via: bytes
    from_: bytes
    call_id: bytes
    branch: bytes


def build_invite(parts: InviteParts) -> Invite:
    """The INVITE's bytes, RFC 3261 section 8.1.1."""
    # RFC 3261 section 8.1.1.7: a branch begins with the magic cookie.
    branch = f"z9hG4bK{parts.unique}"
    via = f"SIP/2.0/UDP {parts.host}:{parts.port};rport;branch={branch}"
    uri = f"sip:{parts.called}@{parts.target};user=phone"
    name = f'"{parts.display_name}" ' if parts.display_name else ""
    from_ = _from(parts, name)
    call_id = f"{parts.unique}@{parts.host}"
    body = _sdp(parts.host, parts.unique)
    lines = [
        f"INVITE {uri} SIP/2.0",
        f"Via: {via}",
        "Max-Forwards: 68",
        *_identification(parts, from_, call_id, name),
        f"To: <sip:{parts.called}@{parts.target};user=phone>",
        "CSeq: 1 INVITE",
        f"Contact: <sip:{parts.host}:{parts.port}>",
        f"Session-ID: {parts.unique:0>32.32};remote={'0' * 32}",
        "Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, UPDATE",
        "Supported: 100rel, timer",
        f"User-Agent{' ' if parts.damage is Damage.BLANK_BEFORE_COLON else ''}: {parts.user_agent}",
        "Content-Type: application/sdp",
        f"Content-Length: {len(body) + (400 if parts.damage is Damage.BODY_CUT_SHORT else 0)}",
    ]
    data = "\r\n".join(lines).encode("ascii") + b"\r\n\r\n" + body
    return Invite(data, uri.encode(), via.encode(), from_.encode(), call_id.encode(), branch.encode())


def _from(parts: InviteParts, name: str) -> str:
    if parts.calling == ANONYMOUS:
        # RFC 3323 section 4.1.1.3, RFC 3325 section 9.3.
        return f'"Anonymous" <sip:anonymous@anonymous.invalid>;tag={parts.unique[:12]}'
    return f"{name}<sip:{parts.calling}@{parts.host};user=phone>;tag={parts.unique[:12]}"


def _identification(parts: InviteParts, from_: str, call_id: str, name: str) -> list[str]:
    """The headers that say who calls, with the damage that concerns them."""
    lines = [f"From: {from_}", f"Call-ID: {call_id}"]
    if parts.damage is Damage.TWO_FROM:
        lines.append(f"From: <sip:anybody@{parts.host}>;tag=2")
    if parts.damage is Damage.TWO_CALL_ID:
        lines.append(f"Call-ID: other-{call_id}")
    if parts.calling == ANONYMOUS:
        lines.append("Privacy: id")
    else:
        lines.append(f"P-Asserted-Identity: {name}<sip:{parts.calling}@{parts.host};user=phone>")
    if parts.diverting:
        lines.append(f"Diversion: <sip:{parts.diverting}@{parts.host}>;reason=unconditional;counter=1")
    if parts.charge_info:
        lines.append(f"P-Charge-Info: <sip:{parts.charge_info}@{parts.host}>")
    if parts.identity:
        lines.append(f"Identity: {parts.identity}")
    return lines


def build_ack(invite: Invite, to: bytes) -> bytes:
    """The ACK of a final answer other than 2xx; `to` is that answer's To. RFC 3261 section 17.1.1.3."""
    return b"\r\n".join(
        (
            b"ACK " + invite.uri + b" SIP/2.0",
            b"Via: " + invite.via,
            b"Max-Forwards: 70",
            b"From: " + invite.from_,
            b"To: " + to,
            b"Call-ID: " + invite.call_id,
            b"CSeq: 1 ACK",
            b"Content-Length: 0",
            b"\r\n",
        )
    )


def _sdp(host: str, unique: str) -> bytes:
    """An offer of two codecs and of telephone events."""
    session = int(unique[-8:], 16)
    media_port = 16_384 + session % 8_000 * 2
    lines = (
        "v=0",
        f"o=sbc {session} 1 IN IP4 {host}",
        "s=-",
        f"c=IN IP4 {host}",
        "t=0 0",
        f"m=audio {media_port} RTP/AVP 0 8 101",
        "a=rtpmap:0 PCMU/8000",
        "a=rtpmap:8 PCMA/8000",
        "a=rtpmap:101 telephone-event/8000",
        "a=fmtp:101 0-15",
        "a=ptime:20",
        "a=sendrecv",
    )
    return "\r\n".join(lines).encode("ascii") + b"\r\n"
