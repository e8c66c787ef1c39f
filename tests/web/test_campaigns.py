"""What the console shows of weights, rates and campaigns, and the campaign's form."""

import re

import pytest
from django.test import Client

from bellwarden.cli.office_weights import WeightWork
from bellwarden.flows.office import campaigns
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.office.people import Role
from tests.office.test_campaigns import CALLER, campaign, complained

__all__ = ["complained"]  # a fixture


@pytest.fixture
def shown(complained: WeightWork, world: OfficeWorld) -> str:
    complained.weigh(world)
    return campaign(world).ref


def test_a_campaign_is_looked_at_confirmed_and_its_rule_waits(shown: str, client_of: object) -> None:
    client: Client = client_of(Role.LEAD)  # type: ignore[operator]
    assert shown in client.get("/campaigns").content.decode()
    page = client.get(f"/campaigns/{shown}").content.decode()
    assert "3 complaints, one campaign?" in page and "meadowbrook has it, and did not make these calls" in page
    assert f'name="numbers" value="{CALLER[1:]}"' in page
    without = client.post(f"/campaigns/{shown}/confirm", {"numbers": CALLER[1:], "length": "7d"})
    assert without.status_code == 422 and "say why" in without.content.decode()
    said = {"numbers": CALLER[1:], "length": "7d", "reason": "one recording"}
    assert client.post(f"/campaigns/{shown}/confirm", said).status_code == 302
    after = client.get(f"/campaigns/{shown}").content.decode()
    assert "1 wait for a second person" in after and "Has one" in after and "Confirmed" in after
    assert client.get("/campaigns/C-2020-000001").status_code == 404


def test_weight_and_rate_stand_where_they_are_needed(shown: str, world: OfficeWorld, client_of: object) -> None:
    client: Client = client_of(Role.LEAD)  # type: ignore[operator]
    with world.office.reading() as desk:
        first = desk.complaints.list()[0]
        told = campaigns.campaign_of(desk.cases.find(ref=shown).details)  # type: ignore[union-attr]
    assert first.reference in told.members
    page = client.get(f"/complaints/{first.reference}").content.decode()
    assert "Whole: its own calls are in the log" in page and f"/campaigns/{shown}" in page
    customer = client.get("/customers/quillmark").content.decode()
    assert re.search(r"Speak against it</dt><dd>3</dd><dt>Count</dt><dd>3 people", customer)


def test_a_reader_confirms_nothing(shown: str, client_of: object) -> None:
    client: Client = client_of(Role.VIEWER)  # type: ignore[operator]
    assert 'name="numbers"' not in client.get(f"/campaigns/{shown}").content.decode()
    assert client.post(f"/campaigns/{shown}/confirm", {"reason": "x"}).status_code == 403
    assert client.post(f"/campaigns/{shown}/reject", {"reason": "x"}).status_code == 403
