"""The errors of this room."""


class CallLogFault(Exception):
    """A file of call records or a log that can't be used. The text says what is wrong, and a remedy."""


class LogTrouble(CallLogFault):
    """The log's own: another process writes it, its manifest can't be read, its disk is full. No file is to blame."""
