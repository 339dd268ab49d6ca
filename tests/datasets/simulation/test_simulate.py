import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import cv2
import numpy as np
import pytest

from cargoscope_datasets.annotation import UNKNOWN, Origin
from cargoscope_datasets.errors import RecipeError
from cargoscope_datasets.reading import ScanReader
from cargoscope_datasets.simulation.conveyances import CONVEYANCES
from cargoscope_datasets.simulation.framing import frame
from cargoscope_datasets.simulation.goods import GOODS
from cargoscope_datasets.simulation.scanner.detector import FEW_QUANTA, noise_variance
from cargoscope_datasets.simulation.scanner.motion import move
from cargoscope_datasets.simulation.scanner.settings import Scanner
from cargoscope_datasets.simulation.scene import Scene
from cargoscope_datasets.simulation.simulate import SimulatedScan, read_out, simulate
from cargoscope_datasets.simulation.staging import Stage

PROGRAM = """
from hashlib import sha256
from cargoscope_datasets.simulation.simulate import simulate
print(sha256(simulate(3, ("pistol", "rifle")).counts.tobytes()).hexdigest())
"""

OLD_PROCESSOR = """
import sys
import numpy as np
from cargoscope_datasets.simulation.simulate import simulate
np.save(sys.argv[1], simulate(53, preset="mobile_4mv").counts)
"""
"""A small scan, some of it nearly black."""


def digest(scan: SimulatedScan) -> str:
    return sha256(scan.counts.tobytes()).hexdigest()


@pytest.fixture(scope="module")
def dual() -> SimulatedScan:
    return simulate(5, ("pistol", "cigarettes"), dual_energy=True, unknown=1)


def test_a_seed_gives_the_same_bits_in_every_process() -> None:
    elsewhere = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert elsewhere.stdout.strip() == digest(simulate(3, ("pistol", "rifle")))
    assert digest(simulate(4)) != digest(simulate(3))


def vector_instructions() -> tuple[list[str], list[str]]:
    """What NumPy and OpenCV use of this processor beyond what they were built for, by their own names."""
    numpy = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])
    # OpenCV marks with an asterisk what it chooses at run time, and with a question mark what is not there.
    named = cv2.getCPUFeaturesLine().split()
    return numpy, [name[1:] for name in named if name.startswith("*") and not name.endswith("?")]


def test_another_processor_gives_the_same_counts_within_one(tmp_path: Path) -> None:
    for_numpy, for_opencv = vector_instructions()
    if not for_numpy or not for_opencv:
        pytest.skip("NumPy or OpenCV has no vector instructions here that could be turned off")
    off = {
        "NPY_DISABLE_CPU_FEATURES": " ".join(for_numpy),
        "OPENCV_CPU_DISABLE": ",".join(for_opencv),
        # OpenBLAS chooses by itself: of x86, the oldest processor it knows with 64 bits.
        "OPENBLAS_CORETYPE": "Prescott",
    }
    command = [sys.executable, "-c", OLD_PROCESSOR, str(tmp_path / "counts.npy")]
    subprocess.run(command, env=os.environ | off, check=True)
    scan = simulate(53, preset="mobile_4mv")
    apart = np.abs(np.load(tmp_path / "counts.npy").astype(int) - scan.counts)
    if not apart.any():
        pytest.skip("nothing came out otherwise, so the vector instructions cannot be turned off here")
    # A number of quanta that is drawn from Poisson's distribution may fall the other way, and the next few with it.
    drawn = scan.counts < 2 * FEW_QUANTA / scan.scanner.quanta * scan.air[:, :, None]
    assert drawn.mean() < 0.9
    assert apart[~drawn].max() <= 1
    assert (apart > 1).mean() < 1e-3


def test_what_is_hidden_changes_nothing_else() -> None:
    clean, hiding = simulate(11), simulate(11, ("gas_cylinder",))
    assert (clean.goods, clean.conveyance, clean.scanner) == (hiding.goods, hiding.conveyance, hiding.scanner)
    difference = np.abs(clean.mended - hiding.mended)
    changed = difference > 12 * np.sqrt(noise_variance(clean.mended, clean.scanner))
    columns = np.flatnonzero(changed.any(axis=0))
    # Its scatter, and a carton or a cage around it, reach a little further than it does.
    reach = 1500 / hiding.pitch.column_mm
    assert columns[0] >= min(each.box[0] for each in hiding.annotations) - reach
    assert columns[-1] <= max(each.box[2] for each in hiding.annotations) + reach


