"""The gate signs calls that SIPp places through Kamailio, and a second Kamailio verifies them with secsipid."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bellwarden.home.stir_keys import StirKeys
from bellwarden.stir.identity import read_identity
from bellwarden.stir.passport import Passport, read_passport
from tests.e2e import kit
from tests.e2e.reasons import CUSTOMERS, FIR, OAK, OTHERS, OWN, POLICY
from tests.stir.pki import DAY, Signer, root

pytestmark = [
    pytest.mark.e2e,
    kit.needs_kamailio,
    kit.needs_sipp,
    pytest.mark.skipif(
        not list(Path("/usr/lib").glob("*/kamailio/modules/secsipid.so")), reason="secsipid is not installed"
    ),
]
URL = "https://certificates.hill.example/709j.pem"
STIR = f"""
[stir]
signs = true
service_provider_code = "709J"
certificate_url = "{URL}"
"""
PROOF = """
[[customer.oak.proof]]
kind = "letter_of_authorization"
until = 2099-12-31
numbers = ["+17562003000"]
"""
RECIPES = ["kamailio-sip.cfg", "kamailio-http.cfg"]
VERIFIER_PORTS = {"kamailio-sip.cfg": 21_510, "kamailio-http.cfg": 21_511}


@dataclass
class Line:
    """A carrier that signs, the provider behind it that verifies, and who takes the calls there."""

    sbc: kit.Kamailio
    carrier: kit.Carrier
    folder: Path
    verifier_port: int

    def place(self, call: kit.Call) -> int:
        return self.placed(call).status

    def placed(self, call: kit.Call) -> kit.Outcome:
        return kit.place_calls([call], self.sbc.port, self.folder).outcomes[call.called]

    def arrived(self, call: kit.Call) -> kit.Received:
        return self.carrier.calls()[call.called]


def signer(now: float) -> Signer:
    return root(not_before=now - DAY, not_after=now + DAY).signer("709J", not_before=now - DAY, not_after=now + DAY)


@pytest.fixture(scope="module", params=RECIPES)
def line(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    folder = tmp_path_factory.mktemp("signed")
    policy = copytree(POLICY, folder / "policy")
    (policy / "stir.toml").write_text(STIR)
    with (policy / "customers.toml").open("a") as customers:
        customers.write(PROOF)
    now = time.time()
    ours = signer(now)
    public = folder / "public.pem"
    public.write_bytes(ours.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    port = VERIFIER_PORTS[request.param]
    with (
        kit.Carrier() as carrier,
        kit.gate(folder / "home", policy) as gate,
        Verifier(folder, port, carrier.port, public),
        kit.kamailio(request.param, folder, gate, [port], CUSTOMERS) as sbc,
    ):
        StirKeys(gate.home / "stir").install(ours.key_pem, ours.pem, now, URL)
        assert kit.wait_until(gate.process.text, lambda said: "calls are signed as 709J" in said)
        yield Line(sbc, carrier, folder, port)


class Verifier:
    """Kamailio with secsipid, in front of whoever takes the calls."""

    def __init__(self, folder: Path, port: int, carrier: int, public: Path) -> None:
        self.folder, self.port = folder, port
        text = (Path(__file__).parent / "kamailio-verifies.cfg").read_text()
        values = {"LISTEN": f"{kit.LOOPBACK}:{port}", "PUBLIC_KEY": str(public), "CARRIER": str(carrier)}
        for name, value in values.items():
            text = text.replace(f"@{name}@", value)
        self.file = folder / "verifies.cfg"
        self.file.write_text(text)

    def __enter__(self) -> "Verifier":
        run = self.folder / "verifier"
        run.mkdir()
        command = ["kamailio", "-DD", "-E", "-m", "32", "-M", "4", "-Y", str(run), "-w", str(run), "-f", str(self.file)]
        self.process = kit.Process(command, self.folder / "verifier.log", run)
        try:
            kit.wait_for_options(self.port)
        except AssertionError:
            self.process.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stop()


def token_of(arrived: kit.Received) -> Passport:
    (value,) = arrived.header("Identity")
    return read_passport(read_identity(value.encode()).token)


SIGNED = [
    (kit.Call("14462001101", OWN, source=OAK), "A"),
    (kit.Call("14462001102", "17562003000", source=OAK), "A"),
    (kit.Call("14462001103", OTHERS, source=FIR), "B"),
    (kit.Call("442079460101", OWN, source=OAK), "A"),
]


@pytest.mark.parametrize(("call", "level"), SIGNED)
def test_what_the_gate_signed_is_verified(line: Line, call: kit.Call, level: str) -> None:
    """RFC 8224, RFC 8588: the Identity of the 302 goes on with the call, and secsipid finds it good."""
    assert line.place(call) == 200
    arrived = line.arrived(call)
    assert arrived.header("X-Verified") == ["yes"]
    token = token_of(arrived)
    claims = token.claims
    assert (claims.attest, claims.orig, claims.dest, token.x5u) == (level, call.calling, (call.called,), URL)


def test_a_call_without_a_number_goes_on_unsigned(line: Line) -> None:
    call = kit.Call("14462001201", "anonymous", source=FIR)
    assert line.place(call) == 404  # as the provider there answers what carries no Identity
    assert call.called not in line.carrier.calls()


def test_a_customer_s_own_identity_does_not_reach_the_carrier(line: Line) -> None:
    forged = "a.b.c;info=<https://x.example/y.pem>;alg=ES256;ppt=shaken"
    said = kit.send_invite(
        line.sbc.port, FIR, "14462001301", f"From: <sip:{OTHERS}@{FIR}>;tag=1", f"Identity: {forged}"
    )
    assert said.startswith("200")
    token = token_of(line.carrier.calls()["14462001301"])
    assert (token.claims.attest, token.x5u) == ("B", URL)
    said = kit.send_invite(
        line.sbc.port, FIR, "14462001302", f"From: <sip:anonymous@{FIR}>;tag=1", f"Identity: {forged}"
    )
    assert said.startswith("404")  # it came without any


def test_a_call_that_was_changed_on_the_way_is_found_out(line: Line) -> None:
    """That the verifying side looks at the signature at all: the same header with another call's claims is refused."""
    call = kit.Call("14462001401", OWN, source=OAK)
    assert line.place(call) == 200
    (value,) = line.arrived(call).header("Identity")
    head, claims, rest = value.split(".", 2)
    other = f"{head}.{claims[:-4]}{'AAAA' if claims[-4:] != 'AAAA' else 'BBBB'}.{rest}"
    from_ = f"From: <sip:{OWN}@{OAK}>;tag=1"
    good = kit.send_invite(line.verifier_port, OAK, "14462001402", from_, f"Identity: {value}")
    bad = kit.send_invite(line.verifier_port, OAK, "14462001403", from_, f"Identity: {other}")
    assert (good[:3], bad[:3]) == ("200", "484")
