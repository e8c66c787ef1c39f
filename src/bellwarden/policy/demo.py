"""The invented carrier of the demonstration run: good customers and bad ones, each trunk at its own loopback address.

Its area codes (238, 446, 756) are nobody's; the demonstration's own administrators' files declare them in service.
"""

CARRIER = """\
[carrier]
name = "Example Voice"
mode = "enforce"
dialect = "generic"
correlation_header = "Session-ID"
captcha_uri = "sip:captcha@127.0.0.9:5090"
voicemail_uri = "sip:voicemail@127.0.0.9:5090"

[carrier.redress]
url = "https://example.com/blocked?decision={decision}"
tel = "+12382000100"

[inventory]
numbers = ["+1238200*", "+1238201*"]

[numbering]
areas = "numbering/areas.csv"
blocks = ["numbering/blocks.csv"]
"""

TRUNKS = """\
# Calls of this machine's own, for trying things out: no limit.
[trunk.lab]
addresses = ["127.0.0.1", "::1"]
customer = "lab"

[trunk.harbor-dental]
addresses = ["127.0.1.1"]
customer = "harbor-dental"

[trunk.meadowbrook]
addresses = ["127.0.1.2"]
customer = "meadowbrook"

[trunk.copperline]
addresses = ["127.0.1.3"]
customer = "copperline"

[trunk.quillmark]
addresses = ["127.0.1.4"]
customer = "quillmark"

[trunk.sunvale]
addresses = ["127.0.1.5"]
customer = "sunvale"

[trunk.brightpath]
addresses = ["127.0.1.6"]
customer = "brightpath"

# Another provider, whose customers call ours.
[trunk.tessera]
addresses = ["127.0.1.7"]
role = "upstream"
customer = "tessera"
cps_max = 200

# Calls from abroad.
[trunk.overseas]
addresses = ["127.0.1.8"]
role = "gateway"
customer = "longhaul"

# One trunk of a hosted exchange that carries two customers: told apart by header, or by digits in front of the number.
[trunk.exchange]
addresses = ["127.0.1.9"]

[[trunk.exchange.identify]]
customer = "juniper"
header = "P-Charge-Info"
value = "12382010000"

[[trunk.exchange.identify]]
customer = "larkfield"
prefix = "77#"
"""

CUSTOMERS = """\
# Good customers: they show their own numbers and keep to their limits.
[customer.harbor-dental]
name = "Harbor Dental Group"
cps_max = 20
numbers = ["12382000100-12382000199"]

[customer.meadowbrook]
name = "Meadowbrook School District"
cps_max = 40
numbers = ["12382001000-12382001999"]

[customer.copperline]
name = "Copperline Freight"
cps_max = 30
numbers = ["12382002000-12382002499"]
caller_ids = ["+14462007000"]  # a number held elsewhere, with its holder's letter

[customer.juniper]
name = "Juniper Veterinary"
cps_max = 10
numbers = ["12382010000-12382010099"]

[customer.larkfield]
name = "Larkfield Property Care"
cps_max = 10
numbers = ["12382010100-12382010199"]

# A dialler: faster than agreed, and with numbers of other people.
[customer.quillmark]
name = "Quillmark Surveys"
standing = "limited"
cps_max = 5
attempts_1m_max = 120
telemarketer = true
numbers = ["12382003000-12382003099"]

# A robocaller: made-up caller IDs by the thousand.
[customer.sunvale]
name = "Sunvale Benefits Center"
cps_max = 25
caller_ids_1h_max = 20
numbers = ["12382004000-12382004009"]

# Suspended after a traceback: only its emergency calls pass.
[customer.brightpath]
name = "Brightpath Debt Relief"
standing = "suspended"
cps_max = 25
numbers = ["12382005000-12382005009"]

# Providers whose customers' calls we carry.
[customer.tessera]
name = "Tessera Wholesale"
upstream = true
any_caller_id = true

[customer.longhaul]
name = "Longhaul International"
upstream = true
any_caller_id = true

[customer.lab]
name = "Our own test calls"
any_caller_id = true
"""

