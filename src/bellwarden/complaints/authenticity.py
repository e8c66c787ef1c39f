"""Whether a mail is from the domain that its From names: by what our own mail server found out and wrote above it.

Anybody can write an Authentication-Results header. Only those count that name a server of ours, and only as far as the
first Received below one of them: what came with the mail stands further down (RFC 8601 section 5).
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

import authres
from authres.core import AuthenticationResultsHeader, AuthResError

from bellwarden.complaints.letter import Letter, address_of
from bellwarden.model.complaint import CheckState, SenderCheck

HEADERS_MAX: Final = 6
_NAME: Final = "authentication-results"
# Which property of a method's result names the domain that it is about.
_ABOUT: Final = {"dmarc": ("header", "from"), "dkim": ("header", "d"), "spf": ("smtp", "mailfrom")}
OWN: Final = "own check"


def check_of(letter: Letter, servers: Collection[str], signed_by: Sequence[str] = ()) -> SenderCheck:
    """`servers`: names that our own mail servers give themselves there; `signed_by`: domains whose DKIM signature we
    found to be right ourselves.
    """
    froms = letter.all("from")
    domain = address_of(froms[0]).rpartition("@")[2] if len(froms) == 1 else ""
    if not domain:
        return SenderCheck(CheckState.NONE, "", "it has no single From" if letter.headers else "")
    own = [one for one in signed_by if aligned(one, domain)]
    by, results = _results(letter, {one.lower() for one in servers})
    said = dict(reversed([(method, result) for method, result, about in results if aligned(about, domain)]))
    told = ", ".join(f"{method} {result} {about}".strip() for method, result, about in results)[:300]
    if own:
        told = ", ".join(filter(None, (told, f"signed by {own[0]}")))
        return SenderCheck(CheckState.PASS, by or OWN, told)
    if said.get("dmarc") == "fail":
        return SenderCheck(CheckState.FAIL, by, told)
    # RFC 7489 section 3.1: DKIM or SPF for the very domain of the From is what DMARC asks for.
    right = any(said.get(method) == "pass" for method in _ABOUT)
    return SenderCheck(CheckState.PASS if right else CheckState.NONE, by, told)


def aligned(about: str, domain: str) -> bool:
    """The domain itself, or one above it: whoever holds that can write for both."""
    about = about.lower().rpartition("@")[2].rstrip(".")
    return "." in about and (domain == about or domain.endswith(f".{about}"))


def _results(letter: Letter, servers: Collection[str]) -> tuple[str, list[tuple[str, str, str]]]:
    """Who says so, and method, result and domain of each."""
    by, found = "", []
    for header in _trusted(letter, servers):
        by = str(header.authserv_id)
        for one in header.results:
            method = str(one.method).lower()
            about = [
                str(part.value)
                for part in getattr(one, "properties", None) or ()
                if (str(part.type).lower(), str(part.name).lower()) == _ABOUT.get(method)
            ]
            if method in _ABOUT:
                found.append((method, str(one.result).lower(), about[0].lower() if about else ""))
    return by, found


def _trusted(letter: Letter, servers: Collection[str]) -> Iterator[AuthenticationResultsHeader]:
    count = 0
    for name, value in letter.headers:
        if name == "received" and count:
            return
        if name != _NAME or count >= HEADERS_MAX:
            continue
        try:
            header = authres.AuthenticationResultsHeader.parse(f"Authentication-Results: {value}")
        except (AuthResError, RecursionError):
            continue
        if str(header.authserv_id).lower() in servers:
            count += 1
            yield header
