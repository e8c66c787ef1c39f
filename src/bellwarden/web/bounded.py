"""How much anybody may send: counted while it comes, before Django writes a byte of it to disk."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from bellwarden.disclosure.form_wording import WORDS

PUBLIC_MAX: Final = 9_000_000  # the form's files, and what is around them
OTHERS_MAX: Final = 64_000_000  # files that staff hand in at once; an import has 20 MB
PUBLIC: Final = ("/report", "/notice/")

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class Bounded:
    """Around the application: a request that says, or turns out, to be bigger is answered 413."""

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._application(scope, receive, send)
        public = str(scope.get("path", "")).startswith(PUBLIC)
        most = PUBLIC_MAX if public else OTHERS_MAX
        got, over = 0, _declared(scope) > most

        async def counted() -> Mapping[str, Any]:
            nonlocal got, over
            message = await receive()
            got += len(message.get("body", b""))
            if got > most:
                over = True
                return {"type": "http.disconnect"}  # Django forgets what it has of it
            return message

        if not over:
            await self._application(scope, counted, send)
        if over:
            await _refuse(send, most, public)


def _declared(scope: Scope) -> int:
    for name, value in scope.get("headers", ()):
        if name == b"content-length" and value.isdigit() and len(value) < 19:
            return int(value)
    return 0


async def _refuse(send: Send, most: int, public: bool) -> None:
    told = f"The request is bigger than {most:,} bytes. Nothing of it was taken.\n"
    if public:
        told = "\n\n".join(words["too_big"] for words in WORDS.values()) + "\n"
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": told.encode()})
