"""The public form of the office: its values as JSON in a mail of our own making, added files behind them.

Sees          numbers, date, time and zone, count, statements that were ticked, own words, language, where to answer
Why           most people who are called have no mail program at hand, and a form asks for what is needed
Source        our own shape (`complaints/form_mail.py`); known by its door, so no mail can pretend to be one
False alarms  everything in it is typed by a stranger: an address is no proof of who writes
"""

from dataclasses import replace
from typing import Final

from bellwarden.complaints.form_mail import NAME
from bellwarden.complaints.incoming import FORM_FILE, Incoming, Intake, letter_message, read_json
from bellwarden.complaints.intake import api_json
from bellwarden.model.complaint import Message


def fits(incoming: Incoming) -> bool:
    return incoming.name == FORM_FILE and incoming.letter is not None


def read(incoming: Incoming) -> tuple[Message, ...]:
    if incoming.letter is None:
        return ()
    first = next((leaf for leaf in incoming.letter.leaves if leaf.name == NAME), None)
    document = read_json(first.text) if first is not None else None
    if not isinstance(document, dict):
        return ()
    around = letter_message(incoming.letter, "web_form", "form", ())
    files = tuple(one for one in around.attachments if one.name != NAME)
    return (replace(api_json.message(document, 0), intake="web_form", channel="form", attachments=files),)


INTAKE: Final = Intake(5, fits, read)
