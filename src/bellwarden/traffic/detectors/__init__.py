"""Patterns of abuse: one file each, the file name is the key. `load()` reads the folder once."""

import importlib
import pkgutil

from bellwarden.traffic.detector import Detector


def load() -> dict[str, Detector]:
    """Every detector of this folder by its file name."""
    found: dict[str, Detector] = {}
    for module in pkgutil.iter_modules(__path__):
        found[module.name] = importlib.import_module(f"{__name__}.{module.name}").DETECTOR
    return found
