"""The text that stands where a telephone number belongs, taken apart: URI, user part, context, dialled digits."""

from typing import Final, NamedTuple
from urllib.parse import unquote

# RFC 3323 section 4.1.1.3 has user and host; the other words are what switches put there instead.
WITHHELD: Final = frozenset(("anonymous", "unavailable", "restricted", "private", "withheld", "unknown"))
_WITHHELD_HOSTS: Final = frozenset(("anonymous.invalid", "unknown.invalid"))

SOS: Final = "sos"


class Subscriber(NamedTuple):
    """Whose number is meant, by the text alone."""

    user: str  # percent escapes decoded, lower case, no parameters; "" when there is none
    context: str = ""  # phone-context, RFC 3966 section 5.1.5
    withheld: bool = False  # the host says that the caller is not named
    ambiguous: bool = False  # more than one way to tell user from host


def take_apart(text: str) -> Subscriber:
    """A sip, sips, tel or urn:service URI, `user@host`, or a bare number; never raises."""
    scheme, colon, rest = text.partition(":")
    scheme = scheme.lower()
    if colon and scheme == "tel":
        return _subscriber(rest, "")
    if colon and scheme == "urn":
        return Subscriber(_service(rest))
    if not colon or scheme not in ("sip", "sips"):
        rest = text
    # RFC 3261 section 19.1.1: sip:user:password@host:port;uri-parameters?headers
    user, at, host = rest.partition("@")
    if not at:
        return _sip_without_user(rest) if colon and rest is not text else _subscriber(rest, "")
    if "@" in host:
        return Subscriber(user, ambiguous=True)
    return _subscriber(user.partition(":")[0], host)


def _sip_without_user(hostport: str) -> Subscriber:
    """sip:911 names a host by the letter; a gateway that sends it means the number. A host name is nobody's number."""
    subscriber = _subscriber(hostport.partition("?")[0].partition(":")[0], "")
    user = subscriber.user
    if user in WITHHELD or user == SOS or user.lstrip("+").isdigit():
        return subscriber
    return _subscriber("", hostport)


def _service(name: str) -> str:
    """RFC 5031 section 4.2: urn:service:sos and its sub-services; RFC 6881 section 15: test calls to them. Labels are
    compared without regard to case. Any other service is no number."""
    label = name.lower().partition(";")[0].partition("?")[0]
    for service in ("service:sos", "service:test.sos"):
        if label == service or label.startswith(service + "."):
            return SOS
    return "urn:" + label


def _subscriber(user: str, host: str) -> Subscriber:
    """RFC 3261 section 19.1.6: a telephone-subscriber's parameters stand in the user part of a SIP URI."""
    number, semicolon, parameters = user.partition(";")
    context = ""
    if semicolon:
        # RFC 3966 section 5.3 (ext), RFC 4694 section 4 (npdi, rn): beside the number, they do not change it.
        for parameter in parameters.split(";"):
            name, _, value = parameter.partition("=")
            if name.lower() == "phone-context":
                context = unquote(value)
    if "%" in number:
        number = unquote(number)
    host = host.partition(";")[0].partition("?")[0].partition(":")[0].lower()
    return Subscriber(number.strip().lower(), context, host in _WITHHELD_HOSTS)


def dialled_digits(user: str) -> str:
    """The number without visual separators (RFC 3966 section 5.1.1, and spaces) and without an extension.

    A leading plus, digits, * and # remain; "" when anything else stands there.
    """
    if "x" in user:
        user = _without_extension(user)
    digits = user.replace(" ", "").replace("-", "").replace("(", "").replace(")", "").replace(".", "")
    signs = digits[1:] if digits[:1] == "+" else digits
    plain = signs.replace("*", "").replace("#", "")
    if not (plain.isascii() and plain.isdigit()) or (plain != signs and signs != digits):
        return ""
    # A # behind the number ends dialling on many telephones.
    return digits[:-1] if digits[-1] == "#" and digits[:-1] == plain and len(plain) > 2 else digits


def _without_extension(user: str) -> str:
    """'202 555 1234 x12', 'ext. 12': the extension is reached through the number and is no part of it."""
    head, _, tail = user.partition("x")
    head = head.rstrip()
    if head[-1:] == "e" and tail[:1] == "t":
        head, tail = head[:-1], tail[1:]
    tail = tail.strip(" .:")
    return head if tail.isascii() and tail.isdigit() else "x"
