"""`python -m bellwarden.simulator`: places labelled calls through a gate; tells what became of them, in JSON lines."""

import argparse
import json
import secrets
import signal
import sys
from pathlib import Path

from bellwarden.simulator.caller import CallerFault, LiveCaller
from bellwarden.simulator.dialer import CallEnd
from bellwarden.simulator.signing import TokenWriter, read_providers
from bellwarden.simulator.traffic import LabelledCall, traffic
from bellwarden.simulator.world import ATTESTATIONS, SOURCES


def main() -> int:
    options = _options()
    host, _, port = options.gate.rpartition(":")
    try:
        writer = TokenWriter(read_providers(options.keys, ATTESTATIONS)) if options.keys else None
        with LiveCaller((host.strip("[]"), int(port)), SOURCES, writer) as caller:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda *_: caller.stop())
            caller.run(traffic(options.seed, options.cps), options.seconds, secrets.token_hex(4), tell)
            return 0
    except (CallerFault, ValueError) as fault:
        print(f"simulator: {fault}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 0


def tell(call: LabelledCall, end: CallEnd) -> None:
    """One call's truth and what the gate said. `status` 0: no answer."""
    response = end.response
    print(
        json.dumps(
            {
                "call": call.number,
                "customer": call.caller.customer,
                "source_ip": call.caller.address,
                "calling": call.calling,
                "called": call.called,
                "story": call.label.story.value,
                "reason": call.label.reason,
                "goes_on": call.label.goes_on,
                "status": response.status if response is not None else 0,
                "went_on": went_on(call, end),
                "decision": decision_of(end),
                "latency_s": round(end.latency_s, 6),
                "retransmissions": end.retransmissions,
            }
        ),
        flush=True,
    )


def went_on(call: LabelledCall, end: CallEnd) -> bool:
    """Whether an SBC that follows redirects would have sent the call to the number that was dialled."""
    response = end.response
    return response is not None and response.status == 302 and f"sip:{call.called}@" in response.contact


def decision_of(end: CallEnd) -> str:
    """Id of the gate's decision, from the answer's header."""
    headers = end.response.headers if end.response is not None else ()
    return next((value.decode("ascii", "replace") for name, value in headers if name == b"x-bellwarden-decision"), "")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bellwarden.simulator", description=__doc__)
    parser.add_argument("--gate", default="127.0.0.1:5060", metavar="HOST:PORT", help="where the gate listens on UDP")
    parser.add_argument("--seed", type=int, default=1, help="the same seed places the same calls")
    parser.add_argument("--cps", type=float, default=40.0, help="calls a second")
    parser.add_argument(
        "--keys", type=Path, metavar="FOLDER", help="of providers that sign; without, no call is signed"
    )
    parser.add_argument("--seconds", type=float, default=0.0, help="0: until stopped")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
