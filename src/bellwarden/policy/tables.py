"""The tables of the policy files: every setting with its meaning, unit, default and form.

This is the one place that says what may be written; the reference, the starter's comments and the error messages come
from here.
"""

from enum import Enum
from typing import Annotated

from pydantic import AfterValidator, Field

from bellwarden.model.policy import GateMode, IdentityPlace, ListClass, ListKey, OnFault, Signs, Standing, TrunkRole
from bellwarden.model.verdict import Diversion, EvidenceClass, Mode
from bellwarden.policy import forms
from bellwarden.policy.stir_tables import ProofTable, StirTable, ThirdPartyTable
from bellwarden.policy.table import COUNT, CPS, FILE, NAMES, NUMBERS, SWITCH, TEXT, UUID, Table, choice, setting

CPS_LIMIT = 100_000
ITEMS_MAX = 100_000  # numbers, hosts or entries written in one setting; longer ones belong into a file

ATTEMPTS_LIMIT = 1_000_000_000
WINDOW_S_MAX = 86_400
RATE_CALLS_MAX = 4_000  # what a count per number can be held against (gate/rates.py)


class RuleAction(str, Enum):
    """What a list or condition may do with a call; letting it pass is what allow lists are for."""

    BLOCK = "block"
    DIVERT = "divert"
    LIMIT = "limit"


class RateAction(str, Enum):
    """What may be done with a call over a rate. A block is one by analytics: 603+ with the redress contact."""

    LIMIT = "limit"
    DIVERT = "divert"
    BLOCK = "block"


class ListOutcome(str, Enum):
    """By which row of the dialect's table the SBC is answered."""

    LIST = "list"
    CALLER_ID = "caller_id"
    CALLER_ID_RIGHT = "caller_id_right"
    CALLED_NUMBER = "called_number"
    CALLED_PARTY = "called_party"
    SUSPENDED = "suspended"
    UPSTREAM = "upstream"


class Unjudged(str, Enum):
    """What becomes of a call that could not be judged."""

    CONTINUE = "continue"
    REFUSE = "refuse"


class BadLines(str, Enum):
    """What a line that can't be read does to its list."""

    ERROR = "error"
    WARNING = "warning"


class RedressTable(Table):
    """Whom a blocked caller may ask. Blocks by analytics need at least one contact: 47 CFR 64.1200(k)(8) and (k)(9)."""

    url: Annotated[str, AfterValidator(forms.web_address)] = setting(
        "",
        "web page where a blocked caller can ask why; {decision} in it becomes the decision's id",
        'an address like "https://example.com/blocked"',
    )
    tel: Annotated[str, AfterValidator(forms.telephone)] = setting(
        "", "telephone number for the same", 'a full number like "+12382000100"'
    )
    email: Annotated[str, AfterValidator(forms.mail_address)] = setting(
        "", "mail address for the same", 'an address like "redress@example.com"'
    )
    location: Annotated[str, AfterValidator(forms.location)] = setting(
        "",
        "where in the network calls are refused, as the Reason header of a 603+ tells it (RFC 8606)",
        f"one of {', '.join(forms.LOCATIONS)} in quotes, or nothing",
    )


