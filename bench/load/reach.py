"""What the driver itself can do here: the greatest load at which an echo server loses nothing and it is not late."""

from typing import Final

from bench.load.driving import drive
from bench.load.parts import Bench, Figure, Part
from bench.load.plan import Phase, Stream

LOADS: Final = (10_000, 20_000, 30_000, 40_000, 50_000, 60_000)
LOST_SHARE_MAX: Final = 0.001


def measure(bench: Bench) -> Part:
    seconds = bench.seconds(2, 1)
    reached = 0.0
    details: dict[str, object] = {}
    with bench.echo() as echo:
        for load in LOADS:
            stream = Stream(name="sbc", server=echo.address, phases=(Phase(seconds, load),), customers=bench.customers)
            seen = drive(bench.plan(stream, seconds=seconds, patience_s=1.0))
            calls = seen.calls()
            details[str(load)] = {"lost": seen.failed(calls), "fault": seen.fault(), **seen.about_driver()}
            if seen.fault() or seen.failed(calls) > LOST_SHARE_MAX * len(calls):
                break
            reached = len(calls) / seconds
    figure = Figure("", "the driver's reach against an echo server, calls a second", f"{reached:,.0f}")
    return Part([figure], details)
