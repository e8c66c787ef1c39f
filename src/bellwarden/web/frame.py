"""What stands round every page: side bar, gates, most urgent clock, time, person. Asked for only where it is shown."""

import time
from collections.abc import Mapping
from functools import cached_property
from typing import Final, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from bellwarden.flows.office.keymap import KEYS, Key
from bellwarden.model.office.people import Right
from bellwarden.web import access, moments, standing_work, undoing
from bellwarden.web.gates_line import GatesLine, gates_line
from bellwarden.web.preferences import Preferences, preferences_of


class Place(NamedTuple):
    """One line of the side bar; `counted` names the open work shown beside it."""

    key: str
    word: str
    icon: str
    path: str
    letter: str = ""  # g, then this one, goes there
    counted: str = ""
    right: Right = Right.READ


# By what one does. A place whose page is not there is left out.
PLACES: Final[Mapping[str, tuple[Place, ...]]] = {
    "": (Place("home", "Home", "home", "/", "h"),),
    "Work": (
        Place("complaints", "Complaints", "mail", "/complaints", "m"),
        Place("cases", "Cases", "inbox", "/cases", "q", "cases"),
        Place("notices", "Notices", "mail-forward", "/notices", "k"),
        Place("tracebacks", "Tracebacks", "route", "/tracebacks", "t", "tracebacks"),
    ),
    "Watch": (
        Place("live", "Live calls", "phone-call", "/live", "w"),
        Place("alerts", "Alerts", "bell", "/alerts", "a", "alerts"),
        Place("customers", "Customers", "users", "/customers", "u"),
        Place("upstreams", "Upstreams", "arrows-left-right", "/upstreams", "p"),
        Place("numbers", "Numbers", "hash", "/numbers", "n"),
    ),
    "Act": (
        Place("enforcements", "Enforcements", "hand-stop", "/enforcements", "e", "enforcements"),
        Place("rules", "Rules", "adjustments-horizontal", "/rules", "r"),
        Place("policy", "Policy", "file-diff", "/policy", "v"),
        Place("replay", "Replay", "history", "/replay", "y"),
    ),
    "Prove": (
        Place("reports", "Reports", "chart-bar", "/reports", "d"),
        Place("audit", "Audit", "file-search", "/audit", "o", "", Right.READ_AUDIT),
    ),
    "System": (
        Place("gates", "Gates", "server", "/gates", "g"),
        Place("jobs", "Jobs", "clock-play", "/jobs", "j"),
        Place("import", "Import, export", "file-import", "/import", "i", "", Right.EDIT_CUSTOMERS),
        Place("people", "People", "user-check", "/people", "x", "", Right.MANAGE_PEOPLE),
    ),
}
# The bottom bar of a phone: what one wants at night; More is the whole list.
BOTTOM: Final = ("home", "cases", "live", "alerts")


class Line(NamedTuple):
    """A place as this reader sees it."""

    place: Place
    here: bool
    open: int
    due: bool


class Frame:
    """Made for each request, filled only as far as the page asks."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.now = time.time()

    @cached_property
    def preferences(self) -> Preferences:
        return preferences_of(self._request)

    @property
    def zone(self) -> str:
        return self.preferences.zone

    @property
    def key_groups(self) -> list[tuple[str, list[tuple[str, Key]]]]:
        """The list of keys: what this person presses, and for what."""
        chosen = self.preferences.keymap
        return [(group, [(chosen[key.letter], key) for key in keys]) for group, keys in KEYS.items()]

    @cached_property
    def local(self) -> str:
        """Fri 02:14 EST; UTC stands beside it."""
        here = moments.aware(self.now)
        return "" if here is None else f"{here.astimezone(moments.zone_of(self.zone)):%a %H:%M %Z}"

    @cached_property
    def utc(self) -> str:
        here = moments.aware(self.now)
        return "" if here is None or self.local.endswith("UTC") else f"{here:%H:%M} UTC"

    @property
    def inside(self) -> bool:
        """Whether a person is logged in and may read: else there is no side bar."""
        return access.may(self._request, Right.READ)

    @cached_property
    def rights(self) -> frozenset[str]:
        """Names of the reader's rights, as templates ask: `{% if "propose" in frame.rights %}`."""
        return frozenset(right.value for right in access.rights(self._request))

    @property
    def person(self) -> str:
        return str(getattr(self._request.user, "name", "") or getattr(self._request.user, "key", ""))

    @property
    def initials(self) -> str:
        parts = self.person.split()
        return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()

    @property
    def office(self) -> str:
        return str(getattr(settings, "OFFICE_NAME", ""))

    @property
    def rail(self) -> bool:
        return bool(getattr(self._request, "rail", False)) or self.preferences.rail

    @cached_property
    def work(self) -> Mapping[str, standing_work.Count]:
        found: Mapping[str, standing_work.Count] = standing_work.counts(self.now)
        return found

    @cached_property
    def groups(self) -> list[tuple[str, list[Line]]]:
        rights = access.rights(self._request)
        found = []
        for group, places in PLACES.items():
            lines = [self._line(place) for place in places if place.right in rights and is_built(place.path)]
            if lines:
                found.append((group, lines))
        return found

    @property
    def bottom(self) -> list[Line]:
        lines = {line.place.key: line for _, group in self.groups for line in group}
        return [lines[key] for key in BOTTOM if key in lines]

    def _line(self, place: Place) -> Line:
        work = self.work.get(place.counted, standing_work.NOTHING)
        here = place.key == getattr(self._request, "section", "")
        return Line(place, here, work.open, work.due)

    @property
    def undo(self) -> undoing.Offer | None:
        return undoing.offered(self._request, self.now)

    @cached_property
    def gates(self) -> GatesLine:
        return gates_line(self.now)

    @cached_property
    def danger(self) -> object:
        """A danger to life that somebody told of and nobody looks at; None when there is none."""
        return standing_work.danger(self.now) if self.inside else None

    @cached_property
    def urgent(self) -> object:
        """The running clock that ends first, with its case; None where nothing runs."""
        return standing_work.most_urgent(self.now)


_built: dict[str, bool] = {}


def is_built(path: str) -> bool:
    """Whether a page answers at this path."""
    if path not in _built:
        try:
            resolve(path)
            _built[path] = True
        except Resolver404:
            _built[path] = False
    return _built[path]


def frame(request: HttpRequest) -> dict[str, object]:
    """The context processor."""
    return {"frame": Frame(request)}
