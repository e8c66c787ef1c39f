"""Hands our mail to the server that takes it on: sent, to be tried again, or refused for good."""

import smtplib
import ssl
from email.utils import parseaddr
from enum import Enum
from typing import Final, NamedTuple

from bellwarden.mail.settings import MailFault, Send, password

TIMEOUT_S: Final = 30.0


class Fate(str, Enum):
    SENT = "sent"
    LATER = "later"  # not sent; to be tried again
    REFUSED = "refused"  # not sent, and never will be


class Sent(NamedTuple):
    """What became of one message to one recipient."""

    fate: Fate
    told: str  # what the server said, or why it could not be asked


def send(raw: bytes, recipient: str, settings: Send, return_path: str = "") -> Sent:
    """Hand over one message. `raw` is sent as it is: whoever composed it has set From, Message-ID and Date. Delivery
    reports come to `return_path`, else to the sender.

    MailFault for a fault of the settings. A connection that is lost after the last byte counts as LATER: the same
    Message-ID goes out again, which the receiving side folds (RFC 5322 section 3.6.4).
    """
    secret = password(settings.password_file, "send.password_file") if settings.user else ""
    sender = parseaddr(settings.sender)[1]
    if not sender or any(ord(one) < 33 for one in recipient):
        raise MailFault(f"send: {settings.sender if not sender else recipient!r} is no mail address")
    try:
        with _connected(settings) as server:
            if settings.user:
                server.login(settings.user, secret)
            server.sendmail(return_path or sender, [recipient], raw)
            return Sent(Fate.SENT, "handed over")
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        return _by_code(code, words)
    except smtplib.SMTPResponseException as error:
        return _by_code(error.smtp_code, error.smtp_error)
    except (smtplib.SMTPException, OSError) as error:
        return Sent(Fate.LATER, f"{settings.host}: {str(error) or type(error).__name__}"[:300])


def _connected(settings: Send) -> smtplib.SMTP:
    trust = ssl.create_default_context(cafile=settings.ca_file or None)
    if settings.tls == "implicit":
        return smtplib.SMTP_SSL(settings.host, settings.port, timeout=TIMEOUT_S, context=trust)
    server = smtplib.SMTP(settings.host, settings.port, timeout=TIMEOUT_S)
    if settings.tls == "starttls":
        server.starttls(context=trust)
    return server


def _by_code(code: int, words: bytes | str) -> Sent:
    """RFC 5321 section 4.2.1: 4yz may be tried again, 5yz not."""
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return Sent(Fate.LATER if 400 <= code < 500 else Fate.REFUSED, f"{code} {said}"[:300])
