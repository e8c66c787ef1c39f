"""Calls and plans for tests of the counters: calls of one customer over one trunk, unless said otherwise."""

from bellwarden.model.call import CallAttempt, CallRequest
from bellwarden.model.counting import Counting, CustomerCounting, TrunkCounting
from bellwarden.numbering.reading import read_number

EVERYTHING = CustomerCounting(minute=True, hour=True, day=True, caller_ids_max=20, call_s=60.0, spend=True)
TRUNK = TrunkCounting(second=True, call_s=60.0, reports_ends=True)


def plan(customer: CustomerCounting = EVERYTHING, trunk: TrunkCounting = TRUNK, **rates: int) -> Counting:
    """The customers acme and zenith and the trunk north."""
    return Counting({"acme": customer, "zenith": customer}, {"north": trunk}, **rates)


def a_call(
    at: float = 0.0,
    customer: str = "acme",
    trunk: str = "north",
    calling: str = "+12382001000",
    called: str = "+14462005555",
    called_customer: str = "",
) -> CallAttempt:
    number = read_number(calling, "US")
    request = CallRequest(at, "127.0.0.1", called, calling)
    return CallAttempt(request, read_number(called, "US"), number, number, trunk, customer, called_customer)
