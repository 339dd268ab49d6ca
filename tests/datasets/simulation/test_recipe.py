import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from cargoscope_datasets.errors import RecipeError
from cargoscope_datasets.simulation.recipe import load_simulation_recipe
from cargoscope_datasets.simulation.threats import LABELS

README = Path(__file__).parents[3] / "README.md"
PLAIN = 'name = "port"\nseed = 1\nscans = 20\n'


def test_what_is_left_unsaid_has_a_default(tmp_path: Path) -> None:
    (tmp_path / "port.toml").write_text(PLAIN)
    recipe = load_simulation_recipe(tmp_path / "port.toml")
    assert recipe.labels == LABELS
    assert not any(preset.reserved for preset in recipe.scanners())
    assert recipe.files == ("tif", "jpg")


def test_scans_are_the_same_as_whatever_they_are_written(tmp_path: Path) -> None:
    (tmp_path / "port.toml").write_text(PLAIN + 'files = ["npz", "columns"]\n')
    recipe = load_simulation_recipe(tmp_path / "port.toml")
    assert recipe.files == ("npz", "columns")
    assert recipe.digest == replace(recipe, files=("tif",)).digest
    assert recipe.digest_with_files != replace(recipe, files=("tif",)).digest_with_files


def test_the_recipe_of_the_readme_is_one(tmp_path: Path) -> None:
    (command,) = (line for line in README.read_text().splitlines() if "> first.toml" in line)
    subprocess.run(["sh", "-euc", command], check=True, cwd=tmp_path)
    assert load_simulation_recipe(tmp_path / "first.toml").scans == 20


def test_reserved_presets_come_with_a_benchmark_only(tmp_path: Path) -> None:
    named = PLAIN + 'presets = ["border_4mv"]\n'
    (tmp_path / "port.toml").write_text(named)
    with pytest.raises(RecipeError, match="reserved"):
        load_simulation_recipe(tmp_path / "port.toml")
    (tmp_path / "port.toml").write_text(named + "benchmark = true\n")
    assert [each.name for each in load_simulation_recipe(tmp_path / "port.toml").scanners()] == ["border_4mv"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('labels = ["teapot"]', "labels must be among"),
        ('presets = ["kitchen"]', "presets must be among"),
        ("hiding = 1.5", "hiding"),
        ("files = []", "files"),
        ('files = ["png"]', "files"),
        ('files = ["tif", "jpg", "tif"]', "each form once"),
        ("scanner = 1", "scanner"),
        ("seed = ", "is not a recipe"),
    ],
)
def test_what_cannot_be_is_refused_in_words(line: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "port.toml").write_text(PLAIN.replace("seed = 1\n", "") + "seed = 1\n" * ("seed" not in line) + line)
    with pytest.raises(RecipeError, match=told):
        load_simulation_recipe(tmp_path / "port.toml")
