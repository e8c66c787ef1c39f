"""Kamailio and we read the same caller and the same called number in a message, or we refuse it.

What the SBC routes by and what the gate judges by must be one: else a caller says one thing to each. BELLWARDEN_FULL=1
compares 100,000 sane and as many broken messages instead of 2,000 each.
"""

import os
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

import pytest

from bellwarden.model.policy import Carrier
from bellwarden.sip.fault import SipFault
from bellwarden.sip.message import read_request
from bellwarden.switches.reading import read_invite
from tests.e2e import kit
from tests.sip.generated import broken_request, sane_request

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300), kit.needs_kamailio]

MESSAGES = 100_000 if os.environ.get("BELLWARDEN_FULL") else 2_000
TOGETHER = 16  # what waits at Kamailio's socket at most
CONFIG = Path(__file__).with_name("kamailio-reads.cfg")
CARRIER = Carrier(name="Borderline Telecom")
# Known to differ: see the last test.
TWO_ATS = re.compile(rb"sips?:[^@>\r\n]*@[^@>\r\n]*@", re.IGNORECASE)


class Reading(NamedTuple):
    """Called and calling number as a reader found them."""

    called: str
    calling: str


class Reader:
    """A Kamailio that says what it reads."""

    def __init__(self, port: int) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((kit.LOOPBACK, 0))
        self._socket.settimeout(10)
        self._address = (kit.LOOPBACK, port)
        self._marks = 0

    def close(self) -> None:
        self._socket.close()

    def read(self, messages: list[bytes]) -> list[bytes]:
        """Its answer to each, b"" where there is none. It has one worker, so the answer to a mark ends the wait."""
        first = self._marks
        for data in messages:
            self._marks += 1
            self._socket.sendto(data, self._address)
            self._socket.sendto(_mark(self._marks), self._address)
        answers = [b""] * len(messages)
        place = 0
        while place < len(messages):
            answer = self._socket.recv(65_535)
            if b"\r\nCall-ID: mark-%d\r\n" % (first + place + 1) in answer:
                place += 1
            else:
                answers[place] = answer
        return answers


def _mark(number: int) -> bytes:
    return (
        f"OPTIONS sip:{kit.LOOPBACK} SIP/2.0\r\nVia: SIP/2.0/UDP {kit.LOOPBACK};branch=z9hG4bKmark{number}\r\n"
        f"From: <sip:mark@{kit.LOOPBACK}>;tag=1\r\nTo: <sip:{kit.LOOPBACK}>\r\nCall-ID: mark-{number}\r\n"
        "CSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
    ).encode()


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder, port = tmp_path_factory.mktemp("reader"), kit.free_port()
    command = ["kamailio", "-DD", "-E", "-m", "32", "-M", "4", "-Y", str(folder), "-w", str(folder)]
    command += ["-f", str(CONFIG), "-A", f"LISTEN_PORT={port}"]
    process = kit.Process(command, folder / "kamailio.log", folder)
    try:
        kit.wait_for_options(port)
        one = Reader(port)
        yield one
        one.close()
    finally:
        process.stop()


def ours(data: bytes) -> Reading | None:
    """As the gate reads it; None for a message that it refuses or ignores."""
    try:
        request = read_request(data)
    except SipFault:
        return None
    if request.fault or request.method != b"INVITE":
        return None
    call = read_invite(request, kit.LOOPBACK, 0.0, CARRIER)
    return Reading(call.called, call.calling)


def theirs(data: bytes, answer: bytes) -> Reading | None:
    """None where Kamailio refused to read it, or could read no user part in an asserted caller."""
    found = {}
    for line in answer.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]:
        name, _, value = line.partition(b": ")
        if name.startswith(b"X-"):
            found[name.decode()] = bytes.fromhex(value.decode()).decode("utf-8", "backslashreplace")
    asserted = b"\np-asserted-identity:" in data.lower()
    if "X-Called" not in found or (asserted and not found["X-Asserted-User"]):
        return None
    return Reading(found["X-Called"], found["X-Asserted-User"] if asserted else found["X-From"])


def same(here: Reading, there: Reading) -> bool:
    """Kamailio leaves %-escapes as they are, and drops a tel URI's parameters (RFC 3966 section 3) at once."""
    if not there.called and here.called.isdigit():
        there = there._replace(called=here.called)  # `sip:911` names a host; whoever dials it wants help
    return all(_same(mine, its) for mine, its in zip(here, there, strict=True))


def _same(mine: str, its: str) -> bool:
    plain = unquote_to_bytes(its)
    texts = {its, plain.decode("utf-8", "replace"), plain.decode("utf-8", "backslashreplace")}
    return mine in texts or mine.partition(";")[0] in texts


def compare(reader: Reader, messages: Iterator[bytes]) -> tuple[int, list[tuple[bytes, Reading, Reading]]]:
    """Messages that both read, and those of them that they read differently."""
    both = 0
    differing = []
    batch: list[bytes] = []
    for data in messages:
        batch.append(data)
        if len(batch) < TOGETHER:
            continue
        for one, answer in zip(batch, reader.read(batch), strict=True):
            here, there = ours(one), theirs(one, answer)
            if here is not None and there is not None:
                both += 1
                if not same(here, there) and not TWO_ATS.search(one):
                    differing.append((one, here, there))
        batch = []
    return both, differing


def test_kamailio_and_we_read_the_same_in_sane_messages(reader: Reader) -> None:
    both, differing = compare(reader, (sane_request(Random(seed)) for seed in range(MESSAGES)))
    assert differing == []
    assert both > 0.9 * MESSAGES


def test_what_kamailio_reads_otherwise_we_refuse(reader: Reader) -> None:
    both, differing = compare(reader, (broken_request(Random(seed), "INVITE") for seed in range(MESSAGES)))
    assert differing == []
    assert both > 0.1 * MESSAGES


def test_a_caller_with_two_ats_is_read_as_kamailio_reads_it_or_refused(reader: Reader) -> None:
    """RFC 3261 section 25.1 has no second @ in a URI; Kamailio takes all before the last for the user."""
    data = sane_request(Random(0))
    lines = [one for one in data.split(b"\r\n") if not one.lower().startswith((b"from", b"f:", b"p-asserted"))]
    data = b"\r\n".join([lines[0], b"From: <sip:@12382000101@127.0.0.2>;tag=a", *lines[1:]])
    (answer,) = reader.read([data])
    here, there = ours(data), theirs(data, answer)
    assert here is None or there is None or same(here, there)
