"""Once a day: applies the rules of retention, and warns of what they are going to remove."""

from threading import Event, Thread

import structlog
from sqlalchemy.exc import DatabaseError

from cargoscope_datasets.errors import StorageError
from cargoscope_inference.storage.removals import outlook
from cargoscope_inference.storage.retaining import retain
from cargoscope_inference.storage.retention import RetentionRules
from cargoscope_inference.storage.store import Store

FIRST_SECONDS = 60.0
DAY_SECONDS = 86_400.0
AGAIN_SECONDS = 3_600.0
"""After a run that failed, or that found a backup under way."""

_log = structlog.get_logger(__name__)


class Housekeeping:
    """Applies the rules by a thread of its own, soon after the start and then daily.

    Args:
        store: of the service.
        rules: the site's.
    """

    def __init__(self, store: Store, rules: RetentionRules) -> None:
        self._store = store
        self._rules = rules
        self._stopping = Event()
        self._thread = Thread(target=self._keep_house, name="housekeeping")

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, after the run that is under way."""
        self._stopping.set()
        self._thread.join()

    def _keep_house(self) -> None:
        pause = FIRST_SECONDS
        while not self._stopping.wait(pause):
            try:
                self._run()
                pause = DAY_SECONDS
            except (DatabaseError, OSError, StorageError) as error:
                _log.error("retention.failed", error=str(error))
                pause = AGAIN_SECONDS

    def _run(self) -> None:
        done = retain(self._store, self._rules)
        _log.info("retention.ran", removed=done.removed, freed=done.freed, used=done.plan.used)
        if done.plan.restarted:
            _log.warning(
                "retention.restarted", why="the last run is too long ago, or the clock jumped; all is announced anew"
            )
        with self._store.database.read() as connection:
            ahead = outlook(connection)
        if ahead.scans:
            _log.warning("retention.announced", scans=ahead.scans, bytes=ahead.bytes, first_due_at=ahead.first_due_at)
        if done.plan.over:
            _log.warning("retention.over-budget", bytes=done.plan.over, why="the rest is announced, held or undecided")
