"""What the complaint's page shows beside its own: each topic is one line here, a function of facts and a template.

`place`: told (left column), records (middle), decide (right, between the questions and what leaves the house).
A template is `complaints/_<topic>.html` and finds its facts as `facts`; `row` and `case` are there, too.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from django.http import HttpRequest

from bellwarden.model.office.people import Right
from bellwarden.store.models import Complaint
from bellwarden.store.world import office_home
from bellwarden.web import complaint_weight, customer_standing, letters_of
from bellwarden.web.access import may

Facts = Callable[[HttpRequest, Complaint], Mapping[str, Any]]


class Topic(NamedTuple):
    """Nothing is shown where `facts` gives nothing."""

    place: str
    template: str
    facts: Facts


def _brought(request: HttpRequest, row: Complaint) -> Mapping[str, Any]:
    """Files that came with it; for whoever may carry them away."""
    if not may(request, Right.WORK_CASES):
        return {}
    message: Any = row.reading.get("message", {})
    kept = office_home().mail_drop().find(row.message) is not None
    return {"files": message.get("attachments", ()), "message": row.message, "kept": kept}


TOPICS: Final[tuple[Topic, ...]] = (
    Topic("told", "complaints/_brought.html", _brought),
    Topic("told", "complaints/_letters.html", letters_of.facts),
    Topic("records", "complaints/_customer_notice.html", customer_standing.of_complaint),
    Topic("records", "complaints/_weight.html", complaint_weight.facts),
)


def shown(request: HttpRequest, row: Complaint) -> dict[str, list[dict[str, Any]]]:
    """By place, in the order of `TOPICS`."""
    found: dict[str, list[dict[str, Any]]] = {"told": [], "records": [], "decide": []}
    for one in TOPICS:
        facts = one.facts(request, row)
        if facts:
            found[one.place].append({"template": one.template, "facts": facts})
    return found
