"""What a complaint's page says of its weight, and of the campaign that it tells of."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from bellwarden.store.models import Complaint, ComplaintWeight


def facts(request: HttpRequest, row: Complaint) -> Mapping[str, Any]:
    """Nothing before it was weighed: that takes some seconds."""
    found = ComplaintWeight.objects.filter(complaint=row).select_related("campaign").first()
    if found is None:
        return {}
    told = ComplaintWeight.objects.filter(campaign=found.campaign).count() if found.campaign else 0
    return {
        "weight": found.weight,
        "borne_out": found.borne_out,
        "reasons": found.reasons,
        "campaign": found.campaign,
        "members": told,
    }
