"""The load figures as a table by promise, R1 to R17: for the terminal and for docs/benchmarks.md."""

from typing import Any, Final

from bench import report

ELSEWHERE: Final = {
    "R5": "loss of what it depends on is a matter of tests, not of figures: `tests/gate/test_faults.py`, `tests/home`",
}
HEAD: Final = ["promise", "what", "measured", "goal", "met"]


def text(figures: dict[str, Any], whole: bool = False) -> str:
    """The table alone; the `whole` one says where the promises are that no part measures."""
    rows = [row for part in figures["parts"].values() for row in rows_of(part)]
    if whole:
        rows += [[promise, what, "", "", ""] for promise, what in ELSEWHERE.items()]
    rows.sort(key=lambda row: int(row[0][1:] or 0))
    return report.table(HEAD, rows)


def rows_of(part: dict[str, Any]) -> list[list[str]]:
    rows = []
    for one in part["figures"]:
        met = "" if one["met"] is None else "yes" if one["met"] else "no"
        if part["invalid"] and met:
            met = "invalid"
        what = one["what"] + (f" (at {part['scale']:g} of the size)" if part["scale"] != 1 else "")
        rows.append([one["promise"], what, one["value"], one["goal"], met])
    return rows


def section(figures: dict[str, Any]) -> str:
    machine = figures["machine"]
    build = "hot rooms compiled" if figures["compiled"] else "pure Python"
    faults = [f"- {name}: {part['invalid']}" for name, part in figures["parts"].items() if part["invalid"]]
    invalid = (
        "Not valid, because the driver could not offer the load:\n\n" + "\n".join(faults) + "\n\n" if faults else ""
    )
    return (
        f"{machine['taken']}; {machine['processor']}; {machine['system']}; Python {machine['python']}, {build}; load "
        f"of others at the start {machine['load']}. The gate runs on one core and the driver on another. The driver\n"
        "repeats an INVITE by the timers of RFC 3261, counts a call once, measures from its first sending to the\n"
        "arrival that the kernel stamped, and calls a round invalid when it was late itself. The rated load is\n"
        "2,000 calls a second: what one worker on one core should be planned with.\n\n"
        f"{invalid}{text(figures, whole=True)}"
    )
