"""The alerts that were found last, and what a case keeps of one: for pages and API alike."""

from collections.abc import Mapping, Sequence

from bellwarden.calllog.kept_alerts import KeptAlert, KeptAlerts, kept_alerts
from bellwarden.flows.office.alert_cases import Seen, fold_key
from bellwarden.ports.office import Missing
from bellwarden.store.models import Case
from bellwarden.store.world import office_home


def found_last() -> KeptAlerts:
    return kept_alerts(office_home().path / "calllog")


def one_of(found: KeptAlerts, alert_id: str) -> KeptAlert:
    """Missing when it is none of those."""
    for one in found.alerts:
        if one.id == alert_id:
            return one
    raise Missing("This alert is not among those found last: its calls are older than eight days, or it was mended.")


def cases_of(alerts: Sequence[KeptAlert]) -> Mapping[str, Case]:
    """By the alert's id, the newest case about the same."""
    ids = {fold_key(one.kind, one.subject, one.detector): one.id for one in alerts}
    rows = Case.objects.filter(fold_key__in=ids).order_by("opened_at").only("ref", "state", "fold_key")
    return {ids[one.fold_key]: one for one in rows}


def seen_of(one: KeptAlert) -> Seen:
    details = {
        "alert": one.id,
        "first_at": one.first_at,
        "window": [one.since, one.until],
        "attempts": one.attempts,
        "score": round(one.score, 3),
        "signs": [f"{clue.feature}: {clue.value:.4g}, line {clue.line:.4g} ({clue.source})" for clue in one.clues],
        "asks": list(one.asks),
        "calls": [{"at": call.at, "calling": call.calling, "called": call.called} for call in one.samples],
    }
    return Seen(one.kind, one.subject, one.detector, one.title, one.step, details)
