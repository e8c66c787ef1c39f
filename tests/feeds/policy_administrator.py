"""A stand-in for the policy administrator (STI-PA): login, SPC tokens, list of roots, as its description has them.

The real one could not be reached. What is simulated: its account check, its token's claims (RFC 9448 section 5) and its
signature over both; no more.
"""

import json
import time
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from bellwarden.feeds.jws import sign_flattened
from tests.feeds.https_server import HttpsServer

USER, PASSWORD, ACCOUNT = "petrel-api", "correct horse", "4711"


def compact(key: ec.EllipticCurvePrivateKey, payload: Any, **header: Any) -> str:
    parts = sign_flattened(key, header, json.dumps(payload).encode())
    return ".".join(parts[name] for name in ("protected", "payload", "signature"))


class PolicyAdministrator:
    """Its answers can be changed by a test: `refuses`, `fingerprint`, `roots`."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.refuses = ""
        self.fingerprint = ""  # to be named instead of the asked one
        self.roots: list[str] = []
        self.asked: list[dict[str, Any]] = []
        self.server = HttpsServer(folder, self._respond, port)
        self.url = self.server.url

    def token(self, fingerprint: str, tkvalue: str = "MAigBhYEODIzSw==") -> str:
        atc = {"tktype": "TNAuthList", "tkvalue": tkvalue, "ca": False, "fingerprint": fingerprint}
        claims = {"exp": int(time.time()) + 3_600, "jti": "1", "atc": atc}
        return compact(self.key, claims, typ="JWT", x5u=f"{self.url}/certificate")

    def _respond(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Any:
        said = json.loads(body) if body else {}
        if path == "/api/v1/auth/login":
            if said != {"userId": USER, "password": PASSWORD}:
                return self._answer(403, {"status": "failure", "message": "wrong user or password"})
            return self._answer(200, {"status": "success", "message": "welcome", "accessToken": "pass-1"})
        if headers.get("authorization") != "pass-1" and path != "/api/v1/ca-list":
            return self._answer(401, {"status": "failure", "message": "log in first"})
        if path == f"/api/v1/account/{ACCOUNT}/token":
            self.asked.append(said["atc"])
            if self.refuses:
                return self._answer(200, {"status": "failure", "message": self.refuses})
            token = self.token(self.fingerprint or said["atc"]["fingerprint"], said["atc"]["tkvalue"])
            return self._answer(200, {"status": "success", "token": token, "crl": f"{self.url}/crl"})
        if path == "/api/v1/ca-list":
            payload = {"version": "1.0", "sequence": 7, "exp": int(time.time()) + 86_400, "trustList": self.roots}
            return self._answer(200, {"status": "success", "message": compact(self.key, payload, typ="JWT")})
        return self._answer(404, {"status": "failure", "message": "no such thing"})

    def _answer(self, status: int, body: Any) -> tuple[int, dict[str, str], bytes]:
        return status, {"Content-Type": "application/json"}, json.dumps(body).encode()

    def stop(self) -> None:
        self.server.stop()
