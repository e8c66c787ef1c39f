"""Small policies for the tests of this room: what is not said is sound."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bellwarden.policy.reading import PolicyReading, read_policy

CHECKS = frozenset(
    """
    malformed_message customer_unknown customer_standing enforcement called_number_invalid caller_id_absent
    caller_id_invalid caller_id_foreign caller_id_emergency caller_id_unallocated caller_id_unused do_not_originate
    own_number_from_outside caller_is_called caller_id_right public_safety calling_list called_list name_list
    spid_list country_list source_list user_agent_list cps_limit trunk_cps_limit minute_limit hour_limit day_limit
    signer_list verification_failed identity_absent attestation_inconsistent
    caller_ids_limit concurrency_limit trunk_concurrency_limit concurrency_estimate spend_limit caller_id_rate pair_rate
    spam_detective called_burst do_not_call
    """.split()  # noqa: SIM905
)
DIALECTS = {"generic": (302, 404, 503), "clearip": (404, 503), "kamailio": ()}
EMERGENCY = ("112", "911", "933", "988")
TODAY = date(2026, 11, 21)

# A sound policy of one customer, in a file of its own, so that lines count in the file under test.
BASE = """\
[carrier]
name = "Example Voice"

[trunk.lab]
addresses = ["127.0.0.1"]
customer = "lab"

[customer.lab]
name = "Our own test calls"
any_caller_id = true
"""


def read(files: Mapping[str, str | bytes], **changes: Any) -> PolicyReading:
    """A reading of these files as they stand."""
    around: dict[str, Any] = {
        "checks": CHECKS,
        "dialects": DIALECTS,
        "emergency_numbers": EMERGENCY,
        "today": TODAY,
        **changes,
    }
    return read_policy(
        {name: data.encode() if isinstance(data, str) else data for name, data in files.items()}, **around
    )


def read_with_base(text: str, files: Mapping[str, str | bytes] | None = None, **changes: Any) -> PolicyReading:
    """A reading of the sound policy with `text` beside it as policy.toml."""
    return read({"base.toml": BASE, "policy.toml": text, **(files or {})}, **changes)


def told(text: str, files: Mapping[str, str | bytes] | None = None, **changes: Any) -> list[str]:
    """The problems of `text` beside the sound policy, as `severity file:line: field: reason`."""
    return said(read_with_base(text, files, **changes))


def said(reading: PolicyReading) -> list[str]:
    return [f"{problem.severity.value} {problem}" for problem in reading.problems]
