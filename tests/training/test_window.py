from pathlib import Path

import numpy as np
import pytest

from cargoscope_datasets.projection.threat_image import ThreatImage
from cargoscope_datasets.scan import ViewKind
from cargoscope_datasets.simulation.fan import Fan
from cargoscope_datasets.simulation.materials import BASIS
from cargoscope_datasets.simulation.physics import transmission
from cargoscope_datasets.simulation.scanner.settings import Scanner
from cargoscope_training.pool import COARSE, Background
from cargoscope_training.window import Seen, Spot, Window

FAN = Fan(distance=5000.0, axis=1500.0)
SCANNER = Scanner(row_mm=3.0, column_mm=6.0).without()
MIDDLE = (200.0, 100.0)


def background(folder: Path, water: float = 0.0, iron: float = 0.0) -> Background:
    """The same everywhere, 200 x 400 pixels of 6 mm."""
    path = folder / "scene.npy"
    for name, shape in ((path, (200, 400)), (path.with_suffix(".coarse.npy"), (200 // COARSE, 400 // COARSE))):
        np.save(name, np.stack([np.full(shape, water), np.full(shape, iron)]).astype(np.float16))
    return Background(path, 6.0, FAN, 0.0, 1200.0, (), ())


def plate(iron: float = 8.0) -> ThreatImage:
    """120 x 60 mm of steel, 1 cm thick."""
    density = np.zeros((2, 30, 60), np.float16)
    density[1] = iron
    return ThreatImage(density, 2.0, ((0, 0, 60, 30),), (120.0, 60.0, 10.0), frozenset())


def window(folder: Path, *, coarse: bool = False, **densities: float) -> Window:
    return Window(background(folder, **densities), SCANNER, MIDDLE, (600.0, 900.0), coarse=coarse)


def inserted(into: Window, find: ThreatImage, spot: Spot, kind: ViewKind) -> list[Seen]:
    held = into.hold(find, spot, kind)
    into.leave(held)
    return list(held.seen)


def steel_behind(water: float, iron: float) -> float:
    """Drop of the signal that 8 g/cm2 of iron make behind others."""
    density = np.zeros((4, 1, 2), np.float32)
    density[BASIS.index("water")] = water
    density[BASIS.index("iron")] = iron
    density[BASIS.index("iron"), 0, 1] += 8.0
    without, with_it = transmission(density, 6.0)[0].tolist()
    return float(with_it / without)


def test_a_window_is_on_the_scanners_own_pixels(tmp_path: Path) -> None:
    assert window(tmp_path).shape == (200, 150)
    assert window(tmp_path, coarse=True).shape == (50, 38)
    assert window(tmp_path).through == pytest.approx(np.ones((200, 150)), abs=1e-4)


@pytest.mark.parametrize(("water", "iron"), [(0.0, 0.0), (40.0, 0.0), (20.0, 150.0)])
def test_what_stands_before_an_object_hardens_the_beam_for_it(tmp_path: Path, water: float, iron: float) -> None:
    seen = window(tmp_path, water=water, iron=iron)
    before = seen.through.copy()
    inserted(seen, plate(), Spot(75, 100, 0.0, mirrored=False), ViewKind.CALIBRATED)
    assert seen.through[100, 75] / before[100, 75] == pytest.approx(steel_behind(water, iron), rel=0.02)


def test_a_box_is_where_the_object_is_and_nearer_is_taller(tmp_path: Path) -> None:
    for depth, tall in ((0.0, 20.0), (-1000.0, 25.0), (1000.0, 20 / 1.2)):
        seen = window(tmp_path)
        (found,) = inserted(seen, plate(), Spot(75, 100, depth, mirrored=False), ViewKind.CALIBRATED)
        x0, y0, x1, y1 = found.box
        assert x1 - x0 == pytest.approx(20.0)
        assert y1 - y0 == pytest.approx(tall)
        dark_rows, dark_columns = np.nonzero(seen.through < 0.9)
        assert [dark_columns.min(), dark_rows.min()] == pytest.approx([x0, y0], abs=1)
        assert [dark_columns.max() + 1, dark_rows.max() + 1] == pytest.approx([x1, y1], abs=1)


def test_detectability_counts_the_quanta(tmp_path: Path) -> None:
    """Of 400 pixels whose signal drops to s: d'^2 = 400 (ln s)^2 quanta s."""
    scanner = Scanner(row_mm=3.0, column_mm=6.0, quanta=10_000, electronics=0.0, air_counts=1e9)
    seen = Window(background(tmp_path), scanner, MIDDLE, (600.0, 900.0), coarse=False)
    (found,) = inserted(seen, plate(), Spot(75, 100, 0.0, mirrored=False), ViewKind.CALIBRATED)
    signal = steel_behind(0.0, 0.0)
    assert found.detectability == pytest.approx(np.sqrt(400 * np.log(signal) ** 2 * 10_000 * signal), rel=0.02)


def test_contrast_is_over_the_noise_and_over_the_clutter_behind(tmp_path: Path) -> None:
    """In the log: against noise alone -ln(s) sqrt(quanta), against stripes of 20 % their deviation is what counts."""
    scanner = Scanner(row_mm=3.0, column_mm=6.0, quanta=10_000, electronics=0.0, air_counts=1e9)
    found = []
    for height in (0.0, 0.2):
        seen = Window(background(tmp_path), scanner, MIDDLE, (600.0, 900.0), coarse=False)
        seen.through[:, ::2] *= 1 - height
        found += inserted(seen, plate(), Spot(75, 100, 0.0, mirrored=False), ViewKind.CALIBRATED)
    drop = -np.log(steel_behind(0.0, 0.0))
    assert found[0].contrast == pytest.approx(drop * 100, rel=0.05)
    assert found[1].contrast == pytest.approx(drop / (1.4826 * -np.log(0.8) / 2), rel=0.05)
    assert found[1].detectability > 0.8 * found[0].detectability


def test_behind_a_black_load_nothing_shows_on_a_display(tmp_path: Path) -> None:
    scanner = Scanner(row_mm=3.0, column_mm=6.0)
    deep = []
    for kind in (ViewKind.CALIBRATED, ViewKind.DISPLAY):
        seen = Window(background(tmp_path, water=250.0), scanner, MIDDLE, (600.0, 900.0), coarse=False)
        deep += [found.detectability for found in inserted(seen, plate(), Spot(75, 100, 0.0, mirrored=False), kind)]
    assert deep[1] < 0.2 * deep[0]


def test_beside_the_window_nothing_is_added(tmp_path: Path) -> None:
    seen = window(tmp_path)
    assert inserted(seen, plate(), Spot(-400, 100, 0.0, mirrored=False), ViewKind.CALIBRATED) == []
    assert seen.through.min() > 0.99


def test_a_find_of_which_nothing_is_worth_a_look_is_not_held(tmp_path: Path) -> None:
    seen, spot = window(tmp_path), Spot(75, 100, 0.0, mirrored=False)
    assert len(seen.hold(plate(), spot, ViewKind.CALIBRATED, lambda box: box[0] > 60).seen) == 1
    assert seen.hold(plate(), spot, ViewKind.CALIBRATED, lambda box: box[0] > 70).seen == ()
