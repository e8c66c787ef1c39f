"""The work of `bellwarden stir verify`: one line in, one line out, as many as there are, in bounded memory."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Final, NamedTuple

from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.stir_files import CertificateShelf, read_lists, read_map, read_trust, replay_memory
from bellwarden.model.call import CallRequest
from bellwarden.model.policy import Carrier
from bellwarden.model.stir import Presented, Verification, VerificationStatus
from bellwarden.sip.fault import SipFault
from bellwarden.sip.headers import name_address
from bellwarden.sip.message import read_request
from bellwarden.sip.request import Request
from bellwarden.stir.verify import Terms, verify
from bellwarden.switches.reading import read_invite

LINE_OCTETS_MAX: Final = 1_000_000
TEXT_MAX: Final = 1_024

# What stands against a line itself; docs/reference/stir.md has them beside the reasons of tokens.
LINE_REASONS: Final = {
    "line_too_long": "The line is longer than 1 MB.",
    "line_not_json": "The line is no JSON object.",
    "sip_missing": "The line has no field sip that is a text.",
    "sip_unreadable": "The text of sip is no SIP request.",
    "sip_ambiguous": "The request has From or To twice, so that nobody can say who calls whom.",
}
_CARRIER: Final = Carrier(name="", country="US")


class Settings(NamedTuple):
    """The command line."""

    roots: list[Path]
    lists: list[Path]
    certificates: Path
    at: float | None  # seconds since 1970, UTC
    freshness_s: float
    future_skew_s: float
    requires_identity: bool
    replay: bool
    country: str


class _Bench(NamedTuple):
    """What the lines are judged by."""

    at: float
    terms: Terms
    shelf: CertificateShelf
    is_replay: Callable[[bytes, str], bool] | None
    country: str


def judge_file(name: str, settings: Settings) -> None:
    """Judge every line of a file and print what became of it. CommandFault(USAGE) for files that can't be used."""
    at = time.time() if settings.at is None else settings.at
    trust = read_trust(settings.roots)
    shelf = CertificateShelf(read_map(settings.certificates), trust, read_lists(settings.lists, trust, at))
    terms = Terms(settings.freshness_s, settings.future_skew_s, settings.requires_identity)
    bench = _Bench(at, terms, shelf, replay_memory() if settings.replay else None, settings.country.upper())
    write = sys.stdout.write
    with opened(name) as lines:
        for line in read_lines(lines):
            write(json.dumps(judge_line(line, bench)) + "\n")
    sys.stdout.flush()


def judge_line(line: bytes, bench: _Bench) -> dict[str, object]:
    """One line's answer. Never raises."""
    found, request = request_of(line)
    name = found.get("id")
    if isinstance(request, str):
        return _unreadable(name, request)
    verification = _judge(request, bench)
    code = verification.code or None
    return {
        "id": name,
        "verdict": _verdict(verification),
        "code": code,
        "reason": verification.reason or None,
        "verstat": verification.status.value,
    }


def request_of(line: bytes) -> tuple[dict[str, object], Request | str]:
    """A line's object, and the request in it, or why there is none (LINE_REASONS). Never raises."""
    if len(line) > LINE_OCTETS_MAX:
        return {}, "line_too_long"
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}, "line_not_json"
    if not isinstance(found, dict):
        return {}, "line_not_json"
    text = found.get("sip")
    if not isinstance(text, str):
        return found, "sip_missing"
    try:
        request = read_request(_octets(text))
    except SipFault:
        return found, "sip_unreadable"
    if request.more is not None and (b"from" in request.more or b"to" in request.more):
        return found, "sip_ambiguous"
    return found, request


def _judge(request: Request, bench: _Bench) -> Verification:
    call = read_invite(request, "", bench.at, _CARRIER)
    presented = Presented(
        tuple(request.identities),
        uri_of(request.to),
        request.first_value(b"date").decode("utf-8", "backslashreplace"),
        tuple([value.decode("utf-8", "backslashreplace") for value in request.header(b"resource-priority")]),
    )
    is_replay = None if bench.is_replay is None else _replay_of(call, bench.is_replay)
    return verify(
        presented,
        call.calling,
        call.shown,
        call.called,
        bench.at,
        bench.terms,
        bench.shelf.find,
        is_replay,
        bench.country,
    )


def _replay_of(call: CallRequest, is_replay: Callable[[bytes, str], bool]) -> Callable[[bytes], bool]:
    return lambda signature: is_replay(signature, f"{call.call_id}\n{call.called}")


def _verdict(verification: Verification) -> str:
    """Good tokens that vouch for no number (a priority's) are valid, too; verstat says No-TN-Validation of them."""
    if verification.code:
        return "invalid"
    if verification.status is VerificationStatus.PASSED or verification.certificate:
        return "valid"
    return "no-signature"


def uri_of(value: bytes) -> str:
    """The URI of a To header, as text; "" for one that has none."""
    try:
        return name_address(value).uri.decode("utf-8", "backslashreplace")[:TEXT_MAX]
    except SipFault:
        return ""


def _octets(text: str) -> bytes:
    """The request's octets. Whoever keeps messages in text files often has lost the carriage returns, and the empty
    line behind the headers: both are put back, where none is there at all."""
    if "\r\n" not in text:
        text = text.replace("\n", "\r\n")
    if "\r\n\r\n" not in text:
        text = text.rstrip("\r\n") + "\r\n\r\n"
    return text.encode("utf-8", "surrogatepass")


def _unreadable(name: object, reason: str) -> dict[str, object]:
    return {
        "id": name,
        "verdict": "invalid",
        "code": None,
        "reason": reason,
        "verstat": VerificationStatus.NONE.value,
    }


def opened(name: str) -> IO[bytes]:
    if name == "-":
        return sys.stdin.buffer
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise CommandFault(Exit.USAGE, f"{name}: {(error.strerror or 'unreadable').lower()}") from None


def read_lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Lines that are not empty; of one that is too long its beginning, and the rest is read over."""
    while line := stream.readline(LINE_OCTETS_MAX + 1):
        if line.endswith(b"\n") or len(line) <= LINE_OCTETS_MAX:
            if line.strip():
                yield line
            continue
        while (rest := stream.readline(LINE_OCTETS_MAX)) and not rest.endswith(b"\n"):
            pass
        yield line
