"""The one error of this room: a home directory that is none, or keys that can't be used."""


class HomeFault(Exception):
    """The text says what is wrong, and the remedy where there is one. Content not to be trusted is a `SeamFault`."""
