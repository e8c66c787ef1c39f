"""Compiles the hot rooms with mypyc, unchanged, into build/compiled: a copy of the package that PYTHONPATH can name.

`--each` tries every module alone and names those that mypyc refuses; `--test` runs the tests of the compiled rooms on
the copy, which must behave as the source does.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from bench.servers import COMPILED, ROOT

# The road of an INVITE, from datagram to answer and record.
HOT = (
    "numbering/*.py",
    "numbering/plans/*.py",
    "sip/*.py",
    "switches/*.py",
    "verdict/*.py",
    "verdict/checks/*.py",
    "seam/spool*.py",
    "stir/claims.py",
    "stir/date.py",
    "stir/diversion.py",
    "stir/identity.py",
    "stir/json_text.py",
    "stir/numbers.py",
    "stir/passport.py",
    "stir/sign.py",
    "stir/signature.py",
    "stir/verify.py",
    "flows/call.py",
    "flows/late.py",
    "flows/signing.py",
    "flows/verification.py",
    "gate/calls_up.py",
    "gate/counters.py",
    "gate/hot.py",
    "gate/ids.py",
    "gate/rates.py",
    "gate/replies.py",
    "gate/tally.py",
    "gate/tokens_seen.py",
    "gate/udp.py",
    "gate/windows.py",
    "gate/world.py",
    "seam/journal.py",
)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--each", action="store_true", help="compile every module alone and say which are refused")
    options.add_argument("--test", action="store_true", help="afterwards, run the rooms' tests on the compiled copy")
    options.add_argument("--without", default="", help="modules to leave out, as sip/uri.py, separated by commas")
    chosen = options.parse_args()
    copy_package()
    modules = [name for name in hot_modules() if name not in chosen.without.split(",")]
    if chosen.each:
        for name in modules:
            error = compile_modules([name])
            print(f"{'refused' if error else 'accepted'}  {name}{error and chr(10) + error}", flush=True)
        return
    error = compile_modules(modules)
    if error:
        sys.exit(f"mypyc refused:\n{error}")
    shutil.rmtree(COMPILED / "build")
    error = import_modules(modules)
    if error:
        sys.exit(f"compiled, but not importable:\n{error}")
    print(f"compiled {len(modules)} modules into {COMPILED.relative_to(ROOT)}", flush=True)
    if chosen.test:
        sys.exit(run_tests(modules))


def copy_package() -> None:
    shutil.rmtree(COMPILED, ignore_errors=True)
    ignore = shutil.ignore_patterns("__pycache__", "*.so")
    shutil.copytree(ROOT / "src" / "bellwarden", COMPILED / "bellwarden", ignore=ignore)


def hot_modules() -> list[str]:
    """Paths inside the package; a folder's __init__ stays Python."""
    package = COMPILED / "bellwarden"
    found = [path for pattern in HOT for path in sorted(package.glob(pattern)) if path.name != "__init__.py"]
    return [path.relative_to(package).as_posix() for path in found]


def compile_modules(names: list[str]) -> str:
    """Compiles in place; the end of what the compiler said when it refused, else ""."""
    mypyc = Path(sys.executable).with_name("mypyc")
    run = subprocess.run(
        [mypyc, *(f"bellwarden/{name}" for name in names)],
        cwd=COMPILED,
        env={**os.environ, "MYPYC_OPT_LEVEL": "3", "MYPYC_DEBUG_LEVEL": "0"},
        capture_output=True,
        text=True,
    )
    return (run.stdout + run.stderr)[-3000:] if run.returncode else ""


def run_tests(names: list[str]) -> int:
    """Exit code of pytest; tests that patch functions in place can't reach inside compiled code, and are left out."""
    rooms = sorted({name.split("/")[0] for name in names} - {"gate"})
    folders = [f"tests/{room}" for room in rooms if (ROOT / "tests" / room).is_dir()] + ["tests/flow"]
    command = [sys.executable, "-m", "pytest", "-q", "-o", f"pythonpath={COMPILED} {ROOT}", *folders]
    return subprocess.run(command, cwd=ROOT).returncode


def import_modules(names: list[str]) -> str:
    """What Python says when it can't import all of them, compiled; "" when it can."""
    modules = [f"bellwarden.{name.removesuffix('.py').replace('/', '.')}" for name in names]
    run = subprocess.run(
        [sys.executable, "-c", "".join(f"import {module}\n" for module in modules)],
        env={**os.environ, "PYTHONPATH": str(COMPILED)},
        capture_output=True,
        text=True,
    )
    return run.stderr[-3000:]


if __name__ == "__main__":
    main()
