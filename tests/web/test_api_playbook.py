"""A program makes the moves that a playbook leaves to programs, and no other."""

import json
from collections.abc import Callable

from bellwarden.flows.office import playbooks
from bellwarden.flows.office.cases import Opening, open_case
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.office.audit_event import Actor, ActorKind
from bellwarden.model.office.case import CaseKind
from bellwarden.model.office.integration import ApiScope
from tests.office.test_playbooks import DISPUTE
from tests.web.api_keys import Api


def test_where_a_case_stands_and_the_moves_of_programs(api: Callable[..., Api], world: OfficeWorld) -> None:
    playbooks.write(world, DISPUTE)
    ref = open_case(world, Opening(CaseKind.DISPUTE, "Blocked by mistake")).case.ref
    desk, place = api(ApiScope.CASES), f"/cases/{ref}/playbook"
    assert desk.get(place)["playbook"] == ""
    playbooks.follow(world._replace(actor=Actor(kind=ActorKind.SYSTEM, name="worker, playbooks")))
    at = desk.get(place)
    assert (at["step"], [one["on"] for one in at["moves"]]) == ("ask", ["manual", "event"])
    refused = desk.ask("POST", place, {"move": "asked"})
    assert (refused.status_code, "no such move now; possible: none" in refused.content.decode()) == (409, True)
    with world.office.reading() as writing:
        case = writing.cases.find(ref=ref)
    assert case is not None
    playbooks.move(world, case.id, "asked")
    assert desk.post(place, {"move": "answered"})["step"] == "over"
    reader = api(ApiScope.READ).ask("POST", place, {"move": "answered"})
    assert reader.status_code == 403 and json.loads(reader.content)["error"]
