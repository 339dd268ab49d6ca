"""Clean scans of a site, prepared by hand: a grey container in air, with noise where it is a measured one."""

from pathlib import Path

import numpy as np
import pytest

from cargoscope_datasets.layout.places import HidingPlace
from cargoscope_datasets.layout.zones import Zone
from cargoscope_datasets.projection.noise import Noise
from cargoscope_datasets.projection.threat_image import ThreatImage
from cargoscope_datasets.scan import ViewKind
from cargoscope_datasets.simulation.materials import BASIS
from cargoscope_training.adaptation.site_scan import SiteScan

HOLD = (100.0, 60.0, 900.0, 340.0)


def site_scan(
    folder: Path, kind: ViewKind, *, pitch_mm: tuple[float, float] | None = (5.0, 8.0), level: float = 0.5
) -> SiteScan:
    plane = np.ones((400, 1000), np.float32)
    x0, y0, x1, y1 = (round(side) for side in HOLD)
    plane[y0:y1, x0:x1] = level
    noise = Noise(0.0, 0.0)
    if kind is ViewKind.CALIBRATED:
        noise = Noise(20_000.0, 1e-4)
        plane += np.random.default_rng(1).standard_normal(plane.shape, np.float32) * np.sqrt(plane / 20_000)
    path = folder / f"{kind.value}-{level}.npy"
    np.save(path, plane.astype(np.float16))
    return SiteScan(path, kind, pitch_mm, noise, (HidingPlace(Zone.HOLD, frozenset({"in_goods"}), HOLD),))


@pytest.fixture(params=list(ViewKind), ids=lambda kind: kind.value)
def scan(request: pytest.FixtureRequest, tmp_path: Path) -> SiteScan:
    return site_scan(tmp_path, request.param)


@pytest.fixture
def plate() -> ThreatImage:
    """200 x 120 mm, a centimetre of steel, found in goods."""
    density = np.zeros((len(BASIS), 24, 40), np.float32)
    density[BASIS.index("iron")] = 7.9
    return ThreatImage(density, 5.0, ((0.0, 0.0, 40.0, 24.0),), (200.0, 120.0, 0.0), frozenset({"in_goods"}))
