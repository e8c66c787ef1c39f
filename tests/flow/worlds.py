"""A world of fakes for the stories: counters, enforcement book and sink that hold what they are told."""

from collections.abc import Sequence

from bellwarden import switches
from bellwarden.flows.call import CallWorld
from bellwarden.model.call import CallAttempt, CallRequest
from bellwarden.model.counting import Counting
from bellwarden.model.decision import Decision
from bellwarden.model.enforcement import Enforcement
from bellwarden.model.usage import Usage
from bellwarden.ports import Counters
from bellwarden.verdict.policy import Policy
from tests.verdict.worlds import NOON, policy_of


class CountingAll:
    """Counts every attempt ever made, as if all fell into one second."""

    def __init__(self) -> None:
        self.customers: dict[str, int] = {}

    def prepare(self, counting: Counting) -> None:
        """Whatever is wanted, all attempts are counted."""

    def count_attempt(self, call: CallAttempt, cost: int = 0) -> Usage:
        customer = call.customer
        self.customers[customer] = self.customers.get(customer, 0) + 1
        return Usage(call.request.at, self.customers[customer], 0)

    def book_call(self, decision_id: str, call: CallAttempt, usage: Usage) -> None:
        raise AssertionError("no call was counted as up")

    def release_call(self, call: CallAttempt, usage: Usage) -> None:
        raise AssertionError("no call was counted as up")

    def end_call(self, decision_id: str, duration_s: float, at: float) -> bool:
        return False


class Book:
    def __init__(self, *enforcements: Enforcement) -> None:
        self.enforcements = enforcements

    @property
    def number(self) -> int:
        return len(self.enforcements)

    def naming(
        self, source_ip: str, customer: str, calling: Sequence[str], called: str, at: float, name: str = ""
    ) -> tuple[Enforcement, ...]:
        names = {source_ip, customer, called, *calling, *(f"{one}>{called}" for one in calling)} - {""}
        return tuple(one for one in self.enforcements if one.value in names and one.in_force(at))

    def in_force(self, at: float) -> tuple[Enforcement, ...]:
        return tuple(one for one in self.enforcements if one.in_force(at))


class Kept:
    def __init__(self) -> None:
        self.decisions: list[Decision] = []

    def put(self, decision: Decision) -> None:
        self.decisions.append(decision)


def world_of(policy: Policy | None = None, *enforcements: Enforcement, counters: Counters | None = None) -> CallWorld:
    counter = iter(range(1, 1 << 30))
    return CallWorld(
        policy or policy_of(),
        switches.load(),
        counters or CountingAll(),
        Book(*enforcements),
        Kept(),
        lambda at: f"{int(at * 1000):012x}0001{next(counter):08x}",
        lambda: NOON + 0.0004,
    )


def asked(**fields: object) -> CallRequest:
    values: dict[str, object] = {
        "at": NOON,
        "source_ip": "127.0.1.1",
        "called": "+14462005555",
        "calling": "+12382001000",
        "uri": "sip:+14462005555@kestrel.example",
    }
    return CallRequest(**{**values, **fields})  # type: ignore[arg-type]
