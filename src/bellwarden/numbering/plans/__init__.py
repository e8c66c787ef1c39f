"""One file per numbering plan, each offering `PLAN`; the folder is read once, when the reader of numbers is loaded."""

from importlib import import_module
from pkgutil import iter_modules

from bellwarden.numbering.plan import Plan


def load() -> dict[str, Plan]:
    """The plans of this folder by E.164 country code."""
    plans: dict[str, Plan] = {}
    for module in iter_modules(__path__):
        plan = import_module(f"{__name__}.{module.name}").PLAN
        if not isinstance(plan, Plan):
            raise TypeError(f"{__name__}.{module.name}: PLAN is no Plan")
        if plan.calling_code in plans:
            raise ValueError(f"{__name__}.{module.name}: country code {plan.calling_code} has a plan already")
        plans[plan.calling_code] = plan
    return plans
