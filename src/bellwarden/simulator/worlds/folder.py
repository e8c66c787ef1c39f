"""A world as a folder: what a carrier would have (`cdr/`, `customers.json`, …), and apart from it what is true."""

import gzip
import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import UTC, datetime, timedelta
from heapq import merge
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final, NamedTuple

from bellwarden.simulator.worlds import complaint_files, complaints, dialects, policy, reference, tracebacks
from bellwarden.simulator.worlds.aftermath import Aftermath, Kept
from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.complaints import Complaint
from bellwarden.simulator.worlds.customer import Customer
from bellwarden.simulator.worlds.make import SwitchDay, Traffic
from bellwarden.simulator.worlds.plan import Member, Plan

FORMAT: Final = 1
DAY_SERIALS: Final = 10_000_000  # call ids of a switch's day begin at a multiple of it


class Done(NamedTuple):
    """What one switch leaves to be put together with the others."""

    switch: int
    calls: int
    verified: dict[str, list[int]]
    kept: Kept


def write(plan: Plan, folder: Path, jobs: int = 1) -> Iterator[tuple[int, int]]:
    """Writes the world; yields (days of switches written so far, of how many). The folder must be new or empty. The
    bytes do not depend on `jobs`."""
    folder.mkdir(parents=True, exist_ok=True)
    each = plan.days + 1
    total = len(plan.switches) * each
    done: list[Done] = []
    if jobs == 1:
        for switch in range(len(plan.switches)):
            work = _written(plan, folder, switch)
            for place, one in enumerate(work, 1):
                if one:
                    done.append(one)
                yield switch * each + min(place, each), total
    else:
        with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
            waiting = [pool.submit(write_switch, plan, folder, switch) for switch in range(len(plan.switches))]
            for finished in as_completed(waiting):
                done.append(finished.result())
                yield len(done) * each, total
    done.sort(key=lambda one: one.switch)
    _put_together(plan, folder, done)


def write_switch(plan: Plan, folder: Path, switch: int) -> Done:
    """One switch's call records and their truth, which goes into a part of its own."""
    return next(one for one in _written(plan, folder, switch) if one)


def _written(plan: Plan, folder: Path, switch: int) -> Iterator[Done | None]:
    """The same day by day; what the switch leaves comes last."""
    traffic = Traffic(plan, switch)
    dialect = dialects.load()[plan.switches[switch]]
    after = Aftermath(plan, [member for member, _ in traffic.customers], traffic.numbers)
    count = 0
    with _truth_part(folder, switch).open("wb") as raw, _packing(raw, plan.about.packed) as out:
        for day in traffic.days():
            first = day.day * DAY_SERIALS
            numbered = [(call, first + place) for place, call in enumerate(day.calls)]
            known = _write_day(plan, folder, day, dialect, numbered)
            out.writelines(_line(_call_truth(call, call_id)).encode() for call, call_id in known if call.bad)
            after.see(plan.rng("after", switch, day.day), known)
            count += len(numbered)
            yield None
        out.writelines(_line(_customer_truth(member, parts)).encode() for member, parts in traffic.customers)
    verified = {member.key: [number for one in parts for number in one.verified] for member, parts in traffic.customers}
    yield Done(switch, count, verified, after.end(plan.rng("harassed", switch)))


def _packing(raw: Any, packed: bool) -> Any:
    # No time and no name in the header: the same seed gives the same bytes.
    return gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=3, mtime=0, filename="") if packed else raw


def _truth_part(folder: Path, switch: int) -> Path:
    return folder / f"truth.part{switch}"


def _write_day(
    plan: Plan, folder: Path, one: SwitchDay, dialect: dialects.Dialect, numbered: list[tuple[Call, int]]
) -> list[tuple[Call, str]]:
    """Writes one file of call records; gives back the calls with their ids in it."""
    on = (plan.begin + timedelta(days=one.day)).strftime("%Y-%m-%d")
    name = f"switch{one.switch + 1}-{on}.csv"
    path = folder / "cdr" / dialect.name / (f"{name}.gz" if plan.about.packed else name)
    path.parent.mkdir(parents=True, exist_ok=True)
    known: list[tuple[Call, str]] = []
    rows: list[tuple[int, str]] = []
    for call, serial in numbered:
        call_id, written = dialect.rows(call, serial)
        known.append((call, call_id))
        rows += written
    # In the order in which the switch wrote them: at a call's end.
    rows.sort(key=lambda row: row[0])
    with path.open("wb") as raw, _packing(raw, plan.about.packed) as out:
        out.write((dialect.header + "".join(text for _, text in rows)).encode())
    return known


