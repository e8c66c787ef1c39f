"""What a verification found, on the wire: verstat beside the caller's number, the Reason of a bad token, its status."""

import re
from typing import Final

from bellwarden.model.call import CallRequest
from bellwarden.model.number import TelephoneNumber
from bellwarden.model.stir import Verification
from bellwarden.switches.dialect import DECLINE, Switch

NO_HEADERS: Final[tuple[tuple[str, str], ...]] = ()
USE_IDENTITY: Final = 428
# RFC 8224 sections 6.2.2 and 13.1: the phrases of the codes that a verification may end with.
PHRASES: Final = {
    403: "Stale Date",
    428: "Use Identity Header",
    436: "Bad Identity Info",
    437: "Unsupported Credential",
    438: "Invalid Identity Header",
}
_NO_HOST: Final = "unknown.invalid"  # RFC 2606 section 2
_is_host: Final = re.compile(r"[0-9A-Za-z.-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\]", re.ASCII).fullmatch


def verification_headers(
    verification: Verification, request: CallRequest, calling: TelephoneNumber | None, told: bool
) -> tuple[tuple[str, str], ...]:
    """P-Asserted-Identity with verstat where the call goes on (`told`), and the Reason of a token that is no good.

    verstat is a parameter of the number (3GPP TS 24.229 section 7.2A.20; ATIS-1000074 section 5.3.2). The number is the
    one that was judged, its digits only: what the sender wrote beside it, a verstat of its own for instance, is no
    finding of ours and never comes back.
    """
    headers = NO_HEADERS
    if told and calling is not None and calling.e164:
        host = request.host if _is_host(request.host) else _NO_HOST
        value = f"<sip:+{calling.digits};verstat={verification.status._value_}@{host};user=phone>"
        headers = (("P-Asserted-Identity", value),)
    phrase = PHRASES.get(verification.code)
    if phrase is not None:
        # RFC 9410 section 4: the protocol is STIR, the cause the code that a refusal would have had.
        headers += (("Reason", f'STIR;cause={verification.code};text="{phrase}"'),)
    return headers


def error_line(verification: Verification | None, status: int, phrase: str, switch: Switch) -> tuple[int, str]:
    """Status and phrase of a call refused for its token: RFC 8224's own code where this SBC ends the call on it.

    A dialect whose row says 603 has all its refusals end that way.
    """
    code = (verification.code if verification is not None else 0) or USE_IDENTITY
    if status == DECLINE.status or code in switch.continues_on or code not in PHRASES:
        return status, phrase
    return code, PHRASES[code]
