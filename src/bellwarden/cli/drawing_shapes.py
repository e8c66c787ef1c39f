"""What the commands answer with that look back on calls: `traffic show` here, `replay` beside."""

from typing import Annotated

from msgspec import Meta, Struct

from bellwarden.cli.call_shapes import At
from bellwarden.cli.replay_shapes import ReplayJson

RATIO = "0 to 1; null of nothing"


class SpanJson(Struct):
    """Attempts of an hour or a day."""

    since: At
    attempts: int
    answered: int
    asr: Annotated[float | None, Meta(description=RATIO)]
    acd_s: Annotated[float | None, Meta(description="average length of answered calls, seconds")]
    short_ratio: Annotated[float | None, Meta(description="answered calls of at most 6 s")]


class OftenJson(Struct):
    """A called prefix or a caller ID."""

    what: Annotated[str, Meta(description="E.164 digits")]
    country: Annotated[str, Meta(description="ISO alpha-2, or empty")]
    attempts: int
    answered: int


class ComparedJson(Struct):
    """A figure of the last 24 hours beside the subject's own days before, and beside everybody's whole time."""

    figure: Annotated[str, Meta(description="attempts, asr, acd_s or short_ratio")]
    last_day: float | None
    own_days: Annotated[float | None, Meta(description="median of the days before; null without any")]
    whole: Annotated[float | None, Meta(description="over the whole time")]
    peers: Annotated[float | None, Meta(description="median of everybody over the whole time")]
    rank: Annotated[int, Meta(description="place among them, 1: the highest")]
    of: int


class AlertBriefJson(Struct):
    """An alert so far."""

    alert: str
    title: str
    action: str
    first_alert_at: At
    reasons: list[str]


class ShowJson(Struct):
    """One subject's calls."""

    kind: str
    subject: str
    since: At
    until: At
    attempts: int
    answered: int
    asr: float | None
    acd_s: float | None
    short_ratio: float | None
    caller_ids: int
    called_numbers: int
    hours: Annotated[list[SpanJson], Meta(description="hours without a call are left out")]
    days: list[SpanJson]
    hour_of_day: Annotated[list[list[int]], Meta(description="attempts: Monday to Sunday, each 24 hours, UTC")]
    prefixes: list[OftenJson]
    countries: list[OftenJson]
    callers: Annotated[list[OftenJson], Meta(description="caller IDs")]
    compared: list[ComparedJson]
    alerts: list[AlertBriefJson]


ANSWERS: dict[str, type[Struct]] = {"replay": ReplayJson, "traffic show": ShowJson}
