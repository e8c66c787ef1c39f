"""The decision spool's records: what is put in comes out, and damage is passed over, never misread."""

import json
import random
import struct
from pathlib import Path
from zlib import crc32

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwarden.model.call import CallAttempt, CallRequest
from bellwarden.model.decision import Decision
from bellwarden.model.number import NumberForm, NumberKind, TelephoneNumber
from bellwarden.model.sip_answer import SipAnswer
from bellwarden.model.stir import Signing, SigningOutcome, Verification, VerificationStatus
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import Action, EvidenceClass, Finding, Mode, Outcome, Verdict, Weighed
from bellwarden.seam.fault import SeamFault
from bellwarden.seam.spool import (
    FRAME_SIZE_MAX,
    HEADER_SIZE,
    decode,
    encode,
    find_frames,
    read_frame,
    read_segment_header,
    segment_header,
)
from tests.strategies import decisions

DATA = Path(__file__).parent.parent / "data" / "seam"
SALT = 0x9F3A1C22


def a_decision(number: int = 1, display_name: str = "ACME TOOLS") -> Decision:
    """A refused call with two findings, as they come."""
    called = TelephoneNumber("+12385550123", "12385550123", 12385550123, NumberForm.NANP, NumberKind.ORDINARY, None, "")
    calling = called._replace(raw="+14465550111", digits="14465550111", e164=14465550111)
    request = CallRequest(
        1763761234.567,
        "127.0.0.1",
        called.raw,
        calling.raw,
        display_name=display_name,
        host="gate.example",
        call_id="1-4711@127.0.0.1",
        user_agent="demo dialler",
        identities=("ab" * 32,),
        headers=(("x-account", "acme"),),
        uri="sip:+12385550123@gate.example;user=phone",
    )
    weighed = (
        Weighed(Finding("CALLER_ID_RIGHT", calling.digits, EvidenceClass.FACT, "us/G-01"), Mode.ACT, Action.BLOCK),
        Weighed(
            Finding("CALLING_LIST", calling.digits, EvidenceClass.AUTHORITY, "", "seen", Outcome.LIST, Action.BLOCK),
            Mode.REPORT,
            Action.BLOCK,
        ),
    )
    return Decision(
        f"019aa8d7c0870001{number:08x}",
        CallAttempt(request, called, calling, calling, "lab", "acme", ""),
        Usage(1763761234.567, 3, 4),
        Verdict(Action.BLOCK, "CALLER_ID_RIGHT", Outcome.CALLER_ID_RIGHT, weighed),
        False,
        SipAnswer(603, "Decline", "", (("X-Bellwarden-Decision", f"019aa8d7c0870001{number:08x}"),)),
        "3f" * 32,
        12,
        45,
    )


def a_segment(count: int) -> tuple[bytes, list[int]]:
    """A segment of so many decisions, and where each begins."""
    data = segment_header(SALT)
    starts = []
    for number in range(count):
        starts.append(len(data))
        data += encode(a_decision(number), SALT)
    return data, starts


def read_all(data: bytes) -> list[Decision]:
    return [read_frame(data, start) for start in find_frames(data, HEADER_SIZE, read_segment_header(data)).starts]


@given(decisions)
def test_every_decision_comes_back_as_it_went_in(decision: Decision) -> None:
    frame = encode(decision, SALT)
    found = find_frames(frame, 0, SALT)
    assert (found.starts, found.damages, found.end) == ([0], [], len(frame))
    back = read_frame(frame, 0)
    assert back == decision
    assert type(back.verdict.outcome) is Outcome  # the enumeration, not its text, which would compare equal
    assert type(back.call.called) is TelephoneNumber


# Up to the first half of the surrogates: with one of the second half next to it, it would be read as one sign.
@given(st.text(st.characters(max_codepoint=0xDBFF), max_size=20))
def test_text_that_utf_8_cannot_carry_comes_back_too(text: str) -> None:
    decision = a_decision(display_name="\ud800" + text)
    frame = encode(decision, SALT)
    assert frame[8] == 2
    assert read_frame(frame, 0) == decision


def test_the_first_version_is_still_read() -> None:
    """Records outlive the version that wrote them: the first one wrote this file, and it is never written again."""
    kept = read_all((DATA / "spool_version_1.spool").read_bytes())
    assert kept == [a_decision(0), a_decision(1, display_name="\ud800")]


def test_a_record_of_an_unknown_version_is_refused_by_name() -> None:
    with pytest.raises(SeamFault, match="record of version 9; this version reads 1, 2"):
        decode(9, b"")


@pytest.mark.parametrize("payload", [b"", b"\xc1", b"\x90", b"\x93\x01\x02\x03", b"[" * 100_000])
@pytest.mark.parametrize("version", [1, 2])
def test_a_payload_that_is_no_decision_is_refused(version: int, payload: bytes) -> None:
    with pytest.raises(SeamFault, match=f"record of version {version} can't be read"):
        decode(version, payload)


def test_a_decision_larger_than_a_record_is_refused() -> None:
    with pytest.raises(SeamFault, match="a record holds at most"):
        encode(a_decision(display_name="x" * FRAME_SIZE_MAX))


def test_a_number_that_no_record_holds_is_refused() -> None:
    with pytest.raises(SeamFault, match="too large"):
        encode(a_decision()._replace(journal=2**64))


