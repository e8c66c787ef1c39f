"""What is wrong with a SIP message, as a status and a short reason: the one exception of this room."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bellwarden.sip.request import Request


class SipFault(Exception):
    """A message that a strict server refuses.

    `status` is the answer due (400, 414, 416, 420, 483, 505, 513); `reason` says in fixed words what is wrong and never
    repeats the sender's bytes. `request` is as much as could be read, enough for an answer; None when not even the
    request line could be. `messages` is set by the stream reader alone: whole messages in front of the fault, and the
    faulty one last.
    """

    def __init__(
        self, status: int, reason: str, request: "Request | None" = None, messages: tuple[bytes, ...] = ()
    ) -> None:
        super().__init__(status, reason)
        self.status = status
        self.reason = reason
        self.request = request
        self.messages = messages

    def __str__(self) -> str:
        return f"{self.status} {self.reason}"
