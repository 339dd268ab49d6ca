"""Reads the bodies of requests, with bounds on their size and on the sender's patience."""

import asyncio
from collections.abc import AsyncIterator
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect, Request

from cargoscope_inference.service.problems import Problem

Model = TypeVar("Model", bound=BaseModel)

PIECE_BYTES = 1 << 20
LARGEST_JSON = 64 << 10
SLOWEST_BYTES_A_SECOND = 16 << 10
"""A scan of 7 MB takes seven minutes at this rate; a station behind so bad a link had better queue."""
GRACE_SECONDS = 30.0


async def read_pieces(request: Request, *, most: int, idle_seconds: float) -> AsyncIterator[bytes]:
    """The body in pieces of about a megabyte, so that no more than that of a scan is ever held in memory.

    Args:
        request: whose body.
        most: bytes accepted.
        idle_seconds: how long the sender may be silent.

    Raises:
        Problem: too large (413), too slow (408), or cut off (400).
    """
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > most:
        raise too_large(most)
    loop = asyncio.get_running_loop()
    start, received = loop.time(), 0
    piece = bytearray()
    body = request.stream()
    while True:
        try:
            async with asyncio.timeout(idle_seconds):
                chunk = await anext(body)
        except StopAsyncIteration:
            break
        except TimeoutError:
            raise Problem(408, f"Nothing came for {idle_seconds:g} s. Send the scan again.") from None
        except ClientDisconnect:
            raise Problem(400, "The connection was closed before the end of the body. Send the scan again.") from None
        received += len(chunk)
        if received > most:
            raise too_large(most)
        if received < (loop.time() - start - GRACE_SECONDS) * SLOWEST_BYTES_A_SECOND:
            rate = SLOWEST_BYTES_A_SECOND >> 10
            raise Problem(408, f"The body came at less than {rate} kB/s. Send it again by a better link.")
        piece += chunk
        if len(piece) >= PIECE_BYTES:
            yield bytes(piece)
            piece.clear()
    if piece:
        yield bytes(piece)


async def read_json(request: Request, model: type[Model], *, idle_seconds: float) -> Model:
    """The body as a JSON object of a known form.

    Raises:
        Problem: it is no JSON (400), not of that form (422), too large or too slow.
    """
    text = b"".join([piece async for piece in read_pieces(request, most=LARGEST_JSON, idle_seconds=idle_seconds)])
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False, include_context=False)
        if wrong[0]["type"] == "json_invalid":
            raise Problem(400, f"The body is no JSON: {wrong[0]['msg']}.") from error
        texts = [f"{'.'.join(map(str, each['loc'])) or 'the body'}: {each['msg']}" for each in wrong[:5]]
        raise Problem(422, f"{'; '.join(texts)}.") from error


def too_large(most: int) -> Problem:
    """The answer to a body that is too large."""
    return Problem(413, f"The body is larger than the {most:,} bytes that are accepted here.")
