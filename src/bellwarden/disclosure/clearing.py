"""The one way by which a text for an outsider comes to be: composed from templates, looked through, noted."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from bellwarden.disclosure.leaks import Secrets, leaks
from bellwarden.disclosure.recipient import Recipient, Stance
from bellwarden.disclosure.wording import BLOCKS, DEFAULT, QUESTIONS

TEMPLATE: Final = "complaint-1"  # changes whenever a sentence does
SUBJECT_MAX: Final = 120


@dataclass(frozen=True, slots=True)
class Asked:
    """What came in, as far as the answer may depend on it."""

    recipient: str  # file name of a class in recipients/
    address: str
    language: str
    reference: str
    own_subject: str = ""  # what the complainant wrote there
    questions: tuple[str, ...] = ()  # facts to ask for, by the complaint's own words


@dataclass(frozen=True, slots=True)
class Letter:
    """A text that was put together from templates, before anybody has looked at what it names."""

    recipient: str
    address: str
    language: str
    reference: str
    subject: str
    text: str
    template: str


@dataclass(frozen=True, slots=True)
class ClearedReply:
    """A text that may leave. Built by this file and nowhere else: a house test holds that."""

    recipient: str
    stance: Stance
    address: str
    language: str
    reference: str
    subject: str
    text: str
    template: str
    delay_s: int
    by_person: bool


@dataclass(frozen=True, slots=True)
class DisclosureEntry:
    """A line of the disclosure ledger: what was told to whom, on what ground, and what was not."""

    at: float
    reference: str
    recipient: str
    address: str
    stance: str
    template: str
    language: str
    told: tuple[str, ...]
    withheld: tuple[str, ...]
    basis: str
    sha256: str  # of the text; "" when nothing was said


@dataclass(frozen=True, slots=True)
class Clearance:
    """A reply, or why there is none; and the ledger's line about it."""

    reply: ClearedReply | None
    held: str
    entry: DisclosureEntry


def clear(asked: Asked, carrier: str, recipients: Mapping[str, Recipient], secrets: Secrets, at: float) -> Clearance:
    """`at`: now, seconds since 1970. The reply is held when it would name a customer."""
    recipient = recipients[asked.recipient]
    language = asked.language if asked.language in BLOCKS else DEFAULT
    if recipient.stance is Stance.SILENCE:
        return Clearance(None, "this class of sender is not answered", _entry(asked, recipient, language, "", at))
    words = BLOCKS[language]
    paragraphs = [_paragraph(name, words, language, asked) for name in recipient.blocks]
    template = "\n\n".join(one for one in paragraphs if one)
    text = template.replace("{reference}", asked.reference).replace("{carrier}", carrier) + "\n"
    subject = _subject(asked, words["subject"])
    found = leaks((text, subject, asked.reference), secrets, known=f"{template}\n{carrier}\n{_own(asked)}")
    if found:
        return Clearance(None, f"it would tell: {', '.join(found)}", _entry(asked, recipient, language, "", at))
    reply = ClearedReply(
        asked.recipient, recipient.stance, asked.address, language, asked.reference, subject, text, TEMPLATE,
        recipient.delay_s, recipient.by_person,
    )  # fmt: skip
    return Clearance(reply, "", _entry(asked, recipient, language, text, at))


def clear_letter(
    letter: Letter,
    secrets: Secrets,
    known: str,
    told: tuple[str, ...],
    withheld: tuple[str, ...],
    basis: str,
    at: float,
) -> Clearance:
    """A letter that answers no report: to a customer of ours, to people of our own. `known`: what it may name."""
    found = leaks((letter.text, letter.subject), secrets, known)
    reply = None
    if not found:
        reply = ClearedReply(
            letter.recipient, Stance.ANSWER, letter.address, letter.language, letter.reference, letter.subject,
            letter.text, letter.template, 0, False,
        )  # fmt: skip
    entry = DisclosureEntry(
        at, letter.reference, letter.recipient, letter.address, Stance.ANSWER.value, letter.template, letter.language,
        () if found else told, withheld, basis, "" if found else sha256(letter.text.encode()).hexdigest(),
    )  # fmt: skip
    return Clearance(reply, f"it would tell: {', '.join(found)}" if found else "", entry)


def cleared_before(
    address: str, language: str, reference: str, subject: str, text: str, template: str, digest: str
) -> ClearedReply | None:
    """A reply that waited in a database. None when its text is not the one that was cleared under this SHA-256."""
    if sha256(text.encode()).hexdigest() != digest:
        return None
    return ClearedReply("", Stance.ANSWER, address, language, reference, subject, text, template, 0, False)


def _paragraph(name: str, words: Mapping[str, str], language: str, asked: Asked) -> str:
    if name != "questions":
        return words[name]
    known = QUESTIONS[language]
    lines = [f"- {known[one]}" for one in asked.questions if one in known]
    return "\n".join((words[name], *lines)) if lines else ""


def _own(asked: Asked) -> str:
    """The complainant's own subject as far as it is repeated; never more than one line."""
    flat = " ".join("".join(sign if sign.isprintable() else " " for sign in asked.own_subject).split())
    return flat[:SUBJECT_MAX].replace(f"[{asked.reference}]", "").strip()


def _subject(asked: Asked, fallback: str) -> str:
    """The complainant's own, so that their mail program keeps the thread."""
    own = _own(asked)
    begun = own if own.casefold().startswith("re:") else f"Re: {own}"
    return f"{begun if own else fallback} [{asked.reference}]"


def _entry(asked: Asked, recipient: Recipient, language: str, text: str, at: float) -> DisclosureEntry:
    told = ("that the report was received", "general policy") if text else ()
    return DisclosureEntry(
        at, asked.reference, asked.recipient, asked.address, recipient.stance.value, TEMPLATE, language, told,
        recipient.withheld, recipient.basis, sha256(text.encode()).hexdigest() if text else "",
    )  # fmt: skip
