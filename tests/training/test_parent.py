from dataclasses import replace
from pathlib import Path

import onnx
import pytest
import torch

from cargoscope_datasets.errors import ReleaseError
from cargoscope_models.networks.detector import Detector
from cargoscope_models.release import Release, load_release
from cargoscope_training.parent import check_labels, load, renormalise
from cargoscope_training.recipe import Recipe


@pytest.fixture
def parent(parent_folder: Path) -> Release:
    return load_release(parent_folder)


def images() -> torch.Tensor:
    return torch.randn(4, 3, 96, 64, generator=torch.Generator().manual_seed(3))


@torch.no_grad()
def test_the_loaded_detector_says_what_the_exported_one_did(parent: Release, detector: Detector) -> None:
    loaded = Detector(5)
    load(parent, loaded, images())
    seen = torch.randn(2, 3, 64, 96, generator=torch.Generator().manual_seed(4))
    for ours, theirs in zip(loaded.eval()(seen), detector(seen), strict=True):
        assert torch.allclose(ours, theirs, rtol=1e-3, atol=1e-3)


@torch.no_grad()
def test_normalisation_by_the_batch_starts_from_the_same_function(parent: Release) -> None:
    """In training the statistics are the batch's: on the images that they were taken from, nothing changes."""
    loaded = Detector(5)
    load(parent, loaded, images())
    by_statistics = loaded.eval()(images())
    by_batch = loaded.train()(images())
    for ours, theirs in zip(by_batch, by_statistics, strict=True):
        assert torch.allclose(ours, theirs, rtol=1e-2, atol=1e-2)


@torch.no_grad()
def test_another_scanner_s_contrast_is_taken_off_by_its_statistics(parent: Release) -> None:
    """Three times the contrast: re-estimated on such images, the detector says of them what it said before."""
    loaded = Detector(5).eval()
    load(parent, loaded, images())
    before = loaded(images())
    changed = loaded(3 * images())
    renormalise(loaded, 3 * images())
    for ours, other, theirs in zip(loaded(3 * images()), changed, before, strict=True):
        assert (ours - theirs).abs().max() < 0.05 * (other - theirs).abs().max()


def test_other_labels_are_refused(parent: Release, recipe: Recipe) -> None:
    check_labels(parent, recipe)
    with pytest.raises(ReleaseError, match="same labels in the same order"):
        check_labels(parent, replace(recipe, labels=recipe.labels[::-1]))
    with pytest.raises(ReleaseError, match="same coarse_labels"):
        check_labels(parent, replace(recipe, coarse_labels=("person",)))


def test_another_network_is_refused(parent: Release) -> None:
    with pytest.raises(ReleaseError, match=r"head\.scores\.weight should have shape \(3, 64, 1, 1\)"):
        load(parent, Detector(3), images())
    model = onnx.load_from_string(parent.model)
    extra = onnx.helper.make_tensor("detector.neck.weight", onnx.TensorProto.FLOAT, [1], [1.0])
    model.graph.initializer.append(extra)
    with pytest.raises(ReleaseError, match=r"neck\.weight"):
        load(replace(parent, model=model.SerializeToString()), Detector(5), images())
