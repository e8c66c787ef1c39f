"""A cleared reply as the bytes of a mail. Only reference, Date, Message-ID and the complainant's own words differ."""

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Final

from bellwarden.disclosure.clearing import ClearedReply


class _LetterPolicy(EmailPolicy):
    """Names of mails stay as they are: the library would encode those longer than a line, and no thread would hold."""

    def fold(self, name: str, value: str) -> str:
        if name.lower() in ("in-reply-to", "references"):
            return f"{name}: {value}{self.linesep}"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode("ascii", "surrogateescape")


_NAME: Final = re.compile(r"<[!-;=?-~]{3,900}>")  # RFC 5322 section 2.1.1: no line over 998
_POLICY: Final = _LetterPolicy(linesep="\r\n")


def mail_of(
    reply: ClearedReply, sender: str, at: datetime, message_id: str, answers: str = "", reply_to: str = ""
) -> bytes:
    """`sender`: the desk's address; `answers`: the Message-ID of the complaint. No history is ever quoted."""
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = _address(sender)
    if reply_to:
        mail["Reply-To"] = _address(reply_to)
    mail["To"] = _address(reply.address)
    mail["Subject"] = reply.subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id
    if _NAME.fullmatch(answers):
        mail["In-Reply-To"] = answers
        mail["References"] = answers
    mail["Auto-Submitted"] = "auto-replied"  # RFC 3834 section 5
    mail["Content-Language"] = reply.language
    mail.set_content(reply.text, charset="utf-8", cte="quoted-printable")
    return mail.as_bytes()


def _address(text: str) -> Address:
    name, _, domain = text.rpartition("@")
    return Address(username=name, domain=domain)
