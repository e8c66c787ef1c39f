"""Keys that a person chose: no two meanings on one key, and the page says what to press."""

import json
import re

import pytest

from bellwarden.flows.office.faults import BadInput
from bellwarden.flows.office.keymap import LETTERS, changed_keys, keymap_of
from bellwarden.model.office.people import Role
from bellwarden.store.models import Person
from tests.web.people import Clients


def test_what_differs_is_kept() -> None:
    assert changed_keys({}) == {}
    assert changed_keys({"j": "h", "z": "", "k": "k"}) == {"j": "h", "z": ""}
    kept = keymap_of({"j": "h", "z": ""})
    assert (kept["j"], kept["z"], kept["k"]) == ("h", "", "k")
    assert changed_keys({"j": "k", "k": "j"}) == {"j": "k", "k": "j"}


@pytest.mark.parametrize("told", [{"j": "k"}, {"j": "hh"}, {"j": " \n"}, "x", {"j": 7, "k": 7}, {"j": "\x00"}])
def test_what_can_not_be_meant_is_as_shipped(told: object) -> None:
    found = keymap_of(told)
    assert found["k"] == "k" and set(found) == set(LETTERS)


def test_two_meanings_have_no_one_key() -> None:
    with pytest.raises(BadInput, match="the key j is that of Down already"):
        changed_keys({"x": "j"})


def test_a_person_chooses_keys(client_of: Clients) -> None:
    client = client_of(Role.ANALYST)
    names = {letter: f"letter-{place}" for place, letter in enumerate(LETTERS)}
    refused = client.post("/settings/letters", {names["k"]: "j"})
    assert refused.status_code == 422 and "The key j is that of Down already" in refused.content.decode()
    assert "keymap" not in Person.objects.get(key="osei").settings
    client.post("/settings/letters", {names["j"]: "h", names["z"]: ""})
    page = client.get("/cases").content.decode()
    told = re.search(r'data-keymap="([^"]*)"', page)
    assert told and json.loads(told[1].replace("&quot;", '"')) == {"j": "", "z": "", "h": "j"}
    assert re.search(r"<span>Down</span><span><kbd>h</kbd>", page)
    assert re.search(r'<span>Undo, 15 s</span><span class="note">off</span>', page)
    assert "as shipped: j" in client.get("/settings/letters").content.decode()
    client.post("/settings", {"theme": "dark"})  # leaves them as they are
    assert Person.objects.get(key="osei").settings["keymap"] == {"j": "h", "z": ""}
    client.post("/settings/letters", {"shipped": "yes"})
    assert 'data-keymap="{}"' in client.get("/cases").content.decode()
