import pytest

from bellwarden.cli.console import number
from bellwarden.flows.telling import BECAUSE, DID, signing_words, verification_words
from bellwarden.model.stir import Signing, SigningOutcome, Verification, VerificationStatus
from bellwarden.stir.attestation import AttestationReason
from bellwarden.stir.reason import StirReason
from tests.seam.test_spool import a_decision


def test_every_reason_of_a_level_has_words() -> None:
    assert set(BECAUSE) == set(AttestationReason)
    assert set(DID) == set(SigningOutcome)


def test_a_level_is_told_with_its_number_and_customer() -> None:
    decision = a_decision(1, "ACME")
    decision = decision._replace(call=decision.call._replace(customer="acme"))
    signing = Signing(SigningOutcome.SIGNED, "A", AttestationReason.ASSIGNED_NUMBER.value)
    told = signing_words(signing, decision, number)
    assert told.startswith("signed A, because ")
    assert told.endswith(" is a number that we gave to acme")


@pytest.mark.parametrize("reason", list(StirReason))
def test_every_reason_of_a_verification_has_a_sentence(reason: StirReason) -> None:
    told = verification_words(Verification(VerificationStatus.FAILED, 438, reason.value))
    assert told.startswith("TN-Validation-Failed, 438: ")
    assert told.endswith(".")


def test_a_good_token_is_told_with_its_signer() -> None:
    found = Verification(VerificationStatus.PASSED, attestation="B", signer="B100", diverted=("14462005555",))
    assert verification_words(found) == "TN-Validation-Passed: signed B by B100, diverted by 14462005555"


def test_a_reason_of_another_version_is_told_as_it_stands() -> None:
    assert verification_words(Verification(VerificationStatus.NONE, 0, "novel")) == "No-TN-Validation: novel"
    assert (
        signing_words(Signing(SigningOutcome.UNSIGNED, "", "novel"), a_decision(1, "ACME"), number)
        == "not signed, because novel"
    )
