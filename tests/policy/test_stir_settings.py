"""[stir], what trunks sign and verify, and what shows that a customer may use a number."""

from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from bellwarden.model.policy import (
    IdentityPlace,
    Numbers,
    PolicyDocument,
    Proof,
    ProofKind,
    Signs,
    Stir,
    ThirdPartySigning,
    Trunk,
)
from tests.policy.worlds import TODAY, read_with_base, said, told

SIGNS = '[stir]\nsigns = true\nservice_provider_code = "709j"\ncertificate_url = "https://certs.example.com/a.pem"\n'
ROLES = """
[trunk.other]
addresses = ["192.0.2.1"]
role = "upstream"
customer = "tessera"
[trunk.abroad]
addresses = ["192.0.2.2"]
role = "gateway"
customer = "tessera"
[customer.tessera]
name = "Tessera Long Distance"
upstream = true
"""


def root(until: datetime) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Example Root")])
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, datetime(2020, 1, 1, tzinfo=UTC), until)
    return made.sign(key, SHA256()).public_bytes(Encoding.PEM)


ROOT = root(datetime(2036, 1, 1, tzinfo=UTC))


def document(text: str, files: dict[str, bytes] | None = None) -> PolicyDocument:
    reading = read_with_base(text, dict(files or {}))
    assert reading.bundle is not None, said(reading)
    return reading.bundle.document


def trunks(text: str, files: dict[str, bytes] | None = None) -> dict[str, Trunk]:
    return {trunk.key: trunk for trunk in document(text, files).trunks}


def test_nothing_is_signed_or_verified_unless_it_is_written() -> None:
    plain = document("")
    assert plain.stir == Stir()
    assert {(trunk.signs, trunk.verifies) for trunk in plain.trunks} == {(Signs.NEVER, False)}


def test_every_setting_is_taken_over() -> None:
    text = (
        SIGNS + "own_numbers_only = true\nverifies = true\nfreshness_s = 30\nfuture_skew_s = 2\nwait_ms_max = 100\n"
        'roots = "stir/roots.pem"\ncrl_url = "https://sti-pa.example.com/crl"\n'
    )
    reading = read_with_base(text, {"stir/roots.pem": ROOT})
    assert reading.bundle is not None
    assert reading.bundle.document.stir == Stir(
        True, "709J", "https://certs.example.com/a.pem", True, True, 30, 2, 100, "stir.roots",
        "https://sti-pa.example.com/crl",
    )  # fmt: skip
    assert reading.bundle.layers["stir.roots"] == ROOT
    assert said(reading) == []


def test_what_is_signed_goes_by_role() -> None:
    """47 CFR 64.6301(a), 64.6302."""
    found = trunks(SIGNS + ROLES)
    assert {key: trunk.signs for key, trunk in found.items()} == {
        "lab": Signs.ALWAYS,
        "other": Signs.UNSIGNED,
        "abroad": Signs.UNSIGNED,
    }


def test_what_is_verified_goes_by_role() -> None:
    found = trunks('[stir]\nverifies = true\nroots = "r.pem"\n' + ROLES, {"r.pem": ROOT})
    assert {key: trunk.verifies for key, trunk in found.items()} == {"lab": False, "other": True, "abroad": True}


def test_a_trunk_says_otherwise() -> None:
    own = (
        '[trunk.b]\naddresses = ["192.0.2.9"]\ncustomer = "lab"\nsigns = "never"\nverifies = true\n'
        'identity_in = "both"\norigid = "6F1C2B9E-0D5A-4C3E-9A71-2F4B8C6D7E10"\n'
    )
    trunk = trunks(SIGNS + 'verifies = true\nroots = "r.pem"\n' + own, {"r.pem": ROOT})["b"]
    assert (trunk.signs, trunk.verifies, trunk.identity_in) == (Signs.NEVER, True, IdentityPlace.BOTH)
    assert trunk.origid == "6f1c2b9e-0d5a-4c3e-9a71-2f4b8c6d7e10"


PROOF = """\
[customer.a]
name = "A"
numbers = ["+12382000100"]
[[customer.a.proof]]
kind = "letter_of_authorization"
until = 2027-06-30
numbers = ["+12382007000", "1238299*"]
reference = "LOA 118"
"""


def test_a_proof_has_its_numbers_its_kind_and_its_last_day() -> None:
    customer = next(one for one in document(PROOF).customers if one.key == "a")
    end = datetime(2027, 7, 1, tzinfo=UTC).timestamp()
    numbers = Numbers((12382007000,), ("1238299",))
    assert customer.proofs == (Proof(ProofKind.LETTER, numbers, "2027-06-30", end, "LOA 118"),)
    assert customer.caller_ids == Numbers()
    assert told(PROOF) == []


FINGERPRINT = ":".join(["AB"] * 32)
THIRD = f"""\
[customer.t]
name = "T"
upstream = true
[customer.t.third_party_signing]
agreement = "contract 77"
agreed = 2026-01-15
service_provider_code = "812K"
certificate = "{FINGERPRINT}"
"""


