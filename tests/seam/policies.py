"""A small policy that has something of everything, for the tests of what stores and carries policies."""

from bellwarden.model.policy import (
    Carrier,
    Condition,
    Customer,
    GateMode,
    ListClass,
    ListKey,
    ModeSetting,
    Numbering,
    Numbers,
    PolicyBundle,
    PolicyDocument,
    PolicyList,
    Redress,
    Scope,
    Standing,
    Trunk,
)
from bellwarden.model.verdict import Action, Diversion, EvidenceClass, Mode, Outcome

DOCUMENT = PolicyDocument(
    carrier=Carrier("Tin Can Telephone", mode=GateMode.ENFORCE, redress=Redress(email="redress@tincan.example")),
    trunks=(Trunk("lab", ("127.0.0.1", "::1"), customer="acme"),),
    customers=(
        Customer("acme", "ACME Tools", numbers=Numbers((12385550123,), ("1446555",))),
        Customer("zenith", "Zenith Calls", standing=Standing.LIMITED, cps_max=2),
    ),
    modes=(ModeSetting("caller_id_right", Mode.REPORT, Scope.CUSTOMER, "acme"),),
    lists=(
        PolicyList(
            "seen",
            ListKey.CALLING_NUMBER,
            ListClass.BLOCK,
            "seen.roaring",
            action=Action.DIVERT,
            diversion=Diversion.CAPTCHA,
            evidence=EvidenceClass.STATISTICS,
            outcome=Outcome.CALLED_PARTY,
            count=3,
        ),
    ),
    conditions=(Condition("night", "hour_utc < 6"),),
    numbering=Numbering((238, 446), ((238, "US"), (446, "CA")), "blocks", ("123A",)),
    emergency_numbers=("911", "933"),
)


def a_bundle(name: str = "Tin Can Telephone", seen: bytes = b"seen numbers") -> PolicyBundle:
    """A policy; another name makes another document, other bytes another layer."""
    carrier = Carrier(name, mode=GateMode.ENFORCE, redress=Redress(email="redress@tincan.example"))
    document = PolicyDocument(
        carrier,
        DOCUMENT.trunks,
        DOCUMENT.customers,
        DOCUMENT.modes,
        DOCUMENT.lists,
        DOCUMENT.conditions,
        DOCUMENT.inventory,
        DOCUMENT.numbering,
        DOCUMENT.emergency_numbers,
    )
    return PolicyBundle(document, {"seen.roaring": seen, "blocks": bytes(2000), "empty": b""})
