import pytest

from bellwarden.flows.office.evidence import read_evidence
from bellwarden.flows.office.world import NotAllowed, OfficeWorld
from bellwarden.home import Home, HomeFault
from bellwarden.model.office.case import Case, CaseKind, Evidence, Visibility
from bellwarden.model.office.people import Right
from bellwarden.store.audit import events

WORDS = b"They called again at nine."


def kept(world: OfficeWorld, home: Home, visibility: Visibility) -> Evidence:
    digest = home.evidence().keep(WORDS)
    with world.office.writing(world.actor) as desk:
        case = desk.cases.add(Case(kind=CaseKind.COMPLAINT, title="x"))
        said = {"kind": "mail", "size": len(WORDS), "captured_at": world.clock.now(), "visibility": visibility}
        return desk.evidence.add(Evidence(case_id=case.id, sha256=digest, **said))


@pytest.mark.parametrize(
    ("visibility", "right", "verbs"),
    [
        (Visibility.PUBLIC, Right.READ, []),
        (Visibility.INTERNAL, Right.READ, []),
        (Visibility.CPNI, Right.READ_CPNI, ["evidence.read_cpni"]),
        (Visibility.PRIVILEGED, Right.DISCLOSE, ["evidence.disclose"]),
    ],
)
def test_who_may_read_it_and_what_is_on_record(
    world: OfficeWorld, home: Home, visibility: Visibility, right: Right, verbs: list[str]
) -> None:
    row = kept(world, home, visibility)
    others = world._replace(rights=world.rights - {right})
    with pytest.raises(NotAllowed):
        read_evidence(others, home.evidence(), row.id)
    assert [event.verb for event in events()] == []
    assert read_evidence(world, home.evidence(), row.id) == (row, WORDS)
    assert [(event.verb, event.object_ref) for event in events()] == [(verb, row.ref) for verb in verbs]


def test_changed_bytes_are_not_shown(world: OfficeWorld, home: Home) -> None:
    row = kept(world, home, Visibility.INTERNAL)
    path = home.path / "evidence" / row.sha256[:2] / row.sha256
    path.chmod(0o600)
    path.write_bytes(WORDS.replace(b"nine", b"noon"))
    with pytest.raises(HomeFault, match="its file was changed"):
        read_evidence(world, home.evidence(), row.id)
