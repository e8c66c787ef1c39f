"""Chains of checks: which check looks at which call, under which mode, worked out once per snapshot."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pyroaring import BitMap64

from bellwarden.model.policy import Condition, Customer, PolicyDocument, PolicyList, Scope, Trunk
from bellwarden.model.verdict import Action, Diversion, Mode, Outcome
from bellwarden.verdict.check import Chain, Check, ListCheck, Look, Step
from bellwarden.verdict.conditions import ContextCache, bind_condition
from bellwarden.verdict.lists import OUTCOME_OF

if TYPE_CHECKING:
    from bellwarden.verdict.policy import Policy

CONDITION_ORDER = 900  # after every list, before the counted checks
LEVEL = {Mode.OFF: 0, Mode.REPORT: 1, Mode.ACT: 2}


class Chains:
    """Compiles chains. `called_keys` are the called customers who have settings of their own."""

    def __init__(
        self, document: PolicyDocument, bitmaps: Mapping[str, BitMap64], checks: Mapping[str, Check | ListCheck]
    ) -> None:
        self._checks = sorted(checks.items(), key=lambda item: (item[1].order, item[0]))
        self._bitmaps = bitmaps
        self._lists = {name: _taken(check, document) for name, check in checks.items() if isinstance(check, ListCheck)}
        self._bound: dict[tuple[str, ...], Look] = {}
        self._shared: dict[tuple[str, str, str, tuple[bool, ...]], Chain] = {}
        context = ContextCache()
        self._conditions = [(condition, bind_condition(condition, context)) for condition in document.conditions]
        self._modes: dict[str, dict[tuple[Scope, str], Mode]] = {}
        for setting in document.modes:
            self._modes.setdefault(setting.check, {})[setting.scope, setting.key] = setting.mode
        by_customer = (Scope.CUSTOMER, Scope.UPSTREAM)
        self._customer_keys = frozenset(s.key for s in document.modes if s.scope in by_customer)
        self.called_keys = frozenset(s.key for s in document.modes if s.scope is Scope.CALLED_CUSTOMER)

    def mode(self, name: str, default: Mode, trunk: str, customer: str, called_customer: str) -> Mode:
        """The mode of a check, list or condition for one call: the narrowest scope that sets it wins."""
        settings = self._modes.get(name)
        if settings is None:
            return default
        for scope, key in (
            (Scope.CALLED_CUSTOMER, called_customer),
            (Scope.CUSTOMER, customer),
            (Scope.UPSTREAM, customer),
            (Scope.TRUNK, trunk),
            (Scope.OPERATOR, ""),
        ):
            found = settings.get((scope, key))
            if found is not None and (key or scope is Scope.OPERATOR):
                return found
        return default

    def compile(self, policy: "Policy", trunk: Trunk, customer: Customer | None, called_customer: str) -> Chain:
        key = customer.key if customer is not None and customer.key in self._customer_keys else ""
        applying = tuple([check.applies(policy, trunk, customer) for _, check in self._checks])
        # Most customers have no modes of their own and share one chain: worked out once, and as one object it stays in
        # the processor's cache.
        shared = (trunk.key, key, called_customer, applying)
        chain = self._shared.get(shared)
        if chain is None:
            silent = {name for (name, _), applies in zip(self._checks, applying, strict=True) if not applies}
            chain = self._shared[shared] = Chain(self._steps(silent, trunk.key, key, called_customer))
        return chain

    def _steps(self, silent: set[str], trunk: str, customer: str, called_customer: str) -> tuple[Step, ...]:
        steps: list[tuple[int, Step]] = []
        for name, check in self._checks:
            mode = self.mode(name, check.mode, trunk, customer, called_customer)
            if mode is Mode.OFF or name in silent:
                continue
            code = name.upper()
            if isinstance(check, ListCheck):
                for held, look, names in self._list_steps(name, check, mode, trunk, customer, called_customer):
                    steps.append((check.order, Step(look, held, check.action, check.outcome, code, names)))
            else:
                steps.append(
                    (check.order, Step(check.look, mode, check.action, check.outcome, code, (), check.odd_only))
                )
        steps += self._condition_steps(trunk, customer, called_customer)
        steps.sort(key=lambda pair: pair[0])
        return tuple(step for _, step in steps)

    def _list_steps(
        self, name: str, check: ListCheck, ceiling: Mode, trunk: str, customer: str, called_customer: str
    ) -> list[tuple[Mode, Look, tuple[str, ...]]]:
        """One index for the lists that act and one for those that report, so that a trial list masks no real one."""
        steps: list[tuple[Mode, Look, tuple[str, ...]]] = []
        for wanted in (Mode.ACT, Mode.REPORT):
            chosen = [
                entry
                for entry in self._lists[name]
                if self._capped(f"list:{entry.name}", ceiling, trunk, customer, called_customer) is wanted
            ]
            if chosen:
                names = tuple(entry.name for entry in chosen)
                look = self._bound.get((name, *names))
                if look is None:
                    look = self._bound[(name, *names)] = check.bind(chosen, self._bitmaps)
                steps.append((wanted, look, names))
        return steps

    def _capped(self, name: str, ceiling: Mode, trunk: str, customer: str, called_customer: str) -> Mode:
        mode = self.mode(name, Mode.REPORT, trunk, customer, called_customer)
        return mode if LEVEL[mode] <= LEVEL[ceiling] else ceiling

    def _condition_steps(self, trunk: str, customer: str, called_customer: str) -> list[tuple[int, Step]]:
        steps: list[tuple[int, Step]] = []
        for condition, look in self._conditions:
            mode = self._capped(f"condition:{condition.name}", Mode.ACT, trunk, customer, called_customer)
            if mode is not Mode.OFF:
                step = Step(look, mode, condition.action, condition_outcome(condition), "CONDITION", (condition.name,))
                steps.append((CONDITION_ORDER, step))
        return steps


def _taken(check: ListCheck, document: PolicyDocument) -> list[PolicyList]:
    return [entry for entry in document.lists if check.takes(entry)]


def condition_outcome(condition: Condition) -> Outcome:
    """The row of the dialect's table that a condition is answered by."""
    if condition.action is Action.DIVERT:
        return OUTCOME_OF[condition.diversion or Diversion.CAPTCHA]
    if condition.action is Action.LIMIT:
        return Outcome.LIMIT
    return Outcome.ANALYTICS if condition.analytics else Outcome.LIST
