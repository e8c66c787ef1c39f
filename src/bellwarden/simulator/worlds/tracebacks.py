"""Traceback requests: weeks after a call, somebody asks each carrier on its way who handed it in, within a day."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final

from bellwarden.simulator.worlds.complaints import DAY_MS, Told, lag_ms

# (share of requests, days after the call): a quarter within a day, median 6 days, nine of ten within 51.
LAGS: Final = ((0.0, 0.1), (0.25, 1.0), (0.5, 6.0), (0.9, 51.0), (1.0, 65.0))
SHARE: Final = 0.02  # of campaign days with more than 1,000 calls
CALLS_MIN: Final = 1_000
DAILY: Final = {"B9": 0.2}  # wholesale carriers are asked 2 to 10 times a month, however few of their calls are bad
DEADLINE: Final = timedelta(hours=24)
SILENT: Final = 0.11  # carriers that do not answer
_CARRIERS: Final = tuple(
    f"{name} {kind}"
    for kind in ("Telecom", "Voice", "Carrier Services")
    for name in ("Bluestem", "Causeway", "Driftwood", "Eastbrook", "Fallow", "Gullwing", "Highmoor", "Ironbark")
)


def request(rng: Random, number: int, told: Told) -> dict[str, Any]:
    """The request as it reaches us: the way down from us to the called party is known, the way up is what is asked."""
    call = told.call
    # Impersonation of an authority is traced within days.
    lag = int(DAY_MS * rng.uniform(1, 10)) if call.bad == "B3" else lag_ms(rng, LAGS, DAY_MS)
    received = datetime.fromtimestamp((call.at_ms + lag) // 1000, UTC)
    below = rng.sample(_CARRIERS, max(1, round(rng.gauss(3, 1.2))))
    return {
        "id": f"TB-{number:05d}",
        "received_at": received.isoformat(),
        "due_at": (received + DEADLINE).isoformat(),
        "call_at": datetime.fromtimestamp(call.at_ms / 1000, UTC).isoformat(timespec="seconds"),
        "calling_number": call.calling,
        "called_number": str(call.called),
        "subject": {"B1": "vehicle warranty", "B3": "government imposter"}.get(call.bad, "unlawful robocall"),
        "hops": [
            {"carrier": name, "answered": rng.random() >= SILENT or name == below[0]} for name in below
        ],  # from us to the called party; the first one named us
    }
