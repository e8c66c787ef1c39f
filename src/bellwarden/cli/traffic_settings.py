"""HOME/traffic.toml and the lists that it names, read for commands."""

from pathlib import Path

from bellwarden.calllog.references import References
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.traffic import detectors
from bellwarden.traffic.settings import DEFAULTS, TrafficSettings
from bellwarden.traffic.settings_file import SettingsFault, read_settings

FILE = "traffic.toml"


def traffic_setup(home: Path) -> tuple[TrafficSettings, References]:
    """Without the file: nothing but what Bellwarden brings along. CommandFault when it can't be read."""
    path = home / FILE
    if not path.is_file():
        return DEFAULTS, References()
    try:
        settings = read_settings(path.read_bytes(), detectors.load(), str(path))
    except SettingsFault as fault:
        raise CommandFault(Exit.POLICY, str(fault)) from None
    return settings, References()