class CarrierTable(Table):
    """Who you are and how the gate answers."""

    name: str = setting(..., "your company's name", TEXT, min_length=1, max_length=200)
    country: Annotated[str, AfterValidator(forms.country)] = setting(
        "US", "country in whose way numbers without plus sign are read", 'the two letters of ISO 3166, such as "US"'
    )
    mode: GateMode = choice(
        GateMode.OBSERVE,
        "observe: every call continues and every verdict is recorded; enforce: verdicts take effect",
        GateMode,
    )
    dialect: str = setting("generic", "how your SBCs want to be answered, unless their trunk says otherwise", TEXT)
    decision_header: Annotated[str, AfterValidator(forms.added_header_name)] = setting(
        "X-Bellwarden-Decision", "header of the answer that carries the decision's id", TEXT, min_length=1
    )
    correlation_header: Annotated[str, AfterValidator(forms.header_name)] = setting(
        "", "header by which your records find a call again, such as Session-ID; empty for none", TEXT
    )
    spid_header: Annotated[str, AfterValidator(forms.header_name)] = setting(
        "", "header in which your SBC names the calling number's provider (OCN); empty for none", TEXT
    )
    captcha_uri: Annotated[str, AfterValidator(forms.sip_uri)] = setting(
        "", "where calls diverted to the captcha go", 'a SIP address like "sip:captcha@192.0.2.10"'
    )
    voice_menu_uri: Annotated[str, AfterValidator(forms.sip_uri)] = setting(
        "", "where calls diverted to the voice menu go", 'a SIP address like "sip:menu@192.0.2.10"'
    )
    voicemail_uri: Annotated[str, AfterValidator(forms.sip_uri)] = setting(
        "", "where calls diverted to voicemail go", 'a SIP address like "sip:voicemail@192.0.2.10"'
    )
    block_share_move_max: float = setting(
        0.005,
        "how far one push may move the share of blocked calls before it needs force, as a share of all calls",
        "a number from 0 to 1, such as 0.005 for half a percent",
        ge=0,
        le=1,
    )
    emergency_numbers: list[Annotated[str, AfterValidator(forms.emergency_number)]] = setting(
        [],
        "further numbers that are never blocked, beside the country's own emergency numbers",
        'a list of numbers in quotes, such as ["911"]',
        max_length=1000,
    )
    call_s_assumed: int = setting(
        180,
        "how long a call is taken to last where nobody reports its end, in seconds: for estimates and for spending",
        "a whole number of seconds, such as 180",
        ge=1,
        le=WINDOW_S_MAX,
    )
    redress: RedressTable | None = Field(None, description="")


class FaultsTable(Table):
    """Whether calls pass or fail while something of the gate is broken. Emergency calls always continue."""

    judging_failed: Unjudged = choice(
        Unjudged.CONTINUE, "calls that can't be judged because something inside failed", Unjudged
    )
    suspended: Unjudged = choice(
        Unjudged.REFUSE, "the same where standing or an enforcement bars the customer, source or number", Unjudged
    )
    snapshot_stale: OnFault = choice(
        OnFault.CONTINUE,
        "calls once no newer snapshot could be taken up for so long. continue: only standing, enforcements and limits "
        "still refuse; judge: the last good snapshot goes on deciding",
        OnFault,
    )
    snapshot_stale_h: float = setting(
        24.0,
        "how long the last good snapshot is good enough once a newer one was refused or can't be read, in hours",
        "a number of hours, such as 24",
        ge=0.01,
        le=8760,
    )
    journal_broken: OnFault = choice(
        OnFault.JUDGE,
        "calls while the enforcement journal can't be followed. judge: what was read of it stays in force",
        OnFault,
    )


class IdentifyTable(Table):
    """How one customer is told apart on a trunk of several: all that is written must fit, longest prefix first."""

    customer: str = setting(..., "whose calls these are", "the name of a customer table")
    host: str = setting("", "host part of the request line; empty for any", TEXT)
    header: Annotated[str, AfterValidator(forms.header_name)] = setting(
        "", "header to look at; empty for none", "a header's name, such as P-Charge-Info"
    )
    value: str = setting("", "its exact value, or the user part of the SIP address in it", TEXT, max_length=8000)
    prefix: Annotated[str, AfterValidator(forms.called_prefix)] = setting(
        "", "digits, * and # in front of the called number, taken off before the number is read", TEXT
    )


