from pathlib import Path

import pytest

from cargoscope_training.pool import Background, load_pool
from cargoscope_training.recipe import Recipe


@pytest.fixture(scope="session")
def recipe() -> Recipe:
    """The smallest that goes through every step of a real one."""
    return Recipe(
        name="tiny",
        labels=("pistol", "rifle", "cigarettes", "gas_cylinder", "person"),
        coarse_labels=("gas_cylinder", "person"),
        seed=5,
        scenes=2,
        steps=(2, 2),
        batch=2,
        coarse_share=0.4,
        mined_share=0.5,
        mined_scenes=1,
        learning_rate=1e-3,
        weight_decay=0.02,
        averaging=0.9,
        threshold_scans=1,
        alarms_per_scan=1.0,
    )


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def _own_cache(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or leaves anything in the user's cache."""
    monkeypatch.setenv("CARGOSCOPE_CACHE", str(cache))


@pytest.fixture
def pool(recipe: Recipe) -> list[Background]:
    return load_pool(recipe.seed, recipe.scenes, 6.0, lambda done, total: None)  # noqa: ARG005
