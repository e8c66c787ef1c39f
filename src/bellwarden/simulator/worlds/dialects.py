"""Four switches that write the same calls down in four ways, none of them all of it."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, NamedTuple

from bellwarden.simulator.worlds.call import Call

CLOCK: Final = tuple(f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}" for second in range(86_400))


class Dialect(NamedTuple):
    """`rows` gives a call's id at this switch, and its rows, each with the second in which it is written."""

    name: str
    header: str
    rows: Callable[[Call, int], tuple[str, tuple[tuple[int, str], ...]]]  # of a call and its serial number


@lru_cache(maxsize=64)
def _date(day: int) -> str:
    return datetime.fromtimestamp(day * 86_400, UTC).strftime("%Y-%m-%d")


def stamp(second: int) -> str:
    """2026-05-07 09:00:00, UTC."""
    day, rest = divmod(second, 86_400)
    return f"{_date(day)} {CLOCK[rest]}"


# Asterisk tells no SIP status; what was not answered is one of three words.
_DISPOSITIONS: Final = {200: "ANSWERED", 486: "BUSY", 480: "NO ANSWER", 408: "NO ANSWER", 487: "NO ANSWER"}


def _asterisk(call: Call, serial: int) -> tuple[str, tuple[tuple[int, str], ...]]:
    begin = call.at_ms // 1000
    talk = (call.talk_ms + 500) // 1000
    answered = (call.at_ms + call.ring_ms) // 1000 if call.status == 200 else 0
    end = answered + talk if answered else (call.at_ms + call.ring_ms) // 1000
    call_id = f"{begin}.{serial}"
    calling, called = _dialled(call.calling), _dialled(str(call.called))
    context, channel = ("from-internal", call.customer) if call.customer else ("from-trunk", call.upstream or "carrier")
    out = "carrier" if call.customer else "inside"
    clid = f'""{call.name}"" <{calling}>' if call.name else calling
    when = stamp(answered) if answered else ""
    disposition = _DISPOSITIONS.get(call.status, "FAILED")
    row = (
        f'"{call.customer}","{calling}","{called}","{context}","{clid}","PJSIP/{channel}-{serial:08x}",'
        f'"PJSIP/{out}-{serial + 1:08x}","Dial","PJSIP/{called}@{out},60","{stamp(begin)}","{when}","{stamp(end)}",'
        f'{end - begin},{talk if answered else 0},"{disposition}","DOCUMENTATION","{call_id}",""\n'
    )
    return call_id, ((end, row),)


_CAUSES: Final = {
    200: "NORMAL_CLEARING",
    486: "USER_BUSY",
    487: "ORIGINATOR_CANCEL",
    480: "NO_ANSWER",
    408: "NO_USER_RESPONSE",
    404: "UNALLOCATED_NUMBER",
    604: "NO_ROUTE_DESTINATION",
    484: "INVALID_NUMBER_FORMAT",
    410: "NUMBER_CHANGED",
    603: "CALL_REJECTED",
    607: "CALL_REJECTED",
    608: "CALL_REJECTED",
    403: "CALL_REJECTED",
    503: "NORMAL_TEMPORARY_FAILURE",
    500: "NORMAL_TEMPORARY_FAILURE",
}


def _freeswitch(call: Call, serial: int) -> tuple[str, tuple[tuple[int, str], ...]]:
    begin = call.at_ms // 1000
    talk = (call.talk_ms + 500) // 1000
    answered = (call.at_ms + call.ring_ms) // 1000 if call.status == 200 else 0
    end = answered + talk if answered else (call.at_ms + call.ring_ms) // 1000
    call_id = f"{begin & 0xFFFFFFFF:08x}-{serial & 0xFFFF:04x}-4000-8000-{serial:012x}"
    leg = f"{begin & 0xFFFFFFFF:08x}-{serial & 0xFFFF:04x}-4000-9000-{serial:012x}" if answered else ""
    codec = "PCMU" if answered else ""
    context = "default" if call.customer else "public"
    row = (
        f'"{call.name}","{call.calling}","{call.called}","{context}","{stamp(begin)}",'
        f'"{stamp(answered) if answered else ""}","{stamp(end)}","{end - begin}","{talk if answered else 0}",'
        f'"{_CAUSES[call.status]}","{call_id}","{leg}","{call.customer}","{codec}","{codec}"\n'
    )
    return call_id, ((end, row),)


