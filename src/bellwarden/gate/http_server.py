"""The HTTP API under uvicorn, in the loop that also answers SIP, with a bound on what a client may hold."""

import asyncio
import contextlib
import socket
from collections import Counter
from collections.abc import Generator
from typing import Any, Final

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_BYTES_MAX: Final = 32 * 1024
KEEP_ALIVE_S: Final = 15  # clients that ask about every call keep their connection
REQUEST_S_MAX: Final = 20.0
STOP_S_MAX: Final = 0.5
_REASON: Final = b'{"error":{"field":"","reason":"too many connections; let the call continue"}}'
TOO_MANY: Final = (
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\nconnection: close\r\n"
    b"content-length: %d\r\n\r\n%b" % (len(_REASON), _REASON)
)


class BoundedProtocol(H11Protocol):
    """Closes a connection on which no whole request head came in time: a trickle of bytes must not hold a place."""

    _watch: asyncio.TimerHandle | None = None
    _seen: object = None
    made_at = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        # uvicorn's own bound counts idle connections, refuses those who ask over an old one as well, in plain text, and
        # lets any number of idle ones in. Ours is on the connections, and bears on whoever holds most of them.
        places, self.limit_concurrency = self.limit_concurrency, None
        super().connection_made(transport)
        self.made_at = self.loop.time()
        if places is not None and len(self.connections) > places:
            self._make_room()
        self._watch = self.loop.call_later(REQUEST_S_MAX, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._watch is not None:
            self._watch.cancel()
        super().connection_lost(exc)

    @property
    def busy(self) -> bool:
        """A request is being answered."""
        cycle: Any = self.cycle
        return cycle is not None and not cycle.response_complete

    def turn_away(self) -> None:
        """The connection is closed; who waits for an answer on it is told in the API's own form."""
        self.transport.write(TOO_MANY)
        self.transport.close()

    def _make_room(self) -> None:
        """The oldest connection that asks nothing goes, of the peer that holds most; if there is none, this one."""
        held = Counter(_peer(one) for one in self.connections)
        idle = [
            one for one in self.connections if isinstance(one, BoundedProtocol) and not one.busy and one is not self
        ]
        idle.sort(key=lambda one: (-held[_peer(one)], one.made_at))
        if idle and held[_peer(idle[0])] >= held[_peer(self)]:
            idle[0].turn_away()
        else:
            self.turn_away()

    def _look(self) -> None:
        if not self.busy and self.cycle is self._seen:
            self.transport.close()
            return
        self._seen = self.cycle
        self._watch = self.loop.call_later(REQUEST_S_MAX, self._look)


def _peer(connection: Any) -> str:
    return connection.client[0] if connection.client else ""


class HttpServer:
    """Serves an application on a listening socket until stopped."""

    def __init__(self, app: Starlette, listening: socket.socket, connections_max: int) -> None:
        self._listening = listening
        config = uvicorn.Config(
            app,
            http=BoundedProtocol,
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            limit_concurrency=connections_max,
            timeout_keep_alive=KEEP_ALIVE_S,
            h11_max_incomplete_event_size=HEAD_BYTES_MAX,
        )
        config.load()  # before the first client waits for it
        self._server = _QuietServer(config)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Return when the socket is being read."""
        self._task = asyncio.create_task(self._server.serve([self._listening]))
        while not self._server.started and not self._task.done():
            await asyncio.sleep(0.005)

    @property
    def connections(self) -> int:
        """How many are open."""
        return len(self._server.server_state.connections)

    def stop_accepting(self) -> None:
        """Leave new connections to the other workers; those that are open go on."""
        for server in self._server.servers:
            server.close()

    async def stop(self, seconds: float = STOP_S_MAX) -> None:
        """Finish requests under way, within so many seconds, and close every connection."""
        if self._task is None:
            return
        self._server.should_exit = True
        done, _ = await asyncio.wait({self._task}, timeout=seconds)
        if not done:
            self._server.force_exit = True
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task


class _QuietServer(uvicorn.Server):
    """Signals are the gate's business, not uvicorn's."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield
