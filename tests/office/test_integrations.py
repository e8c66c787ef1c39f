"""Keys: kept by their digest, found by their prefix, never able to approve; requests answered once."""

from typing import Any

import pytest

from bellwarden.flows.office import integrations
from bellwarden.flows.office.faults import BadInput
from bellwarden.flows.office.integrations import KeyRefused
from bellwarden.flows.office.world import NotAllowed, OfficeWorld
from bellwarden.model.office.integration import ApiKey, ApiScope
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Conflict

TEXT = "bwo_abcdefgh" + "z" * 32
PEOPLES = {
    *(Right.APPROVE_BLOCK, Right.APPROVE_SUSPEND, Right.KILL, Right.MANAGE_PEOPLE, Right.EDIT_POLICY),
    *(Right.PUBLISH_POLICY, Right.DISCLOSE),
}


def make(world: OfficeWorld, text: str = TEXT, **more: Any) -> ApiKey:
    given: dict[str, Any] = {"name": "billing", "scopes": (ApiScope.READ,), "expires_at": 0.0, **more}
    return integrations.make_key(world, given["name"], given["scopes"], given["expires_at"], text)


def found(world: OfficeWorld, text: str) -> ApiKey:
    with world.office.reading() as desk:
        return integrations.key_of(desk, text, world.clock.now())


def test_only_the_digest_is_kept(world: OfficeWorld) -> None:
    kept = make(world)
    assert (kept.prefix, len(kept.digest)) == ("bwo_abcdefgh", 64)
    assert TEXT[12:] not in str(kept)
    assert found(world, TEXT).name == "billing"
    with world.office.reading() as desk:
        assert TEXT[12:] not in str(desk.audit_events(0))


@pytest.mark.parametrize(
    "text",
    ["", "bwo_", TEXT[:-1], TEXT + "z", TEXT[:12] + "y" * 32, "bwo_other000" + "z" * 32, "\0" * 50, "ключ", "\udcff"],
)
def test_no_other_text_opens_anything(world: OfficeWorld, text: str) -> None:
    make(world)
    with pytest.raises(KeyRefused):
        found(world, text)


def test_a_revoked_or_expired_key_opens_nothing(world: OfficeWorld, clock: Any) -> None:
    kept = make(world, expires_at=clock.now() + 60)
    clock.pass_by(59)
    assert found(world, TEXT)
    clock.pass_by(1)
    with pytest.raises(KeyRefused, match="expired"):
        found(world, TEXT)
    other = make(world, "bwo_12345678" + "z" * 32, name="other")
    integrations.revoke_key(world, other.id)
    with pytest.raises(KeyRefused, match="revoked"):
        found(world, "bwo_12345678" + "z" * 32)
    integrations.revoke_key(world, kept.id)


def test_no_scope_gives_what_takes_a_person() -> None:
    every = ApiKey(name="all", prefix="", digest="", scopes=tuple(ApiScope))
    assert integrations.rights_of_key(every).isdisjoint(PEOPLES)


def test_a_key_is_refused_field_by_field(world: OfficeWorld) -> None:
    with pytest.raises(BadInput) as refused:
        make(world, name=" ", scopes=(), expires_at=1.0)
    assert [one.field for one in refused.value.faults] == ["name", "scopes", "expires_at"]
    with pytest.raises(NotAllowed):
        make(world._replace(rights=frozenset((Right.READ,))))
    make(world)
    with pytest.raises(BadInput, match="has a key already"):
        make(world, "bwo_12345678" + "z" * 32)


def test_the_last_use_is_noted_once_a_minute(world: OfficeWorld, clock: Any) -> None:
    kept = make(world)
    integrations.note_use(world, kept)
    first = found(world, TEXT)
    assert first.last_used_at == clock.now()
    clock.pass_by(30)
    integrations.note_use(world, first)
    assert found(world, TEXT).version == first.version
    clock.pass_by(31)
    integrations.note_use(world, first)
    assert found(world, TEXT).last_used_at == clock.now()


def test_a_request_that_is_still_under_way_is_not_done_twice(world: OfficeWorld, clock: Any) -> None:
    key = make(world)
    place = integrations.reserve(world, key, "a", "f1")
    assert not place.answered
    with pytest.raises(Conflict, match="still at work"):
        integrations.reserve(world, key, "a", "f1")
    integrations.keep_answer(world, place.kept, 201, "{}")
    assert integrations.reserve(world, key, "a", "f1").kept.body == "{}"
    clock.pass_by(integrations.ANSWERS_KEPT_S + 1)
    assert integrations.forget_answers(world) == "1 forgotten"
    assert not integrations.reserve(world, key, "a", "f1").answered
