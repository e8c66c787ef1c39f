"""Where `bellwarden top` reads the gate's counts: the memory of the gate on this machine, or the HTTP API of one."""

import http.client
import ssl
from time import monotonic
from typing import Final, NamedTuple, Protocol
from urllib.parse import urlsplit

import msgspec

from bellwarden.cli import board_file
from bellwarden.cli.board_file import NoGate
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.gate.api import CountsReply
from bellwarden.gate.board import BoardView
from bellwarden.gate.counts import Tally
from bellwarden.home import Home

ANSWER_S_MAX: Final = 3.0
BODY_BYTES_MAX: Final = 64 * 1024 * 1024
COUNTS: Final = "/v1/counts"


class Reading(NamedTuple):
    """The counts of every worker, None for one that has not published yet."""

    now: float  # by the clock that each worker's `at` is read from, in seconds
    workers: list[Tally | None]


class Source(Protocol):
    def read(self) -> Reading:
        """The counts as they stand. Raises NoGate with what to do."""


class HomeSource:
    """The gate that runs on a home of this machine."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._place = ""
        self._view: BoardView | None = None

    def read(self) -> Reading:
        """See `Source`. A gate that was started anew is found again."""
        view = self._view
        if view is None or not board_file.is_there(self._place):
            self._view = None
            self._place, view = board_file.find(self._home)
            self._view = view
        return Reading(monotonic(), [view.read(number) for number in range(view.workers)])


class UrlSource:
    """A gate's HTTP API. Neither proxies nor redirections: the key goes to the address named and nowhere else."""

    def __init__(self, url: str, key: str) -> None:
        """Raises CommandFault for an address that can't be one."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise CommandFault(Exit.USAGE, f"{url!r} is no address of a gate; write http://HOST:PORT")
        self._url = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        self._secure = parts.scheme == "https"
        self._host, self._port = parts.hostname, port
        self._path = parts.path.rstrip("/") + COUNTS
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._key = key

    def read(self) -> Reading:
        """See `Source`."""
        status, body = self._ask()
        if status != 200:
            raise NoGate(self._refusal(status))
        try:
            reply = msgspec.json.decode(body, type=CountsReply)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise NoGate(f"{self._url} does not answer as a gate of this version does") from None
        return Reading(reply.now, list(reply.workers))

    def _ask(self) -> tuple[int, bytes]:
        connection = self._connection()
        try:
            connection.request("GET", self._path, headers=self._headers)
            response = connection.getresponse()
            return response.status, response.read(BODY_BYTES_MAX)
        except TimeoutError:
            raise NoGate(f"{self._url} does not answer within {ANSWER_S_MAX:.0f} s") from None
        except (OSError, http.client.HTTPException) as error:
            told = getattr(error, "strerror", None) or str(error) or type(error).__name__
            where = "does the gate run there, with --http at this address?"
            raise NoGate(f"{self._url} can't be reached ({told}); {where}") from None
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        if self._secure:
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(self._host, self._port, timeout=ANSWER_S_MAX, context=context)
        return http.client.HTTPConnection(self._host, self._port, timeout=ANSWER_S_MAX)

    def _refusal(self, status: int) -> str:
        if status == 401:
            what = "does not know this API key" if self._key else "wants an API key"
            return (
                f"{self._url} {what}: --api-key KEY (there: bellwarden apikey create NAME, and a restart of the gate)"
            )
        if status == 403:
            return (
                f"{self._url} has no API keys and answers its own machine only (there: bellwarden apikey create NAME)"
            )
        if status == 503:
            return f"{self._url} is answering too many requests at once"
        return f"{self._url} answered {status}: it is no gate, or one of another version"
