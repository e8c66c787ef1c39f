"""The list of the live page: which decisions fit the filters of the URL, allowed ones folded to counts."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from django.http import QueryDict

from bellwarden.numbering.reading import read_number
from bellwarden.web.recent import NOT_ALLOWED, Seen

SHOWN: Final = 60  # lines, folds not counted
TEXT_MAX: Final = 200
VERDICTS: Final = {
    "not_allowed": "not allowed",
    "block": "blocked",
    "divert": "diverted",
    "limit": "limited",
    "would": "would be stopped (report only)",
    "emergency": "emergency calls",
    "not_judged": "not judged",
    "allow": "allowed",
    "all": "all",
}


class Filters(NamedTuple):
    """As the URL says; "" and 0.0 stand for any."""

    verdict: str = "not_allowed"
    customer: str = ""
    trunk: str = ""
    reason: str = ""
    number: str = ""  # digits, calling or called
    call_id: str = ""
    since: float = 0.0  # behind this moment …
    until: float = 0.0  # … and before this one

    @property
    def used(self) -> bool:
        return self._replace(since=0.0, until=0.0) != Filters()

    @property
    def folds(self) -> bool:
        """Allowed calls are counted only where the list is of those that were not."""
        return self.verdict not in ("all", "allow")


class Line(NamedTuple):
    """A decision, or so many allowed calls between two."""

    seen: Seen | None
    folded: int = 0
    since: float = 0.0
    until: float = 0.0


def filters_of(query: QueryDict) -> Filters:
    def text(name: str) -> str:
        return query.get(name, "").replace("\0", "")[:TEXT_MAX].strip()

    verdict = text("verdict")
    return Filters(
        verdict if verdict in VERDICTS else "not_allowed",
        text("customer"),
        text("trunk"),
        text("reason").upper(),
        read_number(text("number"), "US").digits or text("number"),
        text("call_id"),
        _moment(text("since")),
        _moment(text("until")),
    )


def _moment(written: str) -> float:
    try:
        found = float(written)
    except ValueError:
        return 0.0
    return found if 0.0 < found < 4e9 else 0.0


def lines_of(rows: Iterable[Seen], filters: Filters, count: int = SHOWN) -> list[Line]:
    """Newest first. Folded are the allowed calls that fit all other filters."""
    found: list[Line] = []
    shown, folded, newer = 0, 0, 0.0
    for seen in _within(rows, filters):
        if not _is_of(seen, filters):
            continue
        if _has_verdict(seen.kind, filters.verdict):
            if folded:
                found.append(Line(None, folded, seen.at, newer))
            if shown == count:
                break
            found.append(Line(seen))
            shown, folded, newer = shown + 1, 0, seen.at
        elif filters.folds and seen.kind == "allow":
            folded += 1
            newer = newer or seen.at + 0.001
    else:
        if folded:
            found.append(Line(None, folded, 0.0, newer))
    return found


def _within(rows: Iterable[Seen], filters: Filters) -> Iterator[Seen]:
    for seen in rows:
        if filters.until and seen.at >= filters.until:
            continue
        if filters.since and seen.at <= filters.since:
            return
        yield seen


def _is_of(seen: Seen, filters: Filters) -> bool:
    return (
        (not filters.customer or seen.customer == filters.customer)
        and (not filters.trunk or seen.trunk == filters.trunk)
        and (not filters.reason or seen.reason == filters.reason or seen.kind == "allow")
        and (not filters.number or filters.number in (seen.calling, seen.called))
        and (not filters.call_id or seen.call_id == filters.call_id)
    )


def _has_verdict(kind: str, wanted: str) -> bool:
    match wanted:
        case "all":
            return True
        case "not_allowed":
            return kind != "allow"
        case "would":
            return kind.startswith("would_")
        case _:
            return kind == wanted


def stopped_share(kinds: Iterable[tuple[str, int]]) -> dict[str, float]:
    """Of all calls the share of each kind that was not allowed; empty without a call."""
    counts = dict(kinds)
    calls = sum(counts.values())
    return {kind: counts.get(kind, 0) / calls for kind in NOT_ALLOWED} if calls else {}
