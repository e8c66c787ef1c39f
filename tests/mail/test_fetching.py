"""The IMAP fetcher beside a real Dovecot."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from bellwarden.home import MailDrop
from bellwarden.mail.fetching import Fetcher
from bellwarden.mail.settings import Mailbox, MailFault
from bellwarden.model.message import Kept, MessageState
from tests.mail.dovecot import FOLDER, Dovecot


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    dovecot = Dovecot()
    yield dovecot
    dovecot.stop()


@pytest.fixture
def mailbox(server: Dovecot, tmp_path: Path) -> Mailbox:
    """Empty."""
    server.empty()
    secret = tmp_path / "secret"
    secret.write_text("secret\n")
    secret.chmod(0o600)
    return Mailbox("abuse", "127.0.0.1", "abuse", str(secret), port=server.port, tls="none", folder=FOLDER, poll_s=5.0)


def mail(number: int, size: int = 10) -> bytes:
    return b"Subject: complaint %d\r\n\r\n%s\r\n" % (number, b"x" * size)


def subjects(home: Path) -> list[bytes]:
    drop = MailDrop(home)
    return sorted(drop.raw(one.sha256).partition(b"\r\n")[0] for one in drop.list())


def test_each_message_comes_once_as_it_is(server: Dovecot, mailbox: Mailbox, tmp_path: Path) -> None:
    server.put(mail(1), mail(2))
    fetcher = Fetcher(MailDrop(tmp_path), mailbox)
    assert len(list(fetcher.once())) == 2
    assert list(fetcher.once()) == []
    server.put(mail(3))
    (kept,) = fetcher.once()
    assert MailDrop(tmp_path).raw(kept.sha256) == mail(3)
    assert kept.envelope.source.startswith("imap:abuse/Complaints/")
    assert (len(subjects(tmp_path)), server.unseen()) == (3, 0)


def test_one_that_died_before_it_said_so_takes_nothing_twice(server: Dovecot, mailbox: Mailbox, tmp_path: Path) -> None:
    """Between the bytes on disk and the cursor."""
    server.put(mail(1), mail(2), mail(3))
    running = Fetcher(MailDrop(tmp_path), mailbox).once()
    next(running)
    running.close()
    MailDrop(tmp_path).set_place("abuse", "")
    list(Fetcher(MailDrop(tmp_path), mailbox).once())
    assert subjects(tmp_path) == [b"Subject: complaint 1", b"Subject: complaint 2", b"Subject: complaint 3"]


def test_a_folder_that_was_numbered_anew_is_read_anew(server: Dovecot, mailbox: Mailbox, tmp_path: Path) -> None:
    server.put(mail(1), mail(2))
    fetcher = Fetcher(MailDrop(tmp_path), mailbox)
    list(fetcher.once())
    before = MailDrop(tmp_path).place("abuse")
    server.begin_anew()
    server.put(mail(4))
    list(fetcher.once())
    assert MailDrop(tmp_path).place("abuse") != before
    assert subjects(tmp_path) == [b"Subject: complaint 1", b"Subject: complaint 2", b"Subject: complaint 4"]


def test_what_is_too_big_waits_where_it_is_seen(server: Dovecot, mailbox: Mailbox, tmp_path: Path) -> None:
    small = Mailbox(
        **{name: getattr(mailbox, name) for name in mailbox.__struct_fields__} | {"message_bytes_max": 10_000}
    )
    server.put(mail(1, 200_000), mail(2))
    list(Fetcher(MailDrop(tmp_path), small).once())
    (big,) = MailDrop(tmp_path).list(MessageState.QUARANTINE)
    assert "10,000 are taken" in big.note
    assert len(MailDrop(tmp_path).raw(big.sha256)) == 64_000
    assert subjects(tmp_path) == [b"Subject: complaint 2"]


def test_news_is_heard_at_once_and_a_server_that_goes_away_is_waited_for(
    server: Dovecot, mailbox: Mailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bellwarden.mail.fetching.BACKOFF_S", (0.1,))
    told: list[Kept | MailFault] = []
    stop = threading.Event()
    thread = threading.Thread(target=Fetcher(MailDrop(tmp_path), mailbox).run, args=(stop.wait, told.append))
    thread.start()
    try:
        time.sleep(0.3)
        begin = time.monotonic()
        server.put(mail(1))
        until(lambda: any(isinstance(one, Kept) for one in told))
        assert time.monotonic() - begin < mailbox.poll_s  # by IDLE (RFC 2177), not by looking again
        server.interrupt()
        until(lambda: any(isinstance(one, MailFault) for one in told))
        server.resume()
        server.put(mail(2))
        until(lambda: len(subjects(tmp_path)) == 2)
    finally:
        stop.set()
        server.put(mail(3))  # wakes it from IDLE
        thread.join(20)
    assert not thread.is_alive()
    (fault, *_) = [one for one in told if isinstance(one, MailFault)]
    assert "mailbox abuse (abuse at 127.0.0.1) can't be read" in str(fault)


@pytest.mark.parametrize(
    ("changed", "told"),
    [({"folder": "Nowhere"}, "Nowhere"), ({"port": 9}, "refused"), ({"password_file": "/nowhere"}, "password_file")],
)
def test_a_mailbox_that_can_not_be_read_says_why(
    server: Dovecot, mailbox: Mailbox, tmp_path: Path, changed: dict[str, object], told: str
) -> None:
    wrong = replace(mailbox, **changed)
    with pytest.raises(MailFault) as caught:
        list(Fetcher(MailDrop(tmp_path), wrong).once())
    assert told in str(caught.value)


def until(holds: Callable[[], bool], seconds: float = 15.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)
