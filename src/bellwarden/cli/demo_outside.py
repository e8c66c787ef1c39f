"""The world outside the demonstration's carrier, as far as it writes and gets mail. A process of its own:

python -m bellwarden.cli.demo_outside --smtp PORT --imap PORT --listen PORT --records FILE --password FILE

It writes complaints: some are handed to the carrier's receiver by SMTP, as its mail server does, some are laid into
the carrier's mailbox by IMAP. What the carrier answers comes in by SMTP and is answered in turn: by a person, or by a
report that there is nobody of that name. It plays the carrier's own mail server (MX), too: that is who checks senders.
"""

import argparse
import asyncio
import imaplib
import smtplib
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Final

import msgspec
from aiosmtpd.smtp import SMTP

from bellwarden.cli.console import say
from bellwarden.cli.demo_letters import GONE, WrittenLetter, letters

HOST: Final = "127.0.0.1"
DESK: Final = "abuse@example-voice.example"
MX: Final = "mx.example-voice.example"
FIRST: Final = 6  # letters that come soon after each other
SOON_S: Final = 3.0
LATER_S: Final = 20.0
ANSWERS_AFTER_S: Final = 3.0


class OutsideNews(msgspec.Struct):
    """A line of its output."""

    what: str  # wrote, got
    by: str  # smtp, imap
    who: str
    subject: str


class Outside:
    """Writes letters, gets answers."""

    def __init__(self, smtp: int, imap: int, password: str) -> None:
        self._smtp = smtp
        self._imap = imap
        self._password = password

    def deliver(self, mail: bytes, by: str, return_path: str, recipient: str = DESK) -> None:
        """OSError or the protocol's own fault when the carrier does not take it."""
        if by == "smtp":
            with smtplib.SMTP(HOST, self._smtp, timeout=10) as server:
                server.sendmail(return_path, [recipient], mail)
            return
        box = imaplib.IMAP4(HOST, self._imap, timeout=10)
        box.login("abuse", self._password)
        box.append("INBOX", "", imaplib.Time2Internaldate(time.time()), mail)
        box.logout()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """What the carrier sends."""
        mail = message_from_bytes(envelope.original_content or b"")
        to = str(envelope.rcpt_tos[0])
        tell("got", "smtp", to, _flat(mail["Subject"]))
        path = str(envelope.mail_from or DESK)
        loop = asyncio.get_running_loop()
        loop.call_later(ANSWERS_AFTER_S, lambda: loop.run_in_executor(None, self._write_back, mail, to, path))
        return "250 2.0.0 OK"

    def _write_back(self, mail: Any, to: str, path: str) -> None:
        answers = _flat(mail["Message-ID"])
        if to.startswith(GONE):
            self.deliver(report(answers, to), "smtp", "", path)
            tell("wrote", "smtp", "MAILER-DAEMON@postbox.example", "Undelivered Mail Returned to Sender")
            return
        text = "Thank you. They rang again this morning; I would like that you refuse their calls.\n"
        back = WrittenLetter(to, _flat(mail["Subject"]), text)
        self.deliver(written(back, answers), "smtp", to, _flat(mail["Reply-To"] or DESK))
        tell("wrote", "smtp", to, back.subject)


def written(letter: WrittenLetter, answers: str = "") -> bytes:
    """The mail as the carrier's mail server passes it on: with what it found out about the sender above it."""
    mail = EmailMessage(policy=SMTP_POLICY.clone(max_line_length=200))
    domain = letter.sender.rpartition("@")[2]
    found = "pass" if letter.proved else "fail"
    mail["Authentication-Results"] = f"{MX}; dmarc={found} header.from={domain}; spf={found} smtp.mailfrom={domain}"
    now = datetime.now(UTC)
    mail["Received"] = f"from mail.{domain} by {MX} with ESMTP; {format_datetime(now)}"
    mail["From"] = letter.sender
    mail["To"] = DESK
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{time.time_ns()}@{domain}>"
    if answers:
        mail["In-Reply-To"] = mail["References"] = answers
    mail.set_content(letter.text)
    return mail.as_bytes()


def report(answers: str, to: str) -> bytes:
    """RFC 3464: there is nobody of that name."""
    return (
        f"Authentication-Results: {MX}; none\r\nReceived: from mail.postbox.example by {MX}\r\n"
        f"From: Mail Delivery System <MAILER-DAEMON@postbox.example>\r\nTo: {DESK}\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/plain\r\n\r\nYour mail to {to} could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.postbox.example\r\n\r\n"
        f"Final-Recipient: rfc822; {to}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {answers}\r\n\r\n--b--\r\n"
    ).encode()


def _flat(header: object) -> str:
    """Its folds undone."""
    return " ".join(str(header).split())


def tell(what: str, by: str, who: str, subject: str) -> None:
    say(msgspec.json.encode(OutsideNews(what, by, who, subject)).decode())


def waits() -> Iterator[float]:
    yield from (SOON_S for _ in range(FIRST))
    while True:
        yield LATER_S


async def live(outside: Outside, listen: int, records: Path) -> None:
    """Until it is ended."""
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(outside, hostname="outside"), HOST, listen)
    async with server:
        for letter, wait_s in zip(letters(datetime.now(UTC), records), waits(), strict=False):
            try:
                await asyncio.to_thread(outside.deliver, written(letter), letter.by, letter.sender)
            except (OSError, smtplib.SMTPException, imaplib.IMAP4.error) as error:
                say(msgspec.json.encode(OutsideNews("fault", letter.by, letter.sender, str(error)[:200])).decode())
            else:
                tell("wrote", letter.by, letter.sender, letter.subject)
            await asyncio.sleep(wait_s)
        await server.serve_forever()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    for name in ("smtp", "imap", "listen"):
        options.add_argument(f"--{name}", type=int, required=True)
    for name in ("records", "password"):
        options.add_argument(f"--{name}", type=Path, required=True)
    chosen = options.parse_args()
    outside = Outside(chosen.smtp, chosen.imap, chosen.password.read_text(encoding="utf-8").strip())
    asyncio.run(live(outside, chosen.listen, chosen.records))


if __name__ == "__main__":
    main()
