import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cargoscope_datasets.errors import RecipeError, ResultsError
from cargoscope_training.benchmark.workers import side_by_side


def ready() -> None:
    pass


def unready() -> None:
    raise RecipeError("cannot begin")


def threads(_: int) -> str:
    return os.environ["OMP_NUM_THREADS"]


def die(_: int) -> None:
    os._exit(1)


def test_every_task_is_answered_on_one_thread_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    assert list(side_by_side(threads, [1, 2, 3], ready, processes=2)) == ["1"] * 3
    assert os.environ["OMP_NUM_THREADS"] == "7"


def test_what_cannot_begin_says_why() -> None:
    with pytest.raises(RecipeError, match="cannot begin"):
        list(side_by_side(threads, [1], unready, processes=1))


def test_a_process_that_is_ended_is_told_in_words() -> None:
    with pytest.raises(ResultsError, match="give the same command again"):
        list(side_by_side(die, [1], ready, processes=1))


def note_who(folder: str) -> str:
    (Path(folder) / str(os.getpid())).touch()
    return folder


RUN = """
import sys, time
import test_workers as tested

if __name__ == "__main__":
    for _ in tested.side_by_side(tested.note_who, [sys.argv[1]], tested.ready, processes=1):
        time.sleep(60)
"""


def test_none_outlives_a_run_that_is_killed(tmp_path: Path) -> None:
    program, workers = tmp_path / "run.py", tmp_path / "workers"
    program.write_text(RUN)
    workers.mkdir()
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}
    with subprocess.Popen([sys.executable, str(program), str(workers)], env=environment) as run:
        await_that(lambda: any(workers.iterdir()))
        run.send_signal(signal.SIGKILL)
    (worker,) = workers.iterdir()
    await_that(lambda: not Path(f"/proc/{worker.name}").exists())


def await_that(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)
