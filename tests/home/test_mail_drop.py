"""Messages are kept whole before they are read, once each, and wait where a person can see them."""

import os
import threading
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwarden.home import HomeFault, MailDrop
from bellwarden.model.message import Envelope, MessageState

RAW = b"Subject: they keep calling\r\n\r\nfour times\x00\xff"
CAME = Envelope("lmtp", 1_780_000_000.5, "caller@example.org", ("abuse@example.net",), "127.0.0.1")


def test_the_bytes_are_kept_as_they_came(tmp_path: Path) -> None:
    drop = MailDrop(tmp_path)
    kept = drop.take(RAW, CAME)
    assert kept.sha256 == sha256(RAW).hexdigest()
    assert (drop.raw(kept.sha256), kept.envelope, kept.state) == (RAW, CAME, MessageState.NEW)
    assert [one.sha256 for one in drop.list()] == [kept.sha256]


def test_the_same_message_is_taken_once(tmp_path: Path) -> None:
    drop = MailDrop(tmp_path)
    first = drop.take(RAW, CAME)
    drop.finish(first.sha256, "C-2026-000001")
    again = drop.take(RAW, CAME._replace(source="imap:abuse/INBOX/1/2"))
    assert (again.state, again.note, again.envelope) == (MessageState.DONE, "C-2026-000001", CAME)
    assert list(drop.list()) == []


def test_what_can_not_be_read_waits_with_its_reason(tmp_path: Path) -> None:
    drop = MailDrop(tmp_path)
    kept = drop.take(RAW, CAME)
    drop.quarantine(kept.sha256, "2,000 parts within one another")
    (waiting,) = drop.list(MessageState.QUARANTINE)
    assert (waiting.note, list(drop.list())) == ("2,000 parts within one another", [])
    drop.retry(kept.sha256)
    assert ([one.sha256 for one in drop.list()], list(drop.list(MessageState.QUARANTINE))) == ([kept.sha256], [])


def test_bytes_that_were_changed_are_told(tmp_path: Path) -> None:
    drop = MailDrop(tmp_path)
    kept = drop.take(RAW, CAME)
    path = tmp_path / "complaints" / "raw" / kept.sha256[:2] / kept.sha256
    path.write_bytes(RAW + b"!")
    with pytest.raises(HomeFault, match="is not what was kept"):
        drop.raw(kept.sha256)


@pytest.mark.parametrize("name", ["", "../../keys/signing.key", "a" * 63, "A" * 64, "/etc/passwd"])
def test_a_name_is_a_digest_and_nothing_else(tmp_path: Path, name: str) -> None:
    drop = MailDrop(tmp_path)
    assert drop.find(name) is None
    with pytest.raises(HomeFault, match="no message"):
        drop.finish(name, "")


def test_a_full_disk_leaves_no_marker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drop = MailDrop(tmp_path)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            drop.take(RAW, CAME)
    assert list(drop.list()) == []
    assert drop.take(RAW, CAME).state is MessageState.NEW  # and once there is room it is taken


def test_two_who_take_the_same_at_once_keep_one(tmp_path: Path) -> None:
    drop = MailDrop(tmp_path)
    threads = [threading.Thread(target=drop.take, args=(RAW, CAME)) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(list(drop.list())) == 1


@given(st.lists(st.binary(max_size=64), max_size=8))
def test_every_message_is_listed_once(tmp_path_factory: pytest.TempPathFactory, messages: list[bytes]) -> None:
    drop = MailDrop(tmp_path_factory.mktemp("drop"))
    for at, raw in enumerate(messages):
        drop.take(raw, CAME._replace(received_at=float(at)))
    assert sorted(drop.raw(one.sha256) for one in drop.list()) == sorted(set(messages))


def test_a_sender_s_own_name_stands_for_the_first_message(tmp_path: Path) -> None:
    drop = MailDrop(tmp_path)
    first = drop.take(RAW, CAME, known_as="api:crm:7")
    drop.finish(first.sha256, "C-1")
    second = drop.take(RAW + b"!", CAME, known_as="api:crm:7")
    assert (second.sha256, second.note, drop.known("api:crm:7")) == (first.sha256, "C-1", first.sha256)
    assert drop.take(RAW + b"!", CAME, known_as="api:crm:8").sha256 != first.sha256
    assert drop.known("../../keys/signing.key") == ""


def test_of_many_that_come_at_once_under_one_name_one_is_kept(tmp_path: Path) -> None:
    drop = MailDrop(tmp_path)
    kept: list[str] = []

    def bring(number: int) -> None:
        kept.append(drop.take(RAW + b"%d" % number, CAME, known_as="one").sha256)

    threads = [threading.Thread(target=bring, args=(number,)) for number in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(kept) == 8 and set(kept) == {drop.known("one")}
    assert [one.sha256 for one in drop.list()] == [drop.known("one")]


def test_whoever_dies_between_name_and_marker_is_made_good_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop = MailDrop(tmp_path)
    with monkeypatch.context() as dying:
        dying.setattr(MailDrop, "_mark", lambda *_: (_ for _ in ()).throw(OSError("power")))
        with pytest.raises(OSError, match="power"):
            drop.take(RAW, CAME, known_as="one")
    again = drop.take(RAW + b" another text", CAME, known_as="one")
    assert drop.raw(again.sha256) == RAW
    assert [one.sha256 for one in drop.list()] == [again.sha256]


def test_what_a_person_looks_at_first_is_never_new(tmp_path: Path) -> None:
    drop = MailDrop(tmp_path)
    drop.take(RAW, CAME, waits="no calculation")
    assert (drop.count(MessageState.NEW), drop.count(MessageState.QUARANTINE)) == (0, 1)
