"""Findings of cases (`model.office.case.Finding`)."""

from bellwarden.model.office.case import FINDING_MOVES, FindingState
from bellwarden.store.fields import NAME, line, table, text, word
from bellwarden.store.lifecycle import Lifecycle
from bellwarden.store.models.kept import Kept, link, own_names


class Finding(Kept):
    PREFIX = "F"
    LASTING = ("case_id",)
    LIFECYCLE = Lifecycle("state", FINDING_MOVES)

    case = link("Case", "findings")
    statement = text()
    by = line(NAME)
    state = word(FindingState, FindingState.PROPOSED)
    inputs = table()
    internal_text = text()
    public_text = text()

    class Meta:
        constraints = own_names("finding")
