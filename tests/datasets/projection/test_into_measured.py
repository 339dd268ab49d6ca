from pathlib import Path

import numpy as np
import pytest

from cargoscope_datasets.annotation import Origin
from cargoscope_datasets.errors import DataSetError
from cargoscope_datasets.layout.zones import Zone
from cargoscope_datasets.projection.into_display import DisplayBackdrop
from cargoscope_datasets.projection.into_measured import Made, MeasuredBackdrop, Named
from cargoscope_datasets.projection.noise import Noise
from cargoscope_datasets.projection.threat_image import ThreatImage
from cargoscope_datasets.projection.variations import Variations
from cargoscope_datasets.reading import ScanReader
from cargoscope_datasets.scan import Pitch, PitchSource
from cargoscope_datasets.simulation.materials import BASIS
from cargoscope_datasets.simulation.physics import transmission
from cargoscope_datasets.writing import write_jpeg, write_npz, write_tiff

PITCH = Pitch(4.0, 5.0, PitchSource.FILE)
BEAMS = (9.0, 6.0)
NOISE = Noise(40_000, 1e-4)
PISTOL = Named("pistol", "plate")
EXACT = Variations(magnification=(1, 1), turn=(0, 0), mirrored=0, volume=(1, 1), density=(1, 1))
WATER = 40.0


def plate(iron: float = 8.0) -> ThreatImage:
    """160 x 120 mm of steel, 1 cm thick."""
    density = np.zeros((len(BASIS), 60, 80), np.float32)
    density[BASIS.index("iron")] = iron
    return ThreatImage(density, 2.0, ((0.0, 0.0, 80.0, 60.0),), (160.0, 120.0, 10.0), frozenset())


def through(water: float, iron: float, beam: float) -> float:
    density = np.zeros((len(BASIS), 1, 1), np.float32)
    density[BASIS.index("water")], density[BASIS.index("iron")] = water, iron
    return float(transmission(density, beam)[0, 0])


