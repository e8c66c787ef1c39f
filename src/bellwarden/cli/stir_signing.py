"""The work of `bellwarden stir sign`: one line in, one line out, in bounded memory."""

import json
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple
from uuid import uuid4

from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.stir_batch import opened, read_lines, request_of, uri_of
from bellwarden.model.number import NumberForm, TelephoneNumber
from bellwarden.model.policy import Carrier
from bellwarden.model.stir import Attestation
from bellwarden.numbering.reading import read_number
from bellwarden.sip.request import Request
from bellwarden.stir.identity import url_fault
from bellwarden.stir.own import OwnFault, read_key, read_own
from bellwarden.stir.sign import raw_signature, sign_div, sign_shaken
from bellwarden.stir.signature import ES256
from bellwarden.switches.reading import read_invite

KEY_OCTETS_MAX: Final = 64_000
IAT_MAX: Final = 1 << 53  # what every JSON reader takes for a whole number

# What stands against a line in place of an Identity, beside the reasons that a line can't be read for.
SIGN_REASONS: Final = {
    "attest_missing": "Neither the line nor --attest says a level, and nothing becomes A by itself.",
    "attest_invalid": "The level is none of A, B and C.",
    "origid_invalid": "The origid is no UUID.",
    "iat_invalid": "The iat is no whole number of seconds since 1970.",
    "div_invalid": "The number that the call was diverted from is none, or the one that it goes to.",
    "caller_withheld": "The caller shows no number, and none stands behind it in P-Asserted-Identity.",
    "caller_invalid": "What the caller shows is no number that anybody can have.",
    "called_invalid": "What is called is no whole telephone number.",
}
_CARRIER: Final = Carrier(name="", country="US")
_is_uuid: Final = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}").fullmatch
Answer = dict[str, object]


class Settings(NamedTuple):
    """The command line."""

    key: Path
    x5u: str
    certificate: Path | None
    at: float | None  # seconds since 1970, UTC
    attest: str
    country: str


class Pen(NamedTuple):
    """What the lines are signed with."""

    sign: Callable[[bytes], bytes]
    x5u: str
    at: float
    attest: str
    country: str


class _Refused(Exception):
    """The line gets no token. The text is the reason."""


def sign_file(name: str, settings: Settings) -> None:
    """Sign the call of every line of a file and print what came of it. CommandFault(USAGE) for what can't be used."""
    pen = take_pen(settings)
    write = sys.stdout.write
    with opened(name) as lines:
        for line in read_lines(lines):
            write(json.dumps(sign_line(line, pen)) + "\n")
    sys.stdout.flush()


def take_pen(settings: Settings) -> Pen:
    at = time.time() if settings.at is None else settings.at
    fault = url_fault(settings.x5u)
    if fault is not None:
        raise CommandFault(
            Exit.USAGE, f"--x5u: nobody would fetch {settings.x5u!r}: https, port 443 or 8443, no ? or #"
        )
    if settings.attest not in ("", "A", "B", "C"):
        raise CommandFault(Exit.USAGE, f"--attest: {settings.attest!r} is none of A, B and C")
    if not 0 < at < IAT_MAX:
        raise CommandFault(Exit.USAGE, f"--at: {at!r} is no moment in seconds since 1970")
    try:
        pem = _octets(settings.key, "--key")
        if settings.certificate is not None:
            own = read_own(pem, _octets(settings.certificate, "--certificate"), at)
            return Pen(own.sign, settings.x5u, at, settings.attest, settings.country)
        key = read_key(pem)
    except OwnFault as unusable:
        raise CommandFault(Exit.USAGE, str(unusable)) from None
    return Pen(
        lambda octets: raw_signature(key.sign(octets, ES256)), settings.x5u, at, settings.attest, settings.country
    )


def sign_line(line: bytes, pen: Pen) -> Answer:
    """One line's answer. Never raises."""
    found, request = request_of(line)
    name = found.get("id")
    if isinstance(request, str):
        return _unsigned(name, request)
    try:
        return {"id": name, **_signed(found, request, pen), "reason": None}
    except _Refused as refused:
        return _unsigned(name, str(refused))


def _signed(found: Answer, request: Request, pen: Pen) -> Answer:
    iat = found.get("iat", int(pen.at))
    if type(iat) is not int or not 0 < iat < IAT_MAX:
        raise _Refused("iat_invalid")
    call = read_invite(request, "", pen.at, _CARRIER)
    orig = _caller(read_number(call.calling, pen.country))
    called = read_number(call.called, pen.country)
    if "div" in found:
        number = read_number(str(found["div"])[:128], pen.country)
        # RFC 8946 section 3: where the number stays the same, nothing was diverted.
        if not _whole(number) or number.digits == called.digits:
            raise _Refused("div_invalid")
        value, _ = sign_div(orig, _called(called), number.digits, iat, pen.x5u, pen.sign)
        return {"identity": value, "attest": None, "origid": None}
    attest, origid = _attest(found.get("attest", pen.attest)), found.get("origid") or str(uuid4())
    if not isinstance(origid, str) or not _is_uuid(origid):
        raise _Refused("origid_invalid")
    # RFC 8224 section 4.1: dest is To's number; where it holds none, the request line's.
    to = read_number(uri_of(request.to), pen.country)
    dest = _called(to if _whole(to) else called)
    value, _ = sign_shaken(attest, orig, dest, iat, origid, pen.x5u, pen.sign)
    return {"identity": value, "attest": attest.value, "origid": origid}


def _attest(text: object) -> Attestation:
    if not text:
        raise _Refused("attest_missing")
    try:
        return Attestation(text)
    except ValueError:
        raise _Refused("attest_invalid") from None


def _caller(number: TelephoneNumber) -> str:
    if _whole(number):
        return number.digits
    withheld = number.form in (NumberForm.ANONYMOUS, NumberForm.ABSENT)
    raise _Refused("caller_withheld" if withheld else "caller_invalid")


def _called(number: TelephoneNumber) -> str:
    if _whole(number):
        return number.digits
    raise _Refused("called_invalid")


def _whole(number: TelephoneNumber) -> bool:
    return bool(number.e164) and number.fault is None


def _unsigned(name: object, reason: str) -> Answer:
    return {"id": name, "identity": None, "attest": None, "origid": None, "reason": reason}


def _octets(file: Path, option: str) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(KEY_OCTETS_MAX)
    except OSError as error:
        raise CommandFault(Exit.USAGE, f"{option}: {file}: {(error.strerror or 'unreadable').lower()}") from None
