"""Identity headers in the answer by which a call goes on: as headers of the redirect, inside its Contact, or as both.

No standard says how a redirect server hands over an Identity. Two ways are in use: the SBC copies the header of the 3xx
into the call, or it takes it out of the Contact's URI (RFC 3261 section 19.1.5). Which one is the dialect's, and each
trunk may choose. What is handed over replaces what the call came with.
"""

from typing import Final

from bellwarden.model.policy import IdentityPlace, Trunk
from bellwarden.model.sip_answer import SipAnswer
from bellwarden.switches.dialect import Switch

# RFC 3261 section 25.1: unreserved and hnv-unreserved may stand in a URI's header as they are.
_PLAIN: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()[]/?:+$")
_ESCAPES: Final = {code: f"%{code:02X}" for code in range(128) if chr(code) not in _PLAIN}
_WITH_HEADERS: Final = ("sip:", "sips:")  # a tel URI has no place for any (RFC 3966 section 3)


def carry(
    switch: Switch, trunk: Trunk | None, usual: SipAnswer, identities: tuple[str, ...], over_sip: bool = True
) -> SipAnswer:
    """The answer that lets the call go on, `usual`, with these Identity values. Its `contact` is that of a redirect.

    An SBC that goes on by a failure status gets a redirect instead. One that follows no redirect (policy check refuses
    to sign on its trunks) gets the usual answer: the call comes first. A client over HTTP reads them as headers.
    """
    status, phrase, contact, headers = usual
    line = switch.carries_identity_on
    if status >= 400 and line is not None and contact:
        # What the failure's Reason header said does not hold of a redirect (RFC 3326 section 2); what is said of the
        # tokens that came does (RFC 9410 section 4).
        status, phrase = line
        headers = tuple([one for one in headers if one[0] != "Reason" or one[1].startswith("STIR;")])
    as_header = not over_sip
    if status < 400:
        place = (trunk.identity_in if trunk is not None else None) or switch.identity_in
        within = in_contact(contact, identities) if place is not IdentityPlace.HEADER else ""
        contact = within or contact
        as_header = as_header or not within or place is IdentityPlace.BOTH
    else:
        contact = ""
    if as_header:
        headers = (*headers, *[("Identity", value) for value in identities])
    return SipAnswer(status, phrase, contact, headers)


def in_contact(contact: str, identities: tuple[str, ...]) -> str:
    """A Contact with Identity headers in its URI, RFC 3261 section 19.1.1; "" where the URI has no place for one."""
    uri, bracket, behind = contact.partition(">")
    if not bracket or not uri[1:6].lower().startswith(_WITH_HEADERS):
        return ""
    told = "&".join([f"Identity={value.translate(_ESCAPES)}" for value in identities])
    return f"{uri}{'&' if '?' in uri else '?'}{told}>{behind}"