def test_an_agreement_is_kept_on_record() -> None:
    customer = next(one for one in document(THIRD).customers if one.key == "t")
    assert customer.third_party_signing == ThirdPartySigning("contract 77", "2026-01-15", "812K", "ab" * 32)


TOLD = [
    ("[stir]\nsigns = true\n", "error policy.toml:1: stir.service_provider_code: is missing"),
    ('[stir]\nsigns = true\nservice_provider_code = "1"\n', "warning policy.toml:1: stir.certificate_url: is empty"),
    ("[stir]\nverifies = true\n", "error policy.toml:1: stir.roots: is missing"),
    ('[stir]\nroots = "no.pem"\n', 'error policy.toml:2: stir.roots: there is no file "no.pem"'),
    ('[stir]\nservice_provider_code = "7-9"\n', 'stir.service_provider_code: "7-9" is no service provider code'),
    ('[stir]\ncertificate_url = "http://a.example/x"\n', "is not https, and others fetch over nothing else"),
    ('[stir]\ncertificate_url = "https://a.example/x?y=1"\n', "is no plain address of a file"),
    ('[stir]\ncertificate_url = "https://a.example:444/x"\n', "others fetch from port 443 or 8443 only"),
    ('[stir]\ncertificate_url = "https://localhost/x"\n', "has no host name that everybody can find"),
    ('[stir]\ncertificate_url = "https://a.example"\n', "is no plain address of a file"),
    ("[stir]\nfreshness_s = 0\n", "0 is below 1; write a whole number of seconds, such as 60"),
    ("[stir]\nwait_ms_max = 500\n", "500 is above 180; write a whole number of milliseconds from 0 to 180"),
    (SIGNS + ROLES.replace('"upstream"', '"upstream"\nsigns = "always"'), "are passed on unaltered (47 CFR 64.6302)"),
    ('[trunk.b]\naddresses = ["192.0.2.9"]\ncustomer = "lab"\nsigns = "always"\n', "[stir] does not sign"),
    ('[trunk.b]\naddresses = ["192.0.2.9"]\ncustomer = "lab"\nverifies = true\n', "[stir] does not verify"),
    ('[customer.a]\nname = "A"\nany_caller_id = true\norigid = "a"\n', '"a" is no UUID'),
    (PROOF.replace("2027-06-30", "2026-11-20"), "2026-11-20 is over: calls with these numbers get level B, not A"),
    (PROOF.replace("2027-06-30", "2026-11-23"), "2026-11-23 is in 2 days; afterwards these numbers get level B"),
    (PROOF.replace("2027-06-30", '"soon"'), '"soon" is text; write a day without quotes'),
    (PROOF.replace('kind = "letter_of_authorization"\n', ""), "policy.toml:4: customer.a.proof[1].kind: is missing"),
    (PROOF.replace('numbers = ["+12382007000", "1238299*"]\n', ""), "customer.a.proof[1]: is about no number"),
    (PROOF.replace('"1238299*"', '"12"'), "error policy.toml:7: customer.a.proof[1].numbers[2]:"),
    (THIRD.replace("upstream = true\n", "any_caller_id = true\n"), "is for a provider that signs by its own"),
    (THIRD.replace("2026-01-15", "2027-01-15"), "2027-01-15 has not come yet"),
    (SIGNS + THIRD.replace("812K", "709J"), "is your own code; calls signed for a provider carry that provider's"),
    (THIRD.replace("AB:AB", "AB:"), "is no SHA-256 fingerprint; write its 64 hexadecimal digits"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "problem"), TOLD, ids=[problem for _, problem in TOLD])
def test_a_mistake_names_line_field_and_remedy(text: str, problem: str) -> None:
    found = told(text)
    assert any(problem in line for line in found), found


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"nothing", "holds no PEM certificates"),
        (ROOT[:200], "holds no PEM certificates"),
        (b"x" * 1_000_001, "has 1,000,001 bytes"),
        (root(datetime(2026, 11, 20, tzinfo=UTC)), "certificate 1, CN=Example Root, has ended; fetch the list anew"),
        (root(datetime(2026, 12, 1, tzinfo=UTC)), "ends in 10 days"),
    ],
)
def test_roots_that_cannot_be_trusted_are_told(data: bytes, problem: str) -> None:
    assert TODAY.year == 2026
    assert any(problem in line for line in told('[stir]\nroots = "r.pem"\n', {"r.pem": data}))


def test_a_trunk_whose_answer_carries_no_identity_does_not_sign() -> None:
    own = '[trunk.b]\naddresses = ["192.0.2.9"]\ncustomer = "lab"\ndialect = "generic"\n'
    found = said(read_with_base(SIGNS + own, carry_no_identity=["generic"]))
    assert any("trunk.b.continue_status: dialect generic lets calls go on by an answer that carries no Identity" in f
               for f in found)  # fmt: skip
    better = own + "continue_status = 302\n" + '[trunk.lab2]\naddresses = ["192.0.2.8"]\ncustomer = "lab"\n'
    found = said(read_with_base(SIGNS + better, carry_no_identity=["clearip"]))
    assert found == []
