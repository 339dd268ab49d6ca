"""One scan, stored as the scanner's 16-bit counts and as an archive's 8-bit JPEG, leads to the same flags.

Within: every flag of one has a detection of the same label in the other with an IoU of at least 0.6 and a score that
differs by at most 0.2, unless it is within 0.2 of its threshold, or so dense that the JPEG has fewer than ten of its
255 grey levels left there.
"""

from pathlib import Path

import numpy as np
import pytest

from cargoscope_datasets.reading import ScanReader
from cargoscope_datasets.scan import Pitch, PitchSource
from cargoscope_datasets.simulation.simulate import simulate
from cargoscope_datasets.writing import write_jpeg, write_tiff
from cargoscope_inference.engine.detect import Engine
from cargoscope_models.boxes import iou
from cargoscope_models.detection import Detection
from cargoscope_models.release import Release, load_release, shipped_release

LEAST_IOU, MOST_SCORE = 0.6, 0.2
TEN_GREY_LEVELS = 10 / 255
PITCH = Pitch(4.0, 5.0, PitchSource.COMMAND_LINE)
AIR_COUNTS = 50_000


def _detections(
    engine: Engine, counts: np.ndarray, pitch: Pitch, folder: Path
) -> tuple[list[Detection], list[Detection]]:
    """What is found in the 16-bit file, and in the JPEG made of the same counts."""
    write_tiff(folder / "scan.tif", counts, None)
    grey = np.clip(counts[0] / np.percentile(counts[0], 99), 0, 1) * 255
    write_jpeg(folder / "scan.jpg", grey.round().astype(np.uint8))
    with ScanReader() as reader:
        deep, shallow = (
            engine.detect(reader.read([folder / name], pitch=pitch)).detections for name in ("scan.tif", "scan.jpg")
        )
    return list(deep), list(shallow)


def _missing(flagged: list[Detection], among: list[Detection]) -> list[Detection]:
    """Clear flags without a counterpart."""
    clear = [
        each
        for each in flagged
        if each.score >= each.threshold + MOST_SCORE and each.facts.get("mean_transmission", 1.0) >= TEN_GREY_LEVELS
    ]
    return [each for each in clear if not any(_alike(each, other) for other in among)]


def _alike(first: Detection, second: Detection) -> bool:
    overlap = iou(np.array([first.box], np.float32), np.array([second.box], np.float32))[0, 0]
    return first.label == second.label and overlap >= LEAST_IOU and abs(first.score - second.score) <= MOST_SCORE


def test_dark_squares_are_flagged_alike_in_both(release: Release, tmp_path: Path) -> None:
    plane = np.ones((300, 700), np.float32)
    plane[40:260, 60:640] = 0.7
    # 192 mm a side at this pitch, dark, but with some grey left in eight bits.
    for left, top, through in ((100, 80, 0.05), (300, 150, 0.08), (500, 100, 0.06)):
        plane[top : top + 48, left : left + 38] = through
    counts = np.random.default_rng(5).poisson(plane * AIR_COUNTS).astype(np.uint16)[None]
    deep, shallow = _detections(Engine(release, strict=True), counts, PITCH, tmp_path)
    assert sum(each.flagged for each in deep) == 3
    assert not _missing(deep, shallow)
    assert not _missing(shallow, deep)


@pytest.mark.parametrize("seed", range(12, 20))
def test_the_shipped_release_flags_a_simulated_truck_alike_in_both(seed: int, tmp_path: Path) -> None:
    engine = Engine(load_release(shipped_release()), strict=True)
    scan = simulate(seed, engine.specification.labels)
    deep, shallow = _detections(engine, scan.counts, scan.pitch, tmp_path)
    assert any(each.flagged for each in deep)
    assert not _missing(deep, shallow)
    assert not _missing(shallow, deep)
