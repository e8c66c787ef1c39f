"""An event loop in a thread of its own, for servers that blocking clients talk to."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def loop_in_a_thread() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@contextmanager
def serving(protocol: Callable[[], asyncio.BaseProtocol]) -> Iterator[int]:
    """The port of a server on this machine."""
    with loop_in_a_thread() as loop:

        async def start() -> asyncio.Server:
            return await loop.create_server(protocol, "127.0.0.1", 0)

        server = asyncio.run_coroutine_threadsafe(start(), loop).result(10)
        yield server.sockets[0].getsockname()[1]
        loop.call_soon_threadsafe(server.close)
