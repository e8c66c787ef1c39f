"""Our mail is handed over to a server that answers as each case wants it."""

from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from bellwarden.mail.sending import Fate, send
from bellwarden.mail.settings import MailFault, Send
from tests.mail.loops import serving

RAW = b"From: Abuse desk <abuse@example.net>\r\nMessage-ID: <1@example.net>\r\n\r\nthank you\r\n.\r\n"


class Peer:
    def __init__(self) -> None:
        self.taken: list[tuple[str, list[str], bytes]] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        for word, answer in (("gone", "550 5.1.1 no such user"), ("full", "452 4.2.2 mailbox full")):
            if address.startswith(word):
                return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append((envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        return "250 OK"


@pytest.fixture
def peer() -> Iterator[tuple[Peer, Send]]:
    handler = Peer()
    with serving(lambda: SMTP(handler, hostname="peer")) as port:
        yield handler, Send("127.0.0.1", "Abuse desk <abuse@example.net>", port=port, tls="none")


def test_what_is_sent_is_what_was_composed(peer: tuple[Peer, Send]) -> None:
    handler, settings = peer
    assert send(RAW, "someone@example.org", settings).fate is Fate.SENT
    assert handler.taken == [("abuse@example.net", ["someone@example.org"], RAW)]


@pytest.mark.parametrize(
    ("recipient", "fate", "told"), [("gone@x.org", Fate.REFUSED, "550"), ("full@x.org", Fate.LATER, "452")]
)
def test_an_answer_says_whether_to_try_again(peer: tuple[Peer, Send], recipient: str, fate: Fate, told: str) -> None:
    sent = send(RAW, recipient, peer[1])
    assert (sent.fate, sent.told[:3], peer[0].taken) == (fate, told, [])


def test_a_server_that_is_away_is_tried_again() -> None:
    sent = send(RAW, "someone@example.org", Send("127.0.0.1", "abuse@example.net", port=9, tls="none"))
    assert sent.fate is Fate.LATER
    assert "127.0.0.1" in sent.told


@pytest.mark.parametrize("recipient", ["a@x.org\r\nRCPT TO:<b@x.org>", "a b@x.org"])
def test_an_address_carries_no_second_command(recipient: str) -> None:
    with pytest.raises(MailFault, match="is no mail address"):
        send(RAW, recipient, Send("127.0.0.1", "abuse@example.net", port=9, tls="none"))
