"""What may leave: the same bytes for ours, not ours, spoofed and suspended; never a customer; silence for programs."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from bellwarden.complaints import intake
from bellwarden.disclosure.clearing import Asked, Clearance, clear, cleared_before
from bellwarden.disclosure.leaks import Secrets, leaks
from bellwarden.disclosure.outgoing import mail_of
from bellwarden.disclosure.recipient import Stance
from bellwarden.disclosure.wording import BLOCKS, QUESTIONS
from bellwarden.flows.complaint import Opened, open_complaint
from bellwarden.model.call_record import CallRecord
from bellwarden.model.complaint import NumberRole, Reading
from bellwarden.model.complaint_match import Coverage, Match
from bellwarden.model.policy import Standing
from bench import complaint_texts
from tests.complaints.desks import DATA, NOW, RECIPIENTS, Book, call, desk, document, read, readings, samples

SENT = datetime(2026, 5, 14, 18, tzinfo=UTC)


def corpus() -> Iterator[Reading]:
    for path in samples():
        yield from readings(path.read_bytes(), path.name)
    for line in (DATA / "seen.jsonl").read_text().splitlines():
        yield read(json.loads(line)["text"], subject="call", now=NOW)
    intakes = intake.load()
    for split in complaint_texts.SPLITS:
        for row in complaint_texts.rows(split):
            yield complaint_texts.reading_of(row, intakes)


CORPUS = tuple(corpus())


def made(reading: Reading) -> list[CallRecord]:
    """The calls that the complaint tells of, at the times it tells."""
    callers = [one.e164 for one in reading.in_role(NumberRole.CALLER_ID) if one.e164] or [12382200155]
    called = [one.e164 for one in reading.in_role(NumberRole.CALLED) if one.e164] or [14462002001]
    times = [one.readings[0] for one in reading.times if one.readings]
    moments = [one.earliest + (one.latest - one.earliest) / 2 for one in times] or [NOW - timedelta(days=1)]
    return [call(at, callers[0], called[0], line=line) for line, at in enumerate(moments, 1)]


def opened_four_ways(reading: Reading) -> dict[str, Opened]:
    """Ours with its calls, the same suspended, ours without a call, nobody's number."""
    numbers = [one.e164 for one in reading.in_role(NumberRole.CALLER_ID) if one.e164]
    held = document([*numbers, 12382200155])
    suspended = document([*numbers, 12382200155], Standing.SUSPENDED)
    calls = made(reading)
    desks = {
        "ours": desk(calls, held),
        "suspended": desk(calls, suspended),
        "spoofed": desk([], held),
        "not ours": desk([], document([12382200999])),
        "no data": desk([], held, Book([], Coverage(None, None))),
    }
    return {name: open_complaint(reading, "ab" * 32, one, NOW) for name, one in desks.items()}


def sent(opened: Opened) -> bytes:
    reply = opened.clearance.reply
    if reply is None:
        return opened.clearance.held.encode()
    whole = replace(reply, address=reply.address or "nobody@mail.example")
    return mail_of(whole, "abuse@carrier.example", SENT, "<c-1.token@carrier.example>", "<p1@mail.example>")


@pytest.mark.parametrize("reading", [pytest.param(one, id=str(place)) for place, one in enumerate(CORPUS)])
def test_what_leaves_is_the_same_whatever_was_found(reading: Reading) -> None:
    opened = opened_four_ways(reading)
    assert {sent(one) for one in opened.values()} == {sent(opened["ours"])}
    entries = {replace(one.clearance.entry, at=0.0) for one in opened.values()}
    assert len(entries) == 1


def test_the_four_ways_are_four_verdicts() -> None:
    opened = opened_four_ways(read("238-220-0155 called 446-200-2001 yesterday at 3:15 pm"))
    verdicts = {name: one.matching.verdict for name, one in opened.items()}
    assert verdicts == {
        "ours": Match.MADE_BY_CUSTOMER,
        "suspended": Match.MADE_BY_CUSTOMER,
        "spoofed": Match.SPOOFED,
        "not ours": Match.NOT_OURS,
        "no data": Match.NO_DATA,
    }


def test_no_answer_to_the_corpus_names_the_customer() -> None:
    for reading in CORPUS:
        reply = opened_four_ways(reading)["ours"].clearance.reply
        if reply is not None:
            for word in ("harbor", "stone", "198.18.0.7", "12382200155", "238-220-0155"):
                assert word not in reply.text.casefold()


def asked(**said: object) -> Asked:
    return replace(Asked("public", "ana@mail.example", "en", "C-1"), **said)  # type: ignore[arg-type]


def cleared(one: Asked, secrets: Secrets | None = None) -> Clearance:
    return clear(one, "Example Voice", RECIPIENTS, secrets or Secrets(), 1.0)


@pytest.mark.parametrize(
    ("recipient", "stance", "by_person"),
    [
        ("public", Stance.ANSWER, False),
        ("did_supplier", Stance.ACKNOWLEDGE, False),
        ("carrier", Stance.ACKNOWLEDGE, False),
        ("lawyer", Stance.ANSWER, True),
        ("police", Stance.ANSWER, True),
        ("authority", Stance.SILENCE, False),
        ("program", Stance.SILENCE, False),
    ],
)
def test_each_class_of_recipient(recipient: str, stance: Stance, by_person: bool) -> None:
    found = cleared(asked(recipient=recipient))
    assert found.entry.stance == stance.value
    assert (found.reply is None) is (stance is Stance.SILENCE)
    assert found.reply is None or (found.reply.by_person is by_person and "C-1" in found.reply.text)


