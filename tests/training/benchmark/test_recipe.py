from pathlib import Path

import pytest

from cargoscope_datasets.errors import RecipeError
from cargoscope_datasets.simulation.scanner.preset import presets
from cargoscope_datasets.simulation.threats import LABELS
from cargoscope_training.benchmark.recipe import benchmarks, load_benchmark, recipe_path

from .conftest import TINY


def test_ours_hold_every_label_and_preset_with_seeds_of_their_own() -> None:
    ours = {name: load_benchmark(recipe_path(name)) for name in benchmarks()}
    assert {"cargo-2", "cargo-dev-2"} <= ours.keys()
    for recipe in ours.values():
        assert set(recipe.labels) == set(LABELS)
        assert set(recipe.presets) == set(presets())
    assert len({recipe.seed for recipe in ours.values()}) == len(ours)
    assert (ours["cargo-2"].clean, ours["cargo-2"].thresholds, ours["cargo-2"].threats) == (2000, 500, 200)
    assert (ours["cargo-dev-2"].clean, ours["cargo-dev-2"].threats) == (300, 20)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"pistol"', '"bomb"', "labels must be among"),
        ('"person"', '"pistol"', "differ from each other"),
        ("rail_9mv", "mail_9mv", "presets must be among"),
        ("threats = 1", "threats = 3", "not 3"),
        ("seed = 5", "seed = 5\ncolour = 1", "colour"),
        ('name = "tiny"', 'name = "large"', "bears its name"),
        ('name = "tiny"', "name = tiny", "is not a recipe"),
    ],
)
def test_what_cannot_be_done_is_said(old: str, new: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "tiny.toml"
    path.write_text(TINY.replace(old, new))
    with pytest.raises(RecipeError, match=message):
        load_benchmark(path)


def test_a_benchmark_that_is_not_there_is_named() -> None:
    with pytest.raises(RecipeError, match="no benchmark cargo-9; there are cargo-2, cargo-dev-2"):
        recipe_path("cargo-9")
