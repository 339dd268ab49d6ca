"""Several processes of one thread each: scenes are simulated and looked at in the same process, side by side."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TypeVar

import cv2

from cargoscope_datasets.errors import CargoscopeError, ResultsError
from cargoscope_inference.engine.threads import usable_threads

Task = TypeVar("Task")
Answer = TypeVar("Answer")
_cannot: CargoscopeError | None = None
"""Why this process cannot work."""
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def side_by_side(
    work: Callable[[Task], Answer],
    tasks: Iterable[Task],
    begin: Callable[..., None],
    arguments: tuple[object, ...] = (),
    processes: int | None = None,
) -> Iterator[Answer]:
    """What `work` makes of each task, in the order in which it is ready.

    Args:
        work: a function of a module.
        tasks: one call each.
        begin: called once in each process, before any work.
        arguments: of `begin`.
        processes: how many; as many as there are cores to use where None.

    Raises:
        CargoscopeError: what `begin` or `work` raises.
        ResultsError: a process was ended from outside.
    """
    with _one_thread_each():
        pool = ProcessPoolExecutor(
            processes or usable_threads(), get_context("spawn"), _begin, (begin, arguments)
        )  # fmt: skip
        try:
            # Processes start with the first submissions, and take over the environment as it is then.
            futures = [pool.submit(_do, work, task) for task in tasks]
            for future in as_completed(futures):
                yield future.result()
        except BrokenProcessPool as error:
            raise ResultsError(
                "a process of the run was ended, by the system or by somebody (each needs about 1.5 GB of memory); "
                "what was done is kept: give the same command again, with fewer --processes"
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)


def _begin(begin: Callable[..., None], arguments: tuple[object, ...]) -> None:
    global _cannot
    Thread(target=_end_with_parent, daemon=True).start()
    cv2.setNumThreads(1)
    try:
        begin(*arguments)
    except CargoscopeError as error:
        # Raised here it would only be told as a process that has ended.
        _cannot = error


def _end_with_parent() -> None:
    """Whoever kills the run would leave its processes waiting for tasks for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _do(work: Callable[[Task], Answer], task: Task) -> Answer:
    if _cannot is not None:
        raise _cannot
    return work(task)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
