"""Rates out of counts: two readings of the gate a few seconds apart make what `bellwarden top` shows."""

import time
from collections import Counter, deque
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from bellwarden.cli.console import utc
from bellwarden.cli.shapes import PartyJson, ReasonJson, TopJson, WorkerJson
from bellwarden.cli.top_sources import Reading
from bellwarden.gate.counts import LATENCY_BOUNDS_US, SILENT_S, Parties, Tally, added, is_live
from bellwarden.model.verdict import EMERGENCY_CALL

WINDOW_S: Final = 5.0
HISTORY: Final = 30  # readings behind the small chart of a customer
Pair = tuple[Tally, Tally]  # two publications of one worker, the earlier first


class PartyRate:
    """Attempts and refusals of one customer or trunk within a window, of all workers."""

    __slots__ = ("attempts", "per_s", "reasons", "refused", "refused_per_s")

    def __init__(self) -> None:
        self.attempts = 0
        self.refused = 0
        self.per_s = 0.0
        self.refused_per_s = 0.0
        self.reasons: Counter[str] = Counter()


class Window(NamedTuple):
    """What happened within the window, of all workers: each counted over its own seconds, then added."""

    seconds: float
    decisions: dict[tuple[str, str], float]  # action and reason, a second
    counts: dict[str, float]  # fields of Tally, a second
    latency: list[int]
    of_worker: dict[int, float]  # calls a second
    parties: dict[str, dict[str, PartyRate]]  # customers, trunks


class Rates:
    """Takes readings in, gives out what is shown."""

    def __init__(self) -> None:
        self._published: dict[int, deque[Tally]] = {}
        self._history: dict[tuple[str, str], deque[float]] = {}

    def take(self, reading: Reading) -> TopJson:
        """The reading with rates over the last seconds, as far as there were readings before."""
        pairs: dict[int, Pair] = {}
        last: dict[int, Pair] = {}
        for number, tally in enumerate(reading.workers):
            if tally is None:
                continue
            published = self._published.setdefault(number, deque())
            _remember(published, tally)
            if len(published) > 1 and is_live(tally, reading.now):
                pairs[number] = (published[0], tally)
                last[number] = (published[-2], tally)
        self._follow(last)
        return _shown(reading, window_of(pairs), self._history)

    def _follow(self, last: dict[int, Pair]) -> None:
        """One point more for every party that ever called."""
        if not last:
            return
        for field, parties in window_of(last).parties.items():
            for key in {key for kind, key in self._history if kind == field} | parties.keys():
                history = self._history.setdefault((field, key), deque(maxlen=HISTORY))
                history.append(parties[key].per_s if key in parties else 0.0)


def _remember(published: deque[Tally], tally: Tally) -> None:
    """Keep what the window needs: the publications of the last seconds and one before them."""
    if published:
        newest = published[-1]
        if tally.at == newest.at:
            return
        if tally.at < newest.at or sum(tally.latency) < sum(newest.latency):
            published.clear()  # another gate than before
    published.append(tally)
    while len(published) > 2 and tally.at - published[1].at >= WINDOW_S:
        published.popleft()


FIELDS: Final = ("unjudged", "shed", "unknown_source")


def window_of(pairs: dict[int, Pair]) -> Window:
    """The differences of each worker's two publications."""
    latency = [0] * (len(LATENCY_BOUNDS_US) + 1)
    window = Window(0.0, {}, dict.fromkeys(FIELDS, 0.0), latency, {}, {"customers": {}, "trunks": {}})
    longest = 0.0
    for number, (before, after) in pairs.items():
        seconds = after.at - before.at
        longest = max(longest, seconds)
        grown = [a - b for a, b in zip(after.latency, before.latency, strict=True)]
        window.of_worker[number] = sum(grown) / seconds
        for i, calls in enumerate(grown):
            latency[i] += calls
        for name in FIELDS:
            window.counts[name] += (getattr(after, name) - getattr(before, name)) / seconds
        for action, reasons in after.decisions.items():
            for reason, calls in reasons.items():
                rate = (calls - before.decisions[action].get(reason, 0)) / seconds
                window.decisions[action, reason] = window.decisions.get((action, reason), 0.0) + rate
        for name, rates in window.parties.items():
            _add_parties(rates, getattr(before, name), getattr(after, name), seconds)
    return window._replace(seconds=longest)


