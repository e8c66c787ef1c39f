"""A switch's record taken for the call it tells of: its parties found, and what it can't tell left unjudged."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bellwarden.flows.replay_past import RecordedCall
from bellwarden.model.call import CallAttempt, CallRequest
from bellwarden.model.number import NO_NUMBER
from bellwarden.model.policy import ModeSetting, PolicyDocument
from bellwarden.model.verdict import Mode
from bellwarden.numbering.reading import read_number
from bellwarden.policy.expression import names_of
from bellwarden.verdict.counting import carried_by
from bellwarden.verdict.policy import Policy

# What no record tells, and what some don't.
HEADERS: Final = "SIP headers"
TOKENS: Final = "signatures"
USER_AGENT: Final = "user agents"
NAME: Final = "caller names"
SOURCE: Final = "source addresses"
NEVER_TOLD: Final = frozenset((HEADERS, TOKENS, USER_AGENT))
WITHOUT_NAME: Final = frozenset((NAME,))
WITHOUT_SOURCE: Final = frozenset((SOURCE,))

# Checks that would see something else if the record told all of the call.
OF_CHECKS: Final[Mapping[str, str]] = {
    "attestation_inconsistent": TOKENS,
    "identity_absent": TOKENS,
    "malformed_message": HEADERS,
    "name_list": NAME,
    "own_number_from_outside": HEADERS,  # a forwarded call shows our number rightly, by its Diversion header
    "signer_list": TOKENS,
    "source_list": SOURCE,
    "user_agent_list": USER_AGENT,
    "verification_failed": TOKENS,
}
OF_VARIABLES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("shown", "host", "diverted", "withheld"), HEADERS),
    **dict.fromkeys(("verstat", "attestation", "signer", "origid", "stir_code", "stir_reason"), TOKENS),
    "identity_headers": TOKENS,
    "user_agent": USER_AGENT,
    "display_name": NAME,
    "source_ip": SOURCE,
}


_MISSING: Final = {
    (no_name, no_source): NEVER_TOLD | (WITHOUT_NAME if no_name else set()) | (WITHOUT_SOURCE if no_source else set())
    for no_name in (False, True)
    for no_source in (False, True)
}


def missing_of(record: RecordedCall) -> frozenset[str]:
    """What this record does not tell of its call."""
    return _MISSING[not record.name, not record.source_ip]


def unjudged_in(document: PolicyDocument, missing: frozenset[str]) -> dict[str, str]:
    """Checks and conditions (`condition:NAME`) that can't be judged without what is missing, and what that is."""
    found = {check: what for check, what in OF_CHECKS.items() if what in missing}
    for condition in document.conditions:
        needed = [OF_VARIABLES[name] for name in sorted(names_of(condition.expression)) if name in OF_VARIABLES]
        lacking = [what for what in needed if what in missing]
        if lacking:
            found[f"condition:{condition.name}"] = lacking[0]
    return found


def without(document: PolicyDocument, unjudged: Mapping[str, str]) -> PolicyDocument:
    """The same policy with these checks and conditions off, in every scope."""
    kept = tuple(one for one in document.modes if one.check not in unjudged)
    return replace(document, modes=(*kept, *(ModeSetting(name, Mode.OFF) for name in sorted(unjudged))))


class Placer:
    """Finds a recorded call's trunk and customer in a policy."""

    def __init__(self, policy: Policy) -> None:
        document = policy.document
        self._policy = policy
        self._customers = {one.key.casefold(): one.key for one in document.customers}
        self._trunks = {one.key.casefold(): one.key for one in document.trunks}
        self._trunk_of = {key: trunks[0].key for key, trunks in carried_by(document.trunks).items()}
        self._only = document.trunks[0].key if len(document.trunks) == 1 else ""

    def attempt(self, record: RecordedCall) -> CallAttempt | None:
        """The call as the gate would have understood it; None when the policy has no trunk for it."""
        policy = self._policy
        country = policy.carrier.country
        called = read_number(record.called, country)
        calling = read_number(record.calling, country) if record.calling else NO_NUMBER
        trunk, customer = self._trunk(record), self._customer(record)
        if not customer and trunk:
            customer = policy.trunks[trunk].customer
        elif not customer and not (record.customer or record.upstream):
            customer = policy.owners.owner(calling) or ""  # whose number it shows, where nobody is named
        trunk = trunk or self._trunk_of.get(customer, "") or self._only
        if not trunk:
            return None
        customer = customer or policy.trunks[trunk].customer or record.customer
        request = CallRequest(
            record.at,
            record.source_ip,
            record.called,
            record.calling,
            display_name=record.name,
            trunk=trunk,
            call_id=record.call_id,
            protocol="cdr",
        )
        called_customer = policy.owners.owner(called) or ""
        return CallAttempt(request, called, calling, calling, trunk, customer, called_customer)

    def _customer(self, record: RecordedCall) -> str:
        for name in (record.customer, record.upstream):
            if name and (found := self._customers.get(name.casefold())):
                return found
        return ""

    def _trunk(self, record: RecordedCall) -> str:
        if record.trunk and (found := self._trunks.get(record.trunk.casefold())):
            return found
        if record.source_ip and (one := self._policy.trunk_for(record.source_ip, "", "")):
            return one.key
        return ""