@pytest.mark.parametrize("recipient", sorted(RECIPIENTS))
@pytest.mark.parametrize("language", sorted(BLOCKS))
def test_every_text_is_whole_in_every_language(recipient: str, language: str) -> None:
    found = cleared(asked(recipient=recipient, language=language, questions=tuple(QUESTIONS["en"])))
    if found.reply is not None:
        assert "{" not in found.reply.text + found.reply.subject
        assert found.reply.language == language


def test_languages_have_the_same_blocks_and_questions() -> None:
    assert len({frozenset(one) for one in BLOCKS.values()}) == 1
    assert len({frozenset(one) for one in QUESTIONS.values()}) == 1


def test_an_unknown_language_is_answered_in_english() -> None:
    found = cleared(asked(language="zh")).reply
    assert found is not None and found.text.startswith("Thank you.")


@pytest.mark.parametrize(
    ("secrets", "found"),
    [
        (Secrets(names=frozenset({"Harbor Bay Associates"})), ("name Harbor Bay Associates",)),
        (Secrets(names=frozenset({"harbor-bay"})), ("name harbor-bay",)),
        (Secrets(numbers=frozenset({12382200155})), ("number 2382200155",)),
        (Secrets(prefixes=("123822001",)), ("number 2382200155",)),
        (Secrets(places=frozenset({"198.18.0.7"})), ("address 198.18.0.7",)),
        (Secrets(places=frozenset({"sip.harbor.example"})), ("address sip.harbor.example",)),
        (Secrets(names=frozenset({"Stone Labs"})), ()),
    ],
)
def test_a_leak_is_seen_however_it_is_written(secrets: Secrets, found: tuple[str, ...]) -> None:
    text = "We suspended HARBOR-BAY associates, (238) 220-0155, at 198.18.0.7, sip.harbor.example."
    assert leaks([text], secrets, known="") == found


def test_a_placeholder_that_nobody_filled_in_is_seen() -> None:
    assert leaks(["Dear {name}"], Secrets(), known="") == ("placeholder {name}",)


def test_a_number_is_seen_that_runs_into_the_next_figure() -> None:
    secrets = Secrets(numbers=frozenset((14462000177,)))
    assert leaks(["You called +1 446 200 0177.\n4 of your own calls"], secrets, known="") == ("number 14462000177",)
    assert leaks(["446-200-0177 12"], secrets, known="+1 446 200 0177") == ()


def test_what_the_recipient_wrote_is_no_secret_to_them() -> None:
    secrets = Secrets(numbers=frozenset({12382200155}), names=frozenset({"Harbor Bay"}))
    found = cleared(asked(own_subject="Harbor Bay calls from 238-220-0155"), secrets)
    assert found.reply is not None and "Harbor Bay" in found.reply.subject


def test_a_number_cut_off_in_a_long_subject_holds_nothing_back() -> None:
    subject = "x" * 107 + " 238220015512345"
    found = cleared(asked(own_subject=subject), Secrets(prefixes=("12382200",)))
    assert found.reply is not None and "238220015512 [" in found.reply.subject


def test_a_name_in_the_reference_holds_the_answer() -> None:
    found = cleared(asked(reference="C-HARBORBAY"), Secrets(names=frozenset({"harbor bay"})))
    assert found.reply is None and "harbor bay" in found.held


def test_a_subject_can_t_smuggle_a_header() -> None:
    found = cleared(asked(own_subject="x\r\nBcc: eve@mail.example\r\n\r\nbody")).reply
    assert found is not None
    mail = mail_of(found, "abuse@carrier.example", SENT, "<c@carrier.example>", "<a b@c>\r\nX: y")
    head = mail.partition(b"\r\n\r\n")[0]
    assert b"\nBcc" not in head and b"In-Reply-To" not in head
    assert b"Auto-Submitted: auto-replied" in head


def test_the_ledger_says_what_was_told_and_what_was_not() -> None:
    entry = cleared(asked(recipient="did_supplier")).entry
    assert entry.told == ("that the report was received", "general policy")
    assert "whose number it is" in entry.withheld and entry.basis.startswith("47 USC 222")
    assert len(entry.sha256) == 64


@pytest.mark.parametrize("name", [f"<{'a' * 200}@mail.example>", "<CAJ=x+y/z$1@mail.example>", "<a@b>"])
def test_the_thread_holds_whatever_the_complaint_s_message_id(name: str) -> None:
    """Names longer than a line are usual, and stay letter by letter."""
    reply = cleared_before("a@mail.example", "es", "C-1", "Re: " + "señal " * 9, "x", "t", sha256(b"x").hexdigest())
    assert reply is not None
    raw = mail_of(reply, "abuse@carrier.example", NOW, f"<{'b' * 90}@carrier.example>", name)
    lines = raw.decode("ascii").split("\r\n")
    assert f"In-Reply-To: {name}" in lines and f"References: {name}" in lines
    assert any(f"<{'b' * 90}@carrier.example>" in line for line in lines)
    assert all(len(line) <= 998 for line in lines)
    assert "In-Reply-To" not in mail_of(reply, "abuse@x.example", NOW, "<1@x>", "<a\r\nBcc: b@c>").decode()