def _add_parties(rates: dict[str, PartyRate], before: Parties, after: Parties, seconds: float) -> None:
    nothing: dict[str, int] = {}
    for key, calls in after.attempts.items():
        attempts = calls - before.attempts.get(key, 0)
        if not attempts:
            continue
        refused = after.refused(key) - before.refused(key)
        rate = rates.setdefault(key, PartyRate())
        rate.attempts += attempts
        rate.refused += refused
        rate.per_s += attempts / seconds
        rate.refused_per_s += refused / seconds
        was = before.reasons.get(key, nothing)
        for reason, number in after.reasons.get(key, nothing).items():
            rate.reasons[reason] += number - was.get(reason, 0)


def _shown(reading: Reading, window: Window, history: dict[tuple[str, str], deque[float]]) -> TopJson:
    known = [tally for tally in reading.workers if tally is not None]
    total = added(known, reading.now)
    newest = max(known, key=lambda tally: tally.at, default=Tally())
    workers = _workers(reading, window)
    per_s = sum(window.decisions.values())
    refused = sum(rate for (action, _), rate in window.decisions.items() if action != "allow")
    now = time.time()
    return TopJson(
        at=utc(now),
        up=any(one.state in ("well", "late") for one in workers),
        problem=problem_of(newest, workers),
        gate=" ".join(newest.addresses),
        version=newest.version,
        mode=newest.policy_mode,
        policy=newest.policy_snapshot,
        policy_serial=newest.policy_serial,
        policy_age_s=max(now - newest.policy_pushed_at, 0.0) if newest.policy_serial else 0.0,
        journal=newest.journal_number,
        window_s=round(window.seconds, 3),
        per_s=round(per_s, 3),
        refused_per_s=round(refused, 3),
        share=round(refused / per_s, 6) if per_s else 0.0,
        emergency_per_s=round(window.decisions.get(("allow", EMERGENCY_CALL), 0.0), 3),
        unjudged_per_s=round(window.counts["unjudged"], 3),
        shed_per_s=round(window.counts["shed"], 3),
        unknown_source_per_s=round(window.counts["unknown_source"], 3),
        p50_ms=_latency_ms(window.latency, 0.5),
        p99_ms=_latency_ms(window.latency, 0.99),
        spool_waiting=total.spool_depth,
        spool_dropped=total.spool_dropped,
        connections=total.stream_connections,
        deaths=total.deaths,
        workers=workers,
        customers=_parties("customers", [tally.customers for tally in known], window, history),
        trunks=_parties("trunks", [tally.trunks for tally in known], window, history),
        reasons=_reasons(total, window),
    )


def problem_of(newest: Tally, workers: Sequence[WorkerJson]) -> str:
    """What is wrong, the worst first, in one sentence each; "" when all is well."""
    silent = [str(one.number) for one in workers if one.state == "silent"]
    if not workers:
        return "the gate is just starting"
    if len(silent) == len(workers):
        return (
            f"the gate's process {newest.pid} is there, but no worker was heard of for {SILENT_S:.0f} s: "
            "read its log, then start it anew"
        )
    late = [str(one.number) for one in workers if one.state == "late"]
    told = [
        f"not heard of for {SILENT_S:.0f} s: worker {', '.join(silent)}" if silent else "",
        f"late, OPTIONS is answered 503: worker {', '.join(late)}" if late else "",
        "" if newest.policy_serial else "no policy is in force: no call is answered",
        f"a newer policy is refused: {newest.policy_problem}" if newest.policy_problem else "",
        f"the enforcement journal can't be followed: {newest.journal_problem}" if newest.journal_problem else "",
        f"decisions are not kept: {newest.spool_problem}" if newest.spool_problem else "",
    ]
    return "; ".join(one for one in told if one)


