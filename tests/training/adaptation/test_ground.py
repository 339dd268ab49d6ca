from pathlib import Path

import numpy as np
import pytest

from cargoscope_datasets.projection.threat_image import ThreatImage
from cargoscope_datasets.scan import ViewKind
from cargoscope_training.adaptation.ground import SiteGround
from cargoscope_training.adaptation.site_scan import SiteScan
from cargoscope_training.window import Spot

from .conftest import HOLD, site_scan


def ground_of(scan: SiteScan, centre: tuple[float, float] = (500, 200), *, coarse: bool = False) -> SiteGround:
    side = 1600 * (4 if coarse else 1)
    return SiteGround(np.random.default_rng(3), scan, centre, (side, side), beam_mv=6.0, coarse=coarse)


@pytest.mark.parametrize("coarse", [False, True], ids=["fine", "coarse"])
def test_a_find_darkens_its_box_and_nothing_far_from_it(scan: SiteScan, plate: ThreatImage, coarse: bool) -> None:
    ground = ground_of(scan, coarse=coarse)
    clean = ground.through.copy()
    held = ground.hold(plate, Spot(ground.shape[1] / 2, ground.shape[0] / 2, 0.0, False), scan.kind)
    assert (ground.through == clean).all()
    ground.leave(held)
    (seen,) = held.seen
    x0, y0, x1, y1 = (round(side) for side in seen.box)
    mm = ((x1 - x0) * ground.pitch_mm[1], (y1 - y0) * ground.pitch_mm[0])
    step = ground.pitch_mm[1]
    assert 180 - step <= mm[0] <= 220 + step
    assert 120 * 0.9 * 0.81 - step <= mm[1] <= 120 * 1.1 * 1.3 + step
    drop = clean - ground.through
    assert drop[y0:y1, x0:x1].mean() > 0.05
    drop[max(y0 - 4, 0) : y1 + 4, max(x0 - 4, 0) : x1 + 4] = 0
    assert np.abs(drop).max() == 0
    assert seen.contrast > 1
    assert seen.detectability > 20


def test_what_is_seen_through_a_plate_has_the_noise_of_fewer_quanta(plate: ThreatImage, tmp_path: Path) -> None:
    ground = ground_of(site_scan(tmp_path, ViewKind.CALIBRATED))
    ground.leave(ground.hold(plate, Spot(100, 160, 0.0, False), ViewKind.CALIBRATED))
    inside = ground.through[153:167, 92:108]
    assert inside.std() / inside.mean() == pytest.approx(np.sqrt(1 / (20_000 * inside.mean())), rel=0.3)


def test_nothing_is_hidden_in_air_nor_where_nothing_shows(scan: SiteScan, plate: ThreatImage) -> None:
    beside = ground_of(scan, centre=(50, 30))
    assert beside.hold(plate, Spot(20, 20, 0.0, False), scan.kind).seen == ()
    black = ground_of(site_scan(scan.path.parent, scan.kind, level=0.0))
    assert black.hold(plate, Spot(100, 160, 0.0, False), scan.kind).seen == ()


def test_a_hidden_find_has_room_in_its_place(scan: SiteScan, plate: ThreatImage) -> None:
    ground = ground_of(scan)
    rng = np.random.default_rng(0)
    spots = [spot for _ in range(60) if (spot := ground.hidden(rng, plate, mirrored=False)) is not None]
    assert spots
    # The middle of the window is at (500, 200) of the scan.
    for spot in spots:
        x, y = spot.x + 500 - ground.shape[1] / 2, spot.y + 200 - ground.shape[0] / 2
        assert HOLD[0] + 12 <= x <= HOLD[2] - 12
        assert HOLD[1] + 11 <= y <= HOLD[3] - 11


def test_beyond_the_edge_of_a_scan_there_is_air(scan: SiteScan) -> None:
    assert (ground_of(scan, centre=(-500, 200)).through == 1).all()
