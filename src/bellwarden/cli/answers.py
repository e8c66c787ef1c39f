"""Which command answers with what: a list stands for a JSON array, or for one document a line."""

from msgspec import Struct

from bellwarden.cli import (
    call_shapes,
    complaint_shapes,
    drawing_shapes,
    evaluation_shapes,
    key_shapes,
    mail_shapes,
    office_shapes,
)
from bellwarden.cli.shapes import (
    ApiKeyJson,
    BuildJson,
    CheckJson,
    DecisionJson,
    DiffJson,
    EnforceJson,
    EnforceListJson,
    ExplanationJson,
    InitJson,
    PushJson,
    StirFindJson,
    SummaryJson,
    TlsJson,
    TopJson,
    UnjudgedJson,
)

ANSWERS: dict[str, type[Struct]] = {
    **call_shapes.ANSWERS,
    **complaint_shapes.ANSWERS,
    **drawing_shapes.ANSWERS,
    **evaluation_shapes.ANSWERS,
    **key_shapes.ANSWERS,
    **mail_shapes.ANSWERS,
    **office_shapes.ANSWERS,
    "apikey create": ApiKeyJson,
    "apikey list": ApiKeyJson,
    "apikey revoke": ApiKeyJson,
    "decide": DecisionJson,
    "decisions export": DecisionJson,
    "decisions summary": SummaryJson,
    "decisions tail": DecisionJson,
    "decisions unjudged": UnjudgedJson,
    "enforce block": EnforceJson,
    "enforce lift": EnforceJson,
    "enforce limit": EnforceJson,
    "enforce list": EnforceListJson,
    "enforce suspend": EnforceJson,
    "explain": ExplanationJson,
    "policy build": BuildJson,
    "policy check": CheckJson,
    "policy diff": DiffJson,
    "policy init": InitJson,
    "policy push": PushJson,
    "policy rollback": PushJson,
    "stir find": StirFindJson,
    "tls check": TlsJson,
    "tls create": TlsJson,
    "top": TopJson,
}
MANY = frozenset(
    (
        *call_shapes.MANY,
        *mail_shapes.MANY,
        *office_shapes.MANY,
        *complaint_shapes.MANY,
        "apikey list",
        "decisions export",
        "decisions tail",
        "decisions unjudged",
        "reputation import",
        "stir find",
        "top",
    )
)
