"""Started by the gate: `python -m bellwarden.feeds FOLDER SOCKET…`, the sockets by number, one for each worker."""

import logging
import socket
import sys
from pathlib import Path

from bellwarden.feeds.process import run

logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s", stream=sys.stderr)
run([socket.socket(fileno=int(number)) for number in sys.argv[2:]], Path(sys.argv[1]))
