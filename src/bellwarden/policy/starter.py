"""The policy that an operator begins with: every setting with its meaning, and nothing refused before it is wanted."""

from collections.abc import Iterator, Mapping
from textwrap import wrap

from bellwarden.model.condition import VARIABLES
from bellwarden.policy.settings import KEY, Setting, settings_of, toml
from bellwarden.policy.stir_tables import ProofTable, StirTable, ThirdPartyTable
from bellwarden.policy.table import Table
from bellwarden.policy.tables import (
    CarrierTable,
    ConditionTable,
    CostsTable,
    CustomerTable,
    FaultsTable,
    IdentifyTable,
    InventoryTable,
    ListTable,
    NumberingTable,
    RateTable,
    RedressTable,
    ScopedTable,
    TrunkTable,
)

Value = str | int | bool | list[str]

WIDTH = 110  # of the comments
_EXAMPLES = {"true or false": "true", "day": "2027-06-30"}

# What each check looks for, and its mode in the starter: what is certain acts, the rest reports.
CHECKS: Mapping[str, tuple[str, str]] = {
    "customer_unknown": ("report", "no customer fits the trunk that a call came over"),
    "customer_standing": ("act", "the customer is suspended, terminated or not accepted yet"),
    "enforcement": ("act", "a suspension or block by `bellwarden enforce`; limits go with cps_limit"),
    "malformed_message": ("act", "the message can't be understood, or can be understood in two ways"),
    "called_number_invalid": ("act", "no such called number can exist"),
    "caller_id_absent": ("report", "no caller ID, or a withheld one without a number behind it"),
    "caller_id_emergency": ("act", "an emergency or service code shown as caller ID"),
    "caller_id_invalid": ("act", "no such number can exist: wrong length, reserved codes, 555-01XX"),
    "caller_id_foreign": ("report", "a foreign number that its country's plan does not have, as far as known"),
    "caller_id_unallocated": ("report", "a number that no provider holds, by the files under [numbering]"),
    "caller_id_unused": ("report", "one of your own numbers that no customer holds"),
    "do_not_originate": ("report", "a number on a list of class do_not_originate"),
    "own_number_from_outside": ("report", "one of your own numbers, coming in from another provider"),
    "caller_is_called": ("report", "caller and called number are the same"),
    "caller_id_right": ("report", "a caller ID outside the customer's numbers and caller_ids"),
    "cps_limit": ("report", "more calls per second than the customer may place"),
    "trunk_cps_limit": ("report", "more calls per second than the trunk may carry"),
    "do_not_call": ("report", "a customer flagged as telemarketer calls a number of class do_not_call"),
    "minute_limit": ("report", "more calls in a minute than the customer may place"),
    "hour_limit": ("report", "more calls in an hour than the customer may place"),
    "day_limit": ("report", "more calls in 24 hours than the customer may place"),
    "caller_ids_limit": ("report", "more different caller IDs in an hour than the customer may show"),
    "concurrency_limit": ("report", "more calls at the same time than the customer may have"),
    "trunk_concurrency_limit": ("report", "more calls at the same time than the trunk may carry"),
    "concurrency_estimate": ("report", "the same, estimated: where ends of calls are not reported"),
    "spend_limit": ("report", "calls to priced destinations cost more in 24 hours than allowed"),
    "caller_id_rate": ("report", "too many calls with one caller ID, by [rate.caller_id_rate]"),
    "pair_rate": ("report", "one caller ID calls one number again and again, by [rate.pair_rate]"),
    "spam_detective": ("report", "one caller ID calls a customer's numbers too often, by [rate.spam_detective]"),
    "verification_failed": ("report", "a token of the call is no good, on a trunk that verifies"),
    "identity_absent": ("off", "no Identity came, on a trunk that verifies"),
    "attestation_inconsistent": ("report", "a provider signed A or B for a number that can't have called"),
    "called_burst": ("report", "one number is flooded with calls, by [rate.called_burst]"),
}
# These look into your lists; each list has a mode of its own, and report is the default there.
LIST_CHECKS: Mapping[str, str] = {
    "public_safety": "callers of class public_safety, who are never blocked",
    "calling_list": "the calling number on a list",
    "called_list": "the called number on a list",
    "name_list": "the caller's name on a list",
    "spid_list": "the calling number's provider on a list",
    "country_list": "the calling or called number's country on a list",
    "source_list": "the address of the asking SBC on a list",
    "user_agent_list": "the User-Agent on a list",
    "signer_list": "the provider that signed the call on a list",
}


def starter_files(dialect: str = "generic") -> dict[str, bytes]:
    """By path: one carrier that only observes, two invented customers, and a lab trunk for calls of this machine."""
    files = {
        "carrier.toml": _carrier(dialect),
        "trunks.toml": _trunks(),
        "customers.toml": _customers(),
        "checks.toml": _checks(),
        "limits.toml": _limits(),
        "lists.toml": _lists(),
        "conditions.toml": _conditions(),
        "stir.toml": _stir(),
        "numbering.toml": _numbering(),
        "lists/blocked.txt": BLOCKED,
        "lists/do-not-originate.csv": DO_NOT_ORIGINATE,
    }
    return {name: text.encode() for name, text in files.items()}


