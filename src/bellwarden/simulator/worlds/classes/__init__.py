"""Classes of customers: one file each, the file name begins with its key. `load()` reads the folder once."""

import importlib
import pkgutil
from functools import cache

from bellwarden.simulator.worlds.customer import Kind


@cache
def load() -> dict[str, Kind]:
    """Every class by its key: G1 … B12."""
    found: dict[str, Kind] = {}
    for module in pkgutil.iter_modules(__path__):
        kind: Kind = importlib.import_module(f"{__name__}.{module.name}").CLASS
        found[kind.key] = kind
    return dict(sorted(found.items(), key=lambda one: (one[1].bad, int(one[0][1:]))))
