"""The playbooks that the office begins with, as anybody may write them: `playbooks.read` reads the same."""

from typing import Final

# What follows a decision is the same, whether it comes in time or late.
_DECIDED: Final = """\
[[steps.moves]]
name = "made by our customer"
to = "customer"
on = "event"
event = "complaint.decide"
where = { verdict = "made_by_customer" }
[[steps.moves]]
name = "carried for an upstream"
to = "upstream"
on = "event"
event = "complaint.decide"
where = { verdict = "carried_for_upstream" }
[[steps.moves]]
name = "spoofed"
to = "protect"
on = "event"
event = "complaint.decide"
where = { verdict = "spoofed" }
[[steps.moves]]
name = "not ours"
to = "answered"
on = "event"
event = "complaint.decide"
where = { verdict = "not_ours" }
[[steps.moves]]
name = "records are missing"
to = "records"
on = "event"
event = "complaint.decide"
where = { verdict = "no_data" }
"""

COMPLAINT: Final = (
    """
name = "complaint"
title = "A complaint"
kinds = ["complaint"]

[[steps]]
name = "look"
title = "Look at it and decide"
tells = "Whose calls were they? Answer the three questions; correct what was read wrongly."
"""
    + _DECIDED
    + """[[steps.moves]]
name = "nobody looked"
to = "late"
on = "timer"
after_h = 9.0
does = ["escalate"]

[[steps]]
name = "late"
title = "A lead sees to it that somebody looks"
tells = "Nobody decided it within a working day."
"""
    + _DECIDED
    + """[[steps.moves]]
name = "looked at"
to = "look"
on = "manual"

[[steps]]
name = "customer"
title = "Notify the customer the same day"
tells = "Their own calls, the reason, what to do by when. A complaint alone suspends nobody."
[[steps.moves]]
name = "customer notified"
to = "waits"
on = "event"
event = "case.tell_customer"
does = ["wait for the customer"]
[[steps.moves]]
name = "customer told otherwise"
to = "waits"
on = "manual"
does = ["wait for the customer"]
[[steps.moves]]
name = "not notified in time"
to = "customer_late"
on = "event"
event = "clock.breach"
where = { clock = "notice" }
does = ["escalate"]

[[steps]]
name = "customer_late"
title = "The customer was not told, or did not answer: a lead decides"
[[steps.moves]]
name = "customer notified"
to = "waits"
on = "event"
event = "case.tell_customer"
does = ["wait for the customer"]
[[steps.moves]]
name = "customer answered"
to = "answered"
on = "event"
event = "case.customer_answered"
[[steps.moves]]
name = "a lead has decided"
to = "answered"
on = "manual"

[[steps]]
name = "waits"
title = "The customer's answer is awaited"
tells = "Their clock, not ours: our answer clock stands still."
[[steps.moves]]
name = "customer answered on its page"
to = "answered"
on = "event"
event = "case.customer_answered"
does = ["go on"]
[[steps.moves]]
name = "the time to answer ran out"
to = "customer_late"
on = "event"
event = "case.customer_did_not_answer"
does = ["go on", "escalate"]
[[steps.moves]]
name = "customer answered"
to = "answered"
on = "manual"
does = ["go on"]
[[steps.moves]]
name = "customer answered (API)"
to = "answered"
on = "api"
does = ["go on"]
[[steps.moves]]
name = "no answer came"
to = "customer_late"
on = "timer"
after_h = 45.0
does = ["go on", "escalate"]

[[steps]]
name = "upstream"
title = "Ask the provider that handed us the calls"
[[steps.moves]]
name = "upstream asked"
to = "upstream_waits"
on = "manual"
does = ["wait for the upstream"]

[[steps]]
name = "upstream_waits"
title = "The upstream's answer is awaited"
[[steps.moves]]
name = "upstream answered"
to = "answered"
on = "manual"
does = ["go on"]
[[steps.moves]]
name = "upstream answered (API)"
to = "answered"
on = "api"
does = ["go on"]
[[steps.moves]]
name = "no answer came"
to = "upstream"
on = "timer"
after_h = 27.0
does = ["go on", "escalate"]

[[steps]]
name = "protect"
title = "Protect whoever has the number"
tells = "The number is ours, the calls are not. Tell its holder; ask for do-not-originate where it places none."
[[steps.moves]]
name = "holder protected"
to = "answered"
on = "manual"
[[steps.moves]]
name = "decided anew: our customer"
to = "customer"
on = "event"
event = "complaint.decide"
where = { verdict = "made_by_customer" }

[[steps]]
name = "records"
title = "Records of that time are missing"
tells = "Import them; it is matched anew by itself."
[[steps.moves]]
name = "records came"
to = "look"
on = "event"
event = "complaint.rematch"
[[steps.moves]]
name = "none will come"
to = "answered"
on = "manual"

[[steps]]
name = "answered"
title = "Resolve it"
tells = "Nothing more is asked of anybody: choose the outcome."
ends = true
"""
)
