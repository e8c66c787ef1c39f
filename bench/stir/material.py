"""Tokens for the benchmark, good and bad, of invented providers. Made by hand, so that no peer's code makes them."""

import json
import random
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Iterator

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from bellwarden.simulator.certificates import InventedAuthority, Issued

CODE = "709J"
X5U = "https://certificates.example/borderline.pem"
COMPANY = "Borderline Telecom"
_ECDSA = ECDSA(SHA256())


def b64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def compact(value: object) -> bytes:
    # RFC 8225 section 9: no blanks, keys in order.
    return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()


def signature(key: EllipticCurvePrivateKey, data: bytes) -> bytes:
    r, s = decode_dss_signature(key.sign(data, _ECDSA))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


class TokenMaker:
    """Full-form SHAKEN tokens of one signer."""

    def __init__(self, issued: Issued, x5u: str = X5U) -> None:
        self.issued = issued
        self.x5u = x5u
        self._header = b64(compact({"alg": "ES256", "ppt": "shaken", "typ": "passport", "x5u": x5u}))

    def value(self, calling: str, called: str, iat: int, attest: str = "A", origid: str = "") -> str:
        """The Identity header's value; numbers are digits with country code."""
        claims = {
            "attest": attest,
            "dest": {"tn": [called]},
            "iat": iat,
            "orig": {"tn": calling},
            "origid": origid or str(uuid.uuid4()),
        }
        signed = f"{self._header}.{b64(compact(claims))}"
        return self.whole(f"{signed}.{b64(signature(self.issued.key, signed.encode()))}")

    def whole(self, token: str) -> str:
        return f"{token};info=<{self.x5u}>;alg=ES256;ppt=shaken"


def authority(now: float) -> InventedAuthority:
    return InventedAuthority("Borderline Trust", now)


def bad_values(maker: TokenMaker, calling: str, called: str, at: int, seed: int = 1) -> Iterator[str]:
    """Without end: every kind of bad token that a stranger sends, each different from all before."""
    chance = random.Random(seed)
    good = maker.value(calling, called, at)
    header, claims, _ = good.partition(";")[0].split(".")
    while True:
        noise = b64(chance.randbytes(64))
        kind = chance.randrange(12)
        if kind == 0:  # signed by nobody
            yield maker.whole(f"{header}.{claims}.{noise}")
        elif kind == 1:  # another certificate each time: what a cache without a bound would keep
            elsewhere = f"https://{chance.randbytes(8).hex()}.example/{chance.randbytes(8).hex()}.pem"
            head = b64(compact({"alg": "ES256", "ppt": "shaken", "typ": "passport", "x5u": elsewhere}))
            yield f"{head}.{claims}.{noise};info=<{elsewhere}>;alg=ES256;ppt=shaken"
        elif kind == 2:  # claims of another call
            other = compact({"attest": "A", "dest": {"tn": [str(chance.randrange(10**10))]}, "iat": at,
                             "orig": {"tn": str(chance.randrange(10**10))}, "origid": noise})  # fmt: skip
            yield maker.whole(f"{header}.{b64(other)}.{noise}")
        elif kind == 3:  # cut short
            yield good[: chance.randrange(len(good))]
        elif kind == 4:  # a flipped sign
            place = chance.randrange(len(good))
            yield f"{good[:place]}{chr(33 + chance.randrange(90))}{good[place + 1 :]}"
        elif kind == 5:  # no signature wanted, or one by a shared key
            head = b64(compact({"alg": chance.choice(("none", "HS256", "RS256")), "ppt": "shaken",
                                "typ": "passport", "x5u": maker.x5u}))  # fmt: skip
            yield maker.whole(f"{head}.{claims}.{noise}")
        elif kind == 6:  # nested deeply
            yield maker.whole(f"{header}.{b64(b'[' * chance.randrange(1, 4_000))}.{noise}")
        elif kind == 7:  # long
            yield maker.whole(f"{header}.{b64(chance.randbytes(4_000))}.{noise}")
        elif kind == 8:  # the same key twice
            yield maker.whole(f"{header}.{b64(b'{' + compact({'iat': at})[1:-1] * 2 + b'}')}.{noise}")
        elif kind == 9:  # no token
            yield chance.randbytes(chance.randrange(1, 300)).hex()
        elif kind == 10:  # of yesterday
            yield maker.value(calling, called, at - 86_400 - chance.randrange(1_000))
        else:  # unknown kinds of token
            head = b64(compact({"alg": "ES256", "ppt": noise[:8], "typ": "passport", "x5u": maker.x5u}))
            yield f"{head}.{claims}.{noise};info=<{maker.x5u}>;alg=ES256;ppt={noise[:8]}"
