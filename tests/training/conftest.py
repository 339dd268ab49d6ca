import hashlib
import json
from pathlib import Path

import pytest
import torch
from torch import nn

from cargoscope_models.networks.detector import Detector
from cargoscope_models.release import FORMAT
from cargoscope_training.export import specification, to_onnx
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
        checked_crops=2,
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


@pytest.fixture(scope="session")
def detector(recipe: Recipe) -> Detector:
    """Untrained, but with normalisations that do something."""
    torch.manual_seed(1)
    detector = Detector(len(recipe.labels)).eval()
    for module in detector.modules():
        if isinstance(module, nn.BatchNorm2d):
            assert module.running_mean is not None
            assert module.running_var is not None
            module.running_mean.normal_(0.0, 0.1)
            module.running_var.uniform_(0.5, 1.5)
            nn.init.uniform_(module.weight, 0.8, 1.2)
            nn.init.normal_(module.bias, 0.0, 0.1)
    return detector


@pytest.fixture(scope="session")
def model(detector: Detector, recipe: Recipe) -> bytes:
    """Exported once for all tests: it takes a while."""
    return to_onnx(detector, specification(recipe))


@pytest.fixture
def parent_folder(model: bytes, recipe: Recipe, tmp_path: Path) -> Path:
    """A release to start from."""
    folder = tmp_path / "parent"
    folder.mkdir()
    (folder / "model.onnx").write_bytes(model)
    card = {"format": FORMAT, "model_sha256": hashlib.sha256(model).hexdigest(), "seen": "nothing yet"}
    (folder / "card.json").write_text(json.dumps(card | {"thresholds": dict.fromkeys(recipe.labels, 0.5)}))
    return folder
