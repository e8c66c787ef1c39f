"""One decision as its page tells it: the ladder of checks with what passed folded, and what else could have been."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from bellwarden.calllog.asking import asking
from bellwarden.calllog.fault import CallLogFault
from bellwarden.flows.replay import judge_under
from bellwarden.flows.telling import Explanation, Otherwise, explanation, otherwise, reported, why
from bellwarden.model.call_record import CallRecord
from bellwarden.model.decision import Decision
from bellwarden.model.verdict import EMERGENCY_CALL, Action, Verdict, Weighed
from bellwarden.store.world import office_home
from bellwarden.verdict.explain import DONE, Told, say, title, winner_of
from bellwarden.web import home_of
from bellwarden.web.recent import kind_of
from bellwarden.web.templatetags.looks import begun_small

FOLD_AT_LEAST: Final = 2  # silent checks in a row
RECORDS_AROUND: Final = timedelta(minutes=10)
SAME_PAIR: Final = timedelta(hours=24)
DID: Final = {
    "allow": "Allowed",
    "block": "Blocked",
    "divert": "Diverted",
    "limit": "Limited",
    "would_block": "Would have been blocked",
    "would_divert": "Would have been diverted",
    "would_limit": "Would have been limited",
    "emergency": "Emergency call passed",
    "not_judged": "Not judged",
}


class Rung(NamedTuple):
    """A check of the ladder; or, with `folded`, several in a row that saw nothing."""

    first: int
    last: int
    told: Told
    weight: str  # evidence class; "" where nothing was seen
    alone: str  # what it would have done alone
    folded: tuple[Told, ...] = ()

    @property
    def state(self) -> str:
        """decided, outweighed, reported, allows, passed."""
        if not self.told.seen:
            return "passed"
        word = self.told.result.partition(":")[0]
        return {"won": "decided", "lost": "outweighed", "reported": "reported"}.get(word, "allows")


class OtherWay(NamedTuple):
    words: str
    kind: str
    diversion: str
    told: str


class Records(NamedTuple):
    """What the call log knows of this call and of others like it. `fault`: why it can't be asked."""

    own: tuple[CallRecord, ...] = ()
    same_pair: int = 0
    same_pair_answered: int = 0
    fault: str = ""


class Page(NamedTuple):
    decision: Decision
    kind: str
    sentence: str
    explained: Explanation
    rungs: tuple[Rung, ...]
    others: tuple[OtherWay, ...]
    serial: int
    today: OtherWay | None  # under the policy in force now, where that is another one
    today_serial: int


def page_of(decision: Decision) -> Page:
    policy = home_of.policy_kept(decision.policy)
    explained = explanation(decision, policy)
    others: list[OtherWay] = []
    if policy is not None and explained.steps:
        others = [_other(one) for one in otherwise(decision, policy)]
    today, serial = _today(decision)
    return Page(
        decision,
        kind := kind_of(decision),
        _sentence(decision, kind),
        explained,
        tuple(rungs_of(explained.steps, decision.verdict)),
        tuple(others),
        home_of.serials().get(decision.policy, 0),
        today,
        serial,
    )


def _sentence(decision: Decision, kind: str) -> str:
    verdict = decision.verdict
    deciding = winner_of(verdict) or reported(verdict)
    reason = say(deciding.finding) if deciding is not None else why(verdict)
    if kind == "allow" and not reason:
        reason = "nothing speaks against it"
    return f"{DID.get(kind, DONE[verdict.action])}: {reason}."


def rungs_of(steps: Sequence[Told], verdict: Verdict) -> Iterator[Rung]:
    """In the gate's order; two or more in a row that saw nothing are one."""
    weights = {(one.finding.code, say(one.finding)): one for one in verdict.weighed}
    quiet: list[tuple[int, Told]] = []
    for place, told in enumerate(steps, 1):
        if not told.seen:
            quiet.append((place, told))
            continue
        yield from _folded(quiet)
        quiet = []
        weighed = weights.get((told.code, told.seen))
        yield Rung(place, place, told, weighed.finding.evidence.value if weighed else "", _alone(weighed))
    yield from _folded(quiet)


def _folded(quiet: Sequence[tuple[int, Told]]) -> Iterator[Rung]:
    if len(quiet) >= FOLD_AT_LEAST:
        yield Rung(quiet[0][0], quiet[-1][0], quiet[0][1], "", "", tuple(told for _, told in quiet))
    else:
        for place, told in quiet:
            yield Rung(place, place, told, "", "")


def _alone(weighed: Weighed | None) -> str:
    return "" if weighed is None or weighed.action is Action.ALLOW else weighed.action.value


def _other(one: Otherwise) -> OtherWay:
    codes = [part.partition(" ") for part in one.without.split(" and ")]
    named = [f"{begun_small(title(code))}{f' ({source})' if source else ''}" for code, _, source in codes]
    return _way(f"Without {' and '.join(named)}", one.verdict)


def _way(words: str, verdict: Verdict) -> OtherWay:
    kind = "emergency" if verdict.reason == EMERGENCY_CALL else verdict.action.value
    diversion = verdict.outcome.value if verdict.action is Action.DIVERT else ""
    return OtherWay(words, kind, diversion, why(verdict) or "nothing else speaks against it")


def _today(decision: Decision) -> tuple[OtherWay | None, int]:
    """Judged by the policy of now, with counts and enforcements of then."""
    found = home_of.policy_in_force()
    if found is None:
        return None, 0
    policy, serial = found
    if policy.snapshot == decision.policy:
        return None, serial
    return _way(f"On today's policy, {serial}", judge_under(decision, policy)), serial


def records_of(decision: Decision) -> Records:
    """From the call log: how this call went on, and how often the pair met in the day around it."""
    call = decision.call
    if not call.called.e164:
        return Records()
    at = datetime.fromtimestamp(call.request.at, UTC)
    try:
        with asking(office_home().path / "calllog") as asker:
            found = asker.find(call.called.e164, at, SAME_PAIR)
    except CallLogFault as fault:
        return Records(fault=str(fault))
    pair = [one for one in found if one.calling == (call.calling.e164 or None) and one.called == call.called.e164]
    own = [one for one in pair if one.decision_id == decision.id and one.rung != "alone"]
    answered = sum(one.result.value == "answered" for one in pair)
    return Records(tuple(own), len(pair), answered)
