"""Reads a mailbox by IMAP: each message is on disk before the mailbox hears of it, and comes exactly once.

A UID means something only together with the folder's UIDVALIDITY (RFC 3501 section 2.3.1.1). When that changes, every
message is looked at again; those that were taken before are known by their bytes.
"""

import imaplib
import json
import ssl
import time
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from bellwarden.mail.settings import Mailbox, MailFault, password
from bellwarden.model.message import Envelope, Kept, MessageState
from bellwarden.ports import MailDrop

TIMEOUT_S: Final = 30.0
BACKOFF_S: Final = (1.0, 5.0, 15.0, 60.0, 300.0)
HEAD_BYTES: Final = 64_000  # kept of a message that is too big to take


class Cursor(NamedTuple):
    """How far a folder was read."""

    validity: int = 0
    uid: int = 0


class Fetcher:
    """One mailbox. `fetch` takes what is new; `run` goes on until it is told to stop."""

    def __init__(self, drop: MailDrop, settings: Mailbox, clock: Callable[[], float] = time.time) -> None:
        self._drop = drop
        self._settings = settings
        self._clock = clock
        self._idles = False

    def run(self, stopping: Callable[[float], bool], told: Callable[[Kept | MailFault], None]) -> None:
        """`stopping(seconds)` waits that long at most and says whether to end. Faults are told, and tried again."""
        failures = 0
        while not stopping(0.0):
            try:
                with self._connected() as box:
                    for kept in self.fetch(box):
                        failures = 0
                        told(kept)
                    while not stopping(0.0):
                        self._wait(box)
                        for kept in self.fetch(box):
                            told(kept)
                        failures = 0
            except (MailFault, ImapToolsError, imaplib.IMAP4.error, OSError) as error:
                told(self._fault(error))
                if stopping(BACKOFF_S[min(failures, len(BACKOFF_S) - 1)]):
                    return
                failures += 1

    def once(self) -> Iterator[Kept]:
        """What is new, then the connection ends. MailFault when the mailbox can't be read."""
        try:
            with self._connected() as box:
                yield from self.fetch(box)
        except (ImapToolsError, imaplib.IMAP4.error, OSError) as error:
            raise self._fault(error) from None

    def fetch(self, box: BaseMailBox) -> Iterator[Kept]:
        """Take every message after the cursor, one by one; the cursor follows each."""
        validity = int(box.folder.status(self._settings.folder, ["UIDVALIDITY"])["UIDVALIDITY"])
        cursor = self._cursor()
        if cursor.validity != validity:
            cursor = Cursor(validity, 0)
        # "n:*" always names the last message as well, even an older one (RFC 3501 section 9, seq-range).
        uids = sorted(int(one) for one in box.uids(f"UID {cursor.uid + 1}:*"))
        for uid in (one for one in uids if one > cursor.uid):
            kept = self._take(box, validity, uid)
            cursor = Cursor(validity, uid)
            self._drop.set_place(self._settings.name, json.dumps(cursor._asdict()))
            # Seen only now: whoever looks into the mailbox sees what has not been taken yet.
            box.client.uid("STORE", str(uid), "+FLAGS", r"(\Seen)")
            if kept is not None:
                yield kept

    def _take(self, box: BaseMailBox, validity: int, uid: int) -> Kept | None:
        """None: the message is gone, somebody has deleted it meanwhile."""
        size = _size(_asked(box, uid, "(RFC822.SIZE)"))
        big = size > self._settings.message_bytes_max
        data = _asked(box, uid, f"(BODY.PEEK[]<0.{HEAD_BYTES}>)" if big else "(BODY.PEEK[])")
        raw = next((part[1] for part in data if isinstance(part, tuple)), None)
        if raw is None:
            return None
        place = f"imap:{self._settings.name}/{self._settings.folder}/{validity}/{uid}"
        kept = self._drop.take(raw, Envelope(place, self._clock()))
        if big and kept.state is MessageState.NEW:
            most = self._settings.message_bytes_max
            reason = (
                f"the message has {size:,} bytes, {most:,} are taken; its begin is kept, all of it is in the mailbox"
            )
            return self._drop.quarantine(kept.sha256, reason)
        return kept

    def _wait(self, box: BaseMailBox) -> None:
        """Until the server tells of news, or `poll_s` is over."""
        if self._idles:
            box.idle.wait(timeout=self._settings.poll_s)
        else:
            time.sleep(self._settings.poll_s)
            box.client.noop()

    def _connected(self) -> BaseMailBox:
        one = self._settings
        secret = password(one.password_file, f"mailbox.{one.name}.password_file")
        try:
            if one.tls == "none":
                box: BaseMailBox = MailBoxUnencrypted(one.host, one.port or 143, timeout=TIMEOUT_S)
            elif one.tls == "starttls":
                box = MailBoxStartTls(one.host, one.port or 143, timeout=TIMEOUT_S, ssl_context=_trust(one.ca_file))
            else:
                box = MailBox(one.host, one.port or 993, timeout=TIMEOUT_S, ssl_context=_trust(one.ca_file))
            box.login(one.user, secret, initial_folder=one.folder)
            # What a server can do it may say only after the log-in (RFC 3501 section 6.1.1).
            self._idles = b"IDLE" in b" ".join(box.client.capability()[1]).upper().split()
        except (ImapToolsError, imaplib.IMAP4.error, OSError) as error:
            raise self._fault(error) from None
        return box

    def _cursor(self) -> Cursor:
        try:
            return Cursor(**json.loads(self._drop.place(self._settings.name) or "{}"))
        except (ValueError, TypeError):  # damaged: everything is looked at again, and known by its bytes
            return Cursor()

    def _fault(self, error: Exception) -> MailFault:
        if isinstance(error, MailFault):
            return error
        one = self._settings
        said = str(error) or type(error).__name__
        return MailFault(f"mailbox {one.name} ({one.user} at {one.host}) can't be read: {said[:300]}")


def _asked(box: BaseMailBox, uid: int, what: str) -> list[object]:
    status, data = box.client.uid("FETCH", str(uid), what)
    if status != "OK":
        raise imaplib.IMAP4.error(f"FETCH {uid}: {status}")
    return list(data)


def _size(data: list[object]) -> int:
    """The number behind RFC822.SIZE; 0 when the server does not say."""
    for part in data:
        words = (part if isinstance(part, bytes) else b"").replace(b"(", b" ").replace(b")", b" ").split()
        if b"RFC822.SIZE" in words:
            return int(words[words.index(b"RFC822.SIZE") + 1])
    return 0


def _trust(ca_file: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=ca_file or None)
