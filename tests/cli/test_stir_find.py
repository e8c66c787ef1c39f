"""`bellwarden stir find` over a home whose key signed some calls."""

import time
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pytest

from bellwarden.home import Home
from bellwarden.model.decision import Decision
from bellwarden.model.stir import Attestation, Signing, SigningOutcome, Verification, VerificationStatus
from bellwarden.stir.sign import sign_shaken
from tests.cli.conftest import Run
from tests.flow.tokens import TOP, forged, token
from tests.flow.tokens import X5U as THEIR_URL
from tests.seam.test_spool import a_decision
from tests.stir.pki import DAY, Signer

OUR_URL = "https://certificates.kestrel.example/ours.pem"
ORIGIDS = [f"{number:08x}-0000-4000-8000-00000000abcd" for number in range(5)]
NOW = time.time()
OURS = TOP.signer("A001", not_before=NOW - DAY, not_after=NOW + 100 * DAY)
BEFORE = TOP.signer("A001", not_before=NOW - DAY, not_after=NOW + 100 * DAY)
WORDS = "signed A, because 446-555-0111 is a number that we gave to acme"


class Made(NamedTuple):
    value: str
    decision: Decision


def made(number: int, signer: Signer = OURS, level: Attestation = Attestation.FULL) -> Made:
    """A token of ours, and the decision on its call."""
    value, digest = sign_shaken(level, "12382000100", "14462000100", int(NOW), ORIGIDS[number], OUR_URL, signer.sign)
    signing = Signing(
        SigningOutcome.SIGNED, level.value, "assigned_number", ORIGIDS[number], digest, signer.fingerprint
    )
    one = a_decision(number, "ACME")._replace(id=f"{int(NOW * 1000):012x}0001{number:08x}", signing=signing)
    return Made(value, one._replace(call=one.call._replace(customer="acme")))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("found") / "home"
    home = Home(path)
    home.init()
    keys = home.stir_keys()
    keys.install(BEFORE.key_pem, BEFORE.pem, NOW, OUR_URL)
    keys.install(OURS.key_pem, OURS.pem, NOW, OUR_URL)
    writer = home.spool_writer("w0")
    for number in range(3):
        writer.put(made(number).decision)
    seen = a_decision(3, "ACME")._replace(id=f"{int(NOW * 1000):012x}000100000003")
    theirs = token(at=NOW, origid=ORIGIDS[3])
    found = Verification(VerificationStatus.PASSED, 0, "", "A", ORIGIDS[3], "B100", THEIR_URL, "c", digest_of(theirs))
    writer.put(seen._replace(call=seen.call._replace(verification=found)))
    (path / "theirs").write_text(theirs)
    writer.close()
    return path


def digest_of(value: str) -> str:
    from base64 import urlsafe_b64decode

    text = value.partition(";")[0].rpartition(".")[2]
    return sha256(urlsafe_b64decode(text + "==")).hexdigest()


def test_by_its_origid_a_call_is_found_with_customer_and_reason(run: Run, place: Path) -> None:
    done = run("stir", "find", "--origid", ORIGIDS[1].upper(), "--home", place)
    assert done.code == 0
    assert done.out.startswith("We signed this token.")
    assert WORDS in done.out
    assert "customer  acme" in done.out
    assert f"bellwarden explain {made(1).decision.id}" in done.out


def written(kept: str) -> list[tuple[str, bytes]]:
    value = kept.encode()
    invite = (
        b"INVITE sip:+14462000100@kestrel.example SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKx\r\n"
        b"From: <sip:+12382000100@kestrel.example>;tag=1\r\nTo: <sip:+14462000100@kestrel.example>\r\n"
        b"Call-ID: a@b\r\nCSeq: 1 INVITE\r\nMax-Forwards: 70\r\nIdentity: " + value + b"\r\nContent-Length: 0\r\n\r\n"
    )
    return [
        ("value", value),
        ("value with line end", value + b"\n"),
        ("header", b"Identity: " + value),
        ("compact name", b"y: " + value),
        ("folded header", b"Identity: " + value.replace(b";info", b"\r\n ;info")),
        ("bare token", value.partition(b";")[0]),
        ("INVITE", invite),
        ("INVITE with bare line feeds", invite.replace(b"\r\n", b"\n")),
    ]


