"""INVITEs of the simulator, read back by the product's own SIP reader."""

import pytest

from bellwarden.simulator.invite import ANONYMOUS, Damage, InviteParts, build_ack, build_invite
from bellwarden.sip.message import read_request

PARTS = InviteParts(
    host="127.0.1.1",
    port=5066,
    target="gate.example",
    calling="+12382000100",
    called="+14462000100",
    display_name="HARBOR DENTAL",
    user_agent="Corral SBC 5.1",
    unique="0a1b2c3d00000007",
)


def test_an_undamaged_invite_is_sane_and_says_who_calls() -> None:
    request = read_request(build_invite(PARTS).data)
    assert request.fault == ""
    assert request.method == b"INVITE"
    assert request.uri == b"sip:+14462000100@gate.example;user=phone"
    assert request.asserted == [b'"HARBOR DENTAL" <sip:+12382000100@127.0.1.1;user=phone>']
    assert request.content_length > 200


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (Damage.TWO_FROM, "400 two From headers"),
        (Damage.TWO_CALL_ID, "400 two Call-ID headers"),
        (Damage.BLANK_BEFORE_COLON, "400 a blank before the colon of a header"),
        (Damage.BODY_CUT_SHORT, "400 a body shorter than Content-Length"),
    ],
)
def test_each_damage_is_the_fault_that_it_stands_for(damage: Damage, fault: str) -> None:
    assert read_request(build_invite(PARTS._replace(damage=damage)).data).fault == fault


def test_a_withheld_caller_is_anonymous_in_from_and_not_asserted() -> None:
    request = read_request(build_invite(PARTS._replace(calling=ANONYMOUS, display_name="Anonymous")).data)
    assert request.fault == ""
    assert request.from_.startswith(b'"Anonymous" <sip:anonymous@anonymous.invalid>')
    assert request.asserted == []
    assert request.privacy == [b"id"]


def test_diversion_and_charge_info_stand_in_their_headers() -> None:
    request = read_request(build_invite(PARTS._replace(diverting="+12382001000", charge_info="12382010000")).data)
    assert request.diversions == [b"<sip:+12382001000@127.0.1.1>;reason=unconditional;counter=1"]
    assert request.header(b"p-charge-info") == [b"<sip:12382010000@127.0.1.1>"]


def test_the_ack_repeats_what_rfc_3261_17_1_1_3_asks_for() -> None:
    invite = build_invite(PARTS)
    ack = read_request(build_ack(invite, b"<sip:+14462000100@gate.example>;tag=gate"))
    assert ack.fault == ""
    assert ack.method == b"ACK"
    assert ack.uri == invite.uri
    assert ack.vias == [invite.via]
    assert ack.from_ == invite.from_
    assert ack.call_id == invite.call_id
    assert ack.cseq == b"1 ACK"
    assert ack.to.endswith(b";tag=gate")


def test_an_identity_stands_in_its_header() -> None:
    assert read_request(build_invite(PARTS._replace(identity="a.b.c;info=<x>")).data).identities == [b"a.b.c;info=<x>"]
