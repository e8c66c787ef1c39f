"""The one error of this room: bytes that passed between office and gate and that can't be trusted or understood."""


class SeamFault(Exception):
    """The text says which thing it is and what is wrong with it, in words for the person on call."""


def short(digest: str) -> str:
    """A snapshot id as people say it: its first twelve digits."""
    return digest if len(digest) <= 12 else digest[:12] + "…"
