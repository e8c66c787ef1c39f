"""Certificates ordered by ACME (RFC 8555), for a telephone company's TNAuthList (RFC 9448, ATIS-1000080).

An order names a TNAuthList; its one challenge, tkauth-01, is answered by the SPC token that the policy administrator
gave for our account's key (RFC 9447). Orders are taken up again where they were left: each step looks at the order as
the server has it.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic, sleep, time
from typing import Any, Final, NamedTuple, Protocol

from cryptography.hazmat.primitives.asymmetric import ec

from bellwarden.feeds.api_client import Answer, ApiFault
from bellwarden.feeds.jws import base64url, jwk, sign_flattened

ERROR: Final = "urn:ietf:params:acme:error:"  # RFC 8555 section 6.7
TN_AUTH_LIST: Final = "TNAuthList"  # RFC 9448 section 3
TKAUTH: Final = "tkauth-01"  # RFC 9447 section 3
BAD_NONCE_TRIES: Final = 8
WAIT_S_MAX: Final = 120.0
PAUSE_S: Final = 2.0
PAUSE_S_MAX: Final = 20.0
CHAIN_OCTETS_MAX: Final = 64 * 1024
SHOWN_MAX: Final = 300


class AcmeFault(Exception):
    """The authority says no. `kind` is the last word of the problem's type (RFC 8555 section 6.7), or ""."""

    def __init__(self, text: str, kind: str = "") -> None:
        super().__init__(text)
        self.kind = kind


