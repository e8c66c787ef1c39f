"""`bellwarden top`: what the gate does now."""

from typing import Annotated

import typer

from bellwarden.cli.options import HomeDir


def top(
    home: HomeDir,
    url: Annotated[
        str,
        typer.Option(
            "--url", metavar="http://HOST:PORT", help="Ask a gate elsewhere over its HTTP API.", show_default=False
        ),
    ] = "",
    api_key: Annotated[
        str,
        typer.Option(
            "--api-key",
            metavar="KEY",
            envvar="BELLWARDEN_API_KEY",
            help="Key for --url (bellwarden apikey create).",
            show_default=False,
        ),
    ] = "",
    interval: Annotated[
        float, typer.Option("--interval", metavar="S", min=1, max=60, help="Seconds between two readings.")
    ] = 1.0,
    once: Annotated[bool, typer.Option("--once", help="Show it once, as plain text, and end.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a reading (keys: docs/reference/cli.md).")
    ] = False,
) -> None:
    """What the gate does now: calls a second, verdicts, latency, workers, and rates by customer and trunk.

    On the gate's machine it reads the running gate's own counts, by the home and without a key, as the gate's user or
    as root. From elsewhere it asks the HTTP API. While no gate answers it says so and tries again. Keys: ? shows
    them, q ends. Without a terminal, each reading comes as plain text. With --once, exit code 9 when no gate answers.

    Examples:

        bellwarden top
        bellwarden top --once
        bellwarden top --json | jq -c '[.at, .per_s, .share, .p99_ms]'
        bellwarden top --url http://192.0.2.5:8080 --api-key "$KEY"
    """
    from bellwarden.cli.watching import watch

    watch(home, url, api_key, interval, once, as_json)
