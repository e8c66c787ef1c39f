"""A call to be tried without a server: a raw INVITE, or the JSON of the HTTP API, from a file or standard input."""

import sys
from pathlib import Path
from typing import Final

from bellwarden.cli.console import note
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.gate.api import FieldError, Question, read_question
from bellwarden.sip.fault import SipFault
from bellwarden.sip.message import read_request
from bellwarden.switches.reading import read_invite, read_presented
from bellwarden.verdict.policy import Policy

BYTES_MAX: Final = 1_000_000
HERE: Final = "127.0.0.1"


def read_input(name: str) -> bytes:
    """A file's bytes, or those of standard input for `-`."""
    if name == "-":
        return sys.stdin.buffer.read(BYTES_MAX)
    try:
        with Path(name).open("rb") as file:
            return file.read(BYTES_MAX)
    except FileNotFoundError:
        raise CommandFault(Exit.NOT_FOUND, f"there is no file {name}; - stands for standard input") from None
    except OSError as error:
        raise CommandFault(Exit.NOT_FOUND, f"{name} can't be read: {error.strerror}") from None


def read_call(data: bytes, name: str, policy: Policy, source_ip: str, at: float) -> Question:
    """The question in a file: JSON when it begins with a brace, else an INVITE."""
    if not data.strip():
        raise CommandFault(Exit.USAGE, f"{_named(name)} is empty; give an INVITE or the JSON of POST /v1/decisions")
    if data.lstrip()[:1] == b"{":
        return _from_json(data, name, policy, source_ip, at)
    return _from_invite(data, name, policy, source_ip or HERE, at)


def _from_json(data: bytes, name: str, policy: Policy, source_ip: str, at: float) -> Question:
    try:
        question = read_question(data, policy, at)
    except FieldError as error:
        field = f"{error.field} " if error.field else ""
        raise CommandFault(Exit.USAGE, f"{_named(name)}: {field}{error.reason}") from None
    return question._replace(request=question.request._replace(source_ip=source_ip)) if source_ip else question


def _from_invite(data: bytes, name: str, policy: Policy, source_ip: str, at: float) -> Question:
    try:
        request = read_request(_line_ends(data))
    except SipFault as fault:
        raise CommandFault(
            Exit.USAGE,
            f"{_named(name)} is no SIP request ({fault.reason}); give an INVITE or the JSON of POST /v1/decisions",
        ) from None
    if request.method != b"INVITE":
        method = request.method.decode("ascii", "replace")
        raise CommandFault(Exit.USAGE, f"{_named(name)} is a {method}; only an INVITE asks about a call")
    headers = frozenset(header.encode() for header in policy.headers_read)
    # Tried as if the source showed the certificate that its trunk asks for: a file can't.
    names = tuple(one.certificate_name for one in policy.trunks_of(source_ip) if one.certificate_name)
    asked = read_invite(request, source_ip, at, policy.carrier, request.fault, headers)
    return Question(
        asked._replace(certificate_names=names) if names else asked, read_presented(request, bool(policy.signs))
    )


def _line_ends(data: bytes) -> bytes:
    """A message typed or copied by hand has bare line feeds and often no empty line at its end; a wire never has."""
    if b"\r\n" in data:
        return data
    note("read with CR LF line ends, as on the wire; the file has LF")
    mended = data.replace(b"\n", b"\r\n")
    return mended if b"\r\n\r\n" in mended else mended.rstrip(b"\r\n") + b"\r\n\r\n"


def _named(name: str) -> str:
    return "standard input" if name == "-" else name
