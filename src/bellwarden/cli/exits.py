"""Exit codes, in one place: scripts read them, docs/reference/cli.md lists them, a test holds them."""

from enum import IntEnum


class Exit(IntEnum):
    """What a command's end means. The numbers never change; new meanings get new numbers."""

    DONE = 0
    NO = 1
    USAGE = 2
    POLICY = 3
    NOT_FOUND = 4
    HELD_BACK = 5
    HOME = 6
    ADDRESS = 7
    TLS = 8
    GATE = 9
    RECORDS = 12
    FAULT = 70
    INTERRUPTED = 130


MEANINGS: dict[Exit, str] = {
    Exit.DONE: "done; `decide`: the verdict lets the call go on; `policy diff`, `replay`: no difference",
    Exit.NO: "`decide`: the verdict refuses or diverts the call; `policy diff`: there are differences; "
    "`replay`: calls would have ended otherwise; `audit verify`: the trail is not as it was written; "
    "`demo`: a verdict disagrees with its label",
    Exit.USAGE: "the command line can't be understood, or a value on it",
    Exit.POLICY: "the policy files have errors; each is named by file, line and field",
    Exit.NOT_FOUND: "what was named is not there: a file, a decision, a snapshot, a customer, an enforcement, a key",
    Exit.HELD_BACK: "a guard holds it back: a push that moves the share of blocked calls too far, a folder in the way",
    Exit.HOME: "the home can't be used: not permitted, damaged, not to be trusted, disk full",
    Exit.ADDRESS: "an address can't be opened: in use by another program, or none of this machine",
    Exit.TLS: "a certificate, key or client CA (TLS, STIR) can't be used: missing, damaged, expired, not matching",
    Exit.GATE: "no gate answers: it does not run, or it can't be reached",
    Exit.RECORDS: "call records can't be used: no format fits, a mapping file has errors, the call log is not there",
    Exit.FAULT: "a fault of Bellwarden itself; with BELLWARDEN_TRACEBACK=1 set it shows where",
    Exit.INTERRUPTED: "interrupted (Ctrl-C) before the work was done",
}


class CommandFault(Exception):
    """A command can't go on. The text is one sentence that says what to do; it goes to standard error."""

    def __init__(self, exit_code: Exit, sentence: str) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code
