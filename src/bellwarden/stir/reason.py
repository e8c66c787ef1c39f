"""Why a token is not accepted, finer than the five SIP codes that the standards have for it."""

from enum import Enum


class StirReason(str, Enum):
    """One sentence each stands in `docs/reference/stir.md`; the value is what records and answers show."""

    NO_IDENTITY = "no_identity"  # the call brought no Identity header
    CREDENTIAL_PENDING = "credential_pending"  # the certificate is being fetched; no verdict in time
    CREDENTIAL_UNREACHABLE = "credential_unreachable"  # 436: it could not be fetched
