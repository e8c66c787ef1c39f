"""The operator's policy as plain data: what the policy files say and what a snapshot carries.

Big lists are not in here: a list names its *layer*, bytes that travel beside this document in the snapshot.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from bellwarden.model.verdict import Action, Diversion, EvidenceClass, Mode, Outcome


class GateMode(str, Enum):
    OBSERVE = "observe"  # every call continues, every verdict is recorded
    ENFORCE = "enforce"


class TrunkRole(str, Enum):
    CUSTOMER = "customer"  # our customers' calls come in here
    UPSTREAM = "upstream"  # other providers' calls come in here
    GATEWAY = "gateway"  # calls from abroad come in here


class Standing(str, Enum):
    """How far a customer's or upstream's relationship has got; only active and limited ones may place calls."""

    PROSPECT = "prospect"
    ACTIVE = "active"
    LIMITED = "limited"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"


MAY_CALL: Final = (Standing.ACTIVE, Standing.LIMITED)


class Signs(str, Enum):
    """What is done about the Identity of calls that come in over a trunk."""

    NEVER = "never"  # what came is passed on unchanged (47 CFR 64.6302)
    UNSIGNED = "unsigned"  # signed by us where nobody did; what came signed is passed on unchanged
    ALWAYS = "always"  # signed by us; what a customer sent is no signature of a provider and is not passed on


class IdentityPlace(str, Enum):
    """Where the answer to an SBC carries the Identity headers that a call is to go on with."""

    HEADER = "header"  # Identity headers of the 3xx itself
    CONTACT = "contact"  # headers inside its Contact's URI, RFC 3261 section 19.1.1
    BOTH = "both"


class Scope(str, Enum):
    """Whose setting of a check's mode it is; the later in this order wins."""

    OPERATOR = "operator"
    TRUNK = "trunk"
    UPSTREAM = "upstream"
    CUSTOMER = "customer"
    CALLED_CUSTOMER = "called_customer"


class ListKey(str, Enum):
    """What a list's entries are compared with."""

    CALLING_NUMBER = "calling_number"  # numbers, ranges, prefixes
    CALLED_NUMBER = "called_number"
    NAME = "name"  # caller name; * stands for any signs
    SPID = "spid"
    COUNTRY = "country"  # ISO alpha-2 of the calling number
    CALLED_COUNTRY = "called_country"
    SOURCE = "source"  # address or network of the asking SBC
    USER_AGENT = "user_agent"  # * stands for any signs
    SIGNER = "signer"  # service provider code of the certificate that a call's verified token was signed with


class ListClass(str, Enum):
    BLOCK = "block"
    ALLOW = "allow"
    DO_NOT_ORIGINATE = "do_not_originate"  # 47 CFR 64.1200(o): calling numbers only
    DO_NOT_CALL = "do_not_call"  # called numbers that telemarketers may not call, 47 CFR 64.1200(c)
    PUBLIC_SAFETY = "public_safety"  # callers never to be blocked: PSAPs and emergency authorities, 64.1200(k)(6)


@dataclass(frozen=True, slots=True)
class Numbers:
    """A set of numbers: `exact` E.164 numbers and `prefixes` of E.164 digits (ranges are cut into prefixes)."""

    exact: tuple[int, ...] = ()
    prefixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Redress:
    """Whom a blocked caller may ask, 47 CFR 64.1200(k)(8), ATIS-1000099; analytics blocks need at least one contact."""

    url: str = ""
    tel: str = ""
    email: str = ""
    location: str = ""  # location token of the Reason header, Q.850 location: "U", "LN", "TN", "RLN", ...


@dataclass(frozen=True, slots=True)
class Carrier:
    name: str
    country: str = "US"
    mode: GateMode = GateMode.OBSERVE
    dialect: str = "generic"
    redress: Redress = Redress()
    correlation_header: str = ""
    spid_header: str = ""
    decision_header: str = "X-Bellwarden-Decision"
    captcha_uri: str = ""
    voice_menu_uri: str = ""
    voicemail_uri: str = ""
    block_share_move_max: float = 0.005  # how far a push may move the share of blocked calls, 0..1
    emergency_numbers: tuple[str, ...] = ()  # beside those of the jurisdiction's pack
    call_s_assumed: int = 180  # how long a call is taken to last where nobody reports its end


