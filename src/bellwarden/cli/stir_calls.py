"""The kept calls that a token was with: those of the gate's spool, and older ones of the call log."""

from collections.abc import Callable
from typing import NamedTuple

from bellwarden.cli.console import number, utc
from bellwarden.cli.shapes import FoundCallJson
from bellwarden.flows.telling import signing_words, verification_words
from bellwarden.home import Home
from bellwarden.model.decision import Decision
from bellwarden.model.stir import Signing, Verification
from bellwarden.seam.token_index import origid_key, signature_key


class FoundCall(NamedTuple):
    shown: FoundCallJson
    ours: bool  # it is we who made the token


class KeptCalls:
    """Of one home; at most `most` for one token."""

    def __init__(self, home: Home, most: int) -> None:
        self._home = home
        self._most = most
        self._finder = home.token_finder()

    def of_signature(self, digest: str) -> list[FoundCall]:
        """`digest`: SHA-256 of the signature octets, hex."""

        def has(one: Verification | Signing) -> bool:
            return one.signature == digest

        found = self._in_spool(signature_key(digest), [digest], has)
        return found or self._in_log(signature=digest)  # nobody makes the same signature twice

    def of_origid(self, origid: str) -> list[FoundCall]:
        """One origid may be that of many calls: of all that come from one gateway."""
        wanted = origid.lower()

        def has(one: Verification | Signing) -> bool:
            return one.origid.lower() == wanted

        found = self._in_spool(origid_key(wanted), list(dict.fromkeys((origid, wanted, origid.upper()))), has)
        known = {one.shown.decision_id for one in found}
        older = [one for one in self._in_log(origid=origid) if one.shown.decision_id not in known]
        return [*found, *older][: self._most]

    def since(self) -> str:
        """How far back anything is kept, for whom nothing was found."""
        if self._finder.first_ms:
            return f"decisions are kept since {utc(self._finder.first_ms / 1000)}"
        return "no decision is kept"

    def _in_spool(self, key: bytes, texts: list[str], has: Callable[[Verification | Signing], bool]) -> list[FoundCall]:
        def fits(decision: Decision) -> bool:
            return any(has(one) for one in (decision.call.verification, decision.signing) if one is not None)

        found = self._finder.find([key], texts, fits, self._most)
        return [FoundCall(_of_decision(one), one.signing is not None and has(one.signing)) for one in found]

    def _in_log(self, signature: str = "", origid: str = "") -> list[FoundCall]:
        folder = self._home.path / "calllog"
        if not (folder / "manifest.json").is_file():
            return []
        from bellwarden.calllog.token_asking import TokenCall, calls_of_token  # here: DuckDB is big
        from bellwarden.calllog.token_keys import origid_number, signature_number

        def shown(one: TokenCall) -> FoundCallJson:
            level = f"attestation {one.attestation}" if one.attestation else "signed"
            said = " ".join(part for part in (one.verstat, one.signer and f"by {one.signer}", level) if part)
            return FoundCallJson(
                decision_id=one.decision_id,
                at=utc(one.at.timestamp()),
                customer=one.customer or "",
                trunk=one.trunk or "",
                calling_number=str(one.calling or ""),
                called_number=str(one.called or ""),
                call_id=one.call_id or "",
                signed=level if one.ours else "",
                verified="" if one.ours else said,
                policy="",
            )

        key = signature_number(signature) if signature else origid_number(origid)
        return [FoundCall(shown(one), one.ours) for one in calls_of_token(folder, [key], self._most)]


def _of_decision(decision: Decision) -> FoundCallJson:
    call, found, signing = decision.call, decision.call.verification, decision.signing
    return FoundCallJson(
        decision_id=decision.id,
        at=utc(call.request.at),
        customer=call.customer,
        trunk=call.trunk,
        calling_number=call.calling.digits,
        called_number=call.called.digits,
        call_id=call.request.call_id,
        signed="" if signing is None else signing_words(signing, decision, number),
        verified="" if found is None else verification_words(found),
        policy=decision.policy,
        calling_received=call.request.calling,
        called_received=call.request.called,
    )
