from dataclasses import replace
from pathlib import Path

import pytest
import torch

from cargoscope_training import loop
from cargoscope_training.loop import learning_rate, train
from cargoscope_training.pool import Background
from cargoscope_training.recipe import Recipe
from cargoscope_training.steady import falls_from, furthest

NO_WEIGHT = loop.AFTER_TRAINING + loop.WITH_DATA


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


def test_the_learning_rate_warms_up_stays_and_ends_low(recipe: Recipe) -> None:
    long = replace(recipe, steps=(600, 400))
    rates = [learning_rate(long, step) for step in range(1000)]
    assert rates[0] < 0.02 * recipe.learning_rate
    assert rates[loop.WARM_UP_STEPS : falls_from(long)] == [recipe.learning_rate] * (
        falls_from(long) - loop.WARM_UP_STEPS
    )
    assert rates[-1] < 0.02 * recipe.learning_rate


def test_a_longer_recipe_goes_on_from_where_a_shorter_one_began_to_settle(
    recipe: Recipe, pool: list[Background], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shorter, longer = replace(recipe, steps=(2, 3)), replace(recipe, name="longer", steps=(2, 3, 3))
    monkeypatch.setenv("CARGOSCOPE_CACHE", str(tmp_path / "one go"))
    whole = train(longer, pool, quiet)
    monkeypatch.setenv("CARGOSCOPE_CACHE", str(tmp_path / "in two"))
    train(shorter, pool, quiet)
    assert furthest(longer, NO_WEIGHT) is not None
    assert furthest(replace(longer, steps=(1, 7)), NO_WEIGHT) is None
    steps: list[int] = []
    gone_on = train(longer, pool, lambda what, done, _: steps.append(done) if what.startswith("training") else None)
    assert steps[0] == falls_from(shorter) + 1
    assert gone_on.mined == whole.mined
    for name, value in whole.averaged.state_dict().items():
        assert torch.equal(value, gone_on.averaged.state_dict()[name]), name


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