class TrunkTable(Table):
    """A place where calls come in: the addresses of one SBC or of one customer's equipment."""

    addresses: list[Annotated[str, AfterValidator(forms.address)]] = setting(
        ...,
        "addresses and networks that ask over this trunk; everybody else gets no answer at all",
        'a list of addresses in quotes, such as ["192.0.2.10", "2001:db8::/64"]',
        min_length=1,
        max_length=10_000,
    )
    role: TrunkRole = choice(
        TrunkRole.CUSTOMER,
        "customer: our customers' calls; upstream: other providers' calls; gateway: calls from abroad",
        TrunkRole,
    )
    customer: str = setting(
        "", "whose calls these are when nothing under identify fits", "the name of a customer table"
    )
    identify: list[IdentifyTable] = Field([], description="", max_length=10_000)
    hosts: list[Annotated[str, AfterValidator(forms.host)]] = setting(
        [],
        "only requests to these hosts are of this trunk; empty for all. Lets trunks share an address",
        'a list of host names in quotes, such as ["retail.example.com"]',
        max_length=1000,
    )
    certificate_name: Annotated[str, AfterValidator(forms.certificate_name)] = setting(
        "",
        "host name in the TLS certificate that this source has to show, beside having one of the addresses; empty for "
        "none. Its UDP, its TCP and any other certificate are a stranger's then",
        'a host name in quotes, such as "sbc1.example.com"',
    )
    dialect: str = setting("", "how this SBC wants to be answered; empty for the carrier's dialect", TEXT)
    cps_max: int = setting(0, "limit over this trunk in calls per second; 0 for none", CPS, ge=0, le=CPS_LIMIT)
    continue_status: int = setting(
        0, "SIP status that lets a call go on, where the dialect leaves a choice; 0 for the dialect's own", "404", ge=0
    )
    concurrent_max: int = setting(
        0, "limit of calls at the same time over this trunk; 0 for none", COUNT, ge=0, le=CPS_LIMIT
    )
    reports_ends: bool = setting(
        False, "true when its SBC reports the end of every call: POST /v1/calls/ended with the decision's id", SWITCH
    )
    call_s_max: int = setting(
        14_400,
        "the longest call, in seconds; one whose end was not reported by then is taken to have ended",
        "a whole number of seconds, such as 14400",
        ge=60,
        le=7 * 86_400,
    )
    signs: Signs | None = choice(
        None,
        "what is done about the Identity of its calls, where [stir] signs. Left out: always for role customer, unsigned"
        " for upstream and gateway. always: signed by us, and what came along is not passed on; unsigned: signed where"
        " nobody did; never: passed on as they came",
        Signs,
    )
    verifies: bool | None = setting(
        None,
        "whether the Identity of its calls is verified, where [stir] verifies. Left out: for role upstream and gateway",
        SWITCH,
    )
    identity_in: IdentityPlace | None = choice(
        None, "where its SBC takes the Identity of a redirect from. Left out: as its dialect has it", IdentityPlace
    )
    origid: Annotated[str, AfterValidator(forms.uuid)] = setting(
        "",
        "one origination identifier for all its calls, such as for calls from abroad; empty: each call has its own",
        UUID,
    )


