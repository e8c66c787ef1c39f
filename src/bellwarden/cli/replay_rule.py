"""One rule to be tried on top of the policy in force: a condition, an entry of a list, or tables as policy files have.

What was written becomes policy files of its own and is read as such: its errors are told as those of any policy.
"""

from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

import typer

from bellwarden.cli.console import note
from bellwarden.cli.drafting import line_of, refuse_errors, today
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.flows.policy_reading import read_policy_files
from bellwarden.model.policy import Carrier, ListKey, ModeSetting, PolicyBundle, PolicyDocument, Scope
from bellwarden.model.verdict import Mode
from bellwarden.policy.settings import toml

TRIED: Final = "tried"  # name of a rule that has none of its own
NUMBERS: Final = frozenset("0123456789+*-.() ")  # the signs of a number, a range or a prefix
WORDS_MAX: Final = 1_000_000


class Tried(NamedTuple):
    """The candidate, and the names of its lists and conditions that the policy in force does not have."""

    bundle: PolicyBundle
    names: frozenset[str]
    only_more: bool  # nothing of the policy in force was replaced


def try_rule(written: str, live: PolicyBundle) -> Tried:
    """CommandFault when the rule has errors; they are told before."""
    files = {"rule.toml": tables_of(text_of(written)).encode()}
    files["carrier.toml"] = _surroundings(live.document).encode()
    reading = read_policy_files(files, today())
    place = Path("(rule)")
    if reading.bundle is None:
        for problem in reading.errors:
            note(line_of(problem, place))
        refuse_errors(reading, place)
        raise CommandFault(Exit.POLICY, "the rule can't be read")
    return _on_top(reading.bundle, live)


def text_of(written: str) -> str:
    """What stands in the file of this name, else the text itself."""
    path = Path(written)
    if len(written) > 200 or "\n" in written or not path.is_file():
        return written.strip()
    if path.stat().st_size > WORDS_MAX:
        raise typer.BadParameter(f"--rule {path}: more than {WORDS_MAX:,} bytes; make it a list of a policy")
    return path.read_text(encoding="utf-8").strip()


def tables_of(text: str) -> str:
    """The rule as a policy file."""
    if text.startswith("[") or "\n[" in text:
        return text
    key, _, entry = text.partition(":")
    if key.strip() in {one.value for one in ListKey} and entry.strip():
        return _list(key.strip(), entry.strip())
    if NUMBERS.issuperset(text):
        return _list(ListKey.CALLING_NUMBER.value, text)
    return f"[condition.{TRIED}]\nwhen = {toml(text)}\n"


def _list(key: str, entry: str) -> str:
    return f"[list.{TRIED}]\nkey = {toml(key)}\nentries = [{toml(entry)}]\n"


def _surroundings(document: PolicyDocument) -> str:
    """As much of the policy in force as a rule may refer to: the carrier's addresses, and who its customers are."""
    carrier = document.carrier
    lines = ["[carrier]", f"name = {toml(carrier.name or 'nobody')}", f"country = {toml(carrier.country)}"]
    for name in ("captcha_uri", "voice_menu_uri", "voicemail_uri"):
        if value := getattr(carrier, name):
            lines.append(f"{name} = {toml(value)}")
    if carrier.emergency_numbers:
        lines.append(f"emergency_numbers = {toml(list(carrier.emergency_numbers))}")
    redress = [
        f"{name} = {toml(value)}" for name in ("url", "tel", "email") if (value := getattr(carrier.redress, name))
    ]
    if redress:
        lines += ["[carrier.redress]", *redress]
    for customer in document.customers:
        lines += [f"[customer.{toml(customer.key)}]", f"name = {toml(customer.name)}"]
    return "\n".join(lines) + "\n"


def _on_top(rule: PolicyBundle, live: PolicyBundle) -> Tried:
    """A list or condition of a name that is there already takes its place."""
    lists, conditions = rule.document.lists, rule.document.conditions
    if not lists and not conditions:
        raise CommandFault(Exit.POLICY, "the rule has neither a list nor a condition")
    names = {f"list:{one.name}" for one in lists} | {f"condition:{one.name}" for one in conditions}
    document = live.document
    known = {f"list:{one.name}" for one in document.lists} | {f"condition:{one.name}" for one in document.conditions}
    kept_lists = tuple(one for one in document.lists if f"list:{one.name}" not in names)
    kept_conditions = tuple(one for one in document.conditions if f"condition:{one.name}" not in names)
    narrower = tuple(one for one in rule.document.modes if one.check in names and one.scope is not Scope.OPERATOR)
    acting = tuple(ModeSetting(name, Mode.ACT) for name in sorted(names))
    candidate = replace(
        document,
        lists=(*kept_lists, *lists),
        conditions=(*kept_conditions, *conditions),
        modes=(*(one for one in document.modes if one.check not in names), *narrower, *acting),
    )
    found = frozenset(name.partition(":")[2] for name in names)
    return Tried(PolicyBundle(candidate, {**live.layers, **rule.layers}), found, names.isdisjoint(known))


def nothing_in_force(country: str) -> PolicyDocument:
    """What a rule is put on top of where no policy was ever pushed."""
    from bellwarden.flows.policy_reading import rules_of
    from bellwarden.rules import emergency_numbers

    return PolicyDocument(
        Carrier("", country=country), emergency_numbers=tuple(sorted(emergency_numbers(rules_of(country))))
    )
