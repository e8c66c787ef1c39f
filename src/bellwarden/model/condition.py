"""The variables an operator's own condition may read, with their types: documented, checked and filled from here."""

from typing import NamedTuple


class Variable(NamedTuple):
    name: str
    type: type
    meaning: str


VARIABLES = (
    Variable("calling", str, "calling number, E.164 digits without plus; empty when there is none"),
    Variable("called", str, "called number, E.164 digits without plus, or the short code"),
    Variable("shown", str, "number of the From header, E.164 digits; equals calling unless From shows another"),
    Variable("calling_form", str, "nanp, international, short_code, anonymous, absent or unreadable"),
    Variable("calling_kind", str, "ordinary, toll_free, premium, non_geographic, service or unknown"),
    Variable("called_kind", str, "the same for the called number"),
    Variable("calling_country", str, "ISO 3166 alpha-2 of the calling number, or empty"),
    Variable("called_country", str, "ISO 3166 alpha-2 of the called number, or empty"),
    Variable("display_name", str, "caller name (CNAM) as received"),
    Variable("customer", str, "key of the customer or upstream provider, or empty"),
    Variable("called_customer", str, "key of our customer who holds the called number, or empty"),
    Variable("trunk", str, "key of the trunk"),
    Variable("source_ip", str, "address of the asking SBC"),
    Variable("host", str, "host part of the request line"),
    Variable("user_agent", str, "User-Agent as received"),
    Variable("spid", str, "service provider id (OCN) of the calling number, or empty"),
    Variable("diverted", bool, "whether a Diversion header is present"),
    Variable("withheld", bool, "whether the caller asked for privacy"),
    Variable("identity_headers", int, "how many Identity headers the message carries"),
    Variable("verstat", str, "TN-Validation-Passed, TN-Validation-Failed or No-TN-Validation; empty: nobody looked"),
    Variable("attestation", str, "A, B or C of the call's token; worth something only where verstat says passed"),
    Variable("signer", str, "service provider code in the certificate of the call's token, or empty"),
    Variable("origid", str, "origination identifier of the call's token, or empty"),
    Variable("stir_code", int, "403, 428, 436, 437 or 438 of a token that was not accepted, else 0"),
    Variable("stir_reason", str, "the finer reason for that, or empty"),
    Variable("attempts_1s", int, "the customer's attempts in the last second, this one included"),
    Variable("hour_utc", int, "hour of the day, UTC, 0 to 23"),
    Variable("weekday_utc", int, "day of the week, UTC, 1 (Monday) to 7"),
)