_REASONS: Final = {
    200: "OK",
    403: "Forbidden",
    404: "Not Found",
    408: "Request Timeout",
    410: "Gone",
    480: "Temporarily Unavailable",
    484: "Address Incomplete",
    486: "Busy Here",
    487: "Request Terminated",
    500: "Server Internal Error",
    503: "Service Unavailable",
    603: "Decline",
    604: "Does Not Exist Anywhere",
    607: "Unwanted",
    608: "Rejected",
}


def _kamailio(call: Call, serial: int) -> tuple[str, tuple[tuple[int, str], ...]]:
    final = (call.at_ms + call.ring_ms) // 1000
    call_id = f"{call.at_ms:x}-{serial:x}@sbc.example"
    domain = f"{call.customer}.example" if call.customer else f"{call.upstream or 'carrier'}.example"
    called = f"+{call.called}" if call.called > 10_000 else str(call.called)
    shown = f"+{call.calling}" if call.calling.isdigit() else call.calling
    rest = f"{shown},{domain},192.0.2.{1 + len(domain) % 200},{call.called},{called},carrier.example,{call.customer}\n"
    begun = f"INVITE,f{serial:x},t{serial:x},{call_id},{call.status},{_REASONS[call.status]},{stamp(final)},{rest}"
    if call.status != 200:
        return call_id, ((final, begun),)
    end = final + (call.talk_ms + 500) // 1000
    # Whoever hangs up sends the BYE, so the tags change places when it is the called party.
    tags = f"f{serial:x},t{serial:x}" if call.ended_by == "caller" else f"t{serial:x},f{serial:x}"
    return call_id, ((final, begun), (end, f"BYE,{tags},{call_id},200,OK,{stamp(end)},{rest}"))


def _generic(call: Call, serial: int) -> tuple[str, tuple[tuple[int, str], ...]]:
    call_id = f"{call.at_ms:x}.{serial:x}@sbc.example"
    answered = call.at_ms + call.ring_ms if call.status == 200 else 0
    end = call.at_ms + call.ring_ms + call.talk_ms
    calling = f"+{call.calling}" if call.calling.isdigit() and len(call.calling) > 9 else call.calling
    called = f"+{call.called}" if call.called > 10_000 else str(call.called)
    row = (
        f"{_iso(call.at_ms)},{calling},{called},{_iso(answered) if answered else ''},{_iso(end)},{call.status},"
        f"{call.name},{call.customer},{call.upstream},{call_id},{call.ended_by}\n"
    )
    return call_id, ((end // 1000, row),)


def _iso(ms: int) -> str:
    second, rest = divmod(ms, 1000)
    day, clock = divmod(second, 86_400)
    return f"{_date(day)}T{CLOCK[clock]}.{rest:03d}Z"


def _dialled(number: str) -> str:
    """As Asterisk's subscribers dial: ten digits at home, 011 before another country's."""
    if not number.isdigit() or len(number) < 11:
        return number
    return number[1:] if len(number) == 11 and number[0] == "1" else f"011{number}"


_DIALECTS: Final = (
    Dialect("asterisk", "", _asterisk),
    Dialect("freeswitch", "", _freeswitch),
    Dialect(
        "kamailio",
        "method,from_tag,to_tag,callid,sip_code,sip_reason,time,src_user,src_domain,src_ip,dst_ouser,dst_user,dst_domain,"
        "accountcode\n",
        _kamailio,
    ),
    Dialect(
        "generic",
        "at,calling,called,answered_at,ended_at,sip_status,name,customer,upstream,call_id,ended_by\n",
        _generic,
    ),
)


def load() -> dict[str, Dialect]:
    return {one.name: one for one in _DIALECTS}
