"""Forms of single settings: addresses, header names, URIs, redress contacts. Each says in words what it wanted."""

import re
from ipaddress import IPv6Address, ip_address, ip_network

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from bellwarden.policy.problem import shown

# RFC 3261 section 25.1: token
_WORD_SIGNS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
_TOKEN = _WORD_SIGNS | frozenset("-.!%*_+`'~")
_HOST = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-._:[]")
_DIGITS = frozenset("0123456789")
COUNTRIES = frozenset(region for regions in COUNTRY_CODE_TO_REGION_CODE.values() for region in regions)
_RENAMED = {"UK": "GB", "EL": "GR", "USA": "US", "GER": "DE"}
# Names that already mean something in the answers this header is added to.
_TAKEN_HEADERS = frozenset(
    ("via", "from", "to", "call-id", "cseq", "contact", "content-length", "content-type", "reason", "retry-after")
)
# RFC 8606 section 4: location values of the Reason header that name a network.
LOCATIONS = ("U", "LPN", "LN", "TN", "RLN", "RPN", "INTL", "BI")
# RFC 3261 section 25.1: reserved, unreserved and the signs of a host; what fits between the brackets of a Contact.
_URI_SIGNS = _WORD_SIGNS | frozenset("-_.!~*'()%;/?:@&=+$,[]#")
# A semicolon would end the attribute it stands in, a quote the whole text (ATIS-1000099).
_REDRESS_SIGNS = _WORD_SIGNS | frozenset("-_.!~*()%/?:@&=+$,[]#")
DECISION_MARK = "{decision}"
URI_MAX = 1000
CERTIFICATE_URL_MAX = 200  # it stands twice in every signature, and a 302 goes over UDP
_is_uuid = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z").match


def address(text: str) -> str:
    """An address or network in its shortest spelling; IPv4 inside IPv6 becomes IPv4, as sources are compared."""
    if "%" in text:
        raise ValueError(f"{shown(text)} has a zone; write the address without %...")
    try:
        if "/" not in text:
            single = ip_address(text)
            mapped = single.ipv4_mapped if isinstance(single, IPv6Address) else None
            return str(mapped or single)
        return str(ip_network(text))
    except ValueError as error:
        raise ValueError(_address_fault(text)) from error


def _address_fault(text: str) -> str:
    try:
        wider = ip_network(text, strict=False)
    except ValueError:
        return f'{shown(text)} is no IP address; write one like "192.0.2.10", "2001:db8::1" or "192.0.2.0/24"'
    return f'{shown(text)} is an address with a network\'s length; write "{wider}" or "{text.partition("/")[0]}"'


def header_name(text: str) -> str:
    """A SIP header name or nothing."""
    if not _TOKEN.issuperset(text) or len(text) > 64:
        raise ValueError(f"{shown(text)} is no header name; letters, digits and hyphens only, at most 64 signs")
    return text


def added_header_name(text: str) -> str:
    """A header that is added to answers: none that an answer has already."""
    if text.lower() in _TAKEN_HEADERS:
        raise ValueError(
            f"{shown(text)} has its own meaning in every answer; choose another, such as X-Bellwarden-Decision"
        )
    return header_name(text)


def country(text: str) -> str:
    """ISO 3166 alpha-2, upper case."""
    code = text.upper()
    if code in COUNTRIES:
        return code
    meant = _RENAMED.get(code)
    hint = f"; that country's code is {meant}" if meant else ""
    raise ValueError(f"{shown(text)} is no country code{hint}; write the two letters of ISO 3166, such as US or CA")


def sip_uri(text: str) -> str:
    """Where a call is diverted to: sip:, sips: or tel:."""
    scheme, _, rest = text.partition(":")
    if text and (scheme.lower() not in ("sip", "sips", "tel") or not rest or not _fits(text, _URI_SIGNS)):
        raise ValueError(f'{shown(text)} is no SIP address; write it like "sip:captcha@192.0.2.10:5060"')
    return text


def web_address(text: str) -> str:
    """A redress page: it travels inside the quoted text of a Reason header."""
    fits = _fits(text.replace(DECISION_MARK, ""), _REDRESS_SIGNS)
    if text and not (text.lower().startswith(("https://", "http://")) and fits):
        raise ValueError(f'{shown(text)} is no web address; write it like "https://example.com/blocked"')
    return text


