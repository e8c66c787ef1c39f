"""What the commands of the office answer in JSON."""

from typing import Annotated

from msgspec import Meta, Struct

from bellwarden.cli.shapes import PushJson


class SetupLinkJson(Struct):
    """A link that makes an account, once."""

    link: Annotated[str, Meta(description="the address to open in a browser; it is shown here only")]
    roles: Annotated[list[str], Meta(description="what the account may do")]
    hours: Annotated[int, Meta(description="how long it works")]


class AuditCheckJson(Struct):
    """Whether the audit trail is as it was written."""

    whole: bool
    events: Annotated[int, Meta(description="how many hold, from the first on")]
    days: Annotated[int, Meta(description="signed statements that agree with it")]
    first_bad: Annotated[int, Meta(description="number of the first event that does not hold; 0: all do")]
    why: str
    last_hash: Annotated[str, Meta(description="SHA-256 of the last event that holds: it stands for all before it")]


class AuditDayJson(Struct):
    """A day of the trail that was written out and signed."""

    day: Annotated[str, Meta(description="UTC, ISO 8601")]
    first: Annotated[int, Meta(description="number of its first event")]
    last: int
    root: Annotated[str, Meta(description="SHA-256 of its last event")]
    events_file: str
    root_file: Annotated[str, Meta(description="the signed statement")]


class AdoptJson(Struct):
    """Policy files that became rows of the office."""

    snapshot: Annotated[str, Meta(description="id of the policy that files and rows both come to")]
    in_force: Annotated[bool, Meta(description="whether the gates judge by it already")]
    customers: int
    trunks: int
    rights: Annotated[int, Meta(description="caller-ID rights")]
    files: Annotated[int, Meta(description="files kept beside them")]
    only_here: Annotated[list[str], Meta(description="customers and trunks of the office that the files did not have")]


class AuthorJson(Struct):
    """Who writes the policy from now on."""

    author: Annotated[str, Meta(description="files or office")]


class ExportJson(Struct):
    """The office's policy, written as files."""

    folder: str
    written: Annotated[list[str], Meta(description="files that are new or say something else than before")]
    removed: Annotated[list[str], Meta(description="files of the export before that are no more")]
    files: Annotated[int, Meta(description="files of the policy")]


class BarredJson(Struct):
    """A customer whose calls an SBC should refuse."""

    customer: str
    name: str
    external_id: str
    standing: str
    since: Annotated[str, Meta(description="ISO 8601, UTC; empty: as long as the office knows it")]
    until: Annotated[str, Meta(description="ISO 8601, UTC; empty: until it is taken back")]
    enforcement: Annotated[str, Meta(description="reference; empty where the policy itself says so")]
    trunks: list[str]
    addresses: Annotated[list[str], Meta(description="of trunks that are this customer's alone")]


class OverJson(Struct):
    """Evidence whose time is over."""

    evidence: Annotated[str, Meta(description="reference")]
    kind: str
    sha256: str
    size: Annotated[int, Meta(description="bytes")]
    since: Annotated[str, Meta(description="when its time was over, ISO 8601, UTC")]


ANSWERS: dict[str, type[Struct]] = {
    "office adopt": AdoptJson,
    "office export": ExportJson,
    "office publish": PushJson,
    "office release": AuthorJson,
    "office retention": OverJson,
    "office suspended": BarredJson,
    "audit export": AuditDayJson,
    "audit verify": AuditCheckJson,
    "office setup-link": SetupLinkJson,
}
MANY = ("audit export", "office retention", "office suspended")