class CustomerTable(Table):
    """Somebody whose calls you carry: a customer of yours, or an upstream provider."""

    name: str = setting(..., "the customer's name, for people", TEXT, min_length=1, max_length=200)
    upstream: bool = setting(False, "true for a provider whose own customers' calls you carry", SWITCH)
    standing: Standing = choice(
        Standing.ACTIVE, "how far the relationship has got; only active and limited ones may place calls", Standing
    )
    cps_max: int = setting(0, "limit over all trunks in calls per second; 0 for none", CPS, ge=0, le=CPS_LIMIT)
    any_caller_id: bool = setting(False, "true for a customer who may show any caller ID", SWITCH)
    numbers: list[str] = setting([], "your numbers that it holds; it may show them", NUMBERS, max_length=ITEMS_MAX)
    numbers_file: str = setting("", "the same from a list file", FILE)
    caller_ids: list[str] = setting([], "other numbers that it has the right to show", NUMBERS, max_length=ITEMS_MAX)
    caller_ids_file: str = setting("", "the same from a list file", FILE)
    attempts_1m_max: int = setting(
        0, "limit of calls in a minute, refused ones counted; 0 for none", COUNT, ge=0, le=ATTEMPTS_LIMIT
    )
    attempts_1h_max: int = setting(
        0, "limit of calls in an hour, refused ones counted; 0 for none", COUNT, ge=0, le=ATTEMPTS_LIMIT
    )
    attempts_1d_max: int = setting(
        0, "limit of calls in 24 hours, refused ones counted; 0 for none", COUNT, ge=0, le=ATTEMPTS_LIMIT
    )
    caller_ids_1h_max: int = setting(
        0,
        "limit of different caller IDs in an hour; calls with further ones are refused; 0 for none",
        COUNT,
        ge=0,
        le=10_000,
    )
    concurrent_max: int = setting(
        0,
        "limit of calls at the same time over all trunks, which have to report ends; 0 for none",
        COUNT,
        ge=0,
        le=CPS_LIMIT,
    )
    spend_1d_max: float = setting(
        0.0,
        "limit of what calls may cost in 24 hours, in the currency of [costs]; 0 for none",
        "an amount, such as 100.0, or 0.0 for no limit",
        ge=0,
        le=1_000_000_000,
    )
    telemarketer: bool = setting(False, "true for a customer who is held to the do_not_call lists", SWITCH)
    origid: Annotated[str, AfterValidator(forms.uuid)] = setting(
        "",
        "one origination identifier for all its calls, by which others judge it from call to call; empty: each call has"
        " its own, which tells nothing",
        UUID,
    )
    proof: list[ProofTable] = Field([], description="", max_length=10_000)
    third_party_signing: ThirdPartyTable | None = Field(None, description="")


class InventoryTable(Table):
    """All numbers that you hold, assigned or not; those of your customers count without being written again."""

    numbers: list[str] = setting([], "your numbers", NUMBERS, max_length=ITEMS_MAX)
    numbers_file: str = setting("", "the same from a list file", FILE)


class ModeTable(Table):
    """A mode for one trunk or customer."""

    mode: Mode = choice(..., "what findings may do here", Mode)


class ScopedTable(Table):
    """A mode for everybody and others for single trunks and customers; the narrower one wins."""

    trunk: dict[str, ModeTable] = Field({}, description="")
    upstream: dict[str, ModeTable] = Field({}, description="")
    customer: dict[str, ModeTable] = Field({}, description="")
    called_customer: dict[str, ModeTable] = Field({}, description="")


class CheckTable(ScopedTable):
    """How much a check weighs; `[check.NAME.customer.KEY]` (also trunk, upstream, called_customer) is for one alone."""

    mode: Mode | None = choice(
        None, "off: not looked at; report: recorded only; act: takes effect. A check without entry keeps its own", Mode
    )


class ListTable(ScopedTable):
    """A list of yours: what its entries are compared with, and what happens to calls that match."""

    key: ListKey = choice(..., "what the entries are compared with", ListKey)
    list_class: ListClass = choice(
        ListClass.BLOCK,
        "block; allow (goes before block); do_not_originate (47 CFR 64.1200(o)); do_not_call (called numbers that"
        " telemarketers may not call); public_safety (callers never blocked)",
        ListClass,
        alias="class",
    )
    file: str = setting("", "file with the entries: one a line, # begins a comment; or CSV with a header line", FILE)
    entries: list[str] = setting([], "entries written here, beside those of the file", NAMES, max_length=ITEMS_MAX)
    mode: Mode | None = choice(
        None, "off, report or act; allow and public_safety lists act by themselves, the others report", Mode
    )
    action: RuleAction = choice(RuleAction.BLOCK, "what is done with a call that matches a block list", RuleAction)
    divert_to: Diversion | None = choice(None, "where it goes when action is divert", Diversion)
    evidence: EvidenceClass = choice(
        EvidenceClass.AUTHORITY,
        "fact and authority may block; statistics may limit or divert; crowd may only report",
        EvidenceClass,
    )
    analytics: bool = setting(
        False, "true for a list made by analytics: it blocks by 603+ with the redress contact", SWITCH
    )
    outcome: ListOutcome = choice(
        ListOutcome.LIST, "by which reason the SBC is answered; a divert goes by divert_to", ListOutcome
    )
    customers: list[str] = setting(
        [], "customers for whose calls the list holds, placed or received; empty for all", NAMES, max_length=ITEMS_MAX
    )
    bad_lines: BadLines = choice(
        BadLines.ERROR,
        "error: a line that can't be read refuses the list; warning: it is left out and the rest holds",
        BadLines,
    )


