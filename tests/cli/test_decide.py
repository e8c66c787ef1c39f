"""`bellwarden decide`: raw INVITEs and JSON, by a home or by files."""

import json
import re
import time
from pathlib import Path

import pytest

from bellwarden.cli.demo_certificates import DemoCertificates
from bellwarden.cli.exits import Exit
from bellwarden.home import Home
from bellwarden.policy.demo import demo_files
from bellwarden.simulator.invite import InviteParts, build_invite
from bellwarden.simulator.signing import Token, TokenWriter, read_providers
from bellwarden.simulator.world import ATTESTATIONS, ELSEWHERE, OURS
from tests.cli.conftest import Run, write
from tests.cli.test_policy import MODE, change

INVITE = """\
INVITE sip:+14462000100@gate.example SIP/2.0
Via: SIP/2.0/UDP 127.0.0.1:5062;branch=z9hG4bKtry
Max-Forwards: 70
From: <sip:{calling}@127.0.0.1>;tag=1
To: <sip:+14462000100@gate.example>
Call-ID: try@127.0.0.1
CSeq: 1 INVITE
Content-Length: 0

"""
GOOD = INVITE.format(calling="+12382000100").replace("\n", "\r\n").encode()
BAD = INVITE.format(calling="911").replace("\n", "\r\n").encode()
QUESTION = {"calling_number": "911", "called_number": "+14462000100", "source_ip": "127.0.0.1"}


def test_an_invite_that_may_go_on(run: Run, home: Path, tmp_path: Path) -> None:
    (tmp_path / "invite").write_bytes(GOOD)
    done = run("decide", tmp_path / "invite", "--home", home)
    assert done.code == Exit.DONE
    assert done.out.startswith("✓ Allowed: nothing speaks against it.\n  SIP/2.0 302 Moved Temporarily\n")


def test_an_invite_that_may_not(run: Run, home: Path, tmp_path: Path) -> None:
    (tmp_path / "invite").write_bytes(BAD)
    done = run("decide", tmp_path / "invite", "--home", home)
    assert done.code == Exit.NO
    assert done.out.startswith("◌ Would block: the caller ID shows the short code 911")
    assert "The policy only observes" in done.out


def test_files_that_were_not_pushed_judge_without_a_home(run: Run, starter: Path, tmp_path: Path) -> None:
    change(starter, "carrier.toml", MODE, b'mode = "enforce"')
    (tmp_path / "invite").write_bytes(BAD)
    done = run("decide", tmp_path / "invite", "--policy", starter, "--home", tmp_path / "none")
    assert done.code == Exit.NO
    assert "■ Blocked" in done.out and "SIP/2.0 603 Decline" in done.out


def test_json_from_standard_input_gets_the_verdict_that_the_invite_gets(run: Run, home: Path) -> None:
    asked = run("decide", "-", "--home", home, "--json", stdin=json.dumps(QUESTION).encode())
    sent = run("decide", "-", "--home", home, "--json", stdin=BAD)
    assert asked.code == sent.code == Exit.NO
    for key in ("action", "reason", "sentence", "goes_on", "findings", "customer", "trunk", "observed"):
        assert asked.json[key] == sent.json[key]
    assert (asked.json["protocol"], sent.json["protocol"]) == ("http", "sip")
    assert asked.json["decision_id"] == ""


def test_bare_line_feeds_are_mended_and_said(run: Run, home: Path) -> None:
    done = run("decide", "-", "--home", home, stdin=GOOD.replace(b"\r\n", b"\n").rstrip(b"\n"))
    assert done.code == Exit.DONE
    assert "CR LF" in done.err


def test_a_malformed_invite_is_judged_as_such(run: Run, home: Path) -> None:
    twice = GOOD.replace(b"To:", b"From: <sip:x@y>;tag=2\r\nTo:")
    done = run("decide", "-", "--home", home, "--json", stdin=twice)
    assert done.code == Exit.NO
    assert (done.json["reason"], done.json["fault"]) == ("MALFORMED_MESSAGE", "400 two From headers")


def test_an_emergency_call_goes_on_however_malformed(run: Run, home: Path) -> None:
    odd = GOOD.replace(b"INVITE sip:+14462000100@", b"INVITE sip:911@").replace(b"To:", b"From: <sip:x@y>\r\nTo:")
    done = run("decide", "-", "--home", home, "--json", stdin=odd)
    assert (done.code, done.json["reason"]) == (Exit.DONE, "EMERGENCY_CALL")


