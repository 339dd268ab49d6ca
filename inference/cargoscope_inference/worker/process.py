"""The worker's process: takes scans in the order in which they came, until its supervisor is gone.

While there is none to take it looks at streams that still come in.

Run as `python -m cargoscope_inference.worker.process SETTINGS`. Every line that comes in says that there may be a new
scan; the end of the input ends the process, so no worker outlives its supervisor. Lines of JSON go out: {"ready": ...}
once, then {"taken": id} and {"done": id} around every scan, and last {"fault": text} or {"excuse": text} where it ends
by itself: a fault lies in the scan, an excuse (a full disk) elsewhere.
"""

import errno
import json
import os
import signal
import sys
import traceback
from threading import Event, Thread
from typing import Any

from sqlalchemy.exc import OperationalError

from cargoscope_datasets.reading import ScanReader
from cargoscope_inference.engine.detect import Engine
from cargoscope_inference.storage.claims import take_next
from cargoscope_inference.storage.store import Store
from cargoscope_inference.worker.analyse import Analyst
from cargoscope_inference.worker.settings import WorkerSettings
from cargoscope_inference.worker.watch import Watcher
from cargoscope_models.policy_file import site_policy
from cargoscope_models.release import load_release

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE}
"""Errors of the machine, which the next scan would meet as well."""


def main(arguments: list[str]) -> None:
    """Work until the input ends."""
    settings = WorkerSettings.from_json(arguments[0])
    # Whoever stops the service ends this process by closing its input. The decoder inherits this: a signal to all of a
    # service's processes is not to look like a scan that ends its decoder.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    news = Event()
    Thread(target=_listen, args=(news,), daemon=True).start()
    try:
        _work(settings, news)
    except Exception as error:
        traceback.print_exc()
        excused = isinstance(error, OperationalError) or (isinstance(error, OSError) and error.errno in NO_ROOM)
        _say(**{"excuse" if excused else "fault": " ".join(f"{type(error).__name__}: {error}".split())[:300]})
        sys.exit(1)


def _work(settings: WorkerSettings, news: Event) -> None:
    store = Store(settings.folder)
    release = load_release(settings.release)
    engine = Engine(release, provider=settings.provider, strict=settings.strict, remembering=True)
    policy = site_policy(settings.policy, engine.specification.labels)
    _say(ready={"release": engine.release.id, "name": engine.release.name, "provider": engine.provider})
    with ScanReader() as reader:
        analyst = Analyst(store, engine, policy, reader, settings.claim)
        watcher = Watcher(store, engine, reader)
        while True:
            news.clear()
            with store.database.write() as connection:
                scan = take_next(connection, settings.claim)
            if scan is not None:
                _say(taken=scan.id)
                analyst.analyse(scan)
                _say(done=scan.id)
            elif (upload := watcher.next_stream()) is not None:
                _say(taken=upload.scan_id)
                watcher.look(upload)
                _say(done=upload.scan_id)
            else:
                news.wait()


def _listen(news: Event) -> None:
    while os.read(0, 4096):
        news.set()
    # Not sys.exit, which waits for what the main thread computes.
    os._exit(0)


def _say(**message: Any) -> None:
    try:
        os.write(1, json.dumps(message).encode() + b"\n")
    except BrokenPipeError:
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