def _workers(reading: Reading, window: Window) -> list[WorkerJson]:
    """The live ones; where some are wanting, those that fell silent last stand in their places."""
    known = [(number, tally) for number, tally in enumerate(reading.workers) if tally is not None]
    live = [(number, tally) for number, tally in known if is_live(tally, reading.now)]
    wanted = max((tally.workers_wanted for _, tally in known), default=1)
    missing = max(wanted - sum(tally.serving for _, tally in live), 0)
    silent = [(number, tally) for number, tally in known if tally.serving and not is_live(tally, reading.now)]
    silent.sort(key=lambda one: one[1].at, reverse=True)
    return [
        _worker(number, tally, reading.now, window) for number, tally in sorted(live + silent[:missing], key=_number)
    ]


def _number(one: tuple[int, Tally]) -> int:
    return one[0]


def _worker(number: int, one: Tally, now: float, window: Window) -> WorkerJson:
    if not is_live(one, now):
        state = "silent"
    elif not one.serving:
        state = "leaving"
    else:
        state = "late" if one.sick else "well"
    return WorkerJson(
        number=number,
        pid=one.pid,
        state=state,
        per_s=round(window.of_worker.get(number, 0.0), 3),
        up_s=round(max(time.time() - one.started_at, 0.0), 1),
        delay_ms=round(one.delay_s * 1e3, 3),
        resident_bytes=one.resident_bytes,
        descriptors=one.descriptors,
        descriptors_max=one.descriptors_max,
        policy_serial=one.policy_serial,
        journal=one.journal_number,
    )


def _parties(
    field: str, of_workers: list[Parties], window: Window, history: dict[tuple[str, str], deque[float]]
) -> list[PartyJson]:
    nothing = PartyRate()
    calls, refused = Counter[str](), Counter[str]()
    for parties in of_workers:
        calls.update(parties.attempts)
        refused.update({key: parties.refused(key) for key in parties.reasons})
    shown = []
    for key, number in calls.items():
        rate = window.parties[field].get(key, nothing)
        reason = rate.reasons.most_common(1)[0] if rate.reasons else ("", 0)
        shown.append(
            PartyJson(
                key=key,
                per_s=round(rate.per_s, 3),
                refused_per_s=round(rate.refused_per_s, 3),
                share=round(rate.refused / rate.attempts, 6) if rate.attempts else 0.0,
                reason=reason[0] if reason[1] else "",
                calls=number,
                refused=refused[key],
                history=[round(point, 2) for point in history.get((field, key), ())],
            )
        )
    return sorted(shown, key=lambda one: (-one.per_s, -one.calls, one.key))


def _reasons(total: Tally, window: Window) -> list[ReasonJson]:
    shown = [
        ReasonJson(action, reason, round(window.decisions.get((action, reason), 0.0), 3), calls)
        for action, reasons in total.decisions.items()
        for reason, calls in reasons.items()
    ]
    return sorted(shown, key=lambda one: (-one.per_s, -one.calls, one.reason))


def _latency_ms(counts: list[int], share: float) -> float | None:
    """The latency that this share of the calls did not exceed, evenly spread within its bucket; None without calls."""
    calls = sum(counts)
    if not calls:
        return None
    wanted = calls * share
    below = 0.0
    bounds = (0, *LATENCY_BOUNDS_US, LATENCY_BOUNDS_US[-1])  # above all: at least the last bound
    for number, (lower, upper) in zip(counts, pairwise(bounds), strict=True):
        if number and below + number >= wanted:
            return round((lower + (upper - lower) * (wanted - below) / number) / 1e3, 4)
        below += number
    return None
