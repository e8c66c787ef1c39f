"""One file for each switch, the file name is the key. `load()` reads the folder once."""

import importlib
import pkgutil

from bellwarden.cdr.format import Format


def load() -> dict[str, Format]:
    """Every description of this folder by its file name."""
    found: dict[str, Format] = {}
    for module in pkgutil.iter_modules(__path__):
        found[module.name] = importlib.import_module(f"{__name__}.{module.name}").FORMAT
    return found
