"""Tokens for programs: what was found about those that a call brought, and made of those that it goes on with."""

from bellwarden.cli.shapes import SigningJson, VerificationJson
from bellwarden.model.stir import Signing, Verification


def verification_json(found: Verification | None) -> VerificationJson | None:
    if found is None:
        return None
    return VerificationJson(
        found.status.value,
        found.code,
        found.reason,
        found.attestation,
        found.origid,
        found.signer,
        found.x5u,
        found.certificate,
        found.signature,
        found.orig,
        list(found.dest),
        found.iat,
        list(found.diverted),
    )


def signing_json(signing: Signing | None) -> SigningJson | None:
    if signing is None:
        return None
    return SigningJson(
        signing.outcome.value,
        signing.attestation,
        signing.reason,
        signing.origid,
        signing.signature,
        signing.certificate,
    )
