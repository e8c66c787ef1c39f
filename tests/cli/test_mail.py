"""Messages that wait, seen and put back by command; and the two loops as processes."""

import signal
import smtplib
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bellwarden.cli.exits import Exit
from bellwarden.home import Home
from bellwarden.model.message import Envelope, MessageState
from tests.cli.conftest import Run

RAW = b"Subject: x\r\n\r\n\xff\x00four calls"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    home = Home(tmp_path / "home")
    home.init()
    return home.path


def test_a_message_in_quarantine_is_seen_and_read_again(run: Run, place: Path) -> None:
    drop = Home(place).mail_drop()
    name = drop.take(RAW, Envelope("lmtp", 1_780_000_000.0, "a\x1b[31m@example.org")).sha256
    drop.quarantine(name, "nested 2,000 deep")
    told = run("mail", "list", "--home", place)
    assert name[:12] in told.out and "nested 2,000 deep" in told.out
    assert "\x1b" not in told.out
    listed = run("mail", "list", "--home", place, "--json").json
    assert (listed["sha256"], listed["state"], listed["size"]) == (name, "quarantine", len(RAW))
    assert run("mail", "retry", name[:8], "--home", place, "--json").json["state"] == "new"
    assert [one.sha256 for one in drop.list(MessageState.NEW)] == [name]
    assert "No message waits" in run("mail", "list", "--home", place).out


def test_a_message_is_written_as_it_came(place: Path) -> None:
    name = Home(place).mail_drop().take(RAW, Envelope("file", 1.0)).sha256
    command = [sys.executable, "-m", "bellwarden", "mail", "show", name[:6], "--home", str(place)]
    assert subprocess.run(command, capture_output=True, check=True, timeout=30).stdout == RAW


@pytest.mark.parametrize("name", ["abc", "0" * 64, "../x"])
def test_a_name_that_is_none(run: Run, place: Path, name: str) -> None:
    told = run("mail", "retry", name, "--home", place)
    assert (told.code, "at least 4 signs" in told.err) == (4, True)


def test_settings_that_are_not_there_are_asked_for(run: Run, place: Path) -> None:
    told = run("mail", "fetch", "--home", place)
    assert told.code == 2
    assert "docs/guide/mail.md" in told.err


def test_a_mailbox_that_can_not_be_read_fails_the_command(run: Run, place: Path) -> None:
    secret = place / "password"
    secret.write_text("secret")
    secret.chmod(0o600)
    box = f'[[mailbox]]\nname = "abuse"\nhost = "127.0.0.1"\nport = 9\nuser = "abuse"\npassword_file = "{secret}"\n'
    (place / "mail.toml").write_text(box)
    told = run("mail", "fetch", "--home", place)
    assert told.code == 6
    assert "mailbox abuse (abuse at 127.0.0.1) can't be read" in told.err


def test_what_is_received_is_told_and_kept_until_the_signal(place: Path) -> None:
    (place / "mail.toml").write_text(
        '[receive]\naddresses = ["abuse@example.net"]\nlisten = "127.0.0.1:0"\nprotocol="smtp"'
    )
    command = [sys.executable, "-m", "bellwarden", "mail", "listen", "--home", str(place)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert running.stdout is not None and running.stderr is not None
        ready = running.stderr.readline()
        with smtplib.SMTP("127.0.0.1", int(ready.rpartition(":")[2])) as client:
            client.sendmail("someone@example.org", ["abuse@example.net"], RAW)
        name, *words = running.stdout.readline().split()
        assert words == ["new", "from", "someone@example.org"]
        begin = time.monotonic()
        running.send_signal(signal.SIGTERM)
        assert running.wait(10) == 0
        assert time.monotonic() - begin < 5
    finally:
        running.kill()
        running.wait()
    (kept,) = Home(place).mail_drop().list()
    assert kept.sha256.startswith(name)
    assert Home(place).mail_drop().raw(kept.sha256) == RAW + b"\r\n"


def test_the_dns_record_of_our_signature(run: Run, place: Path) -> None:
    sends = '[send]\nhost = "x"\nsender = "a@x.example"\n'
    (place / "mail.toml").write_text(sends)
    without = run("mail", "dkim", "--home", place)
    assert without.code == Exit.USAGE and "no [send.dkim]" in without.err
    key = place / "dkim.key"
    (place / "mail.toml").write_text(f'{sends}[send.dkim]\ndomain = "x.example"\nselector = "s"\nkey_file = "{key}"\n')
    first = run("mail", "dkim", "--home", place, "--json").json
    assert first["name"] == "s._domainkey.x.example" and first["text"].startswith("v=DKIM1; k=rsa; p=MII")
    assert key.stat().st_mode & 0o077 == 0
    assert run("mail", "dkim", "--home", place, "--json").json == first  # an existing key stays
    assert first["text"] in run("mail", "dkim", "--home", place).out
