"""The HTTP API under uvicorn, in the loop that also answers SIP, with a bound on what a client may hold."""

import asyncio
import contextlib
import socket
from collections.abc import Generator
from typing import Any, Final

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_BYTES_MAX: Final = 32 * 1024
KEEP_ALIVE_S: Final = 15  # clients that ask about every call keep their connection
REQUEST_S_MAX: Final = 20.0
STOP_S_MAX: Final = 0.5


class BoundedProtocol(H11Protocol):
    """Closes a connection on which no whole request head came in time: a trickle of bytes must not hold a place."""

    _watch: asyncio.TimerHandle | None = None
    _seen: object = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._watch = self.loop.call_later(REQUEST_S_MAX, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._watch is not None:
            self._watch.cancel()
        super().connection_lost(exc)

    def _look(self) -> None:
        cycle: Any = self.cycle
        busy = cycle is not None and not cycle.response_complete
        if not busy and cycle is self._seen:
            self.transport.close()
            return
        self._seen = cycle
        self._watch = self.loop.call_later(REQUEST_S_MAX, self._look)


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
