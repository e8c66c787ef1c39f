"""How far the records of each source reach: what is younger may still come."""

from typing import Final

from bellwarden.calllog.manifest import Manifest

ACTIVE_S: Final = 7 * 86_400  # a source that has been silent for longer is not waited for


def reaches(manifest: Manifest) -> dict[str, float]:
    """By feed the moment up to which everything is here, seconds since 1970; feeds that do not tell are left out."""
    found: dict[str, float] = {}
    for one in manifest.sources:
        name = one.feed or "files"
        told = [at for at in (one.until, manifest.complete.get(name), found.get(name)) if at is not None]
        if told:
            found[name] = max(told)
    return found


def complete_up_to(manifest: Manifest) -> float:
    """Of the source that reaches least far among those still coming; 0.0 when none tells."""
    told = reaches(manifest).values()
    newest = max(told, default=0.0)
    return min((at for at in told if newest - at < ACTIVE_S), default=0.0)