@dataclass(frozen=True, slots=True)
class Identification:
    """How one customer is told apart on a trunk that carries several: all that are given must fit."""

    customer: str
    host: str = ""  # host part of the request line
    header: str = ""  # header name, lower case
    value: str = ""  # its exact value, or the user part of the URI in it
    prefix: str = ""  # digits (and * #) in front of the called number; taken off before the number is read


@dataclass(frozen=True, slots=True)
class Trunk:
    key: str
    addresses: tuple[str, ...]  # addresses and networks
    role: TrunkRole = TrunkRole.CUSTOMER
    customer: str = ""  # who it is when no identification fits; "" for nobody
    identifications: tuple[Identification, ...] = ()
    hosts: tuple[str, ...] = ()  # where set, only requests to these hosts are of this trunk
    dialect: str = ""  # "" for the carrier's
    certificate_name: str = ""  # where set, only sources that show a TLS certificate of this name are of this trunk
    cps_max: int = 0  # calls per second; 0: no limit
    continue_status: int = 0  # overrides the dialect's continue answer, where it allows the choice
    concurrent_max: int = 0  # calls at the same time; 0: no limit
    reports_ends: bool = False  # its SBC tells the end of every call: POST /v1/calls/ended
    call_s_max: int = 14_400  # the longest call; one whose end has not come by then is taken to have ended
    signs: Signs = Signs.NEVER  # holds where `Stir.signs`; the policy files' default goes by role
    verifies: bool = False  # holds where `Stir.verifies`; the policy files' default goes by role
    identity_in: IdentityPlace | None = None  # None: as the dialect has it
    origid: str = ""  # UUID of the tokens of calls over it; a customer's own goes before


class ProofKind(str, Enum):
    """What shows that a customer may use numbers that we did not give it (rules: us/G-12)."""

    LETTER = "letter_of_authorization"  # of the number's holder
    DELEGATE_CERTIFICATE = "delegate_certificate"  # RFC 9060; ATIS-1000092
    TEST_CALL = "test_call"  # we called the number, and the customer answered


@dataclass(frozen=True, slots=True)
class Proof:
    """That a customer may show these numbers, as it was proven to us."""

    kind: ProofKind
    numbers: Numbers
    until_day: str  # the last day on which it holds, ISO 8601
    until_s: float  # the end of that day, seconds since 1970, UTC
    reference: str = ""  # where the operator filed it


@dataclass(frozen=True, slots=True)
class ThirdPartySigning:
    """What has to be on record before we sign with another provider's certificate, FCC 24-120 (us/G-14)."""

    agreement: str  # where the written agreement is filed
    agreed_day: str  # ISO 8601
    service_provider_code: str  # of the provider's own SPC token
    certificate: str  # SHA-256 of its own certificate's DER, hex


@dataclass(frozen=True, slots=True)
class Customer:
    key: str
    name: str
    upstream: bool = False  # a provider whose customers' calls we carry
    standing: Standing = Standing.ACTIVE
    cps_max: int = 0  # calls per second over all trunks; 0: no limit
    any_caller_id: bool = False
    caller_ids: Numbers = Numbers()  # numbers it has the right to show
    numbers: Numbers = Numbers()  # numbers of our inventory that it holds; they are caller ids as well
    # Further limits over all trunks; 0: none. Attempts count refused calls, too.
    attempts_1m_max: int = 0
    attempts_1h_max: int = 0
    attempts_1d_max: int = 0
    caller_ids_1h_max: int = 0  # different caller IDs in the last hour
    concurrent_max: int = 0  # calls at the same time
    spend_1d_max: int = 0  # for calls to destinations with a price, in millionths of the currency unit
    telemarketer: bool = False  # held to the do-not-call lists
    proofs: tuple[Proof, ...] = ()  # their numbers are caller ids as well
    origid: str = ""  # UUID of all its calls' tokens; "": every call has one of its own
    third_party_signing: ThirdPartySigning | None = None  # of an upstream provider


@dataclass(frozen=True, slots=True)
class ModeSetting:
    check: str  # file name of the check, or "condition:NAME", or "list:NAME"
    mode: Mode
    scope: Scope = Scope.OPERATOR
    key: str = ""  # trunk's or customer's key; "" for the operator