@pytest.mark.parametrize("form", [name for name, _ in written("")])
def test_a_token_is_found_however_it_is_handed_in(run: Run, place: Path, tmp_path: Path, form: str) -> None:
    """ES256 signatures are made with a random number: the kept one is the one that was written."""
    one = made(4)
    home = Home(tmp_path / "home")
    home.init()
    writer = home.spool_writer("w0")
    writer.put(one.decision)
    writer.close()
    data = dict(written(one.value))[form]
    done = run("stir", "find", "--identity", "-", "--home", home.path, "--json", stdin=data)
    assert done.code == 0
    assert done.json["whose"] == "signed"
    assert done.json["token"]["orig"] == "12382000100"
    (call,) = done.json["calls"]
    assert (call["decision_id"], call["customer"], call["signed"]) == (one.decision.id, "acme", WORDS)


def test_a_token_that_came_to_us_is_told_as_another_s(run: Run, place: Path) -> None:
    done = run("stir", "find", "--identity", place / "theirs", "--home", place, "--json")
    assert (done.code, done.json["whose"]) == (0, "seen")
    assert done.json["calls"][0]["verified"] == "TN-Validation-Passed: signed A by B100"


@pytest.mark.parametrize("signer", [OURS, BEFORE])
def test_a_token_of_ours_whose_call_is_not_kept_is_told_from_one_that_never_was_ours(
    run: Run, place: Path, signer: Signer
) -> None:
    done = run("stir", "find", "--identity", "-", "--home", place, "--json", stdin=made(4, signer).value.encode())
    assert (done.code, done.json["whose"], done.json["calls"]) == (1, "not_kept", [])
    assert "decisions are kept since" in done.json["sentence"]


def test_a_token_of_somebody_else_was_never_ours(run: Run, place: Path) -> None:
    done = run("stir", "find", "--identity", "-", "--home", place, "--json", stdin=token(origid=ORIGIDS[4]).encode())
    assert (done.code, done.json["whose"]) == (1, "never")


def test_a_token_that_borrows_the_name_of_our_certificate_was_never_ours(run: Run, place: Path) -> None:
    value = token(origid=ORIGIDS[4], x5u=OUR_URL)
    done = run("stir", "find", "--identity", "-", "--home", place, stdin=value.encode())
    assert done.code == 1
    assert done.out.startswith("This token was never ours. (it names our certificate, but no key of ours made")


def test_a_token_that_was_changed_is_told_from_the_one_we_made(run: Run, place: Path) -> None:
    changed = token(origid=ORIGIDS[1], x5u=OUR_URL)  # our origid, by a key that is not ours
    done = run("stir", "find", "--identity", "-", "--home", place, "--json", stdin=changed.encode())
    assert (done.json["whose"], done.json["calls"][0]["customer"]) == ("altered", "acme")
    kept = made(4)
    done = run("stir", "find", "--identity", "-", "--home", place, "--json", stdin=forged(kept.value).encode())
    assert done.json["whose"] == "never"


def test_what_can_t_be_read_is_still_looked_for(run: Run, place: Path) -> None:
    done = run("stir", "find", "--identity", "-", "--home", place, "--json", stdin=b"e30.e30.AAAA")
    assert (done.code, done.json["whose"], done.json["token"]) == (1, "never", None)
    assert "can't be read" in done.json["sentence"]


def test_an_origid_of_nobody_s(run: Run, place: Path) -> None:
    done = run("stir", "find", "--origid", ORIGIDS[4], "--home", place)
    assert done.code == 1
    assert done.out.startswith("This token was never ours. (no kept call has this origid; decisions are kept since 20")


@pytest.mark.parametrize(
    "words", [(), ("--origid", " "), ("--origid", "a", "--identity", "b"), ("--identity", "/nowhere/at/all")]
)
def test_what_makes_no_sense_is_refused(run: Run, place: Path, words: tuple[str, ...]) -> None:
    assert run("stir", "find", *words, "--home", place).code in (2, 4)


@pytest.mark.parametrize("data", [b"", b"\x00" * 100, b"hello", b"INVITE x SIP/2.0\r\n\r\n", b"." * 100_000])
def test_a_file_without_a_token_is_said_to_be_one(run: Run, place: Path, data: bytes) -> None:
    done = run("stir", "find", "--identity", "-", "--home", place, stdin=data)
    assert done.code == 2
    assert "holds no token" in done.err
