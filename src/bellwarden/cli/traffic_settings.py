"""HOME/traffic.toml and the lists that it names, read for commands."""

from pathlib import Path

from bellwarden.calllog.references import References
from bellwarden.traffic.settings import DEFAULTS, TrafficSettings


def traffic_setup(home: Path) -> tuple[TrafficSettings, References]:
    """Without the file: nothing but what Bellwarden brings along."""
    return DEFAULTS, References()