@dataclass(frozen=True, slots=True)
class PolicyList:
    """An operator's list. `layer` names the Roaring bitmap (64 bit) of exact numbers, where there are any."""

    name: str
    key: ListKey
    list_class: ListClass
    layer: str = ""
    prefixes: tuple[str, ...] = ()  # E.164 digit prefixes
    entries: tuple[str, ...] = ()  # names, codes, networks: whatever is not a number
    action: Action = Action.BLOCK
    diversion: Diversion | None = None
    evidence: EvidenceClass = EvidenceClass.AUTHORITY
    customers: tuple[str, ...] = ()  # only for these; "" for all. On a called-side list: the called customers
    outcome: Outcome | None = None
    count: int = 0  # exact numbers in the layer


@dataclass(frozen=True, slots=True)
class Condition:
    """An operator's own condition in CEL over the documented variables."""

    name: str
    expression: str
    action: Action = Action.BLOCK
    diversion: Diversion | None = None
    evidence: EvidenceClass = EvidenceClass.AUTHORITY
    analytics: bool = False  # blocks by analytics: answered 603+ with the redress contact
    description: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """How many calls with one number, or one pair, in a window are too many. `name` is the check that looks at it."""

    name: str  # caller_id_rate, pair_rate, spam_detective or called_burst
    calls_max: int
    window_s: int
    action: Action = Action.LIMIT  # a block is one by analytics: 603+ with the redress contact
    diversion: Diversion | None = None


@dataclass(frozen=True, slots=True)
class Costs:
    """What calls cost, by prefix of the called number: E.164 digits and millionths of the currency unit a minute."""

    prices: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Numbering:
    """Layers from the numbering administrators' files, as far as the operator supplied them."""

    areas: tuple[int, ...] | None = None  # NANP area codes in service; None: not supplied, not judged
    area_countries: tuple[tuple[int, str], ...] = ()  # area code → ISO alpha-2
    blocks_layer: str = ""  # uint16 per NPA-NXX-X (10,000,000 of them): 0 unallocated, else index in `holders` + 1
    holders: tuple[str, ...] = ()  # OCNs


@dataclass(frozen=True, slots=True)
class Stir:
    """STIR/SHAKEN of the carrier. The signing key is no policy: it lies in the home, see `bellwarden stir cert`."""

    signs: bool = False
    service_provider_code: str = ""  # ours, as in our certificate's TNAuthList
    certificate_url: str = ""  # where our certificate is published: the tokens' x5u
    own_numbers_only: bool = False  # A only for numbers that we gave to the customer ourselves (rules: us/G-13)
    verifies: bool = False
    freshness_s: int = 60
    future_skew_s: int = 5
    wait_ms_max: int = 150  # how long a call waits for a certificate that is not here yet
    roots_layer: str = ""  # PEM of the trusted roots (the STI-PA's list)
    crl_url: str = ""  # the STI-PA's revocation list; "" for none


class OnFault(str, Enum):
    """What becomes of a call while something is broken."""

    CONTINUE = "continue"  # it goes on; measures and standing hold all the same
    JUDGE = "judge"  # it is judged by what is known
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Faults:
    """Whether calls pass or fail while something is broken. Emergency calls always continue."""

    judging_failed: OnFault = OnFault.CONTINUE  # continue or refuse: screening fails open
    suspended: OnFault = OnFault.REFUSE  # refuse or continue: a suspended customer's call that could not be judged
    snapshot_stale: OnFault = OnFault.CONTINUE
    snapshot_stale_h: float = 24.0  # how long the last good snapshot does when no newer one can be taken up
    journal_broken: OnFault = OnFault.JUDGE


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    carrier: Carrier
    trunks: tuple[Trunk, ...] = ()
    customers: tuple[Customer, ...] = ()
    modes: tuple[ModeSetting, ...] = ()
    lists: tuple[PolicyList, ...] = ()
    conditions: tuple[Condition, ...] = ()
    inventory: Numbers = Numbers()  # every number we hold, assigned or not
    numbering: Numbering = Numbering()
    emergency_numbers: tuple[str, ...] = ()  # from the jurisdiction's pack, joined with the carrier's own
    rates: tuple[Rate, ...] = ()
    costs: Costs = Costs()
    faults: Faults = Faults()
    stir: Stir = Stir()


@dataclass(frozen=True, slots=True)
class PolicyBundle:
    """A document and its layers, by layer name."""

    document: PolicyDocument
    layers: dict[str, bytes]
