"""A small invented carrier for tests of the decision: policies in a line, calls in a line."""

from array import array
from dataclasses import replace
from typing import Any

from pyroaring import BitMap64

from bellwarden.flows.call import understand
from bellwarden.model.call import CallAttempt, CallRequest
from bellwarden.model.enforcement import Enforcement
from bellwarden.model.policy import (
    Carrier,
    Customer,
    GateMode,
    ListClass,
    ListKey,
    ModeSetting,
    Numbering,
    Numbers,
    PolicyDocument,
    PolicyList,
    Trunk,
    TrunkRole,
)
from bellwarden.model.usage import NO_USAGE, Usage
from bellwarden.model.verdict import Mode, Verdict
from bellwarden.verdict.checks import load
from bellwarden.verdict.decide import decide
from bellwarden.verdict.policy import Policy

NOON = 1_790_000_000.0
HOME, AWAY, OTHER = "+12382001000", "+14462005555", "+17562001234"
CHECKS = load()

ACME = Customer("acme", "Acme Dental Group", numbers=Numbers((12382001000, 12382001001), ("1238201",)))
BOREAL = Customer("boreal", "Boreal Outreach", cps_max=3, any_caller_id=True)
TRANSIT = Customer("transit", "Transit Nine", upstream=True)
DOCUMENT = PolicyDocument(
    carrier=Carrier("Kestrel Voice", mode=GateMode.ENFORCE),
    trunks=(
        Trunk("acme-pbx", ("127.0.1.1",), customer="acme"),
        Trunk("boreal-dialler", ("127.0.1.2",), customer="boreal"),
        Trunk("transit-in", ("127.0.2.0/24",), role=TrunkRole.UPSTREAM, customer="transit"),
    ),
    customers=(ACME, BOREAL, TRANSIT),
    inventory=Numbers((12382001000, 12382001001, 12382009999), ("1238201",)),
    emergency_numbers=("911", "933", "112", "988", "sos"),
)


def policy_of(document: PolicyDocument = DOCUMENT, layers: dict[str, bytes] | None = None, **changes: Any) -> Policy:
    return Policy(replace(document, **changes), layers or {}, CHECKS, "test")


def acting(*names: str) -> tuple[ModeSetting, ...]:
    return tuple(ModeSetting(name, Mode.ACT) for name in names)


def attempt(
    policy: Policy,
    calling: str = HOME,
    called: str = AWAY,
    source: str = "127.0.1.1",
    enforcements: tuple[Enforcement, ...] = (),
    **fields: Any,
) -> CallAttempt:
    call = understand(CallRequest(NOON, source, called, calling, **fields), policy)
    assert call is not None
    return call._replace(enforcements=enforcements)


def verdict_on(policy: Policy, usage: Usage = NO_USAGE, **fields: Any) -> Verdict:
    return decide(attempt(policy, **fields), policy, usage)


def number_list(
    name: str, *numbers: int, key: ListKey = ListKey.CALLING_NUMBER, kind: ListClass = ListClass.BLOCK, **fields: Any
) -> tuple[PolicyList, dict[str, bytes]]:
    layer = f"numbers/{name}"
    entry = PolicyList(name, key, kind, layer if numbers else "", count=len(numbers), **fields)
    return entry, {layer: BitMap64(numbers).serialize()} if numbers else {}


def with_lists(
    *lists: tuple[PolicyList, dict[str, bytes]], modes: tuple[ModeSetting, ...] = (), **changes: Any
) -> Policy:
    """A policy with these lists, each acting unless `modes` says otherwise."""
    layers: dict[str, bytes] = {}
    for _, more in lists:
        layers.update(more)
    entries = tuple(entry for entry, _ in lists)
    acts = tuple(ModeSetting(f"list:{entry.name}", Mode.ACT) for entry in entries)
    return policy_of(layers=layers, lists=entries, modes=acts + modes, **changes)


def allocated(
    *blocks: int, holders: tuple[str, ...] = ("123A",), areas: tuple[int, ...] = (238, 446, 756)
) -> dict[str, Any]:
    """Numbering in which only these NPA-NXX-X are allocated, all to the first holder."""
    table = array("H", bytes(20_000_000))
    for block in blocks:
        table[block] = 1
    return {
        "numbering": Numbering(areas=areas, blocks_layer="blocks", holders=holders),
        "layers": {"blocks": table.tobytes()},
    }