class Server(Protocol):
    """`feeds.api_client.ApiClient`, as far as it is needed here."""

    def request(self, method: str, url: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer: ...


class Order(NamedTuple):
    """As the server has it now (RFC 8555 section 7.1.3)."""

    url: str
    status: str
    authorizations: tuple[str, ...]
    finalize: str
    certificate: str
    problem: str


def tn_auth_list_identifier(der: bytes, padded: bool = False) -> dict[str, str]:
    """RFC 9448 section 3: base64url without padding. `padded`: plain base64, as older authorities want it."""
    return {"type": TN_AUTH_LIST, "value": b64encode(der).decode() if padded else base64url(der)}


class AcmeClient:
    """One account with one authority. ApiFault when it can't be asked, AcmeFault when it refuses."""

    def __init__(
        self,
        directory: str,
        key: ec.EllipticCurvePrivateKey,
        server: Server,
        account: str = "",
        pause: Callable[[float], object] = sleep,
    ) -> None:
        """`account`: its URL, where it is known. `pause` waits so many seconds between two looks at an order."""
        self._directory_url = directory
        self._key = key
        self._server = server
        self.account = account
        self._pause = pause
        self._nonce = ""
        self._urls: dict[str, Any] = {}

    def register(
        self, contact: Sequence[str] = (), agrees: bool = False, binding: tuple[str, bytes] | None = None
    ) -> str:
        """Our account's URL, made now or before (RFC 8555 section 7.3).

        `binding`: key id and HMAC key of an account elsewhere, which some authorities ask for (section 7.3.4).
        """
        payload: dict[str, Any] = {"termsOfServiceAgreed": agrees}
        if contact:
            payload["contact"] = list(contact)
        if binding is not None:
            payload["externalAccountBinding"] = self._bound(*binding)
        answer = self._post(self._url("newAccount"), payload, by_key=True)
        self.account = _location(answer)
        return self.account

    def change_key(self, new: ec.EllipticCurvePrivateKey) -> None:
        """The account goes on under another key (RFC 8555 section 7.3.5)."""
        url = self._url("keyChange")
        inside = {"account": self.account, "oldKey": jwk(self._key.public_key())}
        inner = sign_flattened(new, {"jwk": jwk(new.public_key()), "url": url}, json.dumps(inside).encode())
        self._post(url, inner)
        self._key = new

    def order(self, identifiers: Sequence[Mapping[str, str]]) -> Order:
        """A new order (RFC 8555 section 7.4)."""
        answer = self._post(self._url("newOrder"), {"identifiers": [dict(one) for one in identifiers]})
        return _order(_location(answer), answer)

    def look(self, order_url: str) -> Order:
        """An order as it stands now (RFC 8555 section 7.1.3)."""
        return _order(order_url, self._post(order_url, None))

    def prove(self, order: Order, kind: str, proof: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> None:
        """Answer the challenge of this kind of each authorization that waits for one, until all hold.

        `proof` makes the answer out of the challenge (RFC 8555 section 7.5.1).
        """
        for url in order.authorizations:
            found = self._post(url, None).json()
            if found.get("status") == "valid":
                continue
            offered = [one for one in found.get("challenges", ()) if one.get("type") == kind]
            if not offered:
                kinds = ", ".join(str(one.get("type")) for one in found.get("challenges", ()))
                raise AcmeFault(f"the authority offers no challenge {kind}, only: {kinds or 'none'}")
            if offered[0].get("status", "pending") == "pending":
                self._post(str(offered[0].get("url")), proof(offered[0]))
            done = self._until(url, lambda answer: answer.json().get("status") not in ("pending", "processing"))
            if done.json().get("status") != "valid":
                raise AcmeFault(f"the authority does not accept the proof: {_why(done.json())}")

    def finish(self, order: Order, csr_der: bytes) -> bytes:
        """The certificate chain, PEM, of an order whose proofs hold (RFC 8555 sections 7.4 and 7.4.2)."""
        if order.status == "ready":
            order = _order(order.url, self._post(order.finalize, {"csr": base64url(csr_der)}))
        if order.status in ("pending", "processing", "ready"):
            settled = self._until(order.url, lambda answer: answer.json().get("status") in ("valid", "invalid"))
            order = _order(order.url, settled)
        if order.status != "valid" or not order.certificate:
            raise AcmeFault(f"the order is {order.status}: {order.problem or 'no reason given'}")
        answer = self._post(order.certificate, None, {"Accept": "application/pem-certificate-chain"})
        if len(answer.body) > CHAIN_OCTETS_MAX or b"-----BEGIN CERTIFICATE-----" not in answer.body:
            raise AcmeFault("the authority's certificate chain is none")
        return answer.body

    def _until(self, url: str, is_done: Callable[[Answer], bool]) -> Answer:
        """Look again and again, as often as the server asks (RFC 8555 section 7.5.1)."""
        until = monotonic() + WAIT_S_MAX
        while True:
            answer = self._post(url, None)
            if is_done(answer):
                return answer
            if monotonic() > until:
                raise AcmeFault(f"not done after {WAIT_S_MAX:g} s; the same command goes on with it later")
            self._pause(_retry_after(answer))

    def _url(self, name: str) -> str:
        if not self._urls:
            answer = self._server.request("GET", self._directory_url)
            if answer.status != 200:
                raise AcmeFault(f"{self._directory_url} is no ACME directory (status {answer.status})")
            self._urls = answer.json()
        url = self._urls.get(name)
        if not isinstance(url, str):
            raise AcmeFault(f"the authority's directory has no {name}")
        return url

    def _post(
        self,
        url: str,
        payload: Mapping[str, Any] | None,
        headers: Mapping[str, str] | None = None,
        by_key: bool = False,
    ) -> Answer:
        """A signed request (RFC 8555 section 6.2); without payload it only asks (section 6.3)."""
        body = b"" if payload is None else json.dumps(payload).encode()
        who: dict[str, Any] = {"jwk": jwk(self._key.public_key())} if by_key else {"kid": self.account}
        for _ in range(BAD_NONCE_TRIES):
            protected = {"nonce": self._take_nonce(), "url": url, **who}
            signed = json.dumps(sign_flattened(self._key, protected, body)).encode()
            answer = self._server.request(
                "POST", url, signed, {"Content-Type": "application/jose+json", **(headers or {})}
            )
            self._nonce = answer.headers.get("replay-nonce", "")
            if answer.status < 400:
                return answer
            problem = _problem(answer)
            if problem.kind != "badNonce":  # RFC 8555 section 6.5: then with the nonce it came with
                raise problem
        raise problem

    def _take_nonce(self) -> str:
        nonce, self._nonce = self._nonce, ""
        if not nonce:
            nonce = self._server.request("HEAD", self._url("newNonce")).headers.get("replay-nonce", "")
        if not nonce:
            raise AcmeFault("the authority gives no nonce (RFC 8555 section 7.2)")
        return nonce

    def _bound(self, key_id: str, mac_key: bytes) -> dict[str, str]:
        from hmac import digest

        protected = {"alg": "HS256", "kid": key_id, "url": self._url("newAccount")}
        header = base64url(json.dumps(protected).encode())
        body = base64url(json.dumps(jwk(self._key.public_key())).encode())
        return {
            "protected": header,
            "payload": body,
            "signature": base64url(digest(mac_key, f"{header}.{body}".encode(), "sha256")),
        }


def _order(url: str, answer: Answer) -> Order:
    found = answer.json()
    return Order(
        url,
        str(found.get("status", "")),
        tuple(str(one) for one in found.get("authorizations", ())),
        str(found.get("finalize", "")),
        str(found.get("certificate", "")),
        _why(found),
    )


def _location(answer: Answer) -> str:
    found = answer.headers.get("location", "")
    if not found:
        raise ApiFault("an answer without the place of what was made")
    return found


def _problem(answer: Answer) -> AcmeFault:
    """RFC 7807, as RFC 8555 section 6.7 uses it."""
    try:
        found = answer.json()
    except ApiFault:
        return AcmeFault(f"the authority refuses with status {answer.status}")
    kind = str(found.get("type", "")).removeprefix(ERROR)
    return AcmeFault(f"the authority refuses: {_text(found)} (status {answer.status})", kind)


def _why(found: Mapping[str, Any]) -> str:
    """The reason in an order, an authorization or its challenges."""
    own = found.get("error")
    if isinstance(own, dict):
        return _text(own)
    for one in found.get("challenges", ()):
        if isinstance(one, dict) and isinstance(one.get("error"), dict):
            return _text(one["error"])
    return ""


def _text(problem: Mapping[str, Any]) -> str:
    kind = str(problem.get("type", "")).removeprefix(ERROR)
    said = [f"{kind}: {problem.get('detail') or problem.get('title') or 'no detail'}"]
    said += [str(one.get("detail", "")) for one in problem.get("subproblems", ()) if isinstance(one, dict)]
    text = "; ".join(one for one in said if one)[:SHOWN_MAX]
    return "".join(sign if sign.isprintable() else "?" for sign in text)


def _retry_after(answer: Answer) -> float:
    """RFC 9110 section 10.2.3: seconds or a date; bounded, and 2 s where nothing is said."""
    asked = answer.headers.get("retry-after", "")
    if asked.isascii() and asked.isdecimal():
        return min(max(float(asked[:6]), 0.1), PAUSE_S_MAX)
    try:
        at = parsedate_to_datetime(asked)
    except (ValueError, TypeError):
        return PAUSE_S
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max((at - datetime.fromtimestamp(time(), UTC)).total_seconds(), 0.1), PAUSE_S_MAX)
