"""The customers of tests/data/e2e/policy, and a call for each reason to let one pass or to refuse it."""

from tests.e2e import kit

POLICY = kit.ROOT / "tests" / "data" / "e2e" / "policy"
OAK, ELM, ASH, FIR, STRANGER = (f"127.0.0.{last}" for last in (11, 12, 13, 14, 15))
CUSTOMERS = [OAK, ELM, ASH, FIR, STRANGER]
OWN, OTHERS = "12382000101", "17562000101"

ALLOWED = {
    "own caller ID": kit.Call("14462000101", OWN, source=OAK),
    "any caller ID, where the customer may show any": kit.Call("14462000102", OTHERS, source=FIR),
    "international number": kit.Call("442079460101", OWN, source=OAK),
    "emergency call": kit.Call("911", OWN, source=OAK),
    "emergency call of a suspended customer": kit.Call("+1911", OWN, source=ELM),
    "emergency call with an impossible caller ID": kit.Call("988", "0", source=OAK),
}
REFUSED = {
    "customer suspended": kit.Call("14462000201", OTHERS, source=ELM),
    "caller ID that nobody can have": kit.Call("14462000202", "12385550142", source=OAK),
    "caller ID with too few digits": kit.Call("14462000203", "238200", source=FIR),
    "emergency number as caller ID": kit.Call("14462000204", "911", source=FIR),
    "do-not-originate number": kit.Call("14462000205", "12382009900", source=OAK),
    "number on the operator's list": kit.Call("14462000206", "14462009999", source=FIR),
    "caller ID outside the customer's set": kit.Call("14462000207", OTHERS, source=OAK),
    "analytics": kit.Call("14462000208", "14462008888", source=FIR),
    "called number that nobody can have": kit.Call("14461112222", OWN, source=OAK),
}
BURST = [kit.Call(str(14462000301 + place), OTHERS, source=ASH) for place in range(6)]
