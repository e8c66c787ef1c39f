"""Runs a fuzz target under atheris: `python tests/fuzz/fuzz_uri.py CORPUS_DIR -max_total_time=60`.

New inputs go to CORPUS_DIR; the seeds of tests/data are read beside it. A target is a module with `one(data)`, which
raises when what it holds true of the data is not.
"""

import sys
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data"


def fuzz(name: str, seeds: str) -> None:
    """Fuzz the target tests/fuzz/`name`.py with the seeds of tests/data/`seeds`."""
    import atheris

    # The target's own first import was not instrumented; it begins again inside.
    for loaded in [module for module in sys.modules if module.partition(".")[0] == "bellwarden"]:
        del sys.modules[loaded]
    sys.path.insert(0, str(ROOT))
    with atheris.instrument_imports(include=["bellwarden"]):
        target = import_module(f"tests.fuzz.{name}")
    atheris.Setup([*sys.argv, str(DATA / seeds)], target.one)
    atheris.Fuzz()
