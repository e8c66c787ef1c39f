"""Kamailio with secsipid signs calls that SIPp places, and the gate verifies them over SIP."""

import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bellwarden.model.decision import Decision
from bellwarden.model.stir import VerificationStatus
from tests.e2e import kit
from tests.flow.tokens import SIGNER, TRANSIT_IN, VERIFYING, X5U, Certificates
from tests.gate.gates import RunningGate, Store, gate, loaded

pytestmark = [
    pytest.mark.e2e,
    kit.needs_kamailio,
    kit.needs_sipp,
    pytest.mark.skipif(
        not list(Path("/usr/lib").glob("*/kamailio/modules/secsipid.so")), reason="secsipid is not installed"
    ),
]
KAMAILIO_PORT, SIPP_PORT = 22_010, 22_020
CALLS = """<?xml version="1.0" encoding="UTF-8"?>
<scenario name="a call that is redirected">
  <send retrans="500"><![CDATA[

      INVITE sip:[field1]@[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: <sip:[field0]@[local_ip]:[local_port]>;tag=[call_number]
      To: <sip:[field1]@[remote_ip]:[remote_port]>
      Call-ID: [call_id]
      CSeq: 1 INVITE
      Contact: <sip:[local_ip]:[local_port]>
      Max-Forwards: 70
      [field2]
      Content-Length: 0

  ]]></send>
  <recv response="100" optional="true"/>
  <recv response="302">
    <action><ereg regexp="verstat=([A-Za-z-]+)@" search_in="hdr" header="P-Asserted-Identity:" check_it="true"
      assign_to="whole,verstat"/><log message="[field1] [$verstat]"/></action>
  </recv>
  <send><![CDATA[

      ACK sip:[field1]@[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: <sip:[field0]@[local_ip]:[local_port]>;tag=[call_number]
      To: <sip:[field1]@[remote_ip]:[remote_port]>[peer_tag_param]
      Call-ID: [call_id]
      CSeq: 1 ACK
      Max-Forwards: 70
      Content-Length: 0

  ]]></send>
  <Reference variables="whole"/>
</scenario>
"""


@dataclass
class Provider:
    """A provider that signs with secsipid, and our gate behind it."""

    gate: RunningGate
    folder: Path

    def place(self, *calls: tuple[str, str, str]) -> dict[str, str]:
        """From, to and a further header of each call; what its caller was told as verstat, by called number."""
        fields = self.folder / "calls.csv"
        fields.write_text("SEQUENTIAL\n" + "".join(";".join(call) + ";\n" for call in calls))
        scenario, said = self.folder / "calls.xml", self.folder / "said.log"
        scenario.write_text(CALLS)
        said.unlink(missing_ok=True)
        command = [
            "sipp",
            f"{TRANSIT_IN}:{KAMAILIO_PORT}",
            "-sf",
            scenario.name,
            "-inf",
            fields.name,
            "-i",
            "127.0.0.1",
        ]
        command += ["-p", str(SIPP_PORT), "-m", str(len(calls)), "-r", "20", "-nostdin", "-timeout", "15"]
        command += ["-trace_logs", "-log_file", said.name, "-timeout_error"]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, timeout=30, check=False)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        return dict(line.split() for line in said.read_text().splitlines() if line.strip())


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    folder = tmp_path_factory.mktemp("secsipid")
    key = folder / "key.pem"
    key.write_bytes(SIGNER.key_pem)
    with gate(Store(loaded(VERIFYING))) as one:
        one.worker.world.call.credentials = Certificates(X5U)
        host, port = one.udp
        text = (Path(__file__).parent / "kamailio-signs.cfg").read_text()
        values = {
            "LISTEN": f"{TRANSIT_IN}:{KAMAILIO_PORT}",
            "GATE_HOST": host,
            "GATE_PORT": str(port),
            "X5U": X5U,
            "KEY": str(key),
        }
        for name, value in values.items():
            text = text.replace(f"@{name}@", value)
        config = folder / "kamailio.cfg"
        config.write_text(text)
        command = [
            "kamailio",
            "-DD",
            "-E",
            "-m",
            "64",
            "-M",
            "8",
            "-Y",
            str(folder),
            "-w",
            str(folder),
            "-f",
            str(config),
        ]
        sbc = kit.Process(command, folder / "kamailio.log", folder)
        try:
            wait_for_kamailio(sbc)
            yield Provider(one, folder)
        finally:
            sbc.stop()


def wait_for_kamailio(sbc: kit.Process) -> None:
    probe = (
        f"OPTIONS sip:{TRANSIT_IN}:{KAMAILIO_PORT} SIP/2.0\r\n"
        f"Via: SIP/2.0/UDP 127.0.0.1:{SIPP_PORT + 1};branch=z9hG4bKp\r\n"
        "From: <sip:t@127.0.0.1>;tag=1\r\nTo: <sip:t@127.0.0.1>\r\nCall-ID: probe\r\nCSeq: 1 OPTIONS\r\n"
        "Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
    )
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", SIPP_PORT + 1))
        one.settimeout(0.1)
        until = time.monotonic() + 10
        while time.monotonic() < until:
            one.sendto(probe.encode(), (TRANSIT_IN, KAMAILIO_PORT))
            try:
                if one.recv(4096).startswith(b"SIP/2.0 200"):
                    return
            except OSError:
                time.sleep(0.05)
    raise AssertionError(sbc.text()[-3000:])


def kept(provider: Provider, called: str) -> Decision:
    return next(one for one in reversed(provider.gate.kept.decisions) if one.call.called.digits == called.lstrip("+"))


def test_calls_that_secsipid_signed_are_verified(provider: Provider) -> None:
    called = [f"+1446200{number:04d}" for number in range(1000, 1020)]
    told = provider.place(*(("+12382001000", one, "X-Plain: 1") for one in called))
    assert told == dict.fromkeys(called, "TN-Validation-Passed")
    found = kept(provider, called[0]).call.verification
    assert found is not None
    assert (found.status, found.attestation, found.signer) == (VerificationStatus.PASSED, "A", "B100")
    assert len({kept(provider, one).call.verification for one in called}) == len(called)


def test_a_call_that_shows_another_number_than_was_signed_is_not(provider: Provider) -> None:
    told = provider.place(("+12382001000", "+14462001100", "X-Vouch-For: 17562001234"))
    assert told == {"+14462001100": "TN-Validation-Failed"}
    found = kept(provider, "+14462001100").call.verification
    assert found is not None
    assert (found.code, found.reason, found.orig) == (438, "orig_mismatch", "17562001234")


def test_a_call_that_nobody_signed_is_told_so(provider: Provider) -> None:
    told = provider.place(("+12382001000", "14462001101", "X-Plain: 1"))
    assert told == {"14462001101": "No-TN-Validation"}
