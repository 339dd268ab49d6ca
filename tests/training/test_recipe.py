from pathlib import Path

import pytest

from cargoscope_datasets.errors import RecipeError
from cargoscope_training import recipe as recipes

SHIPPED = Path(recipes.__file__).parent / "recipes" / "third-light.toml"


def changed(tmp_path: Path, before: str, after: str) -> Path:
    text = SHIPPED.read_text()
    assert before in text
    path = tmp_path / "recipe.toml"
    path.write_text(text.replace(before, after))
    return path


def test_the_shipped_recipe_is_sound() -> None:
    recipe = recipes.load_recipe(SHIPPED)
    assert recipe.name == "third-light"
    assert set(recipe.coarse_labels) < set(recipe.labels)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("seed = 1", "", "seed: Field required"),
        ("seed = 1", "seed = 1\ntemperature = 3", "temperature"),
        ("batch = 16", "batch = 0", "batch"),
        ("steps = [500, 550, 550]", "steps = []", "steps"),
        ('coarse_labels = ["gas_cylinder"', 'coarse_labels = ["tusk"', "tusk"),
        ("seed = 1", "seed = = 1", "not a recipe"),
    ],
)
def test_a_wrong_one_is_refused_in_words(tmp_path: Path, before: str, after: str, said: str) -> None:
    with pytest.raises(RecipeError, match=said):
        recipes.load_recipe(changed(tmp_path, before, after))


def test_a_missing_one_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"nowhere\.toml"):
        recipes.load_recipe(tmp_path / "nowhere.toml")
