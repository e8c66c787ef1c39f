"""`bellwarden stir verify` as a program: options, exit codes, lines and files that are not as they should be."""

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bellwarden.cli.app import run
from tests.stir import pki
from tests.stir.cases import AT, CALLED, CALLING, World, invite

pytestmark = pytest.mark.door


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    yield World()


@pytest.fixture
def options(world: World, tmp_path: Path) -> list[str]:
    return world.write(tmp_path)


def call(world: World, **row: object) -> str:
    return invite({"name": "x", **row}, world)


def judged(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, object]]:
    assert run(["stir", "verify", *arguments]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def feed(monkeypatch: pytest.MonkeyPatch, text: str | bytes) -> None:
    octets = text.encode() if isinstance(text, str) else text
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(octets)))


def test_standard_input_in_order(
    world: World, options: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any JSON value may be an id; an empty line is no call, and the last line needs no end."""
    good, bad = call(world), call(world, claims={"attest": "D"})
    ids: list[object] = [7, "seven", None, [1], {"a": 1}, 1.5]
    lines = [json.dumps({"id": name, "sip": bad if name == "seven" else good}) for name in ids]
    feed(monkeypatch, "\n\n".join(lines))
    found = judged(capsys, *options, "-")
    assert [one["id"] for one in found] == ids
    assert [one["verdict"] for one in found] == ["valid", "invalid", "valid", "valid", "valid", "valid"]
    assert list(found[0]) == ["id", "verdict", "code", "reason", "verstat"]
    assert found[0] == {"id": 7, "verdict": "valid", "code": None, "reason": None, "verstat": "TN-Validation-Passed"}


@pytest.mark.parametrize(
    ("line", "name", "reason"),
    [
        (b"no json", None, "line_not_json"),
        (b"[1]", None, "line_not_json"),
        (b"\xff\xfe", None, "line_not_json"),
        (b"[" * 100_000, None, "line_not_json"),
        (b'{"id": 1, "sip": null}', 1, "sip_missing"),
        (b'{"id": 1, "SIP": "INVITE"}', 1, "sip_missing"),
        (b'{"sip": "INVITE"}', None, "sip_unreadable"),
        (b'{"id": 1, "sip": "\\ud800"}', 1, "sip_unreadable"),
        (b'{"id": 1, "sip": "' + b"x" * 1_100_000 + b'"}', None, "line_too_long"),
    ],
)
def test_a_line_that_is_no_call_gets_an_answer_and_the_next_one_too(
    line: bytes,
    name: object,
    reason: str,
    world: World,
    options: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    feed(monkeypatch, line + b"\n" + json.dumps({"id": 2, "sip": call(world)}).encode() + b"\n")
    first, second = judged(capsys, *options, "-")
    assert first == {"id": name, "verdict": "invalid", "code": None, "reason": reason, "verstat": "No-TN-Validation"}
    assert (second["id"], second["verdict"]) == (2, "valid")


@pytest.mark.parametrize(
    "change",
    [
        lambda sip: sip.replace("\r\n", "\n"),
        lambda sip: sip.rstrip("\r\n"),
        lambda sip: sip.replace("\r\n", "\n").rstrip("\n"),
        lambda sip: "\r\n" + sip,
        lambda sip: sip + "v=0\r\n",
        lambda sip: sip.replace("Max-Forwards: 70\r\n", "").replace("CSeq: 1 INVITE\r\n", ""),
        lambda sip: sip.replace("Via: ", "X-Via: "),
        lambda sip: sip.replace("Content-Length: 0", "Content-Length: 17"),
        lambda sip: sip.replace("Identity: ", "IDENTITY:"),
        lambda sip: sip.replace("Identity: ", "Identity : "),
        lambda sip: sip.replace("SIP/2.0\r\nVia", "SIP/2.0\r\nX-Caf\u00e9: \u00e9\r\nVia"),
    ],
)
def test_a_message_that_lost_something_on_its_way_into_a_file_is_judged_all_the_same(
    change: object,
    world: World,
    options: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert callable(change)
    feed(monkeypatch, json.dumps({"id": 1, "sip": change(call(world))}))
    assert judged(capsys, *options, "-")[0]["verdict"] == "valid"


def test_lines_are_judged_apart_unless_replays_are_looked_for(
    world: World, options: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    sip = call(world)
    again = sip.replace("Call-ID: x@", "Call-ID: y@")
    file = tmp_path / "calls.jsonl"
    file.write_text("".join(json.dumps({"id": 1, "sip": one}) + "\n" for one in (sip, sip, again)))
    assert [one["reason"] for one in judged(capsys, *options, str(file))] == [None, None, None]
    # The same call twice is a retransmission.
    assert [one["reason"] for one in judged(capsys, *options, "--replay", str(file))] == [None, None, "replay"]


def test_many_lines_cost_no_memory(
    world: World, options: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    import tracemalloc

    file = tmp_path / "calls.jsonl"
    row = {"value": "{token}", "call": {}}
    file.write_text((json.dumps({"id": 1, "sip": call(world, **row)}) + "\n") * 3_000)
    with capsys.disabled(), open("/dev/null", "w") as nowhere:
        before, sys.stdout = sys.stdout, nowhere
        try:
            tracemalloc.start()
            run(["stir", "verify", *options, str(file)])
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
            sys.stdout = before
    assert peak < 8_000_000


@pytest.mark.parametrize(
    ("option", "content", "sentence"),
    [
        ("--roots", None, "no such file"),
        ("--roots", b"", "no certificate"),
        ("--roots", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "--roots"),
        ("--crl", None, "no such file"),
        ("--crl", b"garbage", "--crl"),
        ("--certificates", None, "no such file"),
        ("--certificates", b"[]", "no JSON object"),
        ("--certificates", b"{", "no JSON"),
        ("--certificates", b'{"https://a.example/x": 7}', "https://a.example/x"),
        ("--certificates", b'{"https://a.example/x": "nowhere.pem"}', "nowhere.pem"),
    ],
)
def test_files_that_can_not_be_used_end_it_with_2(
    option: str,
    content: bytes | None,
    sentence: str,
    world: World,
    options: list[str],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    file = tmp_path / "wrong"
    if content is not None:
        file.write_bytes(content)
    options[options.index(option) + 1] = str(file)
    assert run(["stir", "verify", *options, "-"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert sentence in told.err and option in told.err


@pytest.mark.parametrize(
    "wrong", [["nowhere.jsonl"], [], ["-", "--at", "noon"], ["-", "--freshness-s", "-1"], ["-", "--no-such-option"]]
)
def test_bad_usage_ends_with_2(wrong: list[str], options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["stir", "verify", *options, *wrong]) == 2
    assert capsys.readouterr().out == ""


def test_roots_and_lists_may_be_many_and_a_list_may_begin_later(
    world: World,
    options: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """A list that was made after the moment that is asked about names what is revoked all the same."""
    import time

    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509 import load_pem_x509_crl

    other = pki.root("Another")
    (tmp_path / "other.pem").write_bytes(other.pem)
    later = world.middle.crl([world.signers["spc"]], this_update=time.time() - 60, next_update=time.time() + 9_000_000)
    (tmp_path / "later.crl").write_bytes(load_pem_x509_crl(later).public_bytes(Encoding.DER))
    feed(monkeypatch, json.dumps({"id": 1, "sip": call(world)}))
    more = ["--roots", str(tmp_path / "other.pem"), "--crl", str(tmp_path / "later.crl")]
    assert run(["stir", "verify", *options, *more, "-"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["reason"] == "certificate_revoked"


def test_a_list_that_nobody_known_has_signed_refuses(
    world: World,
    options: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """The operator chose it, and it can only refuse."""
    nobody = pki.policy_administrator()
    (tmp_path / "indirect.crl").write_bytes(nobody.crl([world.signers["other"]], indirect=True))
    rows = [call(world), call(world, signer="other")]
    feed(monkeypatch, "".join(json.dumps({"id": 1, "sip": sip}) + "\n" for sip in rows))
    found = judged(capsys, *options, "--crl", str(tmp_path / "indirect.crl"), "-")
    assert [one["reason"] for one in found] == [None, "certificate_revoked"]


def test_the_default_moment_is_now(
    world: World, options: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    at = options.index("--at")
    del options[at : at + 2]
    feed(monkeypatch, json.dumps({"id": 1, "sip": call(world, age_s=-(10**9))}))
    assert judged(capsys, *options, "-")[0]["reason"] == "iat_future"


def test_an_overlong_header_is_no_shorter_token(
    world: World, options: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """64 kB of Identity: the message is cut where it ends for every reader, and what is cut off never passes."""
    sips = [call(world, value="{token};info=<{url}>;ppt=shaken;x=" + "a" * size) for size in (7_000, 8_200, 64_000)]
    feed(monkeypatch, "".join(json.dumps({"id": 1, "sip": sip}) + "\n" for sip in sips))
    found = judged(capsys, *options, "-")
    assert [one["reason"] for one in found] == [None, "identity_too_long", "identity_too_long"]


def test_the_numbers_of_the_table_are_of_nobody() -> None:
    from bellwarden.numbering.reading import read_number

    assert read_number(f"+{CALLING}").digits == CALLING
    assert read_number(f"+{CALLED}").digits == CALLED
    assert int(pki.NOW) == AT
