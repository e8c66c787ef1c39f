"""`bellwarden stir sign`: what it signs, `stir verify` accepts, and everything else is answered line by line."""

import json
from pathlib import Path
from typing import Any

import pytest

from bellwarden.stir.identity import read_identity
from bellwarden.stir.passport import read_passport
from tests.cli.conftest import Run
from tests.stir.pki import NOW, Signer, root

URL = "https://certs.kestrel.example/a001.pem"
TOP = root()
SIGNER = TOP.signer("A001")


def invite(calling: str = "+12382001000", called: str = "+14462005555", to: str = "", *more: str) -> str:
    lines = [
        f"INVITE sip:{called}@kestrel.example SIP/2.0",
        "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1",
        f"From: <sip:{calling}@kestrel.example>;tag=1",
        f"To: <sip:{to or called}@kestrel.example>",
        "Call-ID: 1",
        "CSeq: 1 INVITE",
        *more,
        "Content-Length: 0",
    ]
    return "\r\n".join(lines) + "\r\n\r\n"


class Desk:
    def __init__(self, folder: Path, run: Run) -> None:
        self.folder, self._run = folder, run
        self.put("key.pem", SIGNER.key_pem)
        self.put("chain.pem", SIGNER.pem)
        self.put("roots.pem", TOP.pem)
        self.put("map.json", json.dumps({URL: "chain.pem"}).encode())

    def put(self, name: str, data: bytes) -> str:
        (self.folder / name).write_bytes(data)
        return str(self.folder / name)

    def signed(self, *lines: dict[str, Any] | bytes, options: tuple[str, ...] = ("--attest", "A")) -> list[Any]:
        data = b"".join((one if isinstance(one, bytes) else json.dumps(one).encode()) + b"\n" for one in lines)
        file = self.put("calls.jsonl", data)
        key = ("--key", str(self.folder / "key.pem"), "--x5u", URL, "--at", str(NOW))
        done = self._run("stir", "sign", *key, *options, file)
        assert done.code == 0, done.err
        return [json.loads(line) for line in done.out.splitlines()]

    def verified(self, *calls: dict[str, Any]) -> list[Any]:
        file = self.put("signed.jsonl", b"".join(json.dumps(one).encode() + b"\n" for one in calls))
        about = ("--roots", str(self.folder / "roots.pem"), "--certificates", str(self.folder / "map.json"))
        done = self._run("stir", "verify", *about, "--at", str(NOW + 1), file)
        assert done.code == 0, done.err
        return [json.loads(line) for line in done.out.splitlines()]

    def refused(self, *options: str) -> str:
        done = self._run("stir", "sign", *options, self.put("calls.jsonl", b""))
        assert (done.code, done.out) == (2, "")
        return done.err


@pytest.fixture
def desk(tmp_path: Path, run: Run) -> Desk:
    return Desk(tmp_path, run)


def claims_of(line: dict[str, Any]) -> Any:
    return read_passport(read_identity(line["identity"].encode()).token).claims


SIGNABLE = [
    invite(),
    invite("2382001000", "14462005555"),
    invite("anonymous", "+14462005555", "", "P-Asserted-Identity: <sip:+12382001000@kestrel.example>"),
    invite("+12382001000", "+17562001234", "+14462005555"),
    invite("+442079460000", "+14462005555"),
    invite("+12382001000", "+14462005555", "5555"),
]


def test_what_is_signed_is_accepted(desk: Desk) -> None:
    signed = desk.signed(*[{"id": at, "sip": text} for at, text in enumerate(SIGNABLE)])
    assert [line["reason"] for line in signed] == [None] * len(SIGNABLE)
    calls = []
    for line, text in zip(signed, SIGNABLE, strict=True):
        head = text.removesuffix("\r\n\r\n")
        calls.append({"id": line["id"], "sip": f"{head}\r\nIdentity: {line['identity']}\r\n\r\n"})
    verified = desk.verified(*calls)
    assert [(one["id"], one["verdict"], one["reason"]) for one in verified] == [
        (at, "valid", None) for at in range(len(SIGNABLE))
    ]


def test_a_line_has_the_last_word(desk: Desk) -> None:
    origid = "6f1c2b9e-0d5a-4c3e-9a71-2f4b8c6d7e10"
    first, second = desk.signed(
        {"id": "a", "sip": invite(), "attest": "C", "origid": origid, "iat": 7}, {"id": None, "sip": invite()}
    )
    assert (first["id"], first["attest"], first["origid"]) == ("a", "C", origid)
    assert (claims_of(first).attest, claims_of(first).origid, claims_of(first).iat) == ("C", origid, 7)
    assert (claims_of(second).attest, claims_of(second).iat) == ("A", int(NOW))
    assert second["origid"] == claims_of(second).origid != origid


