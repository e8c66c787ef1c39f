"""Which command answers with what: a list stands for a JSON array, or for one document a line."""

from msgspec import Struct

from bellwarden.cli.call_shapes import ANSWERS as CALL_ANSWERS
from bellwarden.cli.call_shapes import MANY as CALL_MANY
from bellwarden.cli.evaluation_shapes import ANSWERS as EVALUATION_ANSWERS
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
    StirCertJson,
    StirFindJson,
    StirRequestJson,
    SummaryJson,
    TlsJson,
    TopJson,
    UnjudgedJson,
)

ANSWERS: dict[str, type[Struct]] = {
    **CALL_ANSWERS,
    **EVALUATION_ANSWERS,
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
    "stir cert import": StirCertJson,
    "stir cert renew": StirCertJson,
    "stir cert request": StirRequestJson,
    "stir cert rotate": StirCertJson,
    "stir cert status": StirCertJson,
    "stir find": StirFindJson,
    "tls check": TlsJson,
    "tls create": TlsJson,
    "top": TopJson,
}
MANY = frozenset(
    (
        *CALL_MANY,
        "apikey list",
        "decisions export",
        "decisions tail",
        "decisions unjudged",
        "reputation import",
        "stir find",
        "top",
    )
)
