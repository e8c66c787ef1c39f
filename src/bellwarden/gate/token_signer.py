"""Our own key in this process (`ports.TokenSigner`): read once, read anew when its files change, never shown.

What is wrong with new files is told, and the key of before goes on until its certificate ends. Who can read this
process's memory has the key: where that matters, the key lives in a process of its own (gate/signing_process.py).
"""

import logging
from typing import Final

from bellwarden.gate.sources import SigningSource
from bellwarden.stir.own import OwnCredential, day

log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 2.0
DAY_S: Final = 86_400.0
WARN_DAYS: Final = (30, 14, 7, 2)
GRACE_S: Final = 30.0  # so long after a rotation the key of before still signs for who has not heard of it
NO_KEY: Final = "there is no signing key"
EXPIRED: Final = "our certificate has expired"


class ExpiryWatch:
    """Says once at each of the last days that our certificate ends, not once a look."""

    def __init__(self) -> None:
        self._certificate = ""
        self._told = WARN_DAYS[0] + 1.0

    def look(self, certificate: str, until_s: float, at: float) -> None:
        """`at` and `until_s`: seconds since 1970, UTC."""
        if certificate != self._certificate:
            self._certificate = certificate
            self._told = WARN_DAYS[0] + 1.0
        left = (until_s - at) / DAY_S
        reached = [days for days in (*WARN_DAYS, 0) if left <= days < self._told]
        if not certificate or not reached:
            return
        self._told = min(reached)
        if left <= 0:
            log.error("our STIR certificate expired at %s: calls go on unsigned", day(until_s))
        else:
            log.warning("our STIR certificate expires in %.1f days; bellwarden stir cert renew", left)


class InProcessSigner:
    """The key in force. `beat` looks after it; `sign` is what a call does."""

    def __init__(self, source: SigningSource) -> None:
        self._source = source
        self._own: OwnCredential | None = None
        self._before: tuple[OwnCredential, float] | None = None  # the one of before, until when it signs
        self._seen: object = None
        self._doubted: object = None
        self._looked_at = 0.0
        self._expired = False
        self._expiry = ExpiryWatch()
        self.problem = ""  # why the files as they lie there now are not in force, or ""
        self.last_fault = ""  # why signing failed the last time; "" before the first
        self.signed = 0
        self.failed = 0

    def __repr__(self) -> str:
        return f"<signer by {self._own!r}>"

    @property
    def certificate(self) -> str:
        return "" if self._own is None else self._own.fingerprint

    @property
    def certificate_url(self) -> str:
        return "" if self._own is None else self._own.url

    @property
    def service_provider_code(self) -> str:
        return "" if self._own is None else self._own.codes[0]

    @property
    def until_s(self) -> float:
        return 0.0 if self._own is None else self._own.until_s

    @property
    def has_files(self) -> bool:
        """Whether there is anything to sign by, usable or not: then calls that go unsigned are failures."""
        return bool(self._seen) or self._own is not None

    def sign(self, signing_input: bytes) -> bytes:
        """ES256 over the octets: r and s, 64 bytes (RFC 7518 section 3.4). OSError: the key can't be used just now."""
        own = self._own
        if own is None or self._expired:
            self.failed += 1
            self.last_fault = self.problem or (NO_KEY if own is None else EXPIRED)
            raise OSError(self.last_fault)
        signature = own.sign(signing_input)
        self.signed += 1
        return signature

    def urls(self, at: float) -> tuple[str, ...]:
        """Where the certificates lie by which is signed at `at`; empty when nobody said where ours does."""
        own, before = self._own, self._before
        if own is None or not own.url:
            return ()
        return (own.url, before[0].url) if before is not None and at < before[1] else (own.url,)

    def own_for(self, url: str, at: float) -> OwnCredential:
        """The key whose certificate lies there, the one of before while a rotation gets round. OSError: none."""
        own, before = self._own, self._before
        if before is not None and at < before[1] and before[0].url == url:
            return before[0]
        if own is None or self._expired:
            raise OSError(self.problem or (NO_KEY if own is None else EXPIRED))
        return own

    def reload(self) -> None:
        """Read the files at the next beat, changed or not."""
        self._looked_at = 0.0
        self._seen = self._doubted = None

    def look_now(self, at: float) -> None:
        """Before the first call: take up what is there, whatever it is."""
        self._seen = self._source.stamp()
        if self._seen:
            self._take(self._source.read(at), at)

    def beat(self, now: float, at: float) -> None:
        """Look for changed files; `now` of a steady clock, `at` in seconds since 1970, UTC."""
        if now - self._looked_at < LOOK_EVERY_S and self._looked_at:
            return
        self._looked_at = now
        self._expiry.look(self.certificate, self.until_s, at)
        self._expired = self._own is not None and at >= self.until_s
        stamp = self._source.stamp()
        if stamp == self._seen:
            return
        if not stamp:
            if self._own is not None:
                self._take("key and certificate are gone", at)
            self._seen = stamp
            return
        found = self._source.read(at)
        if isinstance(found, str) and stamp != self._doubted:
            self._doubted = stamp  # somebody may be in the middle of replacing them: judged at the next look
            self._looked_at = now - LOOK_EVERY_S / 2
            return
        self._seen = stamp
        self._take(found, at)

    def _take(self, found: OwnCredential | str, at: float) -> None:
        if isinstance(found, str):
            if found != self.problem:
                stays = "no call is signed" if self._own is None else f"the one of before stays: {self._own!r}"
                log.error("the STIR key can't be taken up, %s: %s", stays, found)
            self.problem = found
            return
        self.problem = ""
        if self._own is not None and self._own.url not in ("", found.url):
            self._before = (self._own, min(at + GRACE_S, self._own.until_s))
        self._own = found
        self._expired = at >= found.until_s
        log.info(
            "calls are signed as %s by certificate %s for %.0f more days",
            found.codes[0],
            found.fingerprint[:16],
            (found.until_s - at) / DAY_S,
        )
