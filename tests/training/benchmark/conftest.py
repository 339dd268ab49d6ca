from pathlib import Path

import pytest

from cargoscope_training.benchmark.recipe import BenchmarkRecipe, load_benchmark

TINY = """
name = "tiny"
seed = 5
clean = 2
thresholds = 1
threats = 1
labels = ["pistol", "person"]
presets = ["rail_9mv"]
"""


@pytest.fixture(scope="session")
def tiny_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The smallest benchmark, of the scanner with the largest pixels."""
    path = tmp_path_factory.mktemp("benchmark") / "tiny.toml"
    path.write_text(TINY)
    return path


@pytest.fixture(scope="session")
def tiny(tiny_path: Path) -> BenchmarkRecipe:
    return load_benchmark(tiny_path)
