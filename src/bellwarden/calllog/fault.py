"""The one error of this room: a file of call records or a log that can't be used."""


class CallLogFault(Exception):
    """The text says what is wrong, and the remedy where there is one."""
