"""What a drawn office's complaints say: a few letters, read and judged as a worker does, whose rows many share."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec

from bellwarden.calllog.complaints import NoCalls
from bellwarden.cli.complaint_opening import COUNTRY_ZONES, world_of
from bellwarden.flows.complaint import open_complaint
from bellwarden.flows.policy_reading import read_policy_files
from bellwarden.mail.child import Setting
from bellwarden.mail.reading import MessageReader
from bellwarden.policy.demo import demo_files

SAID: Final = (
    "A recording about my warranty rang {called} from {caller} on {day} at 2:14 pm. Take me off your list.",
    "Somebody who showed {caller} called {called} five times on {day} and hung up each time.",
    "On {day} at 9:05 in the morning a man from {caller} asked my mother at {called} for her card number.",
)
Facts = dict[str, Any]


def facts(now: float) -> list[Facts]:
    """`reading`, `matching` and `triage` of each letter; no call record is there."""
    at = datetime.fromtimestamp(now, UTC)
    bundle = read_policy_files(demo_files(), at.date()).bundle
    assert bundle is not None
    carrier = bundle.document.carrier
    world = world_of(bundle.document, NoCalls(), {})
    found = []
    with MessageReader(Setting(carrier.country, COUNTRY_ZONES[carrier.country], {})) as reader:
        for number, said in enumerate(SAID):
            (reading,) = reader.read(_letter(said, number, at), f"{number}.eml", at)
            opened = open_complaint(reading, f"{number:064x}", world, at)
            told = {"reading": opened.reading, "matching": opened.matching, "triage": opened.triage}
            found.append({name: msgspec.to_builtins(one) for name, one in told.items()})
    return found


def _letter(said: str, number: int, at: datetime) -> bytes:
    text = said.format(caller=f"238-201-00{number:02d}", called="446-201-0042", day=f"{at - timedelta(days=2):%B %-d}")
    head = f"From: someone{number}@person.example\r\nTo: abuse@carrier.example\r\nSubject: calls\r\nDate: "
    return f"{head}{at:%a, %d %b %Y %H:%M:%S} +0000\r\n\r\n{text}\r\n".encode()
