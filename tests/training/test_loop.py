from dataclasses import replace
from pathlib import Path

import pytest
import torch

from cargoscope_training import loop
from cargoscope_training.loop import learning_rate, train
from cargoscope_training.pool import Background
from cargoscope_training.recipe import Recipe


class Killed(BaseException):
    pass


def quiet(what: str, done: int, total: int) -> None:
    pass


def killed_at_step(number: int) -> loop.Progress:
    def progress(what: str, done: int, total: int) -> None:  # noqa: ARG001
        if what.startswith("training") and done == number:
            raise Killed

    return progress


def test_a_run_that_was_killed_ends_where_one_in_one_go_does(
    recipe: Recipe, pool: list[Background], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed once within a phase and once, its step not yet saved, in the phase after the mining."""
    monkeypatch.setattr(loop, "STEPS_A_CHECKPOINT", 1)
    monkeypatch.setenv("CARGOSCOPE_CACHE", str(tmp_path / "one go"))
    whole = train(recipe, pool, quiet)
    monkeypatch.setenv("CARGOSCOPE_CACHE", str(tmp_path / "killed"))
    for step in (2, 4):
        with pytest.raises(Killed):
            train(recipe, pool, killed_at_step(step))
    resumed = train(recipe, pool, quiet)
    assert resumed.step == whole.step == sum(recipe.steps)
    assert resumed.mined == whole.mined
    for name, value in whole.averaged.state_dict().items():
        assert torch.equal(value, resumed.averaged.state_dict()[name]), name


def test_another_recipe_is_another_run(recipe: Recipe) -> None:
    assert loop.run_folder(recipe) != loop.run_folder(replace(recipe, batch=3))
    assert loop.run_folder(recipe) == loop.run_folder(replace(recipe, alarms_per_scan=2.0))


def test_the_learning_rate_warms_up_and_ends_low(recipe: Recipe) -> None:
    rates = [learning_rate(recipe, step, 1000) for step in range(1000)]
    assert rates[0] < 0.02 * recipe.learning_rate
    assert max(rates) == pytest.approx(recipe.learning_rate)
    assert rates[-1] < 0.02 * recipe.learning_rate


def test_the_early_layers_are_held_and_the_others_learn(
    recipe: Recipe, pool: list[Background], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = replace(recipe, held_early=True)
    monkeypatch.setenv("CARGOSCOPE_CACHE", str(tmp_path))
    monkeypatch.setattr(loop, "STEPS_A_CHECKPOINT", 1)
    with pytest.raises(Killed):
        train(recipe, pool, killed_at_step(1))
    before = loop.RunState(recipe).detector.backbone
    after = train(recipe, pool, quiet).detector.backbone
    for layer, later in zip(before.early, after.early, strict=True):
        assert all(torch.equal(value, later.state_dict()[name]) for name, value in layer.state_dict().items())
    assert not torch.equal(before.stages[2][0].expand[0].weight, after.stages[2][0].expand[0].weight)
