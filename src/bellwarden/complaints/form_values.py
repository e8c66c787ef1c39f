"""What somebody filled in, looked through: which field is wrong and why, by names that every language has words for."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Final

from bellwarden.complaints.time_zones import FindZone
from bellwarden.model.complaint import Medium

LENGTHS: Final[Mapping[str, int]] = {
    "medium": 10,
    "calling_number": 60,
    "called_number": 60,
    "callback_number": 60,
    "date": 10,
    "time": 20,
    "call_zone": 60,
    "count": 4,
    "text": 20_000,
    "email": 254,
}
STATEMENTS: Final = (
    *("recorded", "silent", "sales", "fraud", "harassment", "stop", "consent", "dnc", "spoofed", "withheld"),
    *("threatened_yes", "threatened_no"),
)
_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")


def cleaned(given: Mapping[str, str]) -> dict[str, str]:
    """The known fields that hold something, without signs that nobody types."""
    found = {name: _plain(given.get(name, ""), name == "text") for name in LENGTHS}
    return {name: text for name, text in found.items() if text}


def faults_in(values: Mapping[str, str], find_zone: FindZone, said: Iterable[str] = ()) -> dict[str, str]:
    """Field → reason: needed, long, email, date, time, count or choice. Empty: it can be taken."""
    found = {name: "long" for name, text in values.items() if len(text) > LENGTHS.get(name, 0)}
    checks = {"email": _is_address, "date": _is_date, "time": _is_time, "count": _is_count}
    for name, check in checks.items():
        if values.get(name) and name not in found and not check(values[name]):
            found[name] = name
    if values.get("medium", Medium.CALL.value) not in {one.value for one in Medium}:
        found["medium"] = "choice"
    if values.get("call_zone") and find_zone(values["call_zone"]) is None:
        found["call_zone"] = "choice"
    if not any(values.get(name) for name in ("calling_number", "callback_number", "text")) and not list(said):
        found["calling_number"] = "needed"
    return found


def document(
    values: Mapping[str, str], statements: Iterable[str], *, about: bool, language: str, mark: str
) -> dict[str, str]:
    """As `intake.api_json` reads it. `statements`: sentences that were ticked; `about`: the time is roughly right."""
    told = {**values, "language": language, "id": mark}
    if about and told.get("time"):
        told["time"] = f"about {told['time']}"
    sentences = "\n".join(statements)
    return {**told, "statements": sentences} if sentences else told


def _plain(text: str, lines: bool) -> str:
    kept = "".join(sign for sign in text.replace("\r\n", "\n") if sign.isprintable() or (lines and sign in "\n\t"))
    return kept.strip()


def _is_address(text: str) -> bool:
    return bool(_ADDRESS.fullmatch(text))


def _is_date(text: str) -> bool:
    try:
        return len(text) == 10 and date.fromisoformat(text).year >= 2000
    except ValueError:
        return False


def _is_time(text: str) -> bool:
    try:
        time.fromisoformat(text)
    except ValueError:
        return False
    return text.isascii() and len(text) in (5, 8)


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and 1 <= int(text) <= 9999
