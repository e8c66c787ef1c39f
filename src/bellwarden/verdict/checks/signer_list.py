"""The provider that signed the call is on an operator's block or allow list.

Sees          the service provider code (SPC) in the certificate of a token that was verified, never one merely claimed
Why           whoever signs a flood of robocalls answers for it with its code, whatever numbers the calls show
Source        practice: published shares of robocalls by signer; 47 CFR 64.1200(k)(4); rules: us/G-09, us/G-27
False alarms  a big provider signs for millions: list it for those called customers who asked for it, or divert.
              An allow entry spares a signer from this check only; no signature lets a call pass unexamined
"""

from collections.abc import Mapping, Sequence

from pyroaring import BitMap64

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import ListClass, ListKey, PolicyList
from bellwarden.model.stir import VerificationStatus
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import Finding
from bellwarden.verdict.check import ListCheck, Look
from bellwarden.verdict.lists import PatternIndex, list_finding
from bellwarden.verdict.policy import Policy
from bellwarden.verdict.tokens import tokens_verified

CLASSES = (ListClass.BLOCK, ListClass.ALLOW)


class SignerList:
    """Bound to the lists of one mode."""

    def __init__(self, index: PatternIndex) -> None:
        self._index = index

    def look(self, call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
        found = call.verification
        if found is None or found.status is not VerificationStatus.PASSED or not found.signer:
            return None
        hit = self._index.match(found.signer, call)
        return None if hit is None else list_finding("SIGNER_LIST", hit, found.signer, call)


def _takes(entry: PolicyList) -> bool:
    return entry.list_class in CLASSES and entry.key is ListKey.SIGNER


def _bind(lists: Sequence[PolicyList], layers: Mapping[str, BitMap64]) -> Look:
    return SignerList(PatternIndex(lists)).look


CHECK = ListCheck(_takes, _bind, order=570, applies=tokens_verified)
