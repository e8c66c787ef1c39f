"""FreeSWITCH's mod_json_cdr and mod_format_cdr as JSON: an object a call, a file for each, or many behind one another.

Sees          caller's name and number, number dialled, times to the microsecond, cause, SIP Call-ID, who hung up
Why           what FreeSWITCH keeps when somebody wants more than a table (log/json_cdr)
Source        FreeSWITCH's switch_ivr_generate_json_cdr(): variables, callflow; values are URL-encoded unless
              encode-values is false; sip_hangup_disposition by mod_sofia, of the leg that the record is about
False alarms  with log-b-leg a call leaves two records; a number that really contains % is decoded
"""

from typing import Final

from bellwarden.cdr.format import Format, Kind, Length, Moment, Style, Syntax, Text, Unit
from bellwarden.cdr.formats.freeswitch import FORMAT as TABLE

ENDERS: Final = (
    # An inbound leg is the caller's, an outbound one the called party's; FreeSWITCH sends on what the other side did.
    ("inbound (recv_bye|recv_cancel)|outbound (send_bye|send_cancel)", "caller"),
    ("inbound send_bye|outbound (recv_bye|recv_refuse)", "called"),
)

FORMAT: Final = Format(
    title="FreeSWITCH mod_json_cdr",
    syntax=Syntax(Kind.JSON, header=True),
    layouts=(("variables.start_uepoch", "variables.hangup_cause", "callflow.0.caller_profile.destination_number"),),
    at=Moment("variables.start_uepoch", Style.EPOCH_US.value),
    answered_at=Moment("variables.answer_uepoch", Style.EPOCH_US.value),
    ended_at=Moment("variables.end_uepoch", Style.EPOCH_US.value),
    calling=Text(("callflow.0.caller_profile.caller_id_number",), decode=True),
    called=Text(("callflow.0.caller_profile.destination_number",), decode=True),
    duration=Length("variables.mduration", Unit.MILLISECONDS),
    billable=Length("variables.billmsec", Unit.MILLISECONDS),
    result=Text(("variables.hangup_cause",)),
    results=TABLE.results,
    name=Text(("callflow.0.caller_profile.caller_id_name",), decode=True),
    customer=Text(("variables.accountcode",), decode=True),
    trunk=Text(("callflow.0.caller_profile.context",), decode=True),
    source_ip=Text(("variables.sip_network_ip", "callflow.0.caller_profile.network_addr")),
    call_id=Text(("variables.sip_call_id", "variables.uuid"), decode=True),
    ended_by=Text(("variables.direction", "variables.sip_hangup_disposition"), glue=" "),
    enders=ENDERS,
)
