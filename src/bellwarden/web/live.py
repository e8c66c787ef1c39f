"""What the live page shows beside its list: rates over time, marks, reasons, gates."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from bellwarden.seam.gate_state import GateState
from bellwarden.store.models import Enforcement
from bellwarden.store.world import office_home
from bellwarden.verdict.explain import title
from bellwarden.web import home_of, moments
from bellwarden.web.charts import Axis, Bar, Mark, bars
from bellwarden.web.live_list import stopped_share
from bellwarden.web.recent import BUCKET_S, NOT_ALLOWED, SPAN_S, Picture

REASONS_MAX: Final = 5
REASONS_S: Final = 900
SILENT_S: Final = 10.0  # a gate that said nothing for so long is not heard
MARKS_MAX: Final = 12
DEEDS: Final = {
    "suspend": "suspended",
    "terminate": "terminated",
    "reinstate": "reinstated",
    "limit": "limited",
    "challenge": "challenged",
    "restrict_caller_ids": "caller IDs restricted",
}


class Reason(NamedTuple):
    code: str
    words: str
    kind: str
    calls: int


class GateLine(NamedTuple):
    state: GateState
    silent: bool
    behind: bool  # on an older policy than another gate
    workers: int


class Noted(NamedTuple):
    """A mark over the charts; it leads to what it stands for."""

    at: float
    words: str
    href: str


def shares_of(picture: Picture) -> dict[str, float]:
    """Of the calls in the last whole buckets, a quarter of an hour of them."""
    return stopped_share(_kinds(picture).items())


def _kinds(picture: Picture) -> Counter[str]:
    kinds: Counter[str] = Counter()
    for _, bucket in picture.buckets[-REASONS_S // BUCKET_S :]:
        kinds.update(bucket.kinds)
    return kinds


def reasons_of(picture: Picture) -> list[Reason]:
    """Why calls were not allowed in the last quarter of an hour, commonest first."""
    counts: Counter[tuple[str, str]] = Counter()
    for _, bucket in picture.buckets[-REASONS_S // BUCKET_S :]:
        counts.update({key: calls for key, calls in bucket.reasons.items() if key[1] in NOT_ALLOWED})
    return [Reason(code, title(code), kind, calls) for (code, kind), calls in counts.most_common(REASONS_MAX)]


def marks_of(picture: Picture, now: float) -> list[Noted]:
    """What we did within the time shown: policies that came into force, measures that were pressed or lifted."""
    serials = home_of.serials() if picture.policies else {}
    found = [
        Noted(one.at, f"policy {serials.get(one.snapshot, one.snapshot[:6])}", "/policy") for one in picture.policies
    ]
    since = datetime.fromtimestamp(now - SPAN_S, UTC)
    pressed = Enforcement.objects.filter(pressed_at__gte=since).order_by("-pressed_at")[:MARKS_MAX]
    for one in pressed.values_list("pressed_at", "kind", "value", "ref"):
        found.append(Noted(one[0].timestamp(), f"{DEEDS.get(one[1], 'blocked')}: {one[2]}", f"/enforcements/{one[3]}"))
    return sorted(found)[-MARKS_MAX:]


def gates_of(now: float) -> list[GateLine]:
    states = office_home().gate_states()
    newest = max((one.serial for one in states), default=0)
    return [GateLine(one, now - one.at > SILENT_S, one.serial != newest, len(one.workers)) for one in states]


def percentile_us(latency_us: Sequence[int], share: float) -> float | None:
    return latency_us[min(len(latency_us) - 1, int(len(latency_us) * share))] / 1e6 if latency_us else None


def series_of(picture: Picture, marks: Sequence[Noted], zone: str, since: float = 0.0, until: float = 0.0) -> str:
    """For the script that draws: whole buckets only, in calls a second. With both moments only that time is shown."""
    whole = picture.buckets[:-1]
    told = {
        "at": [at for at, _ in whole],
        "all": [round(bucket.kinds.total() / BUCKET_S, 3) for _, bucket in whole],
        **{kind: [round(bucket.kinds[kind] / BUCKET_S, 3) for _, bucket in whole] for kind in NOT_ALLOWED},
        "until": picture.buckets[-1][0] if picture.buckets else 0,
        "span": SPAN_S,
        "zoom": [since, until] if 0 < since < until else None,
        "zone": zone or "UTC",
        "marks": [one._asdict() for one in marks],
    }
    return json.dumps(told, separators=(",", ":"))


def rows_of(picture: Picture) -> list[dict[str, Any]]:
    """The table twin, newest first."""
    return [
        {
            "at": at,
            "until": at + BUCKET_S,
            "all": bucket.kinds.total(),
            **{kind: bucket.kinds[kind] for kind in NOT_ALLOWED},
        }
        for at, bucket in reversed(picture.buckets[:-1])
    ]


def drawn(picture: Picture, marks: Sequence[Noted], zone: str) -> tuple[object, object]:
    """Both charts as the server draws them, for whoever has no script."""
    whole = picture.buckets[:-1]
    here = moments.zone_of(zone)
    begins = [datetime.fromtimestamp(at, UTC).astimezone(here) for at, _ in whole]
    labels = [(place, f"{at:%H:%M}") for place, at in enumerate(begins) if at.second == 0 and at.minute % 5 == 0]
    first = whole[0][0] if whole else 0.0
    noted = [Mark((one.at - first) / BUCKET_S, one.words) for one in marks]
    calls, stopped = [], []
    for begin, (_, bucket) in zip(begins, whole, strict=True):
        rate = bucket.kinds.total() / BUCKET_S
        calls.append(Bar(f"{begin:%H:%M:%S}: {rate:.1f} calls a second", (("calls", rate),)))
        parts = tuple((kind, bucket.kinds[kind] / BUCKET_S) for kind in NOT_ALLOWED)
        stopped.append(Bar(f"{begin:%H:%M:%S}: {sum(one for _, one in parts):.1f} a second not allowed", parts))
    return (
        bars(calls, Axis((), (), height=80), "All calls per second"),
        bars(stopped, Axis(labels, noted, height=150), "Calls not allowed per second: blocked, diverted, limited"),
    )
