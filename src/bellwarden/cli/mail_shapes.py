"""What the commands about mail answer with --json."""

from typing import Annotated

from msgspec import Meta, Struct


class MessageJson(Struct):
    """A message as it came, and where it stands."""

    sha256: Annotated[str, Meta(description="of its bytes: its name everywhere")]
    state: Annotated[str, Meta(description="new, quarantine or done")]
    note: Annotated[str, Meta(description="why it is in quarantine, or what became of it")]
    source: Annotated[str, Meta(description="the way in: lmtp, smtp, imap:MAILBOX/FOLDER/UIDVALIDITY/UID, file, …")]
    received_at: Annotated[str, Meta(description="ISO 8601, UTC")]
    sender: Annotated[str, Meta(description="address given to the transport, or empty")]
    recipients: list[str]
    peer: Annotated[str, Meta(description="address of the host that delivered it, or empty")]
    size: Annotated[int, Meta(description="bytes")]


class DkimRecordJson(Struct):
    """What to publish in DNS, so that others can check our signature (RFC 6376 section 3.6.1)."""

    name: Annotated[str, Meta(description="of the TXT record")]
    text: str
    key_file: str


ANSWERS: dict[str, type[Struct]] = {
    "mail dkim": DkimRecordJson,
    "mail list": MessageJson,
    "mail retry": MessageJson,
}
MANY = frozenset(("mail list",))