def explained(header: str, table: type[Table], values: Mapping[str, Value]) -> str:
    """A table with all its settings: those with a value written, the others as comments."""
    lines = [*_said((table.__doc__ or "").splitlines()[0], "# "), header]
    for setting in own_settings(table):
        name = setting.path.rpartition(".")[2]
        lines += _comment(setting, "# ")
        lines.append(f"{name} = {toml(values[name])}" if name in values else f"# {name} = {_example(setting)}")
    return "\n".join(lines) + "\n"


def offered(header: str, table: type[Table]) -> str:
    """A table that is not wanted yet, as a comment from end to end."""
    lines = [*_said((table.__doc__ or "").splitlines()[0], "# "), f"# {header}"]
    for setting in own_settings(table):
        lines += _comment(setting, "#     ")
        lines.append(f"# {setting.path.rpartition('.')[2]} = {_example(setting)}")
    return "\n".join(lines) + "\n"


def short(header: str, values: Mapping[str, Value]) -> str:
    """A table with what differs from the defaults only."""
    return "\n".join([header, *(f"{name} = {toml(value)}" for name, value in values.items())]) + "\n"


def own_settings(table: type[Table]) -> Iterator[Setting]:
    """The settings of the table itself, without those of the tables inside it."""
    return (setting for setting in settings_of(KEY, table) if setting.path.count(".") == 1)


def _said(text: str, prefix: str) -> list[str]:
    return wrap(text, WIDTH, initial_indent=prefix, subsequent_indent=prefix, break_on_hyphens=False)


def _comment(setting: Setting, prefix: str) -> list[str]:
    """Meaning and unit, kind and default: on one line where they fit."""
    form = f"({setting.kind}; {f'default {setting.default}' if setting.default else 'no default'})"
    whole = f"{prefix}{setting.meaning} {form}"
    return [whole] if len(whole) <= WIDTH else [*_said(setting.meaning, prefix), *_said(form, prefix)]


def _example(setting: Setting) -> str:
    """The default, else the first of the words that a setting takes."""
    return (
        setting.default
        or _EXAMPLES.get(setting.kind)
        or toml(setting.kind.split(",")[0] if "," in setting.kind else "")
    )


def _modes_said(path: str) -> str:
    lines = ["# For one trunk, upstream provider, customer or called customer alone; the narrower one wins:"]
    lines += [f'# [{path}.{scope}.NAME]\n# mode = "report"' for scope in ScopedTable.model_fields]
    return "\n".join(lines) + "\n"


def _carrier(dialect: str) -> str:
    values: dict[str, Value] = {"name": "Example Voice", "country": "US", "mode": "observe", "dialect": dialect}
    return "\n".join(
        (
            "# Lines that begin with # say what a setting means. Settings behind a # have their default.\n"
            "# Tables may stand in any *.toml file of this folder. After a change: bellwarden policy check\n",
            explained("[carrier]", CarrierTable, values),
            explained("[carrier.redress]", RedressTable, {}),
            explained("[inventory]", InventoryTable, {}),
            explained("[faults]", FaultsTable, {}),
        )
    )


def _trunks() -> str:
    lab: dict[str, Value] = {"addresses": ["127.0.0.1", "::1"], "role": "customer", "customer": "lab", "cps_max": 0}
    return "\n".join(
        (
            explained("[trunk.lab]", TrunkTable, lab),
            "# A trunk that carries several customers tells them apart by tables like this one:\n",
            offered("[[trunk.lab.identify]]", IdentifyTable),
            short("[trunk.harbor-dental]", {"addresses": ["127.0.1.1"], "customer": "harbor-dental", "cps_max": 30}),
            short("[trunk.quillmark]", {"addresses": ["127.0.1.2"], "customer": "quillmark"}),
        )
    )


def _customers() -> str:
    harbor: dict[str, Value] = {
        "name": "Harbor Dental Group",
        "standing": "active",
        "cps_max": 20,
        "numbers": ["+12382000100", "12382000200-12382000299"],
        "caller_ids": ["+12382007000"],
    }
    quillmark: dict[str, Value] = {"name": "Quillmark Surveys", "cps_max": 5, "numbers": ["+1238201*"]}
    lab: dict[str, Value] = {"name": "Our own test calls", "any_caller_id": True}
    return "\n".join(
        (
            explained("[customer.harbor-dental]", CustomerTable, harbor),
            short("[customer.quillmark]", quillmark),
            "# What shows that a customer may use numbers that are not yours. Without it its calls get level B:\n",
            offered("[[customer.harbor-dental.proof]]", ProofTable),
            "# An upstream provider whose calls you sign with that provider's own certificate:\n",
            offered("[customer.NAME.third_party_signing]", ThirdPartyTable),
            "# The lab's calls come from this machine: no limit, any caller ID.",
            short("[customer.lab]", lab),
        )
    )


