"""What a person chose about the console: theme, density, keys, zone, side bar. Kept with the account."""

import json
from collections.abc import Mapping
from typing import Final, NamedTuple

from django.conf import settings
from django.http import HttpRequest

from bellwarden.flows.office.keymap import keymap_of

THEMES: Final = ("system", "light", "dark")
DENSITIES: Final = ("usual", "compact", "roomy")


class Preferences(NamedTuple):
    theme: str = "system"
    density: str = "usual"
    keys: bool = True
    zone: str = "UTC"
    rail: bool = False
    keymap: Mapping[str, str] = {}  # the key to press, by the letter as shipped

    @property
    def other_keys(self) -> str:
        """Keys that mean something else than as shipped, for the script: what is pressed, and the letter it means."""
        moved = {key: letter for letter, key in self.keymap.items() if key and key != letter}
        gone = {letter: "" for letter, key in self.keymap.items() if key != letter and letter not in moved}
        return json.dumps({**gone, **moved})


def preferences_of(request: HttpRequest) -> Preferences:
    """What this person chose; the office's usual where nothing was chosen, or before the log-in."""
    chosen = getattr(request.user, "settings", None) or {}
    return read(chosen, str(getattr(settings, "OFFICE_ZONE", "UTC")))


def read(chosen: dict[str, object], office_zone: str) -> Preferences:
    theme, density = str(chosen.get("theme", "")), str(chosen.get("density", ""))
    return Preferences(
        theme if theme in THEMES else "system",
        density if density in DENSITIES else "usual",
        bool(chosen.get("keys", True)),
        str(chosen.get("zone") or office_zone),
        bool(chosen.get("rail", False)),
        keymap_of(chosen.get("keymap")),
    )