def load(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """A block of water in air, with its noise, unequal channels and two dead ones: counts, and air of each channel."""
    rng = np.random.default_rng(seed)
    air = (50_000 * (1 + 0.05 * rng.standard_normal((2, 300)))).astype(np.float32)
    planes = np.ones((2, 300, 500), np.float32)
    for plane, beam in zip(planes, BEAMS, strict=True):
        plane[60:260, 100:400] = through(WATER, 0, beam)
        plane += np.sqrt(NOISE.variance(plane)) * rng.standard_normal(plane.shape).astype(np.float32)
    counts = np.clip(np.rint(planes * air[:, :, None]), 0, 65_535).astype(np.uint16)
    counts[:, 150:152] = 0
    return counts, air


@pytest.fixture(scope="module")
def backdrop(tmp_path_factory: pytest.TempPathFactory) -> MeasuredBackdrop:
    counts, air = load()
    path = tmp_path_factory.mktemp("scan") / "load.npz"
    write_npz(path, counts, air, PITCH)
    with ScanReader() as reader:
        scan, raw = reader.read_with_raw([path])
    return MeasuredBackdrop(scan.views[0], raw, BEAMS, blur_px=0.6)


def put(backdrop: MeasuredBackdrop, seed: int, variations: Variations = EXACT) -> Made:
    made = backdrop.project(np.random.default_rng(seed), plate(), PISTOL, variations)
    assert made is not None
    return made


def inside(made: Made) -> tuple[slice, slice]:
    """Of the threat, away from its edges."""
    x0, y0, x1, y1 = map(round, made.annotations[0].box)
    return slice(y0 + 4, y1 - 4), slice(x0 + 4, x1 - 4)


def test_air_and_noise_are_told_from_the_scan(backdrop: MeasuredBackdrop) -> None:
    _, air = load()
    alive = np.delete(np.arange(300), [150, 151])
    assert backdrop.air[:, alive] == pytest.approx(air[:, alive], rel=0.01)
    for noise in backdrop.noise:
        assert noise.quanta == pytest.approx(NOISE.quanta, rel=0.1)


def test_in_every_energy_a_threat_takes_what_it_would_behind_the_load(backdrop: MeasuredBackdrop) -> None:
    made = put(backdrop, 1)
    for energy, beam in enumerate(BEAMS):
        signal = made.stored[energy] / backdrop.air[energy, :, None]
        part = signal[inside(made)]
        part = part[part > 0]
        wanted = through(WATER, 8.0, beam)
        assert part.mean() == pytest.approx(wanted, rel=0.02)
        assert part.std() == pytest.approx(np.sqrt(wanted / NOISE.quanta), rel=0.12)


def test_counts_stay_counts_and_the_rest_as_it_is(backdrop: MeasuredBackdrop) -> None:
    counts, _ = load()
    made = put(backdrop, 2)
    assert made.stored.dtype == np.uint16
    assert not made.stored[:, 150:152].any()
    x0, y0, x1, y1 = map(round, made.annotations[0].box)
    far = np.ones(counts.shape[1:], bool)
    far[y0 - 6 : y1 + 6, x0 - 6 : x1 + 6] = False
    assert np.array_equal(made.stored[:, far], counts[:, far])


def test_an_annotation_says_what_was_projected_and_how_well_it_shows(backdrop: MeasuredBackdrop) -> None:
    (annotation,) = put(backdrop, 3).annotations
    assert (annotation.label, annotation.family, annotation.origin) == ("pistol", "plate", Origin.PROJECTED)
    x0, y0, x1, y1 = annotation.box
    assert (x1 - x0, y1 - y0) == (32, 30)
    clean, seen = (np.array([through(WATER, iron, beam) for beam in BEAMS]) for iron in (0.0, 8.0))
    expected = np.sqrt(np.sum(32 * 30 * np.log(clean / seen) ** 2 * seen * NOISE.quanta))
    assert annotation.detectability == pytest.approx(expected, rel=0.1)
    assert annotation.contrast is not None
    assert annotation.contrast > 3


def test_it_lies_in_the_load_and_not_in_the_air(backdrop: MeasuredBackdrop) -> None:
    for seed in range(8):
        x0, y0, x1, y1 = put(backdrop, seed).annotations[0].box
        assert 95 <= (x0 + x1) / 2 <= 405
        assert 55 <= (y0 + y1) / 2 <= 265


def test_the_seven_variations_vary_what_they_say(backdrop: MeasuredBackdrop) -> None:
    def box(**ranges: object) -> tuple[float, float]:
        x0, y0, x1, y1 = put(backdrop, 5, Variations(**(_exact() | ranges))).annotations[0].box  # type: ignore[arg-type]
        return x1 - x0, y1 - y0

    assert box() == (32, 30)
    assert box(magnification=(1.3, 1.3)) == (32, 39)
    assert box(volume=(1.25, 1.25)) == (40, pytest.approx(38, abs=1))
    wide, high = box(turn=(90, 90))
    assert (wide, high) == (pytest.approx(24, abs=2), pytest.approx(40, abs=2))
    thin, thick = (put(backdrop, 5, Variations(**(_exact() | {"density": (by, by)}))) for by in (0.5, 2.0))  # type: ignore[arg-type]
    assert thin.stored[0][inside(thin)].mean() > 1.3 * thick.stored[0][inside(thick)].mean()
    dim = put(backdrop, 5, Variations(**(_exact() | {"illumination": (0.8, 0.8)})))  # type: ignore[arg-type]
    assert dim.stored[0, :40].mean() == pytest.approx(0.8 * backdrop.stored[0, :40].mean(), rel=0.01)
    deep = Variations(**(_exact() | {"obscuration_mm": (200.0, 300.0)}))  # type: ignore[arg-type]
    assert backdrop.project(np.random.default_rng(5), plate(), PISTOL, deep) is None
    bare = put(backdrop, 5, Variations(**(_exact() | {"noise": (0.0, 0.0)})))  # type: ignore[arg-type]
    right = put(backdrop, 5)
    spread = [float((each.stored[0] / backdrop.air[0, :, None])[inside(each)].std()) for each in (bare, right)]
    assert spread[0] < 0.95 * spread[1]


def _exact() -> dict[str, object]:
    return {"magnification": (1, 1), "turn": (0, 0), "mirrored": 0, "volume": (1, 1), "density": (1, 1)}


def test_an_illumination_that_adds_quanta_is_refused() -> None:
    with pytest.raises(ValueError, match="only takes quanta off"):
        Variations(illumination=(1.0, 1.2))


def test_a_scan_divided_by_air_shows_as_much_as_its_counts(tmp_path: Path) -> None:
    counts, air = load()
    write_npz(tmp_path / "counts.npz", counts, air, PITCH)
    signal = (counts / air[:, :, None]).astype(np.float32)
    # Air that is cut off at 1 tells no noise.
    np.savez(tmp_path / "signal.npz", high=np.minimum(signal[0], 1), low=np.minimum(signal[1], 1), pitch_mm=[5.0, 6.0])
    shown = []
    for name in ("counts", "signal"):
        with ScanReader() as reader:
            scan, raw = reader.read_with_raw([tmp_path / f"{name}.npz"], pitch=PITCH)
        (found,) = put(MeasuredBackdrop(scan.views[0], raw, BEAMS, blur_px=0.6), 3).annotations
        shown.append((found.contrast, found.detectability))
    # Of noise that is cut off by half, half is seen.
    np.testing.assert_allclose(shown[1], shown[0], rtol=1)


def test_a_scan_that_tells_no_noise_or_no_air_is_refused(tmp_path: Path) -> None:
    flat = np.full((200, 300), 60_000, np.uint16)
    flat[50:150, 50:250] = 20_000
    write_npz(tmp_path / "smooth.npz", flat[None], np.full((1, 200), 60_000, np.float32), PITCH)
    write_npz(tmp_path / "dark.npz", flat[None] // 40, np.full((1, 200), 60_000, np.float32), PITCH)
    for name, says in (("smooth", "say --quanta"), ("dark", "too dark")):
        with ScanReader() as reader:
            scan, raw = reader.read_with_raw([tmp_path / f"{name}.npz"])
        with pytest.raises(DataSetError, match=says):
            MeasuredBackdrop(scan.views[0], raw, (6.0,), blur_px=0.6)


def test_a_scan_without_a_pitch_and_beams_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    counts, _ = load()
    write_tiff(tmp_path / "no_pitch.tif", counts, None)
    write_tiff(tmp_path / "dual.tif", counts, PITCH)
    with ScanReader() as reader:
        scan, raw = reader.read_with_raw([tmp_path / "no_pitch.tif"])
        with pytest.raises(DataSetError, match="how large a pixel is"):
            MeasuredBackdrop(scan.views[0], raw, BEAMS, blur_px=0.6)
        scan, raw = reader.read_with_raw([tmp_path / "dual.tif"])
        with pytest.raises(DataSetError, match="2 energies"):
            MeasuredBackdrop(scan.views[0], raw, (6.0,), blur_px=0.6)


def test_on_a_display_picture_the_grey_drops_by_a_share_and_no_detectability_is_told(tmp_path: Path) -> None:
    grey = np.full((300, 500), 250, np.uint8)
    grey[60:260, 100:400] = 120
    write_jpeg(tmp_path / "archive.jpg", grey)
    with ScanReader() as reader:
        scan, raw = reader.read_with_raw([tmp_path / "archive.jpg"], pitch=PITCH)
    backdrop = DisplayBackdrop(scan.views[0], np.asarray(raw.planes, np.uint8), blur_px=0.0)
    made = backdrop.project(np.random.default_rng(1), plate(), PISTOL, Variations(**(_exact() | {"drop": (0.4, 0.4)})))  # type: ignore[arg-type]
    assert made is not None
    (annotation,) = made.annotations
    assert annotation.origin is Origin.PROJECTED
    assert annotation.detectability is None
    assert made.stored[0][inside(made)].mean() / backdrop.stored[0][inside(made)].mean() == pytest.approx(0.6, abs=0.03)


def test_zones_are_kept_to_where_a_container_is_seen(tmp_path: Path) -> None:
    grey = np.full((420, 1200), 250, np.uint8)
    grey[40:330, 150:1050] = 150
    grey[330:336, 150:1050] = 20
    grey[40:330, 150:158] = grey[40:330, 1042:1050] = 40
    write_jpeg(tmp_path / "box.jpg", grey, quality=98)
    with ScanReader() as reader:
        scan, raw = reader.read_with_raw([tmp_path / "box.jpg"], pitch=PITCH)
    backdrop = DisplayBackdrop(scan.views[0], np.asarray(raw.planes, np.uint8), blur_px=0.0)
    assert backdrop.places
    for zone in (Zone.HOLD, Zone.FLOOR):
        made = backdrop.project(np.random.default_rng(2), plate(), PISTOL, Variations(frozenset({zone}), turn=(0, 0)))
        assert made is not None
        assert made.annotations[0].place == zone.value
