"""Hostile messages are read in a process of their own: what it costs is bounded, and what fails says why."""

from collections.abc import Iterator

import pytest

from bellwarden.mail.child import Setting
from bellwarden.mail.reading import MessageReader, Unreadable
from bellwarden.model.complaint import NumberRole
from tests.complaints.desks import DATA, EASTERN, NOW, samples
from tests.complaints.test_intake import HOSTILE

pytestmark = pytest.mark.door


@pytest.fixture(scope="module")
def reader() -> Iterator[MessageReader]:
    with MessageReader(Setting("US", EASTERN, {446: EASTERN})) as made:
        yield made


def test_the_corpus_is_read(reader: MessageReader) -> None:
    for path in samples():
        assert reader.read(path.read_bytes(), path.name, NOW), path.name


@pytest.mark.parametrize("name", sorted(set(HOSTILE) - {"comments"}))
def test_a_bomb_is_told_and_the_next_message_is_read(reader: MessageReader, name: str) -> None:
    with pytest.raises(Unreadable):
        reader.read(HOSTILE[name], name, NOW)
    (found,) = reader.read((DATA / "plain.eml").read_bytes(), "plain.eml", NOW)
    assert found.in_role(NumberRole.CALLER_ID)[0].digits == "12382200155"


def test_what_takes_too_long_is_cut_off() -> None:
    with MessageReader(Setting("US", EASTERN, {}, cpu_s=0)) as made, pytest.raises(Unreadable, match="time"):
        made.read((DATA / "plain.eml").read_bytes() * 200, "plain.txt", NOW)


def test_nothing_written_is_told(reader: MessageReader) -> None:
    with pytest.raises(Unreadable, match="nothing is written"):
        reader.read(b" \n ", "empty.txt", NOW)


MUCH = ("1" * 60_000, "238-220-0155 " * 4_000, "at 3:15 pm on May 12 " * 2_500, "two " * 15_000)


@pytest.mark.parametrize("text", MUCH, ids=["digits", "numbers", "times", "words"])
def test_much_of_the_same_is_read_in_time(reader: MessageReader, text: str) -> None:
    assert reader.read(text.encode(), "x.txt", NOW)
