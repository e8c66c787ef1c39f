"""Call-time checks: one file each, the file name is the key. `load()` reads the folder once."""

import importlib
import pkgutil

from bellwarden.verdict.check import Check, ListCheck


def load() -> dict[str, Check | ListCheck]:
    """Every check of this folder by its file name."""
    found: dict[str, Check | ListCheck] = {}
    for module in pkgutil.iter_modules(__path__):
        found[module.name] = importlib.import_module(f"{__name__}.{module.name}").CHECK
    return found
