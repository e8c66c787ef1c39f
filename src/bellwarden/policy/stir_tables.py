"""The tables of STIR/SHAKEN: how calls are signed and verified, and what shows who may use which number."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator

from bellwarden.model.policy import ProofKind
from bellwarden.policy import forms
from bellwarden.policy.table import FILE, NUMBERS, SWITCH, TEXT, Table, choice, setting

PROOF_NUMBERS_MAX = 100_000
HTTPS = 'an address in quotes, such as "https://certificates.example.com/stir/2027.pem"'
DAY = "a day without quotes: year-month-day, such as 2027-06-30"


class StirTable(Table):
    """STIR/SHAKEN: calls are signed with your certificate, and the signatures of others are verified."""

    signs: bool = setting(
        False,
        "true once you have a certificate (bellwarden stir cert): calls are signed, by the signs of each trunk",
        SWITCH,
    )
    service_provider_code: Annotated[str, AfterValidator(forms.provider_code)] = setting(
        "", "your code, as it stands in your certificate; nothing is signed with a certificate of another", TEXT
    )
    certificate_url: Annotated[str, AfterValidator(forms.certificate_address)] = setting(
        "", "where everybody can fetch your certificate; it stands in every signature (x5u)", HTTPS
    )
    own_numbers_only: bool = setting(
        False,
        "true: level A for numbers only that you gave to the customer yourself, whatever it has proven for others (the"
        " stricter reading since the FCC's consent decree with Lingo of 2024)",
        SWITCH,
    )
    verifies: bool = setting(
        False, "true: signatures of calls that come in are verified, by the verifies of each trunk", SWITCH
    )
    freshness_s: int = setting(
        60,
        "how old a signature may be, in seconds",
        "a whole number of seconds, such as 60",
        ge=1,
        le=3600,
    )
    future_skew_s: int = setting(
        5,
        "how far in the future a signature may have been made, in seconds, for clocks that differ",
        "a whole number of seconds, such as 5",
        ge=0,
        le=300,
    )
    wait_ms_max: int = setting(
        150,
        "how long a call waits for the certificate of a signer whose first call it is, in milliseconds",
        "a whole number of milliseconds from 0 to 180",
        ge=0,
        le=180,
    )
    roots: str = setting(
        "",
        "file with the root certificates that you trust, PEM, from the policy administrator (STI-PA)",
        'a path inside the policy folder in quotes, such as "stir/roots.pem"',
    )
    crl_url: Annotated[str, AfterValidator(forms.certificate_address)] = setting(
        "", "where the policy administrator's list of revoked certificates lies; empty: none is looked at", HTTPS
    )


class ProofTable(Table):
    """What shows that a customer may use numbers that you did not give it. Until then its calls with them get level A.

    Its numbers count as caller_ids without being written there again.
    """

    kind: ProofKind = choice(
        ...,
        "a letter of the numbers' holder, a delegate certificate, or a call to the number that the customer answered",
        ProofKind,
    )
    until: date = setting(..., "the last day on which it holds; afterwards calls with the numbers get level B", DAY)
    numbers: list[str] = setting(
        [],
        "the numbers that it is about; numbers or numbers_file must be written",
        NUMBERS,
        max_length=PROOF_NUMBERS_MAX,
    )
    numbers_file: str = setting("", "the same from a list file", FILE)
    reference: str = setting("", "where you filed it, for people", TEXT, max_length=200)


class ThirdPartyTable(Table):
    """What must be on record before you sign a provider's calls with that provider's own certificate (FCC 24-120)."""

    agreement: str = setting(
        ..., "where the written agreement is filed, for people", TEXT, min_length=1, max_length=200
    )
    agreed: date = setting(..., "the day of the agreement", DAY)
    service_provider_code: Annotated[str, AfterValidator(forms.provider_code)] = setting(
        ..., "that provider's code, of its own token", TEXT, min_length=1
    )
    certificate: Annotated[str, AfterValidator(forms.fingerprint)] = setting(
        ...,
        "SHA-256 of its own certificate",
        "64 hexadecimal digits in quotes, as `openssl x509 -fingerprint -sha256` prints them",
    )
