"""The policy of a world's carrier, beside its lists: `bellwarden decide FILE --policy world/reference`."""

from pathlib import Path

from bellwarden.simulator.worlds.plan import Plan

_CARRIER = """\
[carrier]
name = "Example Voice"
mode = "observe"
dialect = "generic"

[inventory]
numbers = [{ours}]

[numbering]
areas = "areas.csv"
blocks = ["blocks.csv"]
"""
_LISTS = """\
[list.do-not-originate]
key = "calling_number"
class = "do_not_originate"
file = "do-not-originate.csv"
evidence = "fact"
"""


def write(folder: Path, plan: Plan, verified: dict[str, list[int]]) -> None:
    """Trunks have addresses of the range kept for benchmarks, one each."""
    folder.mkdir(parents=True, exist_ok=True)
    ours = sorted({str(member.numbers[0])[:7] for member in plan.members})
    trunks, customers = [], []
    for member in plan.members:
        address = f"198.18.{member.place // 250}.{1 + member.place % 250}"
        role = 'role = "upstream"\n' if member.declared == "wholesale" else ""
        trunks.append(f'[trunk.{member.key}]\naddresses = ["{address}"]\n{role}customer = "{member.key}"\n')
        shown = ", ".join(f'"+{number}"' for number in sorted(set(verified.get(member.key, []))))
        lines = [f"[customer.{member.key}]", f'name = "{member.name}"']
        lines += ["upstream = true", "any_caller_id = true"] if member.declared == "wholesale" else []
        lines += [f'numbers = ["{member.numbers[0]}-{member.numbers[-1]}"]', f"caller_ids = [{shown}]"]
        customers.append("\n".join(lines) + "\n")
    files = {
        "carrier.toml": _CARRIER.format(ours=", ".join(f'"+{prefix}*"' for prefix in ours)),
        "trunks.toml": "\n".join(trunks),
        "customers.toml": "\n".join(customers),
        "lists.toml": _LISTS,
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
