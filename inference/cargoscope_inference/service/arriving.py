"""The body of a request that lasts as long as a truck takes to pass."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

from starlette.requests import ClientDisconnect, Request

from cargoscope_inference.service.problems import Problem

PIECE_BYTES = 1 << 20
LINGER_SECONDS = 0.5
"""How long bytes wait for more before they are written and synced; those that end the body do not wait."""


async def arriving_pieces(request: Request, over: asyncio.Event, *, idle_seconds: float) -> AsyncIterator[bytes]:
    """A body in pieces of at most a megabyte or so, none older than half a second.

    Whatever ends it before its time, what came is handed out first.

    Args:
        request: whose body.
        over: set when another request takes over.
        idle_seconds: how long the sender may be silent.

    Raises:
        Problem: taken over (409), silent (408), or cut off (400).
    """
    loop = asyncio.get_running_loop()
    body = request.stream()
    overtaken = asyncio.ensure_future(over.wait())
    coming: asyncio.Future[bytes] | None = None
    piece, heard, first = bytearray(), loop.time(), 0.0
    end: Problem | None = None
    try:
        while end is None:
            coming = coming or asyncio.ensure_future(anext(body))
            until = first + LINGER_SECONDS if piece else heard + idle_seconds
            watched: set[asyncio.Future[Any]] = {coming, overtaken}
            await asyncio.wait(watched, timeout=until - loop.time(), return_when=asyncio.FIRST_COMPLETED)
            if coming.done():
                try:
                    chunk = coming.result()
                except StopAsyncIteration:
                    break
                except ClientDisconnect:
                    end = Problem(400, "The connection was closed before the end of the body. Ask for the offset.")
                    break
                coming, heard = None, loop.time()
                first = first if piece else heard
                piece += chunk
            elif not overtaken.done() and loop.time() >= heard + idle_seconds:
                end = Problem(408, f"Nothing came for {idle_seconds:g} s. Ask for the offset, and go on.", CLOSE)
            if overtaken.done():
                end = taken_over()
            if piece and (len(piece) >= PIECE_BYTES or loop.time() >= first + LINGER_SECONDS):
                yield bytes(piece)
                piece.clear()
        if piece:
            yield bytes(piece)
        if end is not None:
            raise end
    finally:
        overtaken.cancel()
        if coming is not None and not coming.done():
            coming.cancel()
            with suppress(asyncio.CancelledError, StopAsyncIteration, ClientDisconnect):
                await coming


CLOSE = {"Connection": "close"}


def taken_over() -> Problem:
    """The answer to a writer of which there is a newer one."""
    return Problem(409, "A newer request for this stream has taken over. If that was not yours, stop sending.", CLOSE)
