"""HOME/state/policy-author: whether files or the office write the policy, for commands that ask no database."""

from contextlib import suppress
from pathlib import Path
from typing import Final

from bellwarden.home.files import write_whole

NAME: Final = "policy-author"
OFFICE: Final = "office"
FILES: Final = "files"


def read_author(state: Path) -> str:
    """ "office" or "files"."""
    with suppress(FileNotFoundError):
        return OFFICE if (state / NAME).read_text(encoding="ascii").strip() == OFFICE else FILES
    return FILES


def write_author(state: Path, author: str) -> None:
    """On disk when this returns; unchanged, it is not written."""
    if read_author(state) != author:
        write_whole(state / NAME, f"{author}\n".encode())
