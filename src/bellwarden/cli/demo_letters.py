"""What people write to the demonstration's abuse desk: both founding cases, other languages, danger, a forged sender.

Companies, people and numbers are invented. A letter is a text; how it travels is cli/demo_outside.py.
"""

import csv
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from bellwarden.simulator.worlds.past import HANG_UPS_CALLED, HANG_UPS_SHOWN, hang_ups

ZONE: Final = ZoneInfo("America/New_York")
SPOOFED: Final = "+12382003055"  # a number of ours that nobody placed this call from
STRANGER: Final = "+14462009188"
AUTHORITY: Final = "telecom-regulator.example"
GONE: Final = "gone"  # mail to an address that begins so comes back


class WrittenLetter(NamedTuple):
    """`proved`: what the receiving mail server finds out about the sender."""

    sender: str
    subject: str
    text: str
    by: str = "smtp"  # or "imap": the mail lies in the mailbox
    proved: bool = True


def letters(now: datetime, records: Path, seed: int = 1) -> Iterator[WrittenLetter]:
    """The first ones are always the same; then people complain about calls of the records for as long as one likes."""
    day = datetime.fromtimestamp(hang_ups(now)[0].at_ms / 1000, ZONE)
    yield _supplier("noc@harbor-numbers.example", HANG_UPS_SHOWN, HANG_UPS_CALLED, day, "smtp")
    yield _supplier("support@quay-numbers.example", SPOOFED, STRANGER, day, "imap")
    calls = _told_of(records)
    rng = Random(seed)
    if calls:
        yield _letter(rng, calls, "es", "imap")
    yield WrittenLetter(
        "r.almeida@postbox.example",
        "threatening calls",
        f"A man calls me from {_spaced(STRANGER)} and says he will come to my house and kill me. He called my number "
        f"238 201 0042 on {day:%B} {day.day} around 9 pm. I am afraid, please help.",
    )
    yield WrittenLetter(
        f"enforcement@{AUTHORITY}",
        "Request for subscriber records, urgent",
        f"This is the enforcement division. Send us name and address of whoever uses {_spaced(HANG_UPS_SHOWN)} today. "
        "Do not tell your customer.",
        "imap",
        proved=False,
    )
    if calls:
        yield _letter(rng, calls, "fr", "smtp")
    while calls:
        yield _letter(rng, calls, rng.choice(("en", "en", "es", "fr")), rng.choice(("smtp", "imap")))


def _supplier(sender: str, shown: str, called: str, day: datetime, by: str) -> WrittenLetter:
    text = (
        f"Hi team,\n\none of the parties on your trunk keeps calling our subscriber {_spaced(called)} and hanging up,\n"
        f"dozens of times on {day:%B} {day.day}. The caller ID was {_spaced(shown)}.\n\n"
        "Can you tell us who your customer is, and make it stop?\n"
    )
    return WrittenLetter(sender, "Hang-up calls from your network", text, by)


_TEXTS: Final = {
    "en": (
        "unwanted calls",
        "I got a call from {shown} on my phone {mine} on {when}. A recording, about {about}. I never asked for it, "
        "and I am on the do not call list. Please make them stop.",
    ),
    "es": (
        "llamadas no deseadas",
        "Recibí una llamada del {shown} en mi teléfono {mine} el {when}. Era una grabación sobre {about}. "
        "Que no llamen más, por favor.",
    ),
    "fr": (
        "appels indésirables",
        "J'ai reçu un appel du {shown} sur mon téléphone {mine} le {when}. Un enregistrement, sur {about}. "
        "Faites que cela s'arrête.",
    ),
}
_ABOUT: Final = {
    "sunvale": {"en": "health benefits", "es": "seguros médicos", "fr": "une assurance santé"},
    "brightpath": {"en": "debt relief", "es": "alivio de deudas", "fr": "un rachat de crédit"},
}
_NAMES: Final = ("ana", "ben", "claire", "dario", "elena", "farid", "gone", "hugo", "ines", "jack")


def _letter(rng: Random, calls: Sequence[dict[str, str]], language: str, by: str) -> WrittenLetter:
    call = rng.choice(calls)
    at = datetime.fromisoformat(call["at"]).astimezone(ZONE)
    clock = f"{at:%I:%M %p}".lstrip("0").lower() if language == "en" else f"{at:%H:%M}"
    month = f"{at:%B} {at.day}" if language == "en" else f"{at:%d/%m/%Y}"
    joined = {"en": "at", "es": "a las", "fr": "à"}[language]
    subject, text = _TEXTS[language]
    words = text.format(
        shown=_spaced(call["calling"]),
        mine=_spaced(call["called"]),
        when=f"{month} {joined} {clock}",
        about=_ABOUT[call["customer"]][language],
    )
    sender = f"{rng.choice(_NAMES)}.{rng.randrange(100, 999)}@postbox.example"
    return WrittenLetter(sender, subject, words + "\n", by)


def _told_of(records: Path) -> list[dict[str, str]]:
    """Answered calls of those two who did wrong."""
    with records.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["customer"] in _ABOUT and row["answered_at"]][-400:]


def _spaced(number: str) -> str:
    """+12382003010 as people write it."""
    digits = number.removeprefix("+1")
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
