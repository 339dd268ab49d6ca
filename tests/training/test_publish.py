import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from cargoscope_datasets.errors import ReleaseError
from cargoscope_inference.engine.detect import Engine
from cargoscope_models.networks.detector import Detector
from cargoscope_models.release import METADATA_KEY, Specification, load_release
from cargoscope_training.export import check_parity, specification
from cargoscope_training.loop import RunState
from cargoscope_training.pool import Background
from cargoscope_training.publish import publish
from cargoscope_training.recipe import Recipe


def images() -> np.ndarray:
    return np.random.default_rng(0).standard_normal((4, 3, 64, 64)).astype(np.float32)


def test_the_model_describes_itself(model: bytes, recipe: Recipe) -> None:
    loaded = onnx.load_from_string(model)
    (text,) = [entry.value for entry in loaded.metadata_props if entry.key == METADATA_KEY]
    assert Specification.from_json(text) == specification(recipe)
    assert loaded.opset_import[0].version >= 18


def test_the_model_tells_nothing_of_the_machine_that_made_it(model: bytes) -> None:
    here = str(Path(__file__).parents[2]).encode()
    assert here not in model
    assert b"site-packages" not in model


def test_torch_and_the_model_say_the_same_at_several_sizes_and_batches(
    detector: Detector, model: bytes, recipe: Recipe
) -> None:
    parity = check_parity(detector, model, specification(recipe), images())
    assert parity.score < 1e-4
    assert {shape[0] for shape in parity.shapes} == {1, 3}


def test_a_model_of_other_weights_is_refused(model: bytes, recipe: Recipe) -> None:
    torch.manual_seed(2)
    other = Detector(len(recipe.labels)).eval()
    with torch.no_grad():
        other.head.scores.bias.add_(3.0)
    with pytest.raises(ReleaseError, match="differ by"):
        check_parity(other, model, specification(recipe), images())


def test_a_release_is_published_whole(recipe: Recipe, pool: list[Background], tmp_path: Path) -> None:
    out = tmp_path / "releases" / "tiny"
    publish(RunState(recipe), recipe, pool, out, lambda what, done, total: None)  # noqa: ARG005
    release = load_release(out)
    card = json.loads((out / "card.json").read_bytes())
    assert release.id == hashlib.sha256((out / "card.json").read_bytes()).hexdigest()
    assert set(release.thresholds) == set(recipe.labels)
    assert card["parity"]["score"] < 1e-3
    assert {point["clean_scans"] for point in card["operating_points"].values()} == {recipe.threshold_scans}
    assert Engine(release).specification.labels == recipe.labels
    assert [path.name for path in out.parent.iterdir()] == ["tiny"]
    with pytest.raises(ReleaseError, match="exists already"):
        publish(RunState(recipe), recipe, pool, out, lambda what, done, total: None)  # noqa: ARG005
