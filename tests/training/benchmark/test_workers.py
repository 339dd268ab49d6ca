import os

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