CHECKS = """\
[check]
customer_unknown.mode = "act"
customer_standing.mode = "act"
enforcement.mode = "act"
malformed_message.mode = "act"
called_number_invalid.mode = "act"
caller_id_absent.mode = "report"
caller_id_emergency.mode = "act"
caller_id_invalid.mode = "act"
caller_id_foreign.mode = "report"
caller_id_unallocated.mode = "act"
caller_id_unused.mode = "act"
do_not_originate.mode = "act"
own_number_from_outside.mode = "act"
caller_is_called.mode = "act"
caller_id_right.mode = "act"
cps_limit.mode = "act"
trunk_cps_limit.mode = "act"
minute_limit.mode = "report"
caller_ids_limit.mode = "report"
# The lab may show numbers of ours that nobody holds.
caller_id_unused.customer.lab.mode = "report"
"""

LIMITS = """\
# What these find is reported, until their check may act.
[rate.pair_rate]
calls_max = 5

[rate.spam_detective]
calls_max = 20
window_s = 600
action = "divert"
divert_to = "captcha"
"""

LISTS = """\
[list.do-not-originate]
key = "calling_number"
class = "do_not_originate"
file = "lists/do-not-originate.csv"
evidence = "fact"

[list.blocked]
key = "calling_number"
file = "lists/blocked.txt"
mode = "act"

[list.emergency-centers]
key = "calling_number"
class = "public_safety"
entries = ["+14462000911"]

# Numbers that the analysis of past traffic speaks against: refused by 603+ with the redress contact.
[list.reputation]
key = "calling_number"
entries = ["14462005000-14462005099"]
evidence = "statistics"
analytics = true
mode = "act"

# Names under which nobody honest calls: the caller has to pass the captcha first.
[list.scam-names]
key = "name"
file = "lists/scam-names.txt"
action = "divert"
divert_to = "captcha"
mode = "act"
"""

CONDITIONS = """\
[condition.overseas-with-our-country-code]
description = "calls from abroad that show a number of the North American plan leave a message"
when = 'trunk == "overseas" && calling_form == "nanp" && !diverted'
action = "divert"
divert_to = "voicemail"
mode = "act"
"""

DO_NOT_ORIGINATE = """\
number,range,class,source,requester,added,expires,verified
12382009900,,requested,own,Example Voice,2026-01-15,,2026-11-01
14462009900,,requested,letter,Pinebrook Savings Bank,2026-03-02,,2026-11-01
,17562009000-17562009099,unused,allocatee,,2026-05-20,,2026-11-01
"""

BLOCKED = """\
# Numbers that customers complained about.
+14462009999
+14462009998
+1446201*                 # a block that only ever carried robocalls
"""

SCAM_NAMES = """\
# Caller names; * stands for any signs, case does not matter.
*CAR WARRANTY*
SSA OFFICE
STUDENT LOAN DEPT
"""

# As the area-code report of the numbering administrator, less the columns that nobody reads.
AREAS = """\
NPA_ID,IN_SERVICE,COUNTRY
238,Y,US
446,Y,US
756,Y,CANADA
"""

# A whole code where X is A, else one thousand-block; X001 is the carrier itself. 238-202 to 238-999 are nobody's.
BLOCKS = """\
NPA,NXX,X,OCN
238,200,A,X001
238,201,0,X001
238,201,1,X001
446,200,A,X002
446,201,A,X002
756,200,A,X003
756,201,A,X003
"""


# The certificates are invented, like their authority; nobody outside of the demonstration trusts them.
STIR = """\
[stir]
signs = true
service_provider_code = "X001"
certificate_url = "https://certificates.example/example-voice.pem"
verifies = true
roots = "stir/roots.pem"

# A call with a forged, stale or borrowed signature is refused here. The default only reports it.
[check.verification_failed]
mode = "act"
"""


def demo_files(roots: bytes = b"") -> dict[str, bytes]:
    """The demonstration's policy by path: it enforces, and `read_policy` finds nothing wrong with it.

    `roots`: PEM of the authorities that the demonstration's providers have their certificates from; without, no call is
    signed and none is verified.
    """
    files = {
        "carrier.toml": CARRIER,
        "trunks.toml": TRUNKS,
        "customers.toml": CUSTOMERS,
        "checks.toml": CHECKS,
        "limits.toml": LIMITS,
        "lists.toml": LISTS,
        "conditions.toml": CONDITIONS,
        "lists/do-not-originate.csv": DO_NOT_ORIGINATE,
        "lists/blocked.txt": BLOCKED,
        "lists/scam-names.txt": SCAM_NAMES,
        "numbering/areas.csv": AREAS,
        "numbering/blocks.csv": BLOCKS,
    }
    made = {name: text.encode() for name, text in files.items()}
    return {**made, "stir.toml": STIR.encode(), "stir/roots.pem": roots} if roots else made
