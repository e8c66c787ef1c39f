"""What an SBC is told, outcome by outcome, and what can never be talked into an answer from outside."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwarden import switches
from bellwarden.model.call import CallRequest
from bellwarden.model.policy import Carrier, Redress, Trunk, TrunkRole
from bellwarden.model.sip_answer import SipAnswer
from bellwarden.model.verdict import CALL_CONTINUES, Action, Outcome, Verdict
from bellwarden.switches.answers import answer
from bellwarden.switches.dialect import DIVERTS, GOES_ON, REFUSES, Switch

SWITCHES = switches.load()
GENERIC, CLEARIP, KAMAILIO = SWITCHES["generic"], SWITCHES["clearip"], SWITCHES["kamailio"]
URI = "sip:+14462000142@127.0.0.1:5060;user=phone"
ID = "0199f3a2b7c4d1e200000001"
TRUNK = Trunk("oak", ("127.0.0.11",))
CARRIER = Carrier("Hill Telephone")
WITH_REDRESS = Carrier("Hill Telephone", redress=Redress(url="https://redress.hill.example/"))
WITH_TARGETS = Carrier(
    "Hill Telephone",
    captcha_uri="sip:captcha@127.0.0.31",
    voice_menu_uri="sip:menu@127.0.0.31",
    voicemail_uri="sip:voicemail@127.0.0.31",
)
every_dialect = pytest.mark.parametrize("switch", SWITCHES.values(), ids=SWITCHES.keys())
FIELD = re.compile(r"[\x20-\x7e]*")


def asked(uri: str = URI, fault: str = "") -> CallRequest:
    return CallRequest(0.0, "127.0.0.11", "+14462000142", "+12382000101", uri=uri, fault=fault)


def told(
    switch: Switch,
    outcome: Outcome,
    carrier: Carrier = CARRIER,
    trunk: Trunk | None = TRUNK,
    request: CallRequest | None = None,
    decision_id: str = ID,
) -> SipAnswer:
    action = Action.ALLOW if outcome in GOES_ON else Action.BLOCK
    verdict = Verdict(action, outcome.name, outcome)
    return answer(switch, verdict, request or asked(), trunk, carrier, decision_id)


def header(said: SipAnswer, name: str) -> list[str]:
    return [value for key, value in said.headers if key == name]


@pytest.mark.parametrize("outcome", sorted(REFUSES))
@pytest.mark.parametrize("carrier", [CARRIER, WITH_REDRESS, WITH_TARGETS])
@pytest.mark.parametrize("continue_status", [0, 300, 302, 404, 503])
@every_dialect
def test_whatever_is_configured_a_refusal_never_goes_on(
    switch: Switch, continue_status: int, carrier: Carrier, outcome: Outcome
) -> None:
    for fault in ("", "302 moved", "400 two From headers", "404 no", "503 no", "401 who are you", "junk", "99 x"):
        trunk = Trunk("oak", ("127.0.0.11",), continue_status=continue_status)
        said = told(switch, outcome, carrier, trunk, asked(fault=fault))
        assert said.status not in switch.continues_on
        assert said.status not in (401, 407)
        assert said.contact == ""


@pytest.mark.parametrize("outcome", list(Outcome))
@every_dialect
def test_every_answer_names_its_decision(switch: Switch, outcome: Outcome) -> None:
    assert header(told(switch, outcome), "X-Bellwarden-Decision") == [ID]


def test_the_decision_header_is_the_carriers_choice() -> None:
    assert header(told(KAMAILIO, Outcome.CONTINUE, Carrier("Hill", decision_header="X-Judged")), "X-Judged") == [ID]


def test_a_decision_header_that_is_no_header_name_is_not_used() -> None:
    said = told(KAMAILIO, Outcome.CONTINUE, Carrier("Hill", decision_header="X: 1\r\nFrom"))
    assert said.headers[0] == ("X-Bellwarden-Decision", ID)


def test_continue_sends_the_call_to_where_it_was_going() -> None:
    """RFC 3261 section 21.3.3: the Contact is the request URI, octet for octet."""
    assert told(KAMAILIO, Outcome.CONTINUE) == SipAnswer(
        302, "Moved Temporarily", f"<{URI}>", (("X-Bellwarden-Decision", ID),)
    )


def test_the_generic_contact_carries_the_decision_outside_the_brackets() -> None:
    """RFC 3261 section 20.10: inside, it would become a parameter of the URI that is dialled."""
    assert told(GENERIC, Outcome.CONTINUE).contact == f"<{URI}>;decision={ID}"


def test_a_question_without_uri_gets_no_contact() -> None:
    assert told(KAMAILIO, Outcome.CONTINUE, request=asked(uri="")).contact == ""


@pytest.mark.parametrize(("continue_status", "status"), [(0, 404), (404, 404), (503, 503), (302, 302), (486, 404)])
def test_a_clearip_trunk_chooses_its_continue_answer(continue_status: int, status: int) -> None:
    trunk = Trunk("oak", ("127.0.0.11",), continue_status=continue_status)
    assert told(CLEARIP, Outcome.CONTINUE, trunk=trunk).status == status
    assert told(CLEARIP, Outcome.OVERLOADED, trunk=trunk).status == status


def test_a_continue_status_that_the_dialect_does_not_offer_is_ignored() -> None:
    trunk = Trunk("oak", ("127.0.0.11",), continue_status=404)
    assert told(KAMAILIO, Outcome.CONTINUE, trunk=trunk).status == 302


def test_a_ribbon_trunk_set_up_for_signing_gets_300_with_the_way_on() -> None:
    """RFC 3261 section 21.3.1: a choice of one, the request URI octet for octet, where nothing is signed."""
    trunk = Trunk("oak", ("127.0.0.11",), continue_status=300)
    for outcome in GOES_ON:
        said = told(SWITCHES["ribbon"], outcome, trunk=trunk)
        assert said == SipAnswer(300, "Multiple Choices", f"<{URI}>", (("X-Bellwarden-Decision", ID),))


def test_a_404_that_means_go_on_says_so_to_whoever_reads_the_trace() -> None:
    """RFC 3326 section 2."""
    assert header(told(CLEARIP, Outcome.CONTINUE), "Reason") == ['SIP;cause=404;text="no objection"']


@pytest.mark.parametrize(("outcome", "user"), [("captcha", "captcha"), ("voice_menu", "menu"), ("voicemail",) * 2])
@every_dialect
def test_a_challenge_goes_to_its_target_whatever_the_trunk_continues_with(
    switch: Switch, outcome: str, user: str
) -> None:
    trunk = Trunk("oak", ("127.0.0.11",), continue_status=503)
    said = told(switch, Outcome(outcome), WITH_TARGETS, trunk)
    assert said.status == 302
    assert said.contact.startswith(f"<sip:{user}@127.0.0.31>")


@pytest.mark.parametrize("outcome", sorted(DIVERTS))
@every_dialect
def test_an_unset_target_must_not_refuse(switch: Switch, outcome: Outcome) -> None:
    assert told(switch, outcome) == told(switch, Outcome.CONTINUE)


def test_a_generic_limit_says_when_to_come_back() -> None:
    """RFC 3261 section 20.33, in seconds."""
    assert header(told(GENERIC, Outcome.LIMIT), "Retry-After") == ["1"]


def test_an_overloaded_kamailio_answer_has_no_retry_after() -> None:
    """RFC 3261 section 21.5.4: with one, the SBC would stop asking."""
    said = told(KAMAILIO, Outcome.OVERLOADED)
    assert said.status == 503
    assert header(said, "Retry-After") == []


@pytest.mark.parametrize("outcome", [Outcome.SUSPENDED, Outcome.UPSTREAM, Outcome.LIST, Outcome.CALLED_PARTY])
@every_dialect
def test_the_caller_learns_nothing_of_suspensions_lists_and_wishes(switch: Switch, outcome: Outcome) -> None:
    assert [name for name, _ in told(switch, outcome).headers] == ["X-Bellwarden-Decision"]


@every_dialect
def test_603_plus_is_exactly_what_the_standard_says(switch: Switch) -> None:
    """ATIS-1000099; 47 CFR 64.1200(k)(8) and (k)(9)."""
    assert told(switch, Outcome.ANALYTICS, WITH_REDRESS) == SipAnswer(
        603,
        "Network Blocked",
        "",
        (
            ("X-Bellwarden-Decision", ID),
            ("Reason", 'SIP;cause=603;text="v=analytics1;url=https://redress.hill.example/";location=LN'),
        ),
    )


def test_603_plus_names_every_contact_that_there_is() -> None:
    redress = Redress(url="https://r.example", tel="+1 (238) 200-0100", email="redress@hill.example", location="RLN")
    said = told(KAMAILIO, Outcome.ANALYTICS, Carrier("Hill", redress=redress))
    assert header(said, "Reason") == [
        'SIP;cause=603;text="v=analytics1;url=https://r.example;tel=+12382000100;email=redress@hill.example"'
        ";location=RLN"
    ]


@pytest.mark.parametrize(
    ("redress", "contact"),
    [(Redress(tel="+12382000100"), "tel=+12382000100"), (Redress(email="a@hill.example"), "email=a@hill.example")],
)
def test_603_plus_makes_do_with_one_contact(redress: Redress, contact: str) -> None:
    said = told(KAMAILIO, Outcome.ANALYTICS, Carrier("Hill", redress=redress))
    assert header(said, "Reason") == [f'SIP;cause=603;text="v=analytics1;{contact}";location=LN']


@pytest.mark.parametrize(
    ("role", "location"), [(TrunkRole.CUSTOMER, "LN"), (TrunkRole.UPSTREAM, "TN"), (TrunkRole.GATEWAY, "TN")]
)
def test_603_plus_says_in_which_network_the_call_ended(role: TrunkRole, location: str) -> None:
    """RFC 8606 section 4."""
    trunk = Trunk("oak", ("127.0.0.11",), role=role)
    (reason,) = header(told(KAMAILIO, Outcome.ANALYTICS, WITH_REDRESS, trunk), "Reason")
    assert reason.endswith(f";location={location}")


def test_a_location_that_nobody_knows_is_not_sent() -> None:
    redress = Redress(url="https://r.example", location='LN"\r\nX: y')
    (reason,) = header(told(KAMAILIO, Outcome.ANALYTICS, Carrier("Hill", redress=redress)), "Reason")
    assert reason.endswith('";location=LN')


def test_a_redress_address_can_carry_the_decision() -> None:
    carrier = Carrier("Hill", redress=Redress(url="https://r.example/?call={decision}"))
    (reason,) = header(told(KAMAILIO, Outcome.ANALYTICS, carrier), "Reason")
    assert f"url=https://r.example/?call={ID}" in reason


def test_without_a_contact_nothing_calls_itself_603_plus() -> None:
    """47 CFR 64.1200(k)(9): a 603+ names a redress contact; the refusal itself stands."""
    said = told(KAMAILIO, Outcome.ANALYTICS, CARRIER)
    assert (said.status, said.phrase) == (603, "Decline")
    assert header(said, "Reason") == []


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - {Outcome.ANALYTICS}))
@every_dialect
def test_nothing_but_analytics_is_dressed_as_603_plus(switch: Switch, outcome: Outcome) -> None:
    said = told(switch, outcome, WITH_REDRESS)
    assert said.phrase != "Network Blocked"
    assert not any("v=analytics" in value for _, value in said.headers)


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        ("400 two From headers", (400, "two From headers")),
        ("483 Too Many Hops", (483, "Too Many Hops")),
        ("505 Version Not Supported", (505, "Version Not Supported")),
        ("", (400, "Bad Request")),
        ("400", (400, "Bad Request")),
        ("200 OK", (400, "Bad Request")),
        ("503 busy", (400, "Bad Request")),
        ("404 who", (400, "Bad Request")),
        ("401 who", (400, "Bad Request")),
        ("٤٠٠ digits of another script", (400, "Bad Request")),
    ],
)
def test_a_malformed_message_is_told_its_fault_where_that_ends_the_call(fault: str, line: tuple[int, str]) -> None:
    said = told(CLEARIP, Outcome.MALFORMED, request=asked(fault=fault))
    assert (said.status, said.phrase) == line


def test_a_policy_pushed_later_gets_its_own_answers() -> None:
    first = Carrier("Hill", decision_header="X-One")
    for number in range(200):
        told(KAMAILIO, Outcome.CONTINUE, Carrier("Hill", decision_header=f"X-{number}"))
    assert told(KAMAILIO, Outcome.CONTINUE, first).headers[0][0] == "X-One"
    assert told(KAMAILIO, Outcome.CONTINUE, Carrier("Hill", decision_header="X-Two")).headers[0][0] == "X-Two"


hostile = st.text(alphabet=st.one_of(st.characters(), st.sampled_from('\r\n"<>\\;, {}')), max_size=80)


@given(hostile, hostile, hostile, hostile, st.sampled_from(list(Outcome)), st.sampled_from(list(SWITCHES)))
def test_nothing_from_outside_breaks_out_of_its_header(
    uri: str, fault: str, decision_id: str, redress: str, outcome: Outcome, name: str
) -> None:
    """RFC 3986 section 2.1: what a header can't hold is escaped."""
    carrier = Carrier("Hill", redress=Redress(redress, redress, redress, redress), decision_header=redress)
    said = told(SWITCHES[name], outcome, carrier, request=asked(uri, "400 " + fault), decision_id=decision_id)
    for text in (said.phrase, said.contact, *(part for pair in said.headers for part in pair)):
        assert FIELD.fullmatch(text)
    assert said.contact.count("<") == said.contact.count(">") <= 1
    assert '"' not in said.contact
    for key, value in said.headers:
        if key == "Reason":
            assert value.count('"') in (0, 2)


@given(st.text(alphabet="abcXYZ0189-_.!~*'()%;/?:@&=+$,[]", min_size=1))
def test_a_plain_uri_comes_back_octet_for_octet(uri: str) -> None:
    assert told(KAMAILIO, Outcome.CONTINUE, request=asked(uri)).contact == f"<{uri}>"


def test_a_verdict_of_the_model_is_answered() -> None:
    assert answer(KAMAILIO, CALL_CONTINUES, asked(), None, CARRIER, ID).status == 302
