import errno
import os
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from cargoscope_inference.service.problems import problem_of_storage
from cargoscope_inference.storage.database import Database
from cargoscope_inference.storage.events import SERVICE, record


def test_a_disk_that_is_full_for_the_database_is_said_to_be_full(tmp_path: Path) -> None:
    database = Database(tmp_path / "cargoscope.sqlite")
    database.migrate()
    with database.write() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
        with pytest.raises(OperationalError) as caught:
            record(connection, "test", SERVICE, text="x" * 1_000_000)
    problem = problem_of_storage(caught.value)
    assert (problem.status, problem.headers) == (507, {"Retry-After": "30"})
    database.close()


@pytest.mark.parametrize(
    ("code", "status", "words"),
    [
        (errno.ENOSPC, 507, "The disk is full"),
        (errno.EDQUOT, 507, "The disk is full"),
        (errno.EIO, 503, "cannot be reached now (Input/output error)"),
    ],
)
def test_what_the_system_says_of_the_disk(code: int, status: int, words: str) -> None:
    problem = problem_of_storage(OSError(code, os.strerror(code)))
    assert problem.status == status
    assert words in problem.detail
