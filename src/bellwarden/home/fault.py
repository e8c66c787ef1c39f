"""The one error of this room: a home directory that is none, or keys that can't be used."""


class HomeFault(Exception):
    """The text says what is wrong and, where there is one, the remedy. Content that can't be trusted is a `SeamFault`."""
