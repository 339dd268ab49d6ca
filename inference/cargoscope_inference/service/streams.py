"""Streams that are open: one writer each, and an end for those that fall silent."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from cargoscope_inference.service.arriving import taken_over
from cargoscope_inference.service.keeping_streams import StreamKeeper
from cargoscope_inference.storage.streams import GrowingFile
from cargoscope_inference.storage.uploads import Upload, UploadState

SWEEP_SECONDS = 1.0

_log = structlog.get_logger(__name__)

Key = tuple[str, str]
"""Id of the scan, and name of the view."""


@dataclass(slots=True, eq=False)
class Stream:
    """A stream that is open.

    Attributes:
        heard: when it last had something to say, by the loop's clock, which does not jump.
        lock: held by the request whose turn it is.
        turn: of the newest request; set where a newer one has come.
        file: its bytes, once something was written.
    """

    heard: float
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    turn: asyncio.Event | None = None
    file: GrowingFile | None = None


class Streams:
    """All open streams of one service. Only for the loop's own thread.

    Args:
        keeper: of their bytes.
        silent_seconds: after which a stream is closed.
        tell: called when the queue has changed.
    """

    def __init__(self, keeper: StreamKeeper, silent_seconds: float, tell: Callable[[], None]) -> None:
        self._keeper = keeper
        self._silent_seconds = silent_seconds
        self._tell = tell
        self._loop = asyncio.get_running_loop()
        self._streams: dict[Key, Stream] = {}
        self._unwhole: dict[str, float] = {}
        self._sweeper: asyncio.Task[None] | None = None

    @property
    def silent_seconds(self) -> int:
        """How long a stream may be silent, in whole seconds."""
        return max(1, int(self._silent_seconds))

    async def start(self) -> None:
        """Find the streams that were open when the service ended, and watch over all from now on."""
        await run_in_threadpool(self._keeper.recover)
        self._sweeper = asyncio.create_task(self._keep_sweeping())

    async def stop(self) -> None:
        """Let all files go; whatever was told of them is on disk."""
        if self._sweeper is not None:
            self._sweeper.cancel()
            with suppress(asyncio.CancelledError):
                await self._sweeper
        for stream in self._streams.values():
            if stream.file is not None:
                stream.file.close()

    def interrupt(self) -> None:
        """End all requests that are sending: the service stops."""
        for stream in self._streams.values():
            if stream.turn is not None:
                stream.turn.set()

    @asynccontextmanager
    async def turn(self, upload: Upload) -> AsyncIterator[tuple[Stream, asyncio.Event, Upload]]:
        """Be the one request that works on a stream; the one before it is ended first.

        Yields:
            The stream, an event that is set when a newer request has come, and the upload as it is now.

        Raises:
            Problem: a newer request has come while this one waited (409).
        """
        key = (upload.scan_id, upload.view)
        stream = self._streams.setdefault(key, Stream(self._loop.time()))
        over = asyncio.Event()
        if stream.turn is not None:
            stream.turn.set()
        stream.turn = over
        async with stream.lock:
            if over.is_set():
                raise taken_over()
            try:
                yield stream, over, await run_in_threadpool(self._keeper.reload, upload)
            finally:
                if stream.turn is over:
                    stream.turn = None

    def hear(self, stream: Stream) -> None:
        """Bytes came."""
        stream.heard = self._loop.time()

    def forget(self, upload: Upload) -> None:
        """A stream has ended."""
        stream = self._streams.pop((upload.scan_id, upload.view), None)
        if stream is not None and stream.file is not None:
            stream.file.close()
            stream.file = None

    async def close(self, stream: Stream, upload: Upload, problem: str) -> Upload:
        """Close a stream in its turn: a person has to look."""
        ended = await run_in_threadpool(self._keeper.close, upload, stream.file, problem)
        self.forget(upload)
        self._tell()
        return ended

    async def _keep_sweeping(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                await self._sweep()
            except (OSError, SQLAlchemyError) as error:
                _log.error("streams.not-swept", error=str(error))

    async def _sweep(self) -> None:
        uploads, unwhole = await run_in_threadpool(self._keeper.look_round)
        now = self._loop.time()
        for upload in uploads:
            stream = self._streams.setdefault((upload.scan_id, upload.view), Stream(now))
            if now - stream.heard > self._silent_seconds and stream.turn is None:
                await self._close_silent(upload)
        self._unwhole = {scan_id: self._unwhole.get(scan_id, now) for scan_id in unwhole}
        for scan_id, since in self._unwhole.items():
            if now - since > self._silent_seconds:
                await run_in_threadpool(self._keeper.enter_without_missing, scan_id)
                self._tell()

    async def _close_silent(self, upload: Upload) -> None:
        async with self.turn(upload) as (stream, _, current):
            if current.state is UploadState.OPEN:
                problem = f"the stream broke off after {current.received:,} bytes, and was silent for "
                await self.close(stream, current, f"{problem}{self._silent_seconds:g} s")
