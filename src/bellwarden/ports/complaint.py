"""What the story of a complaint asks of the call log."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bellwarden.complaints.triage import Figures
from bellwarden.model.call_record import CallRecord
from bellwarden.model.complaint_match import Coverage


class CallBook(Protocol):
    def find(self, number: int, since: datetime, until: datetime) -> Sequence[CallRecord]:
        """Calls by or to a number (E.164 digits), the nearest to the middle first; bounded."""

    def coverage(self) -> Coverage:
        """How far the records reach."""

    def figures(self, customer: str, since: datetime, until: datetime) -> Figures | None:
        """How a customer's calls looked in that time; None without any."""
