"""A request that is too big is refused before it is on disk, whether it says its length or not."""

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest

from bellwarden.web import bounded

CHUNK = b"x" * 1_000_000


def asked(path: str, chunks: Iterable[bytes], length: int | None = None) -> tuple[int, int]:
    """Status, and how many bytes the application saw of a request."""
    seen, answered = 0, []
    waiting = [{"type": "http.request", "body": one, "more_body": True} for one in chunks]
    waiting.append({"type": "http.request", "body": b"", "more_body": False})

    async def application(scope: Any, receive: Any, send: Any) -> None:
        nonlocal seen
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            seen += len(message["body"])
            if not message["more_body"]:
                break
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive() -> Any:
        return waiting.pop(0)

    async def send(message: Any) -> None:
        answered.append(message)

    headers = [] if length is None else [(b"content-length", str(length).encode())]
    scope = {"type": "http", "path": path, "headers": headers}
    asyncio.run(bounded.Bounded(application)(scope, receive, send))
    return answered[0]["status"], seen


@pytest.mark.parametrize(
    ("path", "size", "length", "status"),
    [
        ("/report", 8, None, 200),
        ("/report", 12, None, 413),
        ("/report", 0, 12_000_000, 413),
        ("/notice/abc", 12, None, 413),
        ("/import", 12, 12_000_000, 200),
        ("/api/v1/complaints", 80, None, 413),
    ],
)
def test_what_is_too_big_is_refused(path: str, size: int, length: int | None, status: int) -> None:
    answered, seen = asked(path, [CHUNK] * size, length)
    assert answered == status
    assert seen <= (bounded.PUBLIC_MAX if path.startswith(bounded.PUBLIC) else bounded.OTHERS_MAX)


def test_what_is_no_request_passes() -> None:
    async def application(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "lifespan.startup.complete"})

    told: list[Any] = []

    async def send(message: Any) -> None:
        told.append(message)

    asyncio.run(bounded.Bounded(application)({"type": "lifespan"}, None, send))  # type: ignore[arg-type]
    assert told == [{"type": "lifespan.startup.complete"}]
