"""The policy administrator (STI-PA): the SPC token that proves our code to an authority, and the list of trusted roots.

ATIS-1000080: login, token and list over its HTTPS interface. That interface was not reachable while this was built;
requests and answers are those of its published description and of the authorities' guides.
"""

import json
from base64 import b64encode
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from bellwarden.feeds.acme import Server
from bellwarden.feeds.api_client import Answer, ApiFault
from bellwarden.feeds.jws import JwsFault, read_compact, verify_compact

LOGIN: Final = "/api/v1/auth/login"
TOKEN: Final = "/api/v1/account/{account}/token"
CA_LIST: Final = "/api/v1/ca-list"
TOKEN_OCTETS_MAX: Final = 8_192
ROOTS_MAX: Final = 500
SHOWN_MAX: Final = 200


class StiPaFault(Exception):
    """The policy administrator says no, or something that can't be used."""


class SpcToken(NamedTuple):
    """RFC 9448 section 5: its text goes to the authority as it came."""

    text: str
    until_s: float  # seconds since 1970, UTC; 0 when it does not say
    crl_url: str  # of the list of revoked certificates, which goes into ours; "" when it does not say


class StiPa:
    """One account. ApiFault when it can't be asked, StiPaFault when it refuses."""

    def __init__(self, base: str, server: Server) -> None:
        self._base = base.rstrip("/")
        self._server = server
        self._access = ""

    def login(self, user: str, password: str) -> None:
        """Who asks; the pass holds for an hour or so."""
        found = self._ask("POST", LOGIN, {"userId": user, "password": password})
        self._access = str(found.get("accessToken") or "")
        if not self._access:
            raise StiPaFault("the policy administrator's login gives no access token")

    def spc_token(self, account: str, tn_auth_list: bytes, fingerprint: str) -> SpcToken:
        """A token for a TNAuthList (DER), bound to the ACME account's key by its fingerprint (RFC 9448 section 5.4)."""
        wanted = {
            "tktype": "TNAuthList",
            "tkvalue": b64encode(tn_auth_list).decode(),
            "ca": False,
            "fingerprint": fingerprint,
        }
        found = self._ask("POST", TOKEN.format(account=quote(account, safe="")), {"atc": wanted})
        text = found.get("token")
        if not isinstance(text, str) or len(text) > TOKEN_OCTETS_MAX:
            raise StiPaFault("the policy administrator gives no token")
        token = read_spc_token(text, fingerprint)
        return token._replace(crl_url=str(found.get("crl") or ""))

    def roots(self, signed_by: ec.EllipticCurvePublicKey, at: float) -> tuple[bytes, ...]:
        """The trusted roots, PEM, of the list that the policy administrator signed by this key. StiPaFault."""
        answer = self._server.request("GET", self._base + CA_LIST, headers=self._headers())
        _refuse_unless_ok(answer)
        return read_ca_list(answer.body, signed_by, at)

    def _ask(self, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {**self._headers(), "Content-Type": "application/json"}
        answer = self._server.request(method, self._base + path, json.dumps(body).encode(), headers)
        _refuse_unless_ok(answer)
        found = answer.json()
        if found.get("status", "success") != "success":
            raise StiPaFault(f"the policy administrator refuses: {_shown(found.get('message'))}")
        return found

    def _headers(self) -> dict[str, str]:
        accepts = {"Accept": "application/json, application/jose+json"}
        return {**accepts, "Authorization": self._access} if self._access else accepts


def read_spc_token(text: str, fingerprint: str = "") -> SpcToken:
    """A token as it is, with what it says of itself; its signature is the authority's to check. StiPaFault.

    `fingerprint`: of the account it has to be for (RFC 9447 section 3.3); "" for any.
    """
    text = text.strip()
    try:
        _, claims = read_compact(text)
    except JwsFault as fault:
        raise StiPaFault(f"the SPC token is none: {fault}") from None
    atc = claims.get("atc")
    if not isinstance(atc, dict) or atc.get("tktype") != "TNAuthList":
        raise StiPaFault("the SPC token has no atc claim of type TNAuthList (RFC 9448 section 5.4)")
    if fingerprint and str(atc.get("fingerprint", "")).replace(" ", "") != fingerprint.replace(" ", ""):
        raise StiPaFault("the SPC token is for another account key (its fingerprint differs)")
    until = claims.get("exp")
    return SpcToken(text, float(until) if isinstance(until, int | float) else 0.0, "")


def read_ca_list(body: bytes, signed_by: ec.EllipticCurvePublicKey, at: float) -> tuple[bytes, ...]:
    """The roots of a signed list: a JWS, or JSON that holds one, with `trustList` in its payload. StiPaFault."""
    try:
        text = body.decode("ascii").strip()
        if text.startswith("{"):
            text = _token_in(json.loads(text))
        payload = verify_compact(text, signed_by)
    except (ValueError, RecursionError):
        raise StiPaFault("the list of roots can't be read") from None
    except JwsFault as fault:
        raise StiPaFault(f"the list of roots is not the policy administrator's: {fault}") from None
    until = payload.get("exp")
    if isinstance(until, int | float) and until <= at:
        raise StiPaFault("the list of roots has expired")
    roots = payload.get("trustList")
    if not isinstance(roots, list) or not 0 < len(roots) <= ROOTS_MAX:
        raise StiPaFault("the list holds no roots")
    return tuple(_root(one) for one in roots)


def _token_in(found: Any) -> str:
    values = [one for one in found.values() if isinstance(one, str) and one.count(".") == 2]
    if len(values) != 1:
        raise StiPaFault("the answer holds no list")
    return str(values[0])


def _root(text: object) -> bytes:
    try:
        pem = str(text).encode("ascii")
        x509.load_pem_x509_certificate(pem)
    except ValueError:
        raise StiPaFault("the list holds a root that can't be read") from None
    return pem.strip() + b"\n"


def _refuse_unless_ok(answer: Answer) -> None:
    if answer.status >= 400:
        try:
            said = _shown(answer.json().get("message"))
        except ApiFault:
            said = ""
        raise StiPaFault(f"the policy administrator refuses (status {answer.status}) {said}".rstrip())


def _shown(text: object) -> str:
    shown = str(text or "no reason given")[:SHOWN_MAX]
    return "".join(sign if sign.isprintable() else "?" for sign in shown)