def _put_together(plan: Plan, folder: Path, done: list[Done]) -> None:
    verified = {key: numbers for one in done for key, numbers in one.verified.items()}
    _save(folder / "world.json", world_json(plan, sum(one.calls for one in done)))
    _save(folder / "customers.json", [_customer_json(plan, one, verified.get(one.key, [])) for one in plan.members])
    numbers = plan.numbers()
    listed = (number for number, _ in groupby(merge(*(one.kept.do_not_call for one in done))))
    reference.write(folder / "reference", numbers, listed)
    policy.write(folder / "reference", plan, verified)
    _save(folder / "honeypot.json", _timed(hit for one in done for hit in one.kept.honeypot))
    with (folder / "invites.jsonl").open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(_line(one) for one in _timed(question for one in done for question in one.kept.questions))
    truth = [*_write_complaints(plan, folder, done), *_write_tracebacks(plan, folder, done)]
    name = "truth.jsonl.gz" if plan.about.packed else "truth.jsonl"
    with (folder / name).open("wb") as out_raw:
        for one in done:  # gzip files may be put one behind the other (RFC 1952 section 2.2)
            part = _truth_part(folder, one.switch)
            with part.open("rb") as source:
                shutil.copyfileobj(source, out_raw)
            part.unlink()
        with _packing(out_raw, plan.about.packed) as packed:
            packed.write("".join(truth).encode())


def _timed(found: Iterator[dict[str, Any]]) -> list[dict[str, Any]]:
    """In the order of time, with `at` in words."""
    ordered = sorted(found, key=lambda one: (one["at_ms"], json.dumps(one)))
    return [{"at": _iso(one["at_ms"]), **{key: one[key] for key in one if key != "at_ms"}} for one in ordered]


def _write_complaints(plan: Plan, folder: Path, done: list[Done]) -> Iterator[str]:
    (folder / "complaints").mkdir(exist_ok=True)
    rng = plan.rng("complaints")
    told = sorted((group for one in done for group in one.kept.told), key=lambda group: group[0].call)
    ours = [number for member in plan.members for number in (member.numbers[0], member.numbers[-1])]
    found = sorted(
        complaints.complaints(rng, told, ours, plan.numbers()), key=lambda one: (one.received_ms, one.called)
    )
    for number, one in enumerate(found, 1):
        name, data = complaint_files.write(rng, number, one)
        (folder / "complaints" / name).write_bytes(data)
        yield _line(_complaint_truth(f"complaints/{name}", one))


def _write_tracebacks(plan: Plan, folder: Path, done: list[Done]) -> Iterator[str]:
    rng = plan.rng("tracebacks")
    told = sorted((one for each in done for one in each.kept.traced), key=lambda one: one.call)
    requests = [tracebacks.request(rng, number, one) for number, one in enumerate(told, 1)]
    _save(folder / "tracebacks.json", sorted(requests, key=lambda one: str(one["received_at"])))
    for request, one in zip(requests, told, strict=True):
        yield _line({"kind": "traceback", "id": request["id"], "call_id": one.call_id, "customer": one.call.customer})


def world_json(plan: Plan, calls: int) -> dict[str, Any]:
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
        "calls": calls,
        "zone": "UTC",
        "complaints_factor": plan.about.complaints,
        "switches": [{"name": f"switch{place}", "dialect": one} for place, one in enumerate(plan.switches, 1)],
        "classes": {key: kinds.count(key) for key in sorted(set(kinds))},
        "bad_share": round(sum(member.kind.bad for member in plan.members) / max(len(kinds), 1), 4),
    }


def _customer_json(plan: Plan, member: Member, verified: list[int]) -> dict[str, Any]:
    return {
        "id": member.key,
        "name": member.name,
        "switch": f"switch{member.switch + 1}",
        "trunks": [member.key],
        "numbers": [f"{member.numbers[0]}-{member.numbers[-1]}"],
        "verified": [str(number) for number in sorted(set(verified))],
        "declared": member.declared,
        "opened_at": member.opened_on.isoformat(),
        "signup": member.signup,
    }


def _customer_truth(member: Member, parts: list[Customer]) -> dict[str, Any]:
    bad = [[_iso(begin), _iso(until)] for one in parts for begin, until in sorted(one.bad)]
    keys = [one.kind.key for one in parts]
    return {"kind": "customer", "id": member.key, "class": keys[0], "also": keys[1:], "bad": bad}


def _call_truth(call: Call, call_id: str) -> dict[str, Any]:
    return {
        "kind": "call",
        "call_id": call_id,
        "customer": call.customer,
        "at": _iso(call.at_ms),
        "class": call.bad,
        "campaign": call.campaign,
    }


def _complaint_truth(file: str, one: Complaint) -> dict[str, Any]:
    """`call_id` null: no such call of ours, the number was spoofed elsewhere."""
    true = one.true
    return {
        "kind": "complaint",
        "file": file,
        "call_id": true.call_id if true else None,
        "spoofed": true is None,
        "typo": "typo" in one.errors,
        "errors": list(one.errors),
        "customer": true.call.customer if true else "",
        "class": true.call.bad if true else "",
        "at": _iso(true.call.at_ms) if true else None,
        "calling": true.call.calling if true else "",
        "called": str(one.called),
    }


def _iso(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, separators=(",", ":")) + "\n"


def _save(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")