def test_a_forwarded_call_gets_a_div_token_and_verifies(desk: Desk) -> None:
    """RFC 8946 section 4: to 4462005555 first, then from there to 7562001234."""
    (first,) = desk.signed({"id": 1, "sip": invite()})
    onward = invite("+12382001000", "+17562001234")
    (div,) = desk.signed({"id": 2, "sip": onward, "div": "+14462005555"})
    assert (div["attest"], div["origid"]) == (None, None)
    head = onward.removesuffix("\r\n\r\n")
    both = f"{head}\r\nIdentity: {first['identity']}\r\nIdentity: {div['identity']}\r\n\r\n"
    (one,) = desk.verified({"id": 3, "sip": both})
    assert (one["verdict"], one["reason"]) == ("valid", None)


UNSIGNED: list[tuple[dict[str, Any] | bytes, str]] = [
    (b"{", "line_not_json"),
    (b"[1]", "line_not_json"),
    ({"id": 1}, "sip_missing"),
    ({"id": 1, "sip": "nothing"}, "sip_unreadable"),
    ({"id": 1, "sip": invite(), "attest": "AA"}, "attest_invalid"),
    ({"id": 1, "sip": invite(), "attest": ["A"]}, "attest_invalid"),
    ({"id": 1, "sip": invite(), "origid": "x"}, "origid_invalid"),
    ({"id": 1, "sip": invite(), "origid": 'a"b'}, "origid_invalid"),
    ({"id": 1, "sip": invite(), "iat": "7"}, "iat_invalid"),
    ({"id": 1, "sip": invite(), "iat": True}, "iat_invalid"),
    ({"id": 1, "sip": invite(), "iat": 1e300}, "iat_invalid"),
    ({"id": 1, "sip": invite(), "div": "x"}, "div_invalid"),
    ({"id": 1, "sip": invite(), "div": "+14462005555"}, "div_invalid"),
    ({"id": 1, "sip": invite("anonymous")}, "caller_withheld"),
    ({"id": 1, "sip": invite("alice")}, "caller_invalid"),
    ({"id": 1, "sip": invite("+12385550100")}, "caller_invalid"),
    ({"id": 1, "sip": invite(called="911")}, "called_invalid"),
]


@pytest.mark.parametrize(("line", "reason"), UNSIGNED, ids=[f"{at}-{one[1]}" for at, one in enumerate(UNSIGNED)])
def test_a_line_that_cannot_be_signed_says_why(desk: Desk, line: dict[str, Any] | bytes, reason: str) -> None:
    (answer,) = desk.signed(line)
    assert (answer["identity"], answer["reason"]) == (None, reason)


def test_without_a_level_nothing_becomes_a(desk: Desk) -> None:
    (answer,) = desk.signed({"id": 1, "sip": invite()}, options=())
    assert (answer["identity"], answer["reason"]) == (None, "attest_missing")


def test_a_certificate_that_does_not_fit_is_bad_usage(desk: Desk) -> None:
    key = desk.put("key.pem", SIGNER.key_pem)
    good = desk.put("chain.pem", SIGNER.pem)
    usual = ("--key", key, "--x5u", URL, "--at", str(NOW))
    other: Signer = TOP.signer("A001")
    assert desk.signed({"id": 1, "sip": invite()}, options=("--attest", "A", "--certificate", good))[0]["identity"]
    assert "does not belong to" in desk.refused(*usual, "--certificate", desk.put("other.pem", other.pem))
    ended = TOP.signer("A001", not_after=NOW - 1)
    old = ("--key", desk.put("old.key", ended.key_pem), "--x5u", URL, "--at", str(NOW))
    assert "expired" in desk.refused(*old, "--certificate", desk.put("old.pem", ended.pem))


def test_bad_options_are_bad_usage(desk: Desk) -> None:
    key = desk.put("key.pem", SIGNER.key_pem)
    assert "--x5u" in desk.refused("--key", key, "--x5u", "http://a.example/x")
    assert "--attest" in desk.refused("--key", key, "--x5u", URL, "--attest", "D")
    assert "--at" in desk.refused("--key", key, "--x5u", URL, "--at", "nan")
    assert "no PEM private key" in desk.refused("--key", desk.put("k", b"x"), "--x5u", URL)
    assert "no such file" in desk.refused("--key", str(desk.folder / "nobody"), "--x5u", URL)
