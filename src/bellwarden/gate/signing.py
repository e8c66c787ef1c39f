"""Where a worker's signatures come from: its own memory, or the signing process; and what the doors tell of it."""

from time import time
from typing import Final

from bellwarden.gate.key_guard import forbid_core_dumps
from bellwarden.gate.settings import GateParts, GateSettings
from bellwarden.gate.signing_client import SigningClient
from bellwarden.gate.sources import KeptSigner
from bellwarden.gate.tally import Tally
from bellwarden.gate.token_signer import EXPIRED, InProcessSigner
from bellwarden.gate.world import GateWorld
from bellwarden.stir.own import day

NOTHING_TOLD: Final = ""


def open_signer(settings: GateSettings, parts: GateParts) -> KeptSigner | None:
    """The signer of one worker, made in its process. None where the roof knows of no place for a key."""
    if settings.signer is not None:
        return SigningClient(settings.signer)
    if parts.signing is None:
        return None
    forbid_core_dumps()
    return InProcessSigner(parts.signing)


class SigningWatch:
    """Looks after a worker's signer, and hands it to calls while there is something to sign by."""

    def __init__(self, world: GateWorld, settings: GateSettings, parts: GateParts) -> None:
        self._call = world.call
        self.signer = world.signer = open_signer(settings, parts)

    def load(self) -> None:
        """Before the first call."""
        if self.signer is not None:
            self.signer.look_now(time())
            self._hand_over(self.signer)

    def beat(self, now: float) -> None:
        """Take up changed files."""
        if self.signer is not None:
            self.signer.beat(now, time())
            self._hand_over(self.signer)

    def _hand_over(self, signer: KeptSigner) -> None:
        self._call.token_signer = signer if signer.has_files else None

    def reload(self) -> None:
        """Read the files at the next beat, changed or not."""
        if self.signer is not None:
            self.signer.reload()

    def refresh(self, tally: Tally) -> None:
        """Bring the counts into the tally."""
        signer = self.signer
        if signer is not None:
            tally.stir_signatures += signer.signed
            tally.stir_signing_failed += signer.failed
            signer.signed = signer.failed = 0


def signing_fault(signer: KeptSigner | None, at: float) -> str:
    """What is wrong with our key and certificate at `at` (seconds since 1970, UTC), for /healthz and the log."""
    if signer is None or not signer.has_files:
        return NOTHING_TOLD
    if signer.certificate and at >= signer.until_s:
        return f"{EXPIRED} at {day(signer.until_s)}: calls go on unsigned"
    if not signer.problem:
        return NOTHING_TOLD
    stays = "calls are signed by the one of before" if signer.certificate else "calls go on unsigned"
    return f"{signer.problem}; {stays}"
