"""How well complaints are read that people wrote freely: `python -m bench.complaint_texts [--split used]`.

tests/data/complaint_texts holds texts with what is true of them: numbers by role, moments of the calls (UTC), how many
were claimed. `used.jsonl` has been looked at. New texts belong into `never_used.jsonl`: of them only the figures are
shown, never what went wrong, until they move. The folder's README has what texts brought at first sight. Read as mails
and forms are, at a desk in New York.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from statistics import median
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from bellwarden.complaints import intake
from bellwarden.complaints.incoming import Intake, open_bytes
from bellwarden.complaints.reading import Around, read_message
from bellwarden.mail.tables import unpack
from bellwarden.mail.zones import find_zone
from bellwarden.model.complaint import NumberForm, NumberRole, Reading
from bench import report
from bench.servers import ROOT

TEXTS: Final = ROOT / "tests" / "data" / "complaint_texts"
SPLITS: Final = tuple(one for one in ("used", "never_used") if (TEXTS / f"{one}.jsonl").exists())
EASTERN: Final = ("America/New_York",)
AROUND: Final = Around("US", find_zone, lambda number: (), EASTERN)
ROLES: Final = {
    "caller": NumberRole.CALLER_ID,
    "called": NumberRole.CALLED,
    "callback": NumberRole.CALLBACK,
    "other": NumberRole.OTHER,
}
NUMBERS: Final = "role of the number right"
TIMES: Final = "time interval holds the call, wrong days told included"
COUNTS: Final = "count claimed holds what is meant"
LANGUAGE: Final = "language right"
GOALS: Final = {NUMBERS: 0.97, TIMES: 0.97}
HEAD: Final = ["measure", "figure", "n", "goal", ""]


class Judged(NamedTuple):
    """One text: right of all by measure, how wide the time was read, and what was wrong."""

    row: dict[str, Any]
    right: Counter[str]
    all: Counter[str]
    hours: list[float]
    wrong: list[str]


def rows(split: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (TEXTS / f"{split}.jsonl").read_text().splitlines()]


def bytes_of(row: dict[str, Any]) -> tuple[bytes, str]:
    """As it came: a mail, or the text that a form sent."""
    if row["shape"] == "form":
        return row["text"].encode(), f"{row['id']}.txt"
    at = datetime.fromisoformat(row["received_at"]).astimezone(ZoneInfo(EASTERN[0]))
    mail = EmailMessage()
    mail["From"] = "Someone <someone@mail.example>"
    mail["To"] = "abuse@carrier.example"
    mail["Subject"] = row["subject"]
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{row['id']}@mail.example>"
    mail.set_content(row["text"])
    return mail.as_bytes(), f"{row['id']}.eml"


def reading_of(row: dict[str, Any], intakes: dict[str, Intake]) -> Reading:
    data, name = bytes_of(row)
    (message,) = intake.messages(open_bytes(data, name, unpack), intakes)
    return read_message(message, AROUND, datetime.fromisoformat(row["received_at"]).astimezone(UTC))


def judge(row: dict[str, Any], reading: Reading) -> Judged:
    judged = Judged(row, Counter(), Counter(), [], [])
    _numbers(judged, reading)
    _times(judged, reading)
    least, most = (reading.claimed.least, reading.claimed.most) if reading.claimed else (1, 1)
    if row["count"] is not None:
        held = least <= row["count"] and (most is None or row["count"] <= most)
        _see(judged, COUNTS, held, f"{row['count']} read as {least}–{most}")
    _see(judged, LANGUAGE, reading.language == row["language"], f"{row['language']} read as {reading.language}")
    return judged


def _see(judged: Judged, measure: str, right: bool, words: str) -> None:
    judged.all[measure] += 1
    judged.right[measure] += right
    if not right:
        judged.wrong.append(f"{measure}: {words}")


def _numbers(judged: Judged, reading: Reading) -> None:
    """Each number of the text, and each that was found though nobody wrote one: its roles are those it has."""
    true = {(number, role) for name, role in ROLES.items() for number in judged.row[name]}
    found = {(one.digits, one.role) for one in reading.numbers if one.form is not NumberForm.RANGE}
    for number in sorted({number for number, _ in true | found}):
        meant = sorted(role.value for digits, role in true if digits == number)
        told = sorted(role.value for digits, role in found if digits == number)
        _see(judged, NUMBERS, meant == told, f"{number} is {meant or 'no number'}, read as {told or 'no number'}")


def _times(judged: Judged, reading: Reading) -> None:
    ways = [way for told in reading.times for way in told.readings]
    firsts = [told.readings[0] for told in reading.times if told.readings]
    for moment in judged.row["at"]:
        at = datetime.fromisoformat(moment)
        shown = "; ".join(f"{told.text!r} {told.readings[0].earliest:%m-%d %H:%M}" for told in reading.times
                          if told.readings)  # fmt: skip
        held = [way for way in ways if way.earliest <= at <= way.latest]
        _see(judged, TIMES, bool(held), f"{moment} {judged.row['errors']} in {shown}")
        first = any(way.earliest <= at <= way.latest for way in firsts)
        _see(judged, "time interval holds the call, first reading alone", first, f"{moment} in {shown}")
        judged.hours.extend(sorted((way.latest - way.earliest).total_seconds() / 3600 for way in held)[:1])


def run(split: str) -> list[Judged]:
    intakes = intake.load()
    return [judge(row, reading_of(row, intakes)) for row in rows(split)]


def table(judged: list[Judged]) -> str:
    right, everything = sum((one.right for one in judged), Counter()), sum((one.all for one in judged), Counter())
    lines = []
    for measure in sorted(everything, key=lambda name: (name not in GOALS, name)):
        share, goal = right[measure] / everything[measure], GOALS.get(measure)
        met = "" if goal is None else ("met" if share >= goal else "missed")
        lines.append([measure, f"{share:.4f}", f"{everything[measure]:,}", f"≥ {goal:g}" if goal else "", met])
    hours = median([hour for one in judged for hour in one.hours])
    return report.table(HEAD, [*lines, ["narrowest interval that holds it, hours, median", f"{hours:.2f}", "", "", ""]])


def _shown(judged: list[Judged]) -> Iterator[str]:
    for one in judged:
        if one.wrong:
            yield "\n".join((f"--- {one.row['id']} {one.row['text']}", *(f"    {words}" for words in one.wrong)))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--split", choices=SPLITS, help="one alone; of `used` also what went wrong")
    chosen = options.parse_args()
    for split in (chosen.split,) if chosen.split else SPLITS:
        judged = run(split)
        print(f"{split}: {len(judged)} texts\n{table(judged)}")
        if chosen.split == "used":
            print("\n".join(_shown(judged)))


if __name__ == "__main__":
    main()
