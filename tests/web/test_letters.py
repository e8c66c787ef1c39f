"""What came after a complaint is told on its page; what belongs to nothing is found, too."""

import pytest

from bellwarden.cli.office_complaints import ComplaintWork
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.model.office.people import Role
from tests.desks import take_up
from tests.office.test_letters import MX, Opened, opened, reply, report
from tests.web.people import Clients

pytestmark = pytest.mark.door
__all__ = ["opened"]


def test_replies_and_reports_stand_on_the_complaint_and_in_the_list(
    work: ComplaintWork, world: OfficeWorld, carrier: Home, opened: Opened, client_of: Clients
) -> None:
    row, _, answer_id = opened
    hostile = "<script>alert(1)</script> They rang from +12382003055 again."
    take_up(work, world, carrier, reply(answer_id, text=hostile), reply(answer_id, "eve@elsewhere.example", "hello"))
    take_up(work, world, carrier, report(answer_id), report("<unknown@mail.example>"))
    client = client_of(Role.ANALYST)
    page = client.get(f"/complaints/{row.reference}").content.decode()
    assert "They rang from" in page and "<script>alert" not in page
    assert "it answers a mail of ours" in page
    assert "it comes from eve@elsewhere.example" in page
    assert "Came back:" in page and "550 5.1.1 no such user" not in page.split("Came back:")[0][-200:]
    everything = client.get("/letters").content.decode()
    assert everything.count(f'href="/complaints/{row.reference}"') == 3
    alone = client.get("/letters?alone=1").content.decode()
    assert "nothing known" in alone and row.reference not in alone
    assert "No letter fits." in client.get("/letters?kind=again").content.decode()


def test_a_sender_who_is_not_proved_is_flagged(
    work: ComplaintWork, world: OfficeWorld, carrier: Home, client_of: Clients
) -> None:
    (carrier.path / "mail.toml").write_text('[check]\nservers = ["mx.carrier.example"]\n')
    said = MX.format("dmarc=fail header.from=supplier.example")
    take_up(work, world, carrier, reply(text="They called me from +12382003010, dozens of times.", head=said))
    with world.office.reading() as desk:
        (row,) = desk.complaints.list()
    page = client_of(Role.ANALYST).get(f"/complaints/{row.reference}").content.decode()
    assert "Do not believe the sender yet." in page and "mx.carrier.example says" in page
    assert "Waits for a person: " in page and "wrote nothing" in page
    assert "sender not proved" in client_of(Role.ANALYST).get("/complaints").content.decode()