def _checks() -> str:
    width = max(len(name) for name in (*CHECKS, *LIST_CHECKS)) + len('.mode = "report"')
    lines = [
        "# What each check's findings may do (off, report, act):",
        "#   off     the check does not look",
        "#   report  what it finds is recorded, and the call goes on",
        "#   act     what it finds takes effect, once the carrier's mode is enforce",
        "# A check that is left out keeps its own mode. For one party alone, the narrower line wins:",
        '#   caller_id_right.customer.harbor-dental.mode = "act"',
        '#   caller_id_right.trunk.lab.mode = "off"',
        '#   own_number_from_outside.upstream.NAME.mode = "act"',
        '#   caller_id_absent.called_customer.quillmark.mode = "act"',
        "[check]",
    ]
    for name, (mode, meaning) in CHECKS.items():
        lines.append(f'{name}.mode = "{mode}"'.ljust(width) + f"  # {meaning}")
    lines.append("# These look into the lists of lists.toml, and no list does more than its check may.")
    for name, meaning in LIST_CHECKS.items():
        lines.append(f'{name}.mode = "act"'.ljust(width) + f"  # {meaning}")
    return "\n".join(lines) + "\n"


def _limits() -> str:
    others = {"pair_rate": (5, 3600), "spam_detective": (10, 600), "called_burst": (50, 60)}
    written: dict[str, Value] = {"calls_max": 100, "window_s": 3600}
    return "\n".join(
        (
            "# Limits of a customer or trunk stand in their tables; these are about single numbers and destinations.\n"
            "# What they find is reported, until their check in checks.toml may act:\n"
            "#   caller_id_rate  calls of a customer with one caller ID\n"
            "#   pair_rate       calls of a customer with one caller ID to one number\n"
            "#   spam_detective  calls of one caller ID to all numbers of a called customer\n"
            "#   called_burst    calls of a customer to one number, whatever the caller ID\n",
            explained("[rate.caller_id_rate]", RateTable, written),
            *(
                short(f"[rate.{name}]", {"calls_max": calls, "window_s": window})
                for name, (calls, window) in others.items()
            ),
            offered("[costs]", CostsTable),
        )
    )


def _lists() -> str:
    blocked: dict[str, Value] = {
        "key": "calling_number",
        "class": "block",
        "file": "lists/blocked.txt",
        "mode": "report",
        "action": "block",
        "evidence": "authority",
    }
    never: dict[str, Value] = {
        "key": "calling_number",
        "class": "do_not_originate",
        "file": "lists/do-not-originate.csv",
        "evidence": "fact",
    }
    return "\n".join(
        (
            "# Where a call fits several lists, the longest match wins, and allow goes before block.\n",
            explained("[list.blocked]", ListTable, blocked),
            _modes_said("list.blocked"),
            "# Numbers that never place calls: 47 CFR 64.1200(o).",
            short("[list.do-not-originate]", never),
        )
    )


def _conditions() -> str:
    wide = max(len(variable.name) for variable in VARIABLES)
    kinds = {str: "text", int: "number", bool: "true or false"}
    names = [f"#   {v.name.ljust(wide)}  {v.meaning} ({kinds[v.type]})" for v in VARIABLES]
    condition: dict[str, Value] = {
        "when": 'calling_form == "anonymous" && called_kind == "premium"',
        "mode": "report",
        "action": "block",
        "evidence": "fact",
        "description": "withheld callers have no business with premium numbers",
    }
    return "\n".join(
        (
            "# Conditions in CEL (https://cel.dev) over these variables of a call:",
            *names,
            "# They offer && || ! == != < <= > >= in + - * / % ?: size startsWith endsWith contains matches,",
            '# and exists and all over lists: ["US", "CA"].exists(c, c == called_country)\n',
            explained("[condition.withheld-to-premium]", ConditionTable, condition),
            _modes_said("condition.withheld-to-premium"),
        )
    )


def _stir() -> str:
    return (
        "# Calls are signed and verified once these are true. How each call is treated goes by its trunk's role;\n"
        "# levels: A for your own numbers and proven ones, B for a customer's others, C for calls of other providers.\n"
        + explained("[stir]", StirTable, {})
    )


def _numbering() -> str:
    return (
        "# Area codes and thousand-blocks are judged once these files are there: the area-code report of the\n"
        "# numbering administrator (npa_report.csv), and allocation files with the columns NPA, NXX, X and OCN.\n"
        + explained("[numbering]", NumberingTable, {})
    )


BLOCKED = """\
# One entry a line: a number, a range or a prefix. What stands behind # is a comment.
+14462009999
+1446201*                    # all that begin so
12382900000-12382900999      # a range
"""

DO_NOT_ORIGINATE = """\
number,class,requester,added,expires,verified,note
# class: invalid, unallocated, unused (your own, assigned to nobody) or requested (its holder asked for it)
# expires: the last day of the entry, empty for no end
12382009900,requested,Example Voice,2026-01-15,,2026-11-01,our own inbound-only hotline
"""
