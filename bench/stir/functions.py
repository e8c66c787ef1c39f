"""Our sign and verify beside `openssl speed`: in turn on one core, so that what disturbs one disturbs the other."""

import json
import os
import subprocess
import sys
from statistics import median
from typing import Any

from bench.servers import COMPILED, ROOT
from bench.stir.raw import openssl_speed, openssl_version

GOALS = {"verify": 0.85, "sign": 0.80}
COMPILED_GOALS = {"verify": 0.90, "sign": 0.80}
UNCACHED_MS_MAX = 0.45
SECOND = ("verify", "sign")
SECOND_MIN = 1.8


def speed(kind: str, seconds: float, compiled: bool = False) -> float:
    """Operations a second, of a fresh process."""
    path = {"PYTHONPATH": str(COMPILED)} if compiled else {}
    run = subprocess.run(
        [sys.executable, "-m", "bench.stir.speed", kind, str(seconds)],
        cwd=ROOT,
        env={**os.environ, **path},
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(run.stdout)
    if bool(told["compiled"]) is not compiled:
        raise RuntimeError(f"{kind}: the compiled copy was {'not ' if compiled else ''}measured")
    rate: float = told["per_second"]
    return rate


def measure(rounds: int, seconds: float) -> dict[str, Any]:
    """Each of our rates has OpenSSL's of the second before beside it: this machine's speed changes from one second to
    the next, and a ratio of two moments says nothing.
    """
    has_compiled = any(COMPILED.glob("bellwarden/stir/**/*.so"))
    kinds = [(kind, False) for kind in ("verify", "sign", "raw-verify", "raw-sign", "uncached")]
    kinds += [(kind, True) for kind in ("verify", "sign", "uncached") if has_compiled]
    found: dict[str, list[float]] = {}
    for number in range(rounds):
        print(f"functions: round {number + 1} of {rounds}", flush=True)
        for kind, compiled in kinds:
            name = f"{kind} compiled" if compiled else kind
            if kind != "uncached":
                raw = openssl_speed(max(round(seconds), 1))
                its = raw.sign if kind.endswith("sign") else raw.verify
                found.setdefault(f"openssl beside {name}", []).append(its)
            found.setdefault(name, []).append(speed(kind, seconds, compiled))
        for kind in SECOND:
            for name in (f"{kind}-1", f"{kind}-2", f"{kind}-2-processes"):
                found.setdefault(name, []).append(speed(name, seconds))
    return {"openssl": openssl_version(), "rounds": rounds, "seconds": seconds, "rates": found}


def ratios(rates: dict[str, list[float]], of: str, to: str) -> list[float]:
    return [mine / its for mine, its in zip(rates[of], rates[to], strict=True)]


def rows(found: dict[str, Any]) -> list[list[str]]:
    """what, a second, ratio, of what, goal, met."""
    rates = found["rates"]
    told: list[list[str]] = []
    for kind in ("verify", "sign"):
        told.append([f"OpenSSL's own {kind}", spread(rates[f"openssl beside {kind}"], "{:,.0f}"), "", "", ""])
        told.append(_beside(rates, f"raw-{kind}", f"the library's {kind} in a bare loop", None))
        told.append(_beside(rates, kind, f"our whole {kind}", GOALS[kind]))
        if f"{kind} compiled" in rates:
            told.append(_beside(rates, f"{kind} compiled", f"our whole {kind}, compiled", COMPILED_GOALS[kind]))
    titles = {
        "uncached": "verify of a signer not seen before, less the fetch",
        "uncached compiled": "the same, compiled",
    }
    for name, title in titles.items():
        if name in rates:
            took = [1_000 / rate for rate in rates[name]]
            met = "yes" if median(took) <= UNCACHED_MS_MAX else "no"
            goal = f"≤ {UNCACHED_MS_MAX} ms"
            told.append([title, spread(rates[name], "{:,.0f}"), spread(took, "{:.3f} ms"), goal, met])
    for kind in SECOND:
        one = f"{kind}-1"
        told.append(_row(rates, f"{kind}-2", f"two threads, {kind}, to one", one, SECOND_MIN, "× {:.2f}"))
        title = f"two processes, {kind}, to one"
        told.append(_row(rates, f"{kind}-2-processes", title, one, SECOND_MIN, "× {:.2f}"))
    return told


def _beside(rates: dict[str, list[float]], name: str, title: str, goal: float | None) -> list[str]:
    return _row(rates, name, title, f"openssl beside {name}", goal)


def _row(
    rates: dict[str, list[float]], name: str, title: str, to: str, goal: float | None, form: str = "{:.2f}"
) -> list[str]:
    found = ratios(rates, name, to)
    met = "" if goal is None else "yes" if median(found) >= goal else "no"
    return [title, spread(rates[name], "{:,.0f}"), spread(found, form), "" if goal is None else f"≥ {goal}", met]


def spread(values: list[float], form: str) -> str:
    return f"{form.format(median(values))} ({form.format(min(values))} – {form.format(max(values))})"
