"""The signing and verification API on loopback: the worker's key, its certificates, its policy, the report's bodies."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from typing import Any

import httpx
import pytest

from bellwarden.gate.stir_api import SIGNING_PATH, VERIFICATION_PATH
from bellwarden.model.enforcement import Enforcement, EnforcementKind, EnforcementTarget
from bellwarden.model.policy import GateMode, PolicyDocument, Signs, Stir
from bellwarden.model.stir import SigningOutcome, VerificationStatus
from bellwarden.simulator.certificates import InventedAuthority
from bellwarden.stir.attestation import AttestationReason
from bellwarden.stir.certificate import accept, read_roots
from bellwarden.stir.credential import Credential
from bellwarden.stir.fault import StirFault
from bellwarden.stir.own import OwnCredential, read_own
from bellwarden.stir.passport import read_passport
from bellwarden.stir.reason import StirReason
from bellwarden.stir.revocation import NO_REVOCATIONS
from tests.gate.gates import RunningGate, Store, gate, loaded
from tests.verdict.worlds import DOCUMENT

X5U = "https://certificates.example/kestrel.pem"
ORIGID = "de305d54-75b4-431b-adb2-eb6b9e546014"
KEY = "key-of-the-sbc"
OURS, THEIRS, OTHERS = "12382001000", "14462005555", "17562001234"
SIGNING_TRUNKS = tuple(replace(trunk, signs=Signs.ALWAYS, verifies=True) for trunk in DOCUMENT.trunks)
SIGNING = replace(
    DOCUMENT,
    trunks=(*SIGNING_TRUNKS[:2], replace(SIGNING_TRUNKS[2], signs=Signs.UNSIGNED)),
    stir=Stir(signs=True, service_provider_code="X001", certificate_url=X5U, verifies=True),
)


class Signer:
    """Our key, as `ports.TokenSigner` has it."""

    certificate_url = ""
    service_provider_code = "X001"

    def __init__(self, own: OwnCredential) -> None:
        self._own = own
        self.until_s = own.until_s
        self.certificate = own.fingerprint
        self.fails = False

    def sign(self, signing_input: bytes) -> bytes:
        if self.fails:
            raise OSError("the key is away")
        return self._own.sign(signing_input)


class Book:
    """Certificates that come after so many looks."""

    def __init__(self, credential: Credential | StirFault, looks: int = 0) -> None:
        self.credential = credential
        self.looks = looks
        self.asked: list[str] = []

    def find(self, url: str, at: float) -> Credential | StirFault | None:
        if self.asked and self.looks > 0:
            self.looks -= 1
        return self.credential if not self.looks else None

    def ask_for(self, url: str) -> None:
        self.asked.append(url)


class Stirring:
    """A gate with a key and a book, and a client of it."""

    def __init__(self, one: RunningGate, client: httpx.Client) -> None:
        at = time.time()
        authority = InventedAuthority("Example Trust", at)
        issued = authority.issue("X001", "Kestrel Voice")
        self.gate = one
        self.client = client
        self.signer = Signer(read_own(issued.key_pem, issued.chain, at))
        self.book = Book(accept(issued.chain, read_roots(authority.pem), NO_REVOCATIONS, at))
        self.world = one.worker.world.call
        self.world.token_signer = self.signer
        self.world.credentials = self.book

    def sign(self, trunk: str = "acme-pbx", **changes: Any) -> httpx.Response:
        asked = {
            "attest": "A",
            "orig": {"tn": "+1-238-200-1000"},
            "dest": {"tn": [THEIRS]},
            "iat": int(time.time()),
            "origid": ORIGID,
        }
        body = {"signingRequest": {**asked, **changes}}
        return self.client.post(SIGNING_PATH, json=body, params={"trunk": trunk} if trunk else {})

    def signed(self, **changes: Any) -> str:
        response = self.sign(**changes)
        assert response.status_code == 200, response.text
        identity = response.json()["signingResponse"]["identity"]
        assert isinstance(identity, str)
        return identity

    def verify(self, identity: str, trunk: str = "transit-in", **changes: Any) -> httpx.Response:
        asked = {"from": {"tn": OURS}, "to": {"tn": [THEIRS]}, "time": int(time.time()), "identity": identity}
        body = {"verificationRequest": {**asked, **changes}}
        return self.client.post(VERIFICATION_PATH, json=body, params={"trunk": trunk} if trunk else {})

    def verified(self, identity: str, **changes: Any) -> dict[str, Any]:
        response = self.verify(identity, **changes)
        assert response.status_code == 200, response.text
        told = response.json()["verificationResponse"]
        assert isinstance(told, dict)
        return told


@contextmanager
def stirring(document: PolicyDocument = SIGNING, **settings: Any) -> Iterator[Stirring]:
    with gate(Store(loaded(document)), **settings) as one, one.http() as client:
        yield Stirring(one, client)


def exception_of(response: httpx.Response) -> tuple[int, str, list[str]]:
    error = response.json()["requestError"]
    [(kind, told)] = error.items()
    assert kind == ("serviceException" if told["messageId"].startswith("SVC") else "policyException")
    return response.status_code, told["messageId"], told["variables"]


def test_a_call_is_signed_with_the_claims_asked_for() -> None:
    with stirring() as one:
        identity = one.signed()
        token, _, parameters = identity.partition(";")
        passport = read_passport(token.encode())
        assert parameters == f"info=<{X5U}>;alg=ES256;ppt=shaken"
        claims = passport.claims
        assert (claims.attest, claims.orig, claims.dest, claims.origid) == ("A", OURS, (THEIRS,), ORIGID)
        [decision] = one.gate.decisions(1)
        assert decision.signing is not None
        assert decision.signing.outcome is SigningOutcome.SIGNED
        assert (decision.signing.attestation, decision.signing.reason) == ("A", "assigned_number")
        assert decision.signing.signature == sha256(passport.signature).hexdigest()
        assert (decision.call.customer, decision.call.request.protocol) == ("acme", "stir")


@pytest.mark.parametrize(
    ("trunk", "calling", "asked", "granted", "reason"),
    [
        ("acme-pbx", OURS, "A", "A", AttestationReason.ASSIGNED_NUMBER),
        ("acme-pbx", OURS, "C", "C", AttestationReason.CLIENT_ASKED_FOR_LESS),
        ("acme-pbx", OTHERS, "A", "B", AttestationReason.NO_RIGHT),
        ("acme-pbx", OTHERS, "B", "B", AttestationReason.NO_RIGHT),
        ("transit-in", OTHERS, "A", "C", AttestationReason.FIRST_INTERMEDIATE),
    ],
)
def test_no_client_gets_more_than_the_policy_gives(
    trunk: str, calling: str, asked: str, granted: str, reason: AttestationReason
) -> None:
    with stirring() as one:
        identity = one.signed(trunk=trunk, attest=asked, orig={"tn": calling})
        assert read_passport(identity.partition(";")[0].encode()).claims.attest == granted
        [decision] = one.gate.decisions(1)
        assert decision.signing is not None
        assert (decision.signing.attestation, decision.signing.reason) == (granted, reason.value)


def test_a_call_that_would_be_refused_is_not_signed() -> None:
    with stirring() as one:
        suspension = Enforcement(7, EnforcementKind.SUSPEND, EnforcementTarget.CUSTOMER, "acme", "fraud", 0.0)
        one.gate.book.entries = (suspension,)
        status, message_id, variables = exception_of(one.sign())
        assert (status, message_id, variables[0]) == (403, "POL4030", "ENFORCEMENT")
        [decision] = one.gate.decisions(1)
        assert (decision.verdict.reason, decision.signing) == ("ENFORCEMENT", None)


def test_a_gate_that_only_observes_signs_what_goes_on() -> None:
    observing = replace(SIGNING, carrier=replace(SIGNING.carrier, mode=GateMode.OBSERVE))
    with stirring(observing) as one:
        one.gate.book.entries = (
            Enforcement(7, EnforcementKind.SUSPEND, EnforcementTarget.CUSTOMER, "acme", "fraud", 0.0),
        )
        assert one.sign().status_code == 200


def test_a_trunk_that_signs_never_gets_no_token_here_either() -> None:
    never = replace(SIGNING, trunks=(replace(SIGNING.trunks[0], signs=Signs.NEVER), *SIGNING.trunks[1:]))
    with stirring(never) as one:
        assert exception_of(one.sign()) == (403, "POL4030", ["signing", "trunk signs never"])


def test_without_a_key_or_with_one_that_fails_another_server_may_be_tried() -> None:
    with stirring() as one:
        one.signer.fails = True
        assert exception_of(one.sign()) == (503, "POL5030", ["signing failed"])
        one.world.token_signer = None
        assert exception_of(one.sign()) == (503, "POL5030", ["no signer"])


def test_what_was_signed_is_verified() -> None:
    with stirring() as one:
        identity = one.signed()
        assert one.verified(identity) == {"verstat": "TN-Validation-Passed"}
        decision = one.gate.decisions(2)[1]
        assert decision.call.verification is not None
        assert decision.call.verification.status is VerificationStatus.PASSED
        assert (decision.call.verification.signer, decision.call.trunk) == ("X001", "transit-in")


def test_a_failure_has_the_standards_code_and_our_reason() -> None:
    with stirring() as one:
        told = one.verified(one.signed(), **{"from": {"tn": OTHERS}})
        assert (told["verstat"], told["reasoncode"], told["reasontext"]) == (
            "TN-Validation-Failed", 438, "Invalid Identity Header",
        )  # fmt: skip
        assert told["reasondesc"].startswith("orig_mismatch: ")


def test_no_identity_is_no_validation() -> None:
    with stirring() as one:
        told = one.verified("")
        assert (told["verstat"], "reasoncode" in told) == ("No-TN-Validation", False)
        assert told["reasondesc"].startswith("no_identity: ")


def test_an_unknown_signer_is_waited_for_a_little() -> None:
    with stirring() as one:
        identity = one.signed()
        one.book.looks = 3
        assert one.verified(identity) == {"verstat": "TN-Validation-Passed"}
        assert one.book.asked == [X5U]


def test_a_certificate_that_does_not_come_is_not_waited_for_longer() -> None:
    with stirring() as one:
        identity = one.signed()
        one.book.looks = 1_000_000
        started = time.monotonic()
        told = one.verified(identity)
        took_s = time.monotonic() - started
        assert (told["verstat"], took_s < 1.0) == ("No-TN-Validation", True)
        assert told["reasondesc"].startswith("credential_pending: ")


def test_a_certificate_that_is_refused_is_told() -> None:
    with stirring() as one:
        identity = one.signed()
        one.book.credential = StirFault(437, StirReason.CHAIN_UNTRUSTED)
        told = one.verified(identity)
        assert (told["reasoncode"], told["reasontext"]) == (437, "Unsupported Credential")


def test_without_a_trust_list_nothing_is_pretended() -> None:
    with stirring() as one:
        identity = one.signed()
        one.world.credentials = None
        assert exception_of(one.verify(identity))[:2] == (503, "POL5030")


def test_the_clients_own_address_says_the_trunk_where_it_names_none() -> None:
    with stirring() as one:
        assert exception_of(one.sign(trunk=""))[:2] == (403, "POL4030")
        assert exception_of(one.sign(trunk="nobodys"))[2][0] == "trunk"
    local = replace(SIGNING.trunks[0], addresses=("127.0.0.1",))
    with stirring(replace(SIGNING, trunks=(local, *SIGNING.trunks[1:]))) as one:
        one.signed(trunk="")


def test_errors_are_in_the_reports_form_and_name_the_field() -> None:
    with stirring() as one:
        assert exception_of(one.sign(attest="X"))[:2] == (400, "SVC4005")
        assert exception_of(one.sign(iat=0))[2][0] == "signingRequest.iat"
        assert exception_of(one.client.post(SIGNING_PATH, json={})) == (400, "SVC4001", ["signingRequest"])
        json_type = {"content-type": "application/json"}
        assert exception_of(one.client.post(SIGNING_PATH, content=b"", headers=json_type)) == (400, "SVC4000", [])
        assert exception_of(one.client.post(SIGNING_PATH, content=b"{", headers=json_type))[:2] == (400, "SVC4006")
        assert exception_of(one.client.post(SIGNING_PATH, data={"a": "b"}))[:2] == (415, "SVC4004")
        big = one.client.post(SIGNING_PATH, content=b" " * 70_000, headers=json_type)
        assert exception_of(big)[:2] == (413, "SVC4006")
        assert exception_of(one.client.get(SIGNING_PATH)) == (405, "POL4050", [])
        assert exception_of(one.client.post("/stir/v1/nothing", json={})) == (404, "SVC4003", [])
        wanting = one.client.post(SIGNING_PATH, json={}, headers={"accept": "text/html"})
        assert exception_of(wanting) == (406, "SVC4002", ["text/html"])
        assert one.gate.kept.decisions == []


def test_the_same_keys_open_it_and_the_request_id_comes_back() -> None:
    with stirring(api_key_hashes=frozenset((sha256(KEY.encode()).hexdigest(),))) as one:
        refused = one.sign()
        assert exception_of(refused)[:2] == (401, "POL4010")
        assert refused.headers["www-authenticate"] == "Bearer"
        one.client.headers["authorization"] = f"Bearer {KEY}"
        one.client.headers["x-requestid"] = "AA97B177-9383-4934-8543-0F91A7A02836"
        answered = one.sign()
        assert (answered.status_code, answered.headers["x-requestid"]) == (200, "AA97B177-9383-4934-8543-0F91A7A02836")
        assert one.gate.worker.tally.http_requests == {"401": 1, "200": 1}
        assert one.gate.decisions(1)[0].call.request.correlation == "AA97B177-9383-4934-8543-0F91A7A02836"


def test_what_was_signed_and_verified_is_counted() -> None:
    with stirring() as one:
        one.verified(one.signed(), **{"from": {"tn": OTHERS}})
        tally = one.gate.worker.tally
        assert tally.signings == {"signed A": 1}
        assert tally.verifications == {"TN-Validation-Failed": 1}
        assert tally.verification_faults == {"438 orig_mismatch": 1}
        assert tally.customers.attempts == {}
