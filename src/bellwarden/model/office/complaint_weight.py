"""How much a complaint counts, and why: worked out anew whenever complaints against the same party come in."""

from dataclasses import dataclass

from bellwarden.model.office.row import Row

RIGHT, WRONG, OPEN = 1, -1, 0  # what a person decided: our calls, not our calls, nothing yet


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintWeight(Row):
    """Of one complaint. `customer_id`: against whom it speaks: who called, or whose number was shown."""

    complaint_id: int
    party: str = ""  # the customer's key, the upstream's, or the number complained about: all about one are weighed
    customer_id: int = 0
    received_at: float = 0.0
    called_at: float = 0.0  # the first of its calls that the log holds; 0.0: none
    borne_out: bool = False  # its own calls are in the log
    weight: float = 0.0  # 0 to 1
    voice: str = ""
    sender: str = ""
    decided: int = OPEN
    reasons: tuple[tuple[str, str], ...] = ()  # code and words
    campaign_id: int = 0  # the case of its campaign
