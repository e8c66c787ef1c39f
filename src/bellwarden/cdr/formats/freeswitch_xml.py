"""FreeSWITCH's mod_xml_cdr and mod_format_cdr as XML: a document a call, a file for each, or many behind one another.

Sees          the same as its JSON: caller's name and number, number dialled, times, cause, SIP Call-ID, who hung up
Why           what billing systems for FreeSWITCH read (log/xml_cdr), and so what is kept for long
Source        FreeSWITCH's switch_ivr_generate_xml_cdr(): variables, callflow; the last callflow comes first, and
              counts. A document type declaration is refused, so entities can neither expand nor fetch
False alarms  as of its JSON
"""

from typing import Final

from bellwarden.cdr.format import Format, Kind, Syntax, Text
from bellwarden.cdr.formats.freeswitch_json import FORMAT as JSON

_PROFILE: Final = "callflow.caller_profile"

FORMAT: Final[Format] = JSON._replace(
    title="FreeSWITCH mod_xml_cdr",
    syntax=Syntax(Kind.XML, header=True),
    layouts=(("variables.start_uepoch", "variables.hangup_cause", f"{_PROFILE}.destination_number"),),
    calling=Text((f"{_PROFILE}.caller_id_number",), decode=True),
    called=Text((f"{_PROFILE}.destination_number",), decode=True),
    name=Text((f"{_PROFILE}.caller_id_name",), decode=True),
    trunk=Text((f"{_PROFILE}.context",), decode=True),
    source_ip=Text(("variables.sip_network_ip", f"{_PROFILE}.network_addr")),
)
