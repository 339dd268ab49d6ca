from pathlib import Path

import pytest

from cargoscope_datasets.errors import RecipeError
from cargoscope_training import recipe as recipes

SHIPPED = Path(recipes.__file__).parent / "recipes" / "fifth-light.toml"


def changed(tmp_path: Path, before: str, after: str) -> Path:
    text = SHIPPED.read_text()
    assert before in text
    path = tmp_path / "recipe.toml"
    path.write_text(text.replace(before, after))
    return path


def test_the_shipped_recipe_is_sound() -> None:
    recipe = recipes.load_recipe(SHIPPED)
    assert recipe.name == "fifth-light"
    assert set(recipe.coarse_labels) < set(recipe.labels)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("seed = 2", "", "seed: Field required"),
        ("seed = 2", "seed = 2\ntemperature = 3", "temperature"),
        ("batch = 16", "batch = 0", "batch"),
        ("steps = [700, 700, 700, 700, 700]", "steps = []", "steps"),
        ('coarse_labels = ["person"', 'coarse_labels = ["horse"', "horse"),
        ("seed = 2", "seed = = 2", "not a recipe"),
    ],
)
def test_a_wrong_one_is_refused_in_words(tmp_path: Path, before: str, after: str, said: str) -> None:
    with pytest.raises(RecipeError, match=said):
        recipes.load_recipe(changed(tmp_path, before, after))


def test_a_missing_one_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"nowhere\.toml"):
        recipes.load_recipe(tmp_path / "nowhere.toml")
