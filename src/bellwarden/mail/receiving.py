"""Takes messages from our own MTA by LMTP or SMTP: "250" is said when the bytes are on disk, not before."""

import asyncio
import time
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from typing import Any, Final

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Session
from aiosmtpd.smtp import Envelope as Delivered

from bellwarden.mail.settings import MailFault, Receive
from bellwarden.model.message import Envelope, Kept
from bellwarden.ports import MailDrop

IDLE_S_MAX: Final = 60.0
COMMANDS_MAX: Final = 100  # of one kind in a session
RECIPIENTS_MAX: Final = 100

Told = Callable[[Kept], None]


class _Handler:
    """What aiosmtpd asks; the answers are those of RFC 5321 section 4.2.3."""

    def __init__(self, drop: MailDrop, settings: Receive, told: Told) -> None:
        self._drop = drop
        self._settings = settings
        self._told = told
        self._addresses = frozenset(one.lower() for one in settings.addresses)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Delivered, address: str, options: list[str]
    ) -> str:
        if _bare(address) not in self._addresses:
            return "550 5.1.1 no such mailbox here"
        if len(envelope.rcpt_tos) >= RECIPIENTS_MAX:
            return "452 4.5.3 too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Delivered) -> str:
        """LMTP wants an answer for each recipient (RFC 2033 section 4.2)."""
        raw = envelope.original_content or b""
        peer = str(session.peer[0]) if session.peer else ""
        recipients = tuple(map(str, envelope.rcpt_tos))
        sender = str(envelope.mail_from or "").removeprefix("<>")  # the null path of RFC 5321 section 4.5.5
        came = Envelope(self._settings.protocol, time.time(), sender, recipients, peer)
        try:
            kept = await asyncio.to_thread(self._drop.take, raw, came)
        except OSError as error:
            answer = f"451 4.3.0 not taken, try again: {error.strerror or 'the disk does not take it'}"
        else:
            self._told(kept)
            answer = f"250 2.0.0 kept as {kept.sha256[:16]}"
        answers = len(recipients) if self._settings.protocol == "lmtp" else 1
        return "\r\n".join([answer] * answers)


class Receiver:
    """Listens from `start` to `stop`, on the running loop."""

    def __init__(self, drop: MailDrop, settings: Receive, told: Told) -> None:
        self._settings = settings
        self._handler = _Handler(drop, settings, told)
        self._networks = tuple(ip_network(one) for one in settings.peers)
        self._open: set[asyncio.BaseTransport] = set()
        self._server: asyncio.Server | None = None

    async def start(self) -> int:
        """The port. MailFault when the address can't be had."""
        host, _, port = self._settings.listen.rpartition(":")
        try:
            self._server = await asyncio.get_running_loop().create_server(
                self._protocol, host.strip("[]") or "127.0.0.1", int(port)
            )
        except (OSError, ValueError) as error:
            raise MailFault(f"can't listen on {self._settings.listen}: {error}") from None
        found: int = self._server.sockets[0].getsockname()[1]
        return found

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            for transport in tuple(self._open):
                transport.close()
            await self._server.wait_closed()

    def _protocol(self) -> SMTP:
        kind = LMTP if self._settings.protocol == "lmtp" else SMTP
        bounds: dict[str, Any] = {"*": COMMANDS_MAX}
        return _bounded(kind, self)(
            self._handler,
            data_size_limit=self._settings.message_bytes_max,
            enable_SMTPUTF8=True,
            ident="Bellwarden",
            timeout=IDLE_S_MAX,
            command_call_limit=bounds,
        )

    def admits(self, transport: asyncio.BaseTransport) -> bool:
        """Whether this peer may deliver, and there is room for it."""
        peer = transport.get_extra_info("peername")
        try:
            address = ip_address(str(peer[0]).partition("%")[0])
        except (TypeError, ValueError):
            return False
        if len(self._open) >= self._settings.connections_max or not any(address in one for one in self._networks):
            return False
        self._open.add(transport)
        return True

    def forget(self, transport: asyncio.BaseTransport | None) -> None:
        """A connection is over."""
        if transport is not None:
            self._open.discard(transport)


def _bounded(kind: type[SMTP], receiver: Receiver) -> type[SMTP]:
    """A protocol that asks the receiver before it greets."""

    class Bounded(kind):  # type: ignore[valid-type,misc]
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            if not receiver.admits(transport):
                # RFC 5321 section 3.1: 554 in place of the greeting.
                transport.write(b"554 5.7.1 no service for this host\r\n")  # type: ignore[attr-defined]
                transport.close()
                return
            super().connection_made(transport)

        def connection_lost(self, error: Exception | None) -> None:
            receiver.forget(self.transport)
            if self.transport is not None:
                super().connection_lost(error)

    return Bounded


def _bare(address: str) -> str:
    """An address without its plus-part, which is ours to read: abuse+token@example.net."""
    local, _, host = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{host}"
