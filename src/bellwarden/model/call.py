"""A call as an SBC asks about it, and the same call as this system understands it."""

from typing import NamedTuple

from bellwarden.model.enforcement import Enforcement
from bellwarden.model.number import TelephoneNumber
from bellwarden.model.stir import Verification


class CallRequest(NamedTuple):
    """What was asked, as received: nothing here has been interpreted, so that any policy can judge it again.

    SIP and HTTP both end in this value; from here on there is one brain.
    """

    at: float  # seconds since 1970, UTC, when the question arrived
    source_ip: str  # textual address of the asking SBC
    called: str  # the called number's text: user part of the request line, or JSON called_number
    calling: str  # the asserted number's text: P-Asserted-Identity, else From, else JSON calling_number
    shown: str = ""  # the From number's text where it differs from `calling` in source
    display_name: str = ""  # caller name (CNAM) as received
    trunk: str = ""  # trunk named by an HTTP client; SIP has none
    host: str = ""  # host part of the request line: the partition, where one address is several trunks
    call_id: str = ""
    user_agent: str = ""
    diversions: tuple[str, ...] = ()  # numbers of Diversion headers, topmost first
    identities: tuple[str, ...] = ()  # SHA-256 of each Identity header value as received, hex
    privacy: bool = False  # Privacy: id or user (RFC 3323 section 4.2)
    correlation: str = ""  # value of the configured correlation header (Session-ID, P-Charging-Vector, X-...)
    headers: tuple[tuple[str, str], ...] = ()  # the headers that the policy reads, lower-case name and value
    spid: str = ""  # service provider id (OCN) of the calling number, when the asker supplies it
    fault: str = ""  # why the message is not sane, as "STATUS reason" ("400 two From headers"); "" for a sane one
    protocol: str = "sip"  # sip | http
    uri: str = ""  # the request line's URI as received, for the Contact of an answer; "" over HTTP unless given
    certificate_names: tuple[str, ...] = ()  # of the verified TLS certificate shown, RFC 5922 section 7.1


class CallAttempt(NamedTuple):
    """The request with its numbers read and its parties found: all that the checks look at, beside policy and usage."""

    request: CallRequest
    called: TelephoneNumber
    calling: TelephoneNumber
    shown: TelephoneNumber  # equals `calling` unless From shows another number
    trunk: str  # key of the trunk; "" for an unknown source
    customer: str  # key of the customer or upstream provider; "" when the trunk carries several and none matched
    called_customer: str  # key of our customer who holds the called number, or ""
    enforcements: tuple[Enforcement, ...] = ()  # those in force that name this source, customer, caller, callee or pair
    verification: Verification | None = None  # of its Identity headers; None when nobody looked
