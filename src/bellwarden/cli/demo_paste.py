"""The three commands that a newcomer can paste while the demonstration runs, and the files that they need."""

import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import Final

CALLED: Final = "+14462002000"
INVITE: Final = """\
INVITE sip:{called}@127.0.0.1:{port} SIP/2.0
Via: SIP/2.0/UDP 127.0.0.1:5062;rport;branch=z9hG4bKtry
Max-Forwards: 70
From: "TRY" <sip:911@127.0.0.1>;tag=try
To: <sip:{called}@127.0.0.1>
Call-ID: try@127.0.0.1
CSeq: 1 INVITE
Contact: <sip:127.0.0.1:5062>
Content-Length: 0

"""
SCENARIO: Final = """\
<?xml version="1.0" encoding="UTF-8"?>
<scenario name="one call that shows 911">
  <send retrans="500"><![CDATA[
INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];rport;branch=[branch]
Max-Forwards: 70
From: "TRY" <sip:911@[local_ip]>;tag=[pid][call_number]
To: <sip:[service]@[remote_ip]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:[local_ip]:[local_port]>
Content-Length: 0

]]></send>
  <recv response="603"/>
  <send><![CDATA[
ACK sip:[service]@[remote_ip]:[remote_port] SIP/2.0
[last_Via:]
Max-Forwards: 70
From: "TRY" <sip:911@[local_ip]>;tag=[pid][call_number]
[last_To:]
Call-ID: [call_id]
CSeq: 1 ACK
Content-Length: 0

]]></send>
</scenario>
"""


def commands(folder: Path, home: Path, sip_port: int, http_port: int, decision_id: str) -> list[str]:
    """A question over HTTP, an INVITE of one's own, and the explanation of a decision that was just made."""
    question = f'{{"calling_number": "911", "called_number": "{CALLED}", "source_ip": "127.0.0.1"}}'
    return [
        f"curl -s http://127.0.0.1:{http_port}/v1/decisions -H 'Content-Type: application/json' \\\n"
        f"    -d '{question}' | python3 -m json.tool",
        _invite_command(folder, sip_port),
        f"{_program()} explain {decision_id} --home {shlex.quote(str(home))}",
    ]


def week_commands(home: Path, records: Path, worst: str) -> list[str]:
    """What to look at in the call records of the week before: the alarms, the worst customer, a report, a replay."""
    place = f"--home {shlex.quote(str(home))}"
    rule = shlex.quote(f'customer == "{worst}"')
    return [
        f"{_program()} traffic alerts {place}",
        f"{_program()} traffic {shlex.quote(worst)} {place}",
        f"{_program()} calls review {shlex.quote(str(records))} --html report.html",
        f"{_program()} replay --rule {rule} {place}",
    ]


def _invite_command(folder: Path, port: int) -> str:
    """By the SIP client that this machine has; without any, sipsak, which is the smaller one to install."""
    if shutil.which("sipsak") is None and shutil.which("sipp") is not None:
        scenario = folder / "call.xml"
        scenario.write_text(SCENARIO, encoding="utf-8")
        return f"sipp -sf {shlex.quote(str(scenario))} -m 1 -i 127.0.0.1 -s {CALLED} 127.0.0.1:{port}"
    invite = folder / "invite.txt"
    text = INVITE.format(called=CALLED, port=port)
    invite.write_bytes(text.replace("\n", "\r\n").encode())
    return f"sipsak -vv -f {shlex.quote(str(invite))} -s sip:{CALLED}@127.0.0.1:{port}"


def sip_client_missing() -> bool:
    return shutil.which("sipsak") is None and shutil.which("sipp") is None


def _program() -> str:
    """This very command, as it can be called from the same shell."""
    started = Path(sys.argv[0])
    if started.name == "bellwarden" and started.exists():
        if shutil.which("bellwarden") == str(started):
            return "bellwarden"
        return shlex.quote(os.path.relpath(started) if started.is_relative_to(Path.cwd()) else str(started))
    return f"{shlex.quote(sys.executable)} -m bellwarden"