def test_the_checksum_is_that_of_rfc_1952() -> None:
    """CRC-32 as RFC 1952 section 8 gives it, begun with the salt; big-endian length first."""
    frame = encode(a_decision(), 0)
    size, checksum = struct.unpack(">II", frame[:8])
    assert crc32(b"123456789") == 0xCBF43926
    assert (size, checksum) == (len(frame) - 8, crc32(frame[8:]))
    assert encode(a_decision(), 1)[4:8] != frame[4:8]


@pytest.mark.parametrize("cut", [1, 7, 8, 9, 200])
def test_a_torn_tail_is_left_for_later(cut: int) -> None:
    data, starts = a_segment(3)
    torn = data[: starts[2] + cut]
    found = find_frames(torn, HEADER_SIZE, SALT)
    assert (found.starts, found.damages, found.end) == (starts[:2], [], starts[2])
    grown = find_frames(data, found.end, SALT)
    assert (grown.starts, grown.end) == (starts[2:], len(data))


@pytest.mark.parametrize("where", [0, 1, 3, 4, 8, 9, 40, -1])
@pytest.mark.parametrize("value", [0x00, 0x01, 0xFF])
def test_damage_in_the_middle_costs_one_record(where: int, value: int) -> None:
    """Whatever byte it is: of the length, of the checksum, of the version, of the payload."""
    data, starts = a_segment(5)
    place = (starts[2] if where >= 0 else starts[3]) + where
    if data[place] == value:
        value ^= 0x10
    damaged = data[:place] + bytes([value]) + data[place + 1 :]
    found = find_frames(damaged, HEADER_SIZE, SALT)
    assert found.starts == [starts[0], starts[1], starts[3], starts[4]]
    assert [(damage.start, damage.size) for damage in found.damages] == [(starts[2], starts[3] - starts[2])]
    assert found.end == len(data)


def test_a_torn_record_with_others_after_it_is_passed_over() -> None:
    data, starts = a_segment(4)
    torn = data[: starts[1] + 100] + data[starts[2] :]
    found = find_frames(torn, HEADER_SIZE, SALT)
    assert len(found.starts) == 3
    assert [damage.size for damage in found.damages] == [100]


def test_zeros_after_a_power_failure_are_no_records() -> None:
    data, starts = a_segment(2)
    found = find_frames(data + bytes(1_000_000), HEADER_SIZE, SALT)
    assert (found.starts, found.end) == (starts, len(data))


def test_a_caller_cannot_smuggle_a_record_in() -> None:
    """A frame in a caller's name is only text, even when the record around it is damaged: the salt is not known."""
    forged = encode(a_decision(display_name="FORGED"), 0).decode("latin-1")
    whole = encode(a_decision(7, display_name=forged), SALT)
    damaged = segment_header(SALT) + whole[:-1]
    assert find_frames(damaged, HEADER_SIZE, SALT).starts == []


@given(st.binary(max_size=300), st.integers(min_value=0, max_value=2))
def test_no_bytes_make_the_reader_fail(noise: bytes, whole: int) -> None:
    data = noise + b"".join(encode(a_decision(number), SALT) for number in range(whole)) + noise
    found = find_frames(data, 0, SALT)
    assert len(found.starts) >= whole
    for start in found.starts:
        read_frame(data, start)


def test_random_damage_never_yields_a_wrong_record() -> None:
    data, _ = a_segment(20)
    genuine = read_all(data)
    dice = random.Random(20251121)
    for _ in range(200):
        damaged = bytearray(data)
        for _ in range(dice.randrange(1, 6)):
            damaged[dice.randrange(HEADER_SIZE, len(data))] = dice.randrange(256)
        assert all(decision in genuine for decision in read_all(bytes(damaged)))


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"bellwarden spool 1 ",
        b"bellwarden spool 2 9f3a1c22\n",
        b"bellwarden spool 1 9f3a1cZZ\n",
        b"bellwarden spool 1 9f3a1c22 ",
    ],
)
def test_a_segment_of_another_format_is_refused(head: bytes) -> None:
    with pytest.raises(SeamFault, match="segment"):
        read_segment_header(head)


def test_the_header_carries_the_salt() -> None:
    assert read_segment_header(segment_header(SALT)) == SALT
    assert len(segment_header(0)) == HEADER_SIZE == len(segment_header(2**32 - 1))


def test_a_record_of_the_second_version_is_plain_json() -> None:
    frame = encode(a_decision(display_name="\udcff"), SALT)
    assert json.loads(frame[9:])[0] == a_decision().id


def test_a_record_of_before_stir_is_read_as_one_of_a_call_that_nobody_looked_at() -> None:
    """Versions before this one kept neither verification nor signing: their tuples end sooner."""
    new = a_decision()
    old = (new.id, tuple(new.call)[:8], *tuple(new)[2:9])
    assert decode(1, msgspec.msgpack.encode(old)) == new
    assert decode(2, json.dumps(old).encode()) == new
    shorter = (new.id, tuple(new.call)[:7], *tuple(new)[2:8])
    assert decode(1, msgspec.msgpack.encode(shorter)) == new._replace(latency_us=0)


def test_what_was_found_and_done_about_tokens_comes_back_as_it_went_in() -> None:
    found = Verification(
        VerificationStatus.FAILED, 438, "replay", "A", "o", "B100", "https://x", "c", "s", "1", ("2",), 3
    )
    signing = Signing(SigningOutcome.SIGNED, "B", "no_right", "o", "s", "c")
    new = a_decision()
    new = new._replace(call=new.call._replace(verification=found), signing=signing)
    assert read_frame(encode(new, SALT), 0) == new
