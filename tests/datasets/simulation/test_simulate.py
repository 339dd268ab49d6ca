import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from cargoscope_datasets.annotation import Origin
from cargoscope_datasets.reading import ScanReader
from cargoscope_datasets.simulation import simulate
from cargoscope_datasets.simulation.threats import LABELS, draw_threat


def digest(seed: int) -> str:
    return sha256(simulate(seed, LABELS).counts.tobytes()).hexdigest()


def test_a_seed_gives_the_same_bits_in_every_process() -> None:
    program = (
        "from hashlib import sha256; from cargoscope_datasets.simulation import simulate; "
        "from cargoscope_datasets.simulation.threats import LABELS; "
        "print(sha256(simulate(3, LABELS).counts.tobytes()).hexdigest())"
    )
    elsewhere = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert elsewhere.stdout.strip() == digest(3)
    assert digest(4) != digest(3)


def test_what_is_hidden_darkens_its_box_and_nothing_else() -> None:
    clean, hiding = simulate(11), simulate(11, ("gas_cylinder",))
    (annotation,) = hiding.annotations
    assert annotation.origin is Origin.SIMULATED
    # The scanner's setting is drawn after the object, so compare what no noise reaches: the air stays air.
    assert clean.goods == hiding.goods
    rows, columns = hiding.counts.shape[1:]
    x0, y0, x1, y1 = annotation.box
    assert 0 <= x0 < x1 <= columns
    assert 0 <= y0 < y1 <= rows


def test_two_energies_differ_by_more_than_noise() -> None:
    scan = simulate(5, dual_energy=True)
    high, low = scan.counts.astype(float)
    assert scan.counts.shape[0] == 2
    assert np.median(high[high < 40_000] - low[high < 40_000]) > 0


def test_the_file_brings_its_pitch_and_depth_back(tmp_path: Path) -> None:
    scan = simulate(8)
    scan.write(tmp_path / "truck.tif")
    with ScanReader() as reader:
        (view,) = reader.read([tmp_path / "truck.tif"]).views
    assert view.planes.shape == scan.counts.shape
    assert view.pitch is not None
    assert view.pitch.row_mm == pytest.approx(scan.pitch.row_mm, rel=1e-3)
    assert view.pitch.column_mm == pytest.approx(scan.pitch.column_mm, rel=1e-3)
    levels = len(np.unique(view.planes))
    assert levels > 10_000


@pytest.mark.parametrize("label", LABELS)
def test_objects_come_in_the_sizes_of_real_ones(label: str) -> None:
    sides_mm = []
    for seed in range(25):
        threat = draw_threat(np.random.default_rng(seed), label, 5.0)
        sides_mm.append(max(threat.density.shape[1:]) * 5.0)
        assert threat.density.min() >= 0
    shortest, longest = {
        "pistol": (60, 420),
        "rifle": (200, 1400),
        "cigarettes": (200, 1500),
        "gas_cylinder": (250, 2100),
        "person": (700, 2300),
    }[label]
    assert shortest <= min(sides_mm)
    assert max(sides_mm) <= longest
