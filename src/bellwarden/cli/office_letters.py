"""What the worker does about letters: hands those over whose time has come, each under a name of its own."""

from datetime import UTC, datetime
from email.utils import parseaddr
from pathlib import Path

from bellwarden.disclosure.clearing import ClearedReply, cleared_before
from bellwarden.disclosure.outgoing import mail_of
from bellwarden.flows.office import tokens
from bellwarden.flows.office.answering import send_due
from bellwarden.flows.office.letters import message_id_of
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.mail.dkim_signatures import sign
from bellwarden.mail.sending import Fate, Sent, send
from bellwarden.mail.settings import FILE_NAME, MailFault, MailSettings, Send, read_settings
from bellwarden.model.office.case import Notice
from bellwarden.store import token_key


class LetterWork:
    """One worker's."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def send(self, world: OfficeWorld) -> str:
        """Answers and notices whose time has come."""
        settings = mail_settings(self._home.path).send
        if settings is None:  # nobody to hand them to: they wait, and the page says so
            return ""
        key = token_key(self._home.path)

        def handed_over(notice: Notice) -> tuple[bool, bool, str]:
            reply = cleared_before(
                notice.to,
                notice.language,
                notice.reference,
                notice.subject,
                notice.text,
                notice.template,
                notice.cleared,
            )
            if reply is None:
                return False, False, "its text is not the one that was cleared; look who changed it"
            try:
                told = _hand_over(reply, notice, settings, key)
            except MailFault as fault:
                return False, True, str(fault)
            return told.fate is Fate.SENT, told.fate is Fate.LATER, told.told

        count = send_due(world, handed_over, settings.hold_s)
        return f"{count} answers sent" if count else ""


def _hand_over(reply: ClearedReply, notice: Notice, settings: Send, key: bytes) -> Sent:
    sender = parseaddr(settings.sender)[1]
    name, _, domain = sender.rpartition("@")
    # Answers and delivery reports come back to an address that names what they are about.
    back = f"{name}+{tokens.make(tokens.REPORT, notice.reference, key)}@{domain}" if settings.plus else ""
    message_id = message_id_of(notice, key, domain)
    mail = mail_of(reply, sender, datetime.now(UTC), message_id, notice.answers, back)
    return send(sign(mail, settings.dkim) if settings.dkim else mail, notice.to, settings, back)


def mail_settings(home: Path) -> MailSettings:
    """Those of a home that has none are empty. MailFault where the file can't be used: nothing is sent unsigned or read
    unchecked because of a slip in it.
    """
    return read_settings(home) if (home / FILE_NAME).exists() else MailSettings()
