"""Browser files under names that hold their hash, so that a browser keeps each for ever and never shows an old one."""

import hashlib
import shutil
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.staticfiles import finders
from whitenoise.storage import CompressedManifestStaticFilesStorage

MADE_FROM: Final = "made-from"


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Before `gather` was run (a test that shows one page, a tool) addresses are plain."""

    manifest_strict = False
    keep_only_hashed_files = True

    def stored_name(self, name: str) -> str:
        known: dict[str, str] = self.hashed_files
        return known.get(self.hash_key(self.clean_name(name)), name)


def gather() -> None:
    """Put all browser files, compressed, where the office serves them from; nothing where they are there already."""
    from django.core.management import call_command

    target = Path(settings.STATIC_ROOT)
    wanted = _digest()
    stamp = target / MADE_FROM
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    shutil.rmtree(target, ignore_errors=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(wanted)


def _digest() -> str:
    """Of every file's name and content."""
    found = hashlib.sha256()
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            with storage.open(name) as file:
                found.update(name.encode() + b"\0" + hashlib.sha256(file.read()).digest())
    return found.hexdigest()