def test_the_source_decides_whose_call_it_is(run: Run, home: Path) -> None:
    done = run("decide", "-", "--home", home, "--source", "127.0.1.1", "--json", stdin=GOOD)
    assert done.json["customer"] == "harbor-dental"
    unknown = run("decide", "-", "--home", home, "--source", "203.0.113.9", stdin=GOOD)
    assert unknown.code == Exit.NOT_FOUND
    assert "no trunk of the policy has the address 203.0.113.9" in unknown.err


def test_an_invite_in_a_file_is_tried_as_if_its_source_showed_its_certificate(
    run: Run, starter: Path, tmp_path: Path
) -> None:
    change(starter, "trunks.toml", b'# certificate_name = ""', b'certificate_name = "sbc1.example.com"')
    (tmp_path / "invite").write_bytes(GOOD)
    tried = ("--policy", starter, "--home", tmp_path / "none")
    assert run("decide", tmp_path / "invite", *tried).code == Exit.DONE
    explained = run("explain", "--invite", tmp_path / "invite", *tried)
    assert re.search(r"certificate +sbc1\.example\.com\n", explained.out), explained


def test_enforcements_of_the_home_hold(run: Run, home: Path) -> None:
    run("enforce", "suspend", "harbor-dental", "--reason", "x", "--home", home)
    done = run("decide", "-", "--home", home, "--source", "127.0.1.1", "--json", stdin=GOOD)
    assert (done.code, done.json["reason"]) == (Exit.NO, "ENFORCEMENT")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "standard input is empty"),
        (b"\x16\x03\x01\r\n\r\n", "is no SIP request"),
        (b"hello there\r\n\r\n", "is a hello; only an INVITE"),
        (b"SIP/2.0 200 OK\r\n\r\n", "is no SIP request"),
        (GOOD.replace(b"INVITE", b"BYE"), "is a BYE"),
        (b'{"calling_number": "911"}', "called_number is missing"),
        (b'{"calling_number": 5, "called_number": "911"}', "calling_number"),
        (b"{", "standard input:"),
    ],
)
def test_what_asks_about_no_call_is_refused_in_words(run: Run, home: Path, data: bytes, said: str) -> None:
    done = run("decide", "-", "--home", home, stdin=data)
    assert done.code == Exit.USAGE
    assert said in done.err


def test_a_missing_file_is_named(run: Run, home: Path) -> None:
    done = run("decide", "no-such-file", "--home", home)
    assert done.code == Exit.NOT_FOUND and "no-such-file" in done.err


def test_a_tried_call_leaves_no_trace(run: Run, home: Path) -> None:
    run("decide", "-", "--home", home, stdin=BAD)
    assert list(Home(home).spool_reader().read()) == []


@pytest.mark.parametrize(
    ("token", "code", "words"),
    [
        (Token.GOOD, Exit.DONE, "A by X002"),
        (Token.CHANGED, Exit.DONE, "438 signature_invalid"),
        (Token.STALE, Exit.DONE, "403 iat_stale"),
    ],
)
def test_tokens_are_verified_by_the_certificates_that_the_gate_fetched(
    run: Run, tmp_path: Path, token: Token, code: Exit, words: str
) -> None:
    place, certificates = Home(tmp_path / "home"), DemoCertificates(tmp_path / "certificates")
    place.init()
    roots = certificates.make(place)
    assert run("policy", "push", write(tmp_path / "policy", demo_files(roots)), "--home", place.path).code == 0
    writer = TokenWriter(read_providers(certificates.folder, ATTESTATIONS))
    calling, called = f"+{ELSEWHERE[0].first}", f"+{OURS[0].first}"
    identity = writer.write("tessera", token, calling, called, time.time())
    parts = InviteParts("127.0.1.7", 5060, "gate.example", calling, called, "", "Interlace 11", "1f", identity)
    (tmp_path / "invite").write_bytes(build_invite(parts).data)
    asked = ("explain", "--invite", tmp_path / "invite", "--source", "127.0.1.7", "--home", place.path)
    unknown = run(*asked)
    # Nothing is fetched for a trial; what is too old needs no certificate to be refused.
    assert ("did not come in time" if token is not Token.STALE else words) in unknown.out
    certificates.lay_out(place)
    told = run(*asked)
    assert told.code == code and words in told.out