class ConditionTable(ScopedTable):
    """A condition of yours in CEL, the Common Expression Language, over the variables of a call."""

    when: str = setting(..., "the condition; true when the action is wanted", TEXT, min_length=1)
    mode: Mode | None = choice(None, "off, report or act; report by default", Mode)
    action: RuleAction = choice(RuleAction.BLOCK, "what is done with a call for which it is true", RuleAction)
    divert_to: Diversion | None = choice(None, "where the call goes when action is divert", Diversion)
    evidence: EvidenceClass = choice(
        EvidenceClass.AUTHORITY,
        "fact and authority may block; statistics may limit or divert; crowd may only report",
        EvidenceClass,
    )
    analytics: bool = setting(False, "true for analytics: it blocks by 603+ with the redress contact", SWITCH)
    description: str = setting("", "what it is for, for people", TEXT, max_length=1000)


class RateTable(Table):
    """How many calls in a window are too many. NAME is the check that looks at it, one of the four rates."""

    calls_max: int = setting(
        ...,
        "so many calls in the window are still no finding",
        f"a whole number from 1 to {RATE_CALLS_MAX:,}",
        ge=1,
        le=RATE_CALLS_MAX,
    )
    window_s: int = setting(
        3600,
        "the window in seconds; a count reaches back between half of it and all of it",
        f"a whole number of seconds from 10 to {WINDOW_S_MAX}",
        ge=10,
        le=WINDOW_S_MAX,
    )
    action: RateAction = choice(
        RateAction.LIMIT,
        "what is done with the calls beyond, once the check's mode is act; a block is by analytics: 603+",
        RateAction,
    )
    divert_to: Diversion | None = choice(None, "where they go when action is divert", Diversion)


class CostsTable(Table):
    """What calls cost, for spend_1d_max of customers. Numbers without a price cost nothing and are never refused."""

    file: str = setting(
        "",
        "CSV file with the columns prefix (E.164 digits) and cost_per_minute; the longest prefix holds",
        'a path inside the policy folder, such as "lists/costs.csv"',
    )


class NumberingTable(Table):
    """Files of the numbering administrators. What is not supplied is not judged."""

    areas: str = setting(
        "", "file of the area codes in service", 'a path inside the policy folder, such as "numbering/areas.csv"'
    )
    blocks: list[str] = setting(
        [],
        "files of the thousand-blocks that are allocated, of one or several administrators",
        'a list of paths in quotes, such as ["numbering/blocks.csv"]',
        max_length=100,
    )
    bad_lines: BadLines = choice(
        BadLines.ERROR,
        "error: a row that can't be read refuses the files; warning: it is left out, so its numbers are not in service",
        BadLines,
    )


SINGLES: dict[str, type[Table]] = {
    "carrier": CarrierTable,
    "faults": FaultsTable,
    "inventory": InventoryTable,
    "numbering": NumberingTable,
    "costs": CostsTable,
    "stir": StirTable,
}
NAMED: dict[str, type[Table]] = {
    "trunk": TrunkTable,
    "customer": CustomerTable,
    "check": CheckTable,
    "list": ListTable,
    "condition": ConditionTable,
    "rate": RateTable,
}
