"""What `bellwarden evaluate` and `bellwarden reputation` answer with --json."""

from typing import Annotated

from msgspec import Meta, Struct

from bellwarden.cli.reputation_shapes import ComplaintsJson, ReputationJson


class FigureJson(Struct):
    """One figure of an evaluation, with its interval and its goal."""

    measure: str
    of: Annotated[str, Meta(description="whose: a class of customers, several, or all")]
    value: Annotated[float | None, Meta(description="null: nothing to observe, or it never happened (see never)")]
    low: Annotated[float | None, Meta(description="lower end of the 95 % interval")]
    high: Annotated[float | None, Meta(description="its upper end; of a rate the one-sided 95 % bound")]
    never: Annotated[bool, Meta(description="the value is infinite: it never happened in time")]
    n: Annotated[int, Meta(description="observations that it rests on")]
    unit: str
    must: Annotated[float | None, Meta(description="the goal; null where there is none")]
    aim: float | None
    at_most: Annotated[bool, Meta(description="the goal is a largest value; else a smallest")]
    must_met: bool | None
    aim_met: bool | None


class FoundCustomerJson(Struct):
    """A customer that did wrong, or an honest one that was alarmed about."""

    world: str
    customer: str
    of: Annotated[str, Meta(description="class")]
    caught: bool
    delay_s: Annotated[float | None, Meta(description="from the first wrong to the first alarm; null: never")]
    passed: Annotated[int | None, Meta(description="its bad calls before the first alarm; all of them without one")]
    cases: Annotated[int, Meta(description="cases about an honest customer")]
    limits: Annotated[int, Meta(description="days on which an honest customer's calls would have been limited")]


class EvaluationJson(Struct):
    """How good detection is."""

    worlds: list[str]
    benign_customers: int
    benign_months: float
    bad_customers: int
    figures: list[FigureJson]
    customers: list[FoundCustomerJson]


ANSWERS: dict[str, type[Struct]] = {
    "evaluate": EvaluationJson,
    "reputation import": ComplaintsJson,
    "reputation show": ReputationJson,
}
