"""The home directory on disk: keys, snapshots, enforcement journal, decision spool. Only this room writes them.

keys/                 signing.key (who may sign), *.pub (who is trusted)
snapshots/<id>/       manifest.json, manifest.sig, document.json
layers/<sha256>       big lists, shared by the snapshots that hold them
current               the signed statement which snapshot is current
enforcement.journal   one signed line for each measure set or lifted
complaints/           messages as they came (home/mail_drop.py)
spool/                decisions, in segments <start>-<worker>.spool, each with an index of its tokens beside it
state/                what this home remembers: the statements so far
stir/                 the key that signs calls, its certificates (home/stir_keys.py)
run/                  sockets and process ids, gone after a restart
"""

from bellwarden.home.directory import Home
from bellwarden.home.fault import HomeFault
from bellwarden.home.journal_file import JournalFile, JournalFollower
from bellwarden.home.mail_drop import MailDrop
from bellwarden.home.shelf import SnapshotShelf, StatementFollower
from bellwarden.home.spool_reader import SpoolReader
from bellwarden.home.spool_writer import SpoolBounds, SpoolCounters, SpoolWriter
from bellwarden.home.stir_keys import StirKeys

__all__ = [
    "Home",
    "HomeFault",
    "JournalFile",
    "JournalFollower",
    "MailDrop",
    "SnapshotShelf",
    "SpoolBounds",
    "SpoolCounters",
    "SpoolReader",
    "SpoolWriter",
    "StatementFollower",
    "StirKeys",
]