def telephone(text: str) -> str:
    """A redress number: digits with a plus sign in front."""
    digits = text[1:]
    if text and not (text.startswith("+") and digits.isascii() and digits.isdigit() and 8 <= len(digits) <= 15):
        raise ValueError(f'{shown(text)} is no full telephone number; write it like "+12382000100"')
    return text


def mail_address(text: str) -> str:
    name, at, domain = text.partition("@")
    if text and (not name or not at or "." not in domain or "@" in domain or not _fits(text, _REDRESS_SIGNS)):
        raise ValueError(f'{shown(text)} is no mail address; write it like "redress@example.com"')
    return text


def location(text: str) -> str:
    """RFC 8606 section 4: where in the network the call was refused."""
    if text and text not in LOCATIONS:
        raise ValueError(f"{shown(text)} is no location; write one of {', '.join(LOCATIONS)}")
    return text


def host(text: str) -> str:
    """A host part of a request line, lower case."""
    lower = text.lower()
    if not lower or not _HOST.issuperset(lower) or len(lower) > 253:
        raise ValueError(
            f'{shown(text)} is no host; write a name like "wholesale.example.com" or an address, without port'
        )
    return lower


def certificate_name(text: str) -> str:
    """A host name as certificates hold it, lower case, or nothing. RFC 5922 section 7.2: no wildcards."""
    if not text:
        return ""
    if ":" in text:
        raise ValueError(f"{shown(text)} is no host name; write the name alone, without scheme or port")
    if "*" in text:
        raise ValueError(f"{shown(text)} has a wildcard, which a SIP certificate's name may not; write the whole name")
    return host(text)


def called_prefix(text: str) -> str:
    """Signs in front of the called number that tell customers apart: digits, * and #."""
    if len(text) > 16 or text.strip("0123456789*#"):
        raise ValueError(f"{shown(text)} is no prefix; digits, * and # only, at most 16")
    return text


def emergency_number(text: str) -> str:
    """Digits as they are dialled."""
    digits = text.removeprefix("+")
    if not (digits and _DIGITS.issuperset(digits) and 3 <= len(digits) <= 15):
        raise ValueError(f'{shown(text)} is no emergency number; write 3 to 15 digits, such as "911"')
    return digits


def provider_code(text: str) -> str:
    """A service provider code, ATIS-1000080: letters and digits, upper case; nothing for none."""
    code = text.upper()
    if code and not (code.isascii() and code.isalnum() and len(code) <= 16):
        raise ValueError(f'{shown(text)} is no service provider code; write letters and digits, such as "709J"')
    return code


def certificate_address(text: str) -> str:
    """Where others fetch from: https on port 443 or 8443, and nothing in it that a verifier refuses."""
    if not text:
        return ""
    advice = 'write it like "https://certificates.example.com/stir/2027.pem"'
    scheme, _, rest = text.partition("://")
    place, slash, path = rest.partition("/")
    name, colon, port = place.partition(":")
    if scheme.lower() != "https":
        raise ValueError(f"{shown(text)} is not https, and others fetch over nothing else; {advice}")
    if not slash or "?" in text or "#" in text or "@" in text or not _fits(path, _URI_SIGNS):
        raise ValueError(f"{shown(text)} is no plain address of a file: no ? # or @, and a path; {advice}")
    if (colon and port not in ("443", "8443")) or len(text) > CERTIFICATE_URL_MAX:
        raise ValueError(
            f"{shown(text)}: others fetch from port 443 or 8443 only, and at most {CERTIFICATE_URL_MAX} signs; {advice}"
        )
    if "." not in name or not _HOST.issuperset(name.lower()):
        raise ValueError(f"{shown(text)} has no host name that everybody can find; {advice}")
    return text


def fingerprint(text: str) -> str:
    """SHA-256 in hexadecimal, lower case; colons as OpenSSL prints them are taken out."""
    digits = text.replace(":", "").replace(" ", "").lower()
    if len(digits) != 64 or not set(digits) <= set("0123456789abcdef"):
        raise ValueError(f"{shown(text)} is no SHA-256 fingerprint; write its 64 hexadecimal digits")
    return digits


def uuid(text: str) -> str:
    """RFC 4122 section 3: lower case; nothing for none."""
    lower = text.lower()
    if lower and not _is_uuid(lower):
        raise ValueError(
            f'{shown(text)} is no UUID; write one as `uuidgen` prints it: "6f1c2b9e-0d5a-4c3e-9a71-2f4b8c6d7e10"'
        )
    return lower


def _fits(text: str, signs: frozenset[str]) -> bool:
    return len(text) <= URI_MAX and signs.issuperset(text)
