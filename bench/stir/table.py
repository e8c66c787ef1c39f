"""The section on STIR/SHAKEN of docs/benchmarks.md."""

from typing import Any

from bench.report import table
from bench.stir import find, functions, memory, peers


def section(figures: dict[str, Any]) -> str:
    """Of the parts that were run, each with its own table."""
    machine, parts = figures["machine"], figures["parts"]
    told = [
        f"Written by `python -m bench.stir`. {machine['taken']}; {machine['processor']}; {machine['system']}; Python "
        f"{machine['python']}; Kamailio {machine['kamailio']}; load of others at the start {machine['load']}. Each "
        "figure is the median (minimum – maximum) of the rounds; ratios are taken round by round.\n"
    ]
    for name, text in (("functions", _functions), ("calls", _calls), ("memory", _memory), ("find", _find)):
        if name in parts:
            told.append(text(parts[name]))
    return "\n".join(told)


def _functions(found: dict[str, Any]) -> str:
    head = ["", "a second", "of OpenSSL's, time or ratio", "goal", "met"]
    return (
        "### Sign and verify\n\n"
        f"On one core, {found['rounds']} rounds of {found['seconds']:g} s each, by CPU time. OpenSSL is the system's, "
        f"`openssl speed ecdsap256` ({found['openssl']}); the library brings its own, whose bare loop stands beside. "
        "Our verify reads the Identity header, checks form, times, both numbers, rights and the "
        "signature, of 512 different tokens by one known signer; our sign writes claims, signature and header.\n\n"
        f"{table(head, functions.rows(found))}"
    )


def _calls(found: dict[str, Any]) -> str:
    head = ["server", "CPU per INVITE, µs", "of Kamailio's", "calls a second", "goal", "met"]
    return (
        "### Whole calls, 16 in flight\n\n"
        "INVITE in, 302 out, ACK in, on one core. The gate judges by its policy with every check acting, verifies "
        "chain, rights, caller, called number, times and replay, and spools its decision. Kamailio "
        "(`bench/stir/kamailio-secsipid.cfg`) checks age and signature by a key in a file.\n\n"
        f"{table(head, peers.rows(found))}"
    )


def _memory(found: dict[str, Any]) -> str:
    head = ["calls", "lost", "MB at the start", "at the end", "growth, second to last quarter", "goal", "met"]
    return (
        "### Bad tokens\n\n"
        "Twelve kinds of bad tokens, each one new, through a gate that verifies; memory (PSS) of all its processes.\n\n"
        f"{table(head, memory.rows(found))}"
    )


def _find(found: dict[str, Any]) -> str:
    head = ["", "ms", "goal", "met"]
    return f"### Finding a token among 1,000,000 decisions\n\n{table(head, find.rows(found))}"
