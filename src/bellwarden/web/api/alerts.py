"""Alerts: what the detectors found in the call log last, as on the console's page; a case is opened from one."""

from typing import Annotated, Final

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from bellwarden.calllog.kept_alerts import KeptAlert
from bellwarden.flows.office.alert_cases import open_from
from bellwarden.model.office.integration import ApiScope
from bellwarden.web.alert_seen import cases_of, found_last, one_of, seen_of
from bellwarden.web.api.cases import CaseOut, again, answer
from bellwarden.web.api.entrance import READERS, once, open_to, told, world_of
from bellwarden.web.api.shapes import Moment, Words, errors, moment

ROUTER: Final = Router(tags=["alerts"])


class ClueOut(Schema):
    """One figure that is beyond its line."""

    feature: str
    value: Annotated[float, Field(description="a share of 0 to 1 where `whole` is not 0, else a figure")]
    unit: str
    part: int
    whole: int
    line: float
    source: Annotated[str, Field(description="who drew the line")]


class AlertOut(Schema):
    """Whom it called is not told here: the console shows sample calls to whoever may read them."""

    id: Annotated[str, Field(description="the same for the same pattern of the same subject, each time")]
    kind: Annotated[str, Field(description="of the subject: customer, trunk, upstream, calling, called")]
    subject: str
    detector: str
    title: str
    patterns: list[str]
    step: Annotated[str, Field(description="what it asks for: limit, case, report")]
    score: float
    first_at: Annotated[float, Field(description="when it could first have been told")]
    since: Annotated[float, Field(description="of the worst window")]
    until: float
    windows: int
    attempts: Annotated[int, Field(description="calls of the worst window")]
    answered: int
    clues: list[ClueOut]
    asks: Annotated[list[str], Field(description="what to ask the customer")]
    decisions: Annotated[list[str], Field(description="ids of decisions that show it")]
    case: Annotated[str | None, Field(description="the newest case about the same")]


class AlertsOut(Schema):
    looked_at: Annotated[Moment, Field(description="when the log was looked through last; null: never")]
    looked_since: Annotated[Moment, Field(description="calls from then on were looked at")]
    complete_up_to: Annotated[Moment, Field(description="call records are complete up to then; later ones are unseen")]
    items: Annotated[list[AlertOut], Field(description="worst first, 500 at most")]


def _shown(one: KeptAlert, case: str | None) -> AlertOut:
    return AlertOut(
        id=one.id,
        kind=one.kind,
        subject=one.subject,
        detector=one.detector,
        title=one.title,
        patterns=list(one.patterns),
        step=one.step,
        score=one.score,
        first_at=one.first_at,
        since=one.since,
        until=one.until,
        windows=one.windows,
        attempts=one.attempts,
        answered=one.answered,
        clues=[
            ClueOut(
                feature=clue.feature,
                value=clue.value,
                unit=clue.unit,
                part=clue.part,
                whole=clue.whole,
                line=clue.line,
                source=clue.source,
            )
            for clue in one.clues
        ],
        asks=list(one.asks),
        decisions=[call.decision_id for call in one.samples if call.decision_id],
        case=case,
    )


@ROUTER.get(
    "/alerts",
    auth=open_to(*READERS),
    response={200: AlertsOut, **errors()},
    operation_id="listAlerts",
    summary="What the detectors found last, and when they looked",
)
def list_alerts(request: HttpRequest, subject: Words = "", step: Words = "") -> HttpResponse:
    """An empty list is good news only as far as `complete_up_to`."""
    found = found_last()
    fitting = [one for one in found.alerts if subject in ("", one.subject) and step in ("", one.step)]
    cases = cases_of(fitting)
    body = AlertsOut(
        looked_at=moment(found.made_at),
        looked_since=moment(found.since),
        complete_up_to=moment(found.complete_up_to),
        items=[_shown(one, cases[one.id].ref if one.id in cases else None) for one in fitting],
    )
    return told(body)


@ROUTER.post(
    "/alerts/{alert_id}/case",
    auth=open_to(ApiScope.CASES),
    response={200: CaseOut, 201: CaseOut, **errors(404, 409, 413)},
    operation_id="openCaseOfAlert",
    summary="Open a case about it, with its figures; 200 where one was open",
)
@once(again)
def open_case_of_alert(request: HttpRequest, alert_id: str) -> HttpResponse:
    opened = open_from(world_of(request), seen_of(one_of(found_last(), alert_id)))
    return answer(request, opened.case, 200 if opened.folded else 201)
