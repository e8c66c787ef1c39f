"""The LMTP and SMTP receiver, asked by Python's own clients."""

import asyncio
import os
import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bellwarden.home import MailDrop
from bellwarden.mail.receiving import Receiver
from bellwarden.mail.settings import MailFault, Receive
from tests.mail.loops import loop_in_a_thread

MAIL = b"From: someone@example.org\r\nSubject: calls\r\n\r\n.four calls\r\nfrom 238-446-0000\r\n"


@contextmanager
def receiver(home: Path, **settings: Any) -> Iterator[int]:
    """Its port."""
    wanted = Receive(**{"addresses": ("abuse@example.net",), "listen": "127.0.0.1:0", **settings})
    one = Receiver(MailDrop(home), wanted, lambda kept: None)
    with loop_in_a_thread() as loop:
        yield asyncio.run_coroutine_threadsafe(one.start(), loop).result(10)
        asyncio.run_coroutine_threadsafe(one.stop(), loop).result(10)


def test_a_message_by_lmtp_is_kept_as_it_came(tmp_path: Path) -> None:
    with receiver(tmp_path) as port, smtplib.LMTP("127.0.0.1", port) as client:
        client.sendmail("someone@example.org", ["Abuse+T0KEN@example.net"], MAIL)
    (kept,) = MailDrop(tmp_path).list()
    assert MailDrop(tmp_path).raw(kept.sha256) == MAIL
    assert kept.envelope.sender == "someone@example.org"
    assert kept.envelope.recipients == ("Abuse+T0KEN@example.net",)
    assert (kept.envelope.source, kept.envelope.peer) == ("lmtp", "127.0.0.1")


def test_each_recipient_has_its_answer_in_lmtp(tmp_path: Path) -> None:
    """RFC 2033 section 4.2; smtplib's LMTP reads one answer only, so by hand."""
    with receiver(tmp_path) as port, socket.create_connection(("127.0.0.1", port), 10) as wire:
        file = wire.makefile("rwb")
        words = [b"LHLO me", b"MAIL FROM:<>", b"RCPT TO:<abuse@example.net>", b"RCPT TO:<abuse+x@example.net>", b"DATA"]
        file.readline()
        for word in words:
            file.write(word + b"\r\n")
            file.flush()
            while file.readline()[3:4] == b"-":
                pass
        file.write(MAIL.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        file.flush()
        answers = [file.readline(), file.readline()]
        file.write(b"NOOP\r\n")
        file.flush()
        assert [one[:3] for one in (*answers, file.readline())] == [b"250", b"250", b"250"]
    (kept,) = MailDrop(tmp_path).list()
    assert kept.envelope.sender == ""


def test_smtp_as_well(tmp_path: Path) -> None:
    with receiver(tmp_path, protocol="smtp") as port, smtplib.SMTP("127.0.0.1", port) as client:
        client.sendmail("someone@example.org", ["abuse@example.net"], MAIL)
    assert len(list(MailDrop(tmp_path).list())) == 1


def test_nobody_else_s_mail_is_taken(tmp_path: Path) -> None:
    with (
        receiver(tmp_path, protocol="smtp") as port,
        smtplib.SMTP("127.0.0.1", port) as client,
        pytest.raises(smtplib.SMTPRecipientsRefused) as caught,
    ):
        client.sendmail("someone@example.org", ["victim@example.com"], MAIL)
    assert caught.value.recipients["victim@example.com"][0] == 550
    assert list(MailDrop(tmp_path).list()) == []


def test_a_stranger_hears_554(tmp_path: Path) -> None:
    with receiver(tmp_path, peers=("192.0.2.0/24",)) as port, pytest.raises(smtplib.SMTPConnectError) as caught:
        smtplib.SMTP("127.0.0.1", port)
    assert caught.value.smtp_code == 554


def test_more_connections_than_there_is_room_for(tmp_path: Path) -> None:
    with receiver(tmp_path, protocol="smtp", connections_max=1) as port:
        with smtplib.SMTP("127.0.0.1", port), pytest.raises(smtplib.SMTPConnectError):
            smtplib.SMTP("127.0.0.1", port)
        # A connection that ended makes room, once its end has been seen.
        for _ in range(100):
            try:
                with smtplib.SMTP("127.0.0.1", port) as client:
                    client.noop()
                return
            except smtplib.SMTPConnectError:
                continue
        pytest.fail("no room again")


def test_a_message_that_is_too_big_is_refused(tmp_path: Path) -> None:
    with (
        receiver(tmp_path, protocol="smtp", message_bytes_max=10_000) as port,
        smtplib.SMTP("127.0.0.1", port) as client,
        pytest.raises(smtplib.SMTPResponseException) as caught,
    ):
        client.sendmail("someone@example.org", ["abuse@example.net"], MAIL + b"x" * 20_000)
    assert caught.value.smtp_code == 552
    assert list(MailDrop(tmp_path).list()) == []


def test_what_the_disk_does_not_take_is_to_be_sent_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with receiver(tmp_path, protocol="smtp") as port, smtplib.SMTP("127.0.0.1", port) as client:
        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", full)
            with pytest.raises(smtplib.SMTPDataError) as caught:
                client.sendmail("someone@example.org", ["abuse@example.net"], MAIL)
        assert (caught.value.smtp_code, list(MailDrop(tmp_path).list())) == (451, [])
        client.sendmail("someone@example.org", ["abuse@example.net"], MAIL)
    assert len(list(MailDrop(tmp_path).list())) == 1


def test_an_address_that_can_not_be_had(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        one = Receiver(MailDrop(tmp_path), Receive(("a@b",), f"127.0.0.1:{port}"), lambda kept: None)
        with pytest.raises(MailFault, match=f"can't listen on 127.0.0.1:{port}"):
            asyncio.run(one.start())
