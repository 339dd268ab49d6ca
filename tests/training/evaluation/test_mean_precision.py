import numpy as np
import pytest
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from cargoscope_training.evaluation.mean_precision import as_coco, evaluate_with, mean_precision
from cargoscope_training.evaluation.results import Results, Role, Said

from .conftest import BOX, LABELS, results_of, scanned, truth


@pytest.mark.parametrize("seed", range(4))
def test_it_agrees_with_pycocotools(seed: int) -> None:
    rng = np.random.default_rng(seed)
    scans = []
    for number in range(30):
        jitter = rng.normal(0, 4, 4)
        x0, y0, x1, y1 = (float(value) for value in np.add(BOX, jitter))
        label = str(rng.choice(LABELS))
        detections = [Said(label, float(rng.random()), "side", (x0, y0, x1, y1), flagged=False)]
        scans.append(scanned(f"h{number}", Role.THREAT, detections, [truth(str(rng.choice(LABELS)))]))
    results = results_of(scans)
    ours = mean_precision(results, scans)
    oracle = evaluate_with(COCO, COCOeval, *as_coco(scans, sorted(LABELS)), sorted(LABELS))
    assert ours is not None
    assert ours.at_50 == pytest.approx(oracle.at_50, abs=1e-6)
    assert ours.overall == pytest.approx(oracle.overall, abs=1e-6)
    assert ours.by_label == pytest.approx(oracle.by_label, abs=1e-6)


def test_nothing_said_is_nothing_found() -> None:
    scans = [scanned("h", Role.THREAT, [], [truth()])]
    found = mean_precision(results_of(scans), scans)
    assert found is not None
    assert found.overall == 0


def test_a_perfect_detector_has_one() -> None:
    scans = [scanned("h", Role.THREAT, [Said("pistol", 0.9, "side", BOX, flagged=True)], [truth()])]
    found = mean_precision(results_of(scans), scans)
    assert found is not None
    assert found.at_50 == pytest.approx(1.0)


def test_without_objects_there_is_no_figure(skilled: Results) -> None:
    assert mean_precision(skilled, skilled.of(Role.CLEAN)) is None
