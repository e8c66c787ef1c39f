"""Whom the demonstration's office deals with: contacts of its invented companies, and the cases on its desk."""

from typing import Final, NamedTuple

from bellwarden.model.office.case import CaseKind


class Company(NamedTuple):
    """What a carrier knows of a customer beside the policy. Numbers and hosts belong to nobody."""

    legal_name: str
    domain: str
    phone: str
    address: str
    use: str  # what its calls are for, as it told us
    calls_1d_max: int
    cps_max: int
    filing: str = ""  # in the Robocall Mitigation Database


class Matter(NamedTuple):
    """A case as it stands when the demonstration begins."""

    kind: CaseKind
    customer: str
    title: str
    severity: int
    opened_h: float  # hours ago
    note: str = ""
    waiting_for: str = ""


COMPANIES: Final = {
    "harbor-dental": Company(
        "Harbor Dental Group PLLC", "harbor-dental.example", "+12382000100", "14 Quay Street", "reminders", 120, 5
    ),
    "meadowbrook": Company(
        "Meadowbrook Unified School District",
        "meadowbrook.example",
        "+12382001000",
        "2 Orchard Lane",
        "school",
        400,
        40,
    ),
    "copperline": Company(
        "Copperline Freight Inc.", "copperline.example", "+12382002000", "880 Dock Road", "dispatch", 700, 20
    ),
    "juniper": Company(
        "Juniper Veterinary LLP", "juniper-vet.example", "+12382010000", "31 Mill Street", "reminders", 40, 4
    ),
    "larkfield": Company(
        "Larkfield Property Care LLC", "larkfield.example", "+12382010100", "7 Larkfield Row", "service calls", 200, 4
    ),
    "quillmark": Company(
        "Quillmark Surveys LLC", "quillmark.example", "+12382003000", "Suite 40, 9 Canal Street", "surveys", 300, 5
    ),
    "sunvale": Company(
        "Sunvale Benefits Center Inc.", "sunvale.example", "+12382004000", "PO Box 118", "enrolment", 120, 10
    ),
    "brightpath": Company(
        "Brightpath Debt Relief LLC", "brightpath.example", "+12382005000", "PO Box 27", "sales", 400, 10
    ),
    "tessera": Company(
        "Tessera Wholesale Corp.",
        "tessera.example",
        "+14462000100",
        "200 Exchange Place",
        "carrier",
        5_000,
        200,
        "RMD0000238",
    ),
    "longhaul": Company(
        "Longhaul International Ltd.",
        "longhaul.example",
        "+14462000200",
        "5 Harbour Way",
        "carrier",
        3_000,
        100,
        "RMD0000446",
    ),
}

MATTERS: Final = (
    Matter(
        CaseKind.TRACEBACK,
        "brightpath",
        "Traceback of a call to 446-200-2017 about debt relief",
        1,
        3.2,
        "The call came in on trunk brightpath; it is in the decisions of that hour.",
    ),
    Matter(
        CaseKind.ALERT,
        "sunvale",
        "Many short calls from numbers that change with every call",
        2,
        3.4,
        "Short calls and changing caller IDs: two families of signs agree.",
    ),
    Matter(
        CaseKind.COMPLAINT,
        "sunvale",
        "Three people report calls about health benefits that they never asked for",
        2,
        2.0,
        "All three numbers were called by sunvale within ten minutes of the time given.",
    ),
    Matter(CaseKind.COMPLAINT, "quillmark", "Survey calls after nine in the evening", 3, 0.5),
    Matter(
        CaseKind.DISPUTE,
        "larkfield",
        "Larkfield's calls to Copperline are refused since Friday",
        3,
        6.0,
        waiting_for="Larkfield: the number that was called",
    ),
    Matter(CaseKind.COMPLAINT, "copperline", "A caller showed 238-200-2107 and claimed to be the tax office", 3, 1.5),
)
