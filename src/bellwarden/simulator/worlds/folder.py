"""A world as a folder: what a carrier would have in `cdr/`, `customers.json` …, and apart from it what is true."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from bellwarden.simulator.worlds import dialects
from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.customer import Customer
from bellwarden.simulator.worlds.make import SwitchDay, Traffic
from bellwarden.simulator.worlds.plan import Member, Plan

FORMAT: Final = 1


def write(plan: Plan, folder: Path) -> Iterator[tuple[int, int]]:
    """Writes the world; yields (switch days written so far, of how many). The folder must be new or empty."""
    folder.mkdir(parents=True, exist_ok=True)
    _save(folder / "world.json", world_json(plan))
    _save(folder / "customers.json", [_customer_json(member) for member in plan.members])
    done, total = 0, len(plan.switches) * (plan.days + 1)
    truth: list[str] = []
    with (folder / "truth.jsonl").open("w", encoding="utf-8", newline="\n") as out:
        for switch in range(len(plan.switches)):
            traffic = Traffic(plan, switch)
            for switch_day in traffic.days():
                out.writelines(_write_day(plan, folder, switch_day))
                done += 1
                yield done, total
            truth += (_line(_customer_truth(member, customer)) for member, customer in traffic.customers)
        out.writelines(truth)


def _write_day(plan: Plan, folder: Path, one: SwitchDay) -> Iterator[str]:
    """Writes one file of call records; yields what is true of the bad calls in it."""
    dialect = dialects.load()[plan.switches[one.switch]]
    on = (plan.begin + timedelta(days=one.day)).strftime("%Y-%m-%d")
    name = f"cdr/{dialect.name}/switch{one.switch + 1}-{on}.csv"
    first = one.day * 10_000_000
    numbered = [(call, first + place) for place, call in enumerate(one.calls)]
    text = "".join(dialects.written(dialect, numbered)).encode()
    path = folder / (f"{name}.gz" if plan.packed else name)
    path.parent.mkdir(parents=True, exist_ok=True)
    # No time and no name in the gzip header: the same seed gives the same bytes.
    path.write_bytes(gzip.compress(text, 3, mtime=0) if plan.packed else text)
    for call, serial in numbered:
        if call.bad:
            yield _line(_call_truth(call, dialect.rows(call, serial)[0]))


def world_json(plan: Plan) -> dict[str, Any]:
    kinds = [member.kind.key for member in plan.members]
    return {
        "format": FORMAT,
        "seed": plan.seed,
        "size": plan.size,
        "parameters": "holdout" if plan.holdout else "public",
        "begin": plan.begin.isoformat(),
        "until": (plan.begin + timedelta(days=plan.days + 1)).isoformat(),
        "days": plan.days,
        "customers": len(kinds),
        "zone": "UTC",
        "switches": [{"name": f"switch{place}", "dialect": dialect} for place, dialect in enumerate(plan.switches, 1)],
        "classes": {key: kinds.count(key) for key in dict.fromkeys(sorted(kinds))},
        "bad_share": round(sum(member.kind.bad for member in plan.members) / max(len(kinds), 1), 4),
    }


def _customer_json(member: Member) -> dict[str, Any]:
    return {
        "id": member.key,
        "name": member.name,
        "switch": f"switch{member.switch + 1}",
        "trunks": [member.key],
        "numbers": [f"{member.numbers[0]}-{member.numbers[-1]}"],
        "declared": member.declared,
        "opened_at": member.opened_on.isoformat(),
    }


def _customer_truth(member: Member, customer: Customer) -> dict[str, Any]:
    bad = [[_iso(begin), _iso(until)] for begin, until in sorted(customer.bad)]
    return {"kind": "customer", "id": member.key, "class": member.kind.key, "bad": bad}


def _call_truth(call: Call, call_id: str) -> dict[str, Any]:
    return {
        "kind": "call",
        "call_id": call_id,
        "customer": call.customer,
        "at": _iso(call.at_ms),
        "class": call.bad,
        "campaign": call.campaign,
    }


def _iso(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, separators=(",", ":")) + "\n"


def _save(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")
