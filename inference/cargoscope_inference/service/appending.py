"""Appends what a PATCH brings to a stream, and ends the stream with its last bytes."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from cargoscope_inference.service.arriving import CLOSE, arriving_pieces
from cargoscope_inference.service.context import Service
from cargoscope_inference.service.digest import header_of_sha256
from cargoscope_inference.service.problems import RETRY_LATER, Problem
from cargoscope_inference.service.room import check_disk, disk_full
from cargoscope_inference.service.streams import Stream
from cargoscope_inference.service.upload_headers import Append, inconsistent, limit_header, mismatch
from cargoscope_inference.storage.disk import is_full
from cargoscope_inference.storage.streams import GrowingFile
from cargoscope_inference.storage.uploads import Upload, set_length


@contextmanager
def writing_to_disk() -> Iterator[None]:
    """Turns what a disk or a database refuses into an answer that says so.

    Raises:
        Problem: it is full (507), or cannot be written now (503).
    """
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise disk_full() from error
        reason = error.strerror or error
        raise Problem(503, f"The stream cannot be written now ({reason}). Go on later.", RETRY_LATER) from error
    except OperationalError as error:
        if is_full(error):
            raise disk_full() from error
        raise Problem(503, f"The stream cannot be entered now ({error.orig}). Go on later.", RETRY_LATER) from error


async def append_bytes(
    request: Request,
    service: Service,
    append: Append,
    upload: Upload,
    stream: Stream,
    over: asyncio.Event,
    *,
    largest: int,
) -> Upload:
    """Write the body of a PATCH to the file of a stream, in this request's turn.

    Args:
        request: whose body.
        service: that takes it in.
        append: what the headers say.
        upload: the stream as it is.
        stream: the same, while it is open.
        over: set when a newer request takes over.
        largest: bytes of the largest stream that the station may send.

    Returns:
        The upload as it is then, all of the body on disk.

    Raises:
        Problem: the body does not fit, or ended before its time; what came of it is kept.
    """
    if append.offset != upload.received:
        raise mismatch(upload, append.offset)
    await _note_length(service, append, upload, stream, largest)
    stream.file = await run_in_threadpool(service.keeper.open_file, upload, stream.file)
    most = largest if upload.length is None else upload.length
    if append.content_length is not None and append.offset + append.content_length > most:
        raise await _too_much(service, upload, stream, largest)
    service.streams.hear(stream)
    await _write(request, service, upload, stream, over, most, largest)
    return await run_in_threadpool(service.keeper.reload, upload)


async def finish(service: Service, append: Append, upload: Upload, stream: Stream) -> Upload:
    """End a stream of which all bytes are on disk.

    Raises:
        Problem: its digest or its length is not what the station says.
    """
    assert stream.file is not None
    if upload.received == 0:
        raise Problem(400, "Not a byte was sent, so the stream cannot be complete. Send its bytes first.")
    if upload.length is not None and upload.received != upload.length:
        raise inconsistent(f"Upload-Length said {upload.length:,} bytes, and {upload.received:,} came")
    sha256 = await run_in_threadpool(stream.file.sha256)
    if sha256 != append.sha256:
        problem = f"the {upload.received:,} bytes that came are not those that the station sent: their digests differ"
        await service.streams.close(stream, upload, problem)
        raise Problem(
            400,
            f"Repr-Digest does not fit: the {upload.received:,} bytes that came in have {header_of_sha256(sha256)} "
            "They are kept, and with a person. Send the scan again under a new UUID.",
            {"Upload-Complete": "?1"},
        )
    ended, scan = await run_in_threadpool(service.keeper.complete, upload, stream.file)
    service.streams.forget(upload)
    service.measurements.bytes.inc(ended.received)
    if scan is not None:
        service.measurements.scans.inc()
    service.tell()
    return ended


async def _note_length(service: Service, append: Append, upload: Upload, stream: Stream, largest: int) -> None:
    if append.length is None:
        return
    if upload.length is not None and append.length != upload.length:
        raise inconsistent(f"The stream was to have {upload.length:,} bytes, and is now to have {append.length:,}")
    if append.length > largest:
        raise await _too_much(service, upload, stream, largest)
    if upload.length is None and not append.is_last:
        await run_in_threadpool(_set_length, service, upload, append.length)


def _set_length(service: Service, upload: Upload, length: int) -> None:
    with service.store.database.write() as connection:
        set_length(connection, upload, length)


async def _write(
    request: Request, service: Service, upload: Upload, stream: Stream, over: asyncio.Event, most: int, largest: int
) -> None:
    file = stream.file
    assert file is not None
    received = upload.received
    try:
        async for piece in arriving_pieces(request, over, idle_seconds=service.settings.idle_seconds):
            room = most - file.size
            await run_in_threadpool(_write_piece, service, file, piece[:room])
            service.streams.hear(stream)
            if len(piece) > room:
                await _commit(service, upload, file)
                raise await _too_much(service, await run_in_threadpool(service.keeper.reload, upload), stream, largest)
            received = await _commit(service, upload, file)
    finally:
        # Of a PATCH that was ended in the middle of a piece: its station goes on from what is here.
        if stream.file is file and file.size > received:
            await _commit(service, upload, file)


def _write_piece(service: Service, file: GrowingFile, piece: bytes) -> None:
    check_disk(service, len(piece))
    file.write(piece)


async def _commit(service: Service, upload: Upload, file: GrowingFile) -> int:
    received = await run_in_threadpool(service.keeper.commit, upload, file)
    service.supervisor.wake()
    return received


async def _too_much(service: Service, upload: Upload, stream: Stream, largest: int) -> Problem:
    """Close a stream that is larger than it may be; the answer to it."""
    if upload.length is not None:
        problem = f"the stream is longer than the {upload.length:,} bytes that the station had said"
        await service.streams.close(stream, upload, problem)
        answer = inconsistent(f"More than the {upload.length:,} bytes came that Upload-Length had said; it is closed")
        answer.headers = CLOSE
        return answer
    await service.streams.close(stream, upload, f"the stream is larger than the {largest:,} bytes that are accepted")
    headers = limit_header(largest, service.streams.silent_seconds) | CLOSE
    return Problem(413, f"The stream is larger than the {largest:,} bytes that are accepted; it is closed.", headers)
