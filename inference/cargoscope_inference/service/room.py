"""Whether there is room for another scan: on the disk, and in the queue of the analysis."""

from cargoscope_inference.service.context import Service
from cargoscope_inference.service.problems import RETRY_LATER, Problem
from cargoscope_inference.storage.disk import free_bytes
from cargoscope_inference.storage.inspections import count_unanalysed


def check_disk(service: Service, size: int) -> None:
    """Raises where these bytes would take up of the disk what is set aside for writing down what happens.

    Raises:
        Problem: they would (507).
    """
    if free_bytes(service.store.folder) - size < service.settings.reserve:
        raise disk_full()


def check_queue(service: Service) -> None:
    """Raises where as many scans wait for their analysis as may.

    Raises:
        Problem: so many do (429).
    """
    with service.store.database.read() as connection:
        waiting = count_unanalysed(connection)
    if waiting >= service.settings.largest_backlog:
        raise Problem(429, f"{waiting:,} scans wait for their analysis. Keep the scan, and send it later.", RETRY_LATER)


def disk_full() -> Problem:
    """The answer where the disk has no room."""
    return Problem(507, "The disk is full. Keep the scan, and send it, or go on with it, later.", RETRY_LATER)
