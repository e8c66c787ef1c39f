"""Complaints as they reach a carrier: mails (plain, HTML, forwarded, ARF) and the JSON of forms, programs, letters."""

import json
from datetime import UTC, datetime, timedelta
from email.header import Header
from email.utils import format_datetime
from html import escape
from random import Random
from typing import Final

from bellwarden.simulator.worlds.complaint_texts import (
    AGAIN,
    CALLBACK,
    MONTHS,
    NUMBER_UNKNOWN,
    SUBJECTS,
    TEXTS,
    TITLES,
    WHENS,
)  # fmt: skip
from bellwarden.simulator.worlds.complaints import Complaint
from bellwarden.simulator.worlds.numbers import ZONES

DESK: Final = "abuse@carrier.example"
_ABBREVIATIONS: Final = {-4: "EDT", -5: "CDT", -6: "MDT", -7: "PDT", 0: "UTC"}
_FIRST_NAMES: Final = ("Ana", "Ben", "Carla", "Dev", "Elise", "Fay", "Gil", "Hana", "Ivo", "June", "Kofi", "Lena")


def write(rng: Random, number: int, one: Complaint) -> tuple[str, bytes]:
    """File name and content."""
    if one.channel == "mail":
        return f"{number:06d}.eml", _mail(rng, number, one)
    return f"{number:06d}.json", _form(rng, one)


def _local(at_ms: int, offset_h: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC) + timedelta(hours=offset_h)


def _when(rng: Random, one: Complaint) -> str:
    at = _local(one.told_ms, one.offset_h)
    language = one.language
    text = rng.choice(WHENS[language]).format(
        day=at.day, d=f"{at.day:02d}", m=f"{at.month:02d}", year=at.year, month=MONTHS[language][at.month - 1],
        hour=f"{at.hour:02d}", minute=f"{at.minute:02d}", h12=at.hour % 12 or 12, ap="am" if at.hour < 12 else "pm",
    )  # fmt: skip
    return f"{text} {_ABBREVIATIONS[one.offset_h]}" if one.zone_told else text


def spelled(rng: Random, number: str) -> str:
    """A number as people write it."""
    if len(number) != 11 or number[0] != "1":
        return f"+{number}" if len(number) > 7 else number
    area, office, line = number[1:4], number[4:7], number[7:]
    return rng.choice(
        (f"({area}) {office}-{line}", f"{area}-{office}-{line}", f"+1{area}{office}{line}", f"{area}{office}{line}",
         f"1-{area}-{office}-{line}", f"{area}.{office}.{line}")
    )  # fmt: skip


def text(rng: Random, one: Complaint) -> str:
    """What the complainant writes."""
    language = one.language
    place = ("en", "es", "fr").index(language)
    subject = SUBJECTS.get(one.subject, SUBJECTS["B1"])[place]
    number = spelled(rng, one.reported) if one.reported else NUMBER_UNKNOWN[language]
    parts = [
        rng.choice(TEXTS[language]).format(
            number=number, mine=spelled(rng, str(one.called)), when=_when(rng, one), subject=subject
        )
    ]
    if one.callback and one.callback != one.reported:
        parts.append(CALLBACK[language].format(callback=spelled(rng, one.callback)))
    if one.again_ms:
        times = ", ".join(_local(at, one.offset_h).strftime("%H:%M") for at in one.again_ms)
        parts.append(AGAIN[language].format(times=times))
    return "\n".join(parts)


def _form(rng: Random, one: Complaint) -> bytes:
    at = _local(one.told_ms, one.offset_h)
    zone = next(name for name, offset in ZONES if offset == one.offset_h) if one.offset_h else "UTC"
    value = {
        "channel": one.channel,
        "received_at": datetime.fromtimestamp(one.received_ms / 1000, UTC).isoformat(timespec="seconds"),
        "language": one.language,
        "calling_number": spelled(rng, one.reported) if one.reported else "",
        "called_number": spelled(rng, str(one.called)),
        "call_date": at.strftime("%Y-%m-%d"),
        "call_time": at.strftime("%H:%M"),
        "call_zone": zone if one.zone_told else "",
        "text": text(rng, one),
    }
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _mail(rng: Random, number: int, one: Complaint) -> bytes:
    sender = f"{rng.choice(_FIRST_NAMES).lower()}{number}@mail.example"
    sent = format_datetime(datetime.fromtimestamp(one.received_ms / 1000, UTC))
    title = rng.choice(TITLES[one.language]).format(number=one.reported or NUMBER_UNKNOWN[one.language])
    body = text(rng, one)
    head = (
        f"From: {sender}\nTo: {DESK}\nSubject: {_encoded(title)}\nDate: {sent}\n"
        f"Message-ID: <complaint-{number}@mail.example>\nMIME-Version: 1.0\n"
    )
    plain = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    if one.mail == "html":
        page = escape(body).replace("\n", "<br>\n")
        content = (
            f"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
            f"<html><body><p>{page}</p></body></html>\n"
        )
    elif one.mail == "forwarded":
        quoted = "\n".join(f"> {line}" for line in body.split("\n"))
        content = f"{plain}FYI, from a subscriber.\n\n---------- Forwarded message ----------\n{quoted}\n"
    elif one.mail == "arf":
        content = _arf(number, sender, sent, body, one)
    else:
        content = f"{plain}{body}\n"
    return (head + content).replace("\n", "\r\n").encode()


def _arf(number: int, sender: str, sent: str, body: str, one: Complaint) -> str:
    """RFC 5965: a note, the report's fields, and what it is about."""
    edge = f"part-{number}"
    arrived = format_datetime(datetime.fromtimestamp(one.told_ms / 1000, UTC))
    return (
        f'Content-Type: multipart/report; report-type=feedback-report; boundary="{edge}"\n\n'
        f"--{edge}\nContent-Type: text/plain; charset=utf-8\n\n{body}\n\n"
        f"--{edge}\nContent-Type: message/feedback-report\n\n"
        f"Feedback-Type: abuse\nUser-Agent: complaint-desk/1.0\nVersion: 1\nArrival-Date: {arrived}\n"
        f"Reported-URI: tel:{'+' + one.reported if one.reported else 'anonymous'}\n\n"
        f"--{edge}\nContent-Type: message/rfc822\n\nFrom: {sender}\nDate: {sent}\nSubject: call\n\n{body}\n\n"
        f"--{edge}--\n"
    )


def _encoded(title: str) -> str:
    """As an encoded word, where a title is not ASCII."""
    return title if title.isascii() else Header(title, "utf-8").encode()