def test_annotations_say_what_where_and_how_well_it_shows(dual: SimulatedScan) -> None:
    rows, columns = dual.counts.shape[1:]
    assert {each.label for each in dual.annotations} <= {"pistol", "cigarettes", UNKNOWN}
    assert dual.annotations
    for each in dual.annotations:
        x0, y0, x1, y1 = each.box
        assert 0 <= x0 < x1 <= columns
        assert 0 <= y0 < y1 <= rows
        assert each.origin is Origin.SIMULATED
        assert each.detectability is not None
        assert each.detectability > 0
        assert (each.family is None) == (each.label == UNKNOWN)


def test_the_lower_energy_goes_less_far(dual: SimulatedScan) -> None:
    high, low = (counts / air[:, None] for counts, air in zip(dual.counts, dual.air, strict=True))
    through = (high > 0.05) & (high < 0.7)
    assert np.median(high[through] - low[through]) > 0.01


def test_every_hold_declares_what_it_carries(dual: SimulatedScan) -> None:
    assert len(dual.goods) == len(dual.hs)
    assert all(len(heading) == 4 and heading.isdigit() for heading in dual.hs)


def test_the_file_brings_its_pitch_and_depth_back(tmp_path: Path, dual: SimulatedScan) -> None:
    for name in ("truck.tif", "truck.npz"):
        dual.write(tmp_path / name)
        with ScanReader() as reader:
            (view,) = reader.read([tmp_path / name]).views
        assert view.planes.shape == dual.counts.shape
        assert view.pitch is not None
        assert view.pitch.row_mm == pytest.approx(dual.pitch.row_mm, rel=1e-3)
        assert view.pitch.column_mm == pytest.approx(dual.pitch.column_mm, rel=1e-3)
        assert len(np.unique(view.planes)) > 5_000


def test_the_archives_picture_is_grey_and_jpeg(tmp_path: Path, dual: SimulatedScan) -> None:
    dual.write(tmp_path / "truck.jpg")
    assert (tmp_path / "truck.jpg").read_bytes()[:2] == b"\xff\xd8"
    assert dual.picture().shape == dual.counts.shape[1:]
    assert dual.picture()[:3].mean() > 200


def full_of(goods: str, conveyance: str, scanner: Scanner) -> SimulatedScan:
    """A scan of at least 24 t of some goods."""
    rng = np.random.default_rng(2)
    vehicle = CONVEYANCES[conveyance](rng)
    load = GOODS[goods].pack(rng, vehicle.holds[0])
    assert load.mass_kg > 24_000
    sheet, ground, cut = frame(rng, vehicle, scanner)
    motion = move(scanner, sheet.shape[1], rng)
    scene = Scene(vehicle, (GOODS[goods],), (load,))
    staged = Stage("plain", scanner, scene, sheet, ground, motion, tuple(rng.spawn(1)), cut)
    staged.draw()
    return read_out(staged)


def test_a_full_load_is_black_in_the_archive_and_full_of_signal_in_the_log() -> None:
    # Coarse, to be quick; nothing but what comes straight through may light the black.
    scanner = Scanner(row_mm=9.0, column_mm=12.0, offset=0.0, scatter=0.0)
    scan = full_of("frozen_beef", "reefer_40", scanner)
    black = scan.picture() <= 8
    assert black.mean() > 0.25
    counts, air = scan.counts[0][black], np.broadcast_to(scan.air[0][:, None], black.shape)[black]
    assert (counts > 0).mean() > 0.99
    through = np.maximum(counts, 1) / air
    thickest, middle, thinnest = np.percentile(np.log(through), [5, 50, 95])
    noise = np.sqrt(noise_variance(through.astype(np.float32), scanner)) / through
    assert middle - thickest > max(0.5, 4 * np.median(noise))
    assert thinnest - middle > max(0.5, 4 * np.median(noise))


def test_reserved_presets_are_for_benchmarks() -> None:
    with pytest.raises(RecipeError, match="reserved"):
        simulate(1, preset="border_4mv")
    with pytest.raises(RecipeError, match="no preset"):
        simulate(1, preset="kitchen")
