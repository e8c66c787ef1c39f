"""What every table of the policy files is made of: settings with meaning, unit, default and what to write there."""

from enum import Enum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

COUNT = "a whole number, or 0 for no limit"
CPS = "a whole number of calls per second, or 0 for no limit"
SWITCH = "true or false"
TEXT = "text in quotes"
NUMBERS = 'a list of numbers in quotes, such as "+12382000100", "+1238200*" or "12382001000-12382001999"'
FILE = 'a path inside the policy folder in quotes, such as "lists/spam.txt"'
NAMES = "a list of names in quotes"
UUID = 'a UUID in quotes, as `uuidgen` prints one, such as "6f1c2b9e-0d5a-4c3e-9a71-2f4b8c6d7e10"'


def setting(default: Any, meaning: str, write: str, **limits: Any) -> Any:
    """A setting: what it is for, what to write there. `...` as default: it has to be written."""
    return Field(default, description=meaning, json_schema_extra={"write": write}, **limits)


def choice(default: Any, meaning: str, words: type[Enum], **limits: Any) -> Any:
    """A setting that takes one of the words of an enumeration."""
    written = ", ".join(f'"{word.value}"' for word in words)
    return setting(default, meaning, f"one of {written}", strict=False, **limits)


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
