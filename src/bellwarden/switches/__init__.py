"""How each kind of SBC asks and wants to be answered: one file per dialect, read from this folder once at start."""

from importlib import import_module
from pkgutil import iter_modules

from bellwarden.switches.dialect import Switch

# What serves every dialect and is none itself.
SHARED = frozenset(("answers", "carrying", "dialect", "reading", "verstat"))


def load() -> dict[str, Switch]:
    """Every dialect by its file name. The composition root calls this once and hands the result down."""
    switches: dict[str, Switch] = {}
    for module in iter_modules(__path__):
        if module.name not in SHARED:
            switch: Switch = import_module(f"{__name__}.{module.name}").SWITCH
            switches[module.name] = switch
    return switches
