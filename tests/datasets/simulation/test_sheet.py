import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cargoscope_datasets.simulation.extents import bounds
from cargoscope_datasets.simulation.fan import Fan
from cargoscope_datasets.simulation.mounds import Mound, lying, mound, upright
from cargoscope_datasets.simulation.placement import placed, random_rotation
from cargoscope_datasets.simulation.sheet import Sheet
from cargoscope_datasets.simulation.solids import (
    Box,
    Part,
    Prism,
    Rings,
    Solid,
    Union,
    Wire,
    ball,
    bar,
    brick,
    capsule,
    frustum,
    prism,
    rod,
)
from cargoscope_datasets.simulation.weights import mass_kg, volume_mm3

FAR = 1e7
"""A source so far that rays are parallel."""
DENTED = [(0, 0), (300, 0), (300, 200), (200, 200), (150, 100), (100, 200), (0, 200)]


def seen_mass(solid: Solid, *, top: bool = False) -> float:
    """Kilograms that rays meet of a solid of water about the origin, 1.5 m high."""
    centred = placed(solid, np.eye(3), (1000.0, 1500.0, 0.0))
    sheet = Sheet(Fan(distance=FAR, axis=1500.0, top=top), 0.0, 1000.0 if top else 2500.0, (500, 500), (4.0, 4.0))
    sheet.add([Part(centred, "water")])
    return float(sheet.density.sum()) * 0.4**2 / 1000


SOLIDS: dict[str, Solid] = {
    "box": Box(-150, 150, -100, 100, -50, 250),
    "ball": ball((0, 0, 0), 200, 100, 50),
    "rod": rod((-250, -150, -100), (250, 150, 200), 60),
    "frustum": frustum((-250, -150, -100), (250, 150, 200), 100, 40),
    "brick": brick((10, 20, 30), (300, 200, 100)),
    "prism": prism(DENTED, 80),
    "drum": upright(0, 0, -150, 150, 120),
    "lying drum": lying(0, 0, -150, 150, 120),
    "heap": mound([-200, -50, 200], -100, [-100, 150, 20], [-100, -140, -100], [100, 100, 150], tilt=[0.0, 0.3, -0.4]),
    "bar": bar([(-100, -80), (120, -60), (40, 90)], -200, 250),
    "wheel": Rings((0.0, 0.0, 0.0), "z", ((0, 60, -150, 100), (150, 250, -150, 150))),
    "flat wheel": Rings((0.0, 0.0, 0.0), "y", ((0, 60, -150, 100), (150, 250, -150, 150))),
}
SOLIDS["vessel"] = Rings((0.0, 0.0, 0.0), "x", ((150, 250, -150, 150), (0, 250, 150, 170)))
SOLIDS["wire"] = Wire(np.array([(-250.0, -150, -100), (0, 50, 0), (200, 0, 90)]), 20.0)
TURNED = sorted(name for name, solid in SOLIDS.items() if not isinstance(solid, Rings | Mound | Wire))


@pytest.mark.parametrize("top", [False, True])
@pytest.mark.parametrize("name", SOLIDS)
def test_rays_meet_all_of_a_solid_and_no_more(name: str, top: bool) -> None:
    solid = SOLIDS[name]
    assert not isinstance(solid, Union)
    assert seen_mass(solid, top=top) == pytest.approx(volume_mm3(solid) * 1e-6, rel=0.02)


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32 - 1), name=st.sampled_from(TURNED))
def test_a_turn_changes_no_mass(seed: int, name: str) -> None:
    solid = SOLIDS[name]
    assert not isinstance(solid, Union)
    turned = placed(solid, random_rotation(np.random.default_rng(seed)), (0.0, 0.0, 0.0))
    assert seen_mass(turned) == pytest.approx(volume_mm3(solid) * 1e-6, rel=0.03)


def test_what_the_members_of_a_union_share_counts_once() -> None:
    length = float(np.linalg.norm([500, 300, 300]))
    wanted = np.pi * 60**2 * length + 4 / 3 * np.pi * 60**3
    assert seen_mass(capsule((-250, -150, -100), (250, 150, 200), 60)) == pytest.approx(wanted * 1e-6, rel=0.01)


def test_a_union_weighs_what_rays_meet_of_it() -> None:
    members = (rod((-250, -80, 0), (250, 120, 60), 60), ball((0, 40, 20), 90), brick((200, 80, 0), (120, 150, 200)))
    union = Union(members)
    assert mass_kg([Part(union, "water")]) == pytest.approx(seen_mass(union), rel=0.02)
    assert seen_mass(union) < 0.9 * sum(seen_mass(member) for member in members)


def test_the_shadow_of_a_near_wall_is_taller_than_that_of_a_far_one() -> None:
    sheet = Sheet(Fan(distance=5200.0, axis=0.0), 0.0, 3000.0, (600, 10), (5.0, 5.0))
    near, far = Box(0, 50, 0, 1000, -1200, -1199), Box(0, 50, 0, 1000, 1199, 1200)
    heights = [(box := sheet.extent(wall))[3] - box[1] for wall in (near, far)]
    assert heights[0] * 5 == pytest.approx(1000 * 5200 / 4000, rel=0.001)
    assert heights[1] * 5 == pytest.approx(1000 * 5200 / 6399, rel=0.001)


def test_a_roof_seen_from_below_is_a_band_and_not_a_line() -> None:
    sheet = Sheet(Fan(distance=5200.0, axis=1000.0), 0.0, 6000.0, (1200, 4), (5.0, 5.0))
    sheet.add([Part(Box(0, 20, 4000, 4002, -1200, 1200), "steel")])
    met = np.flatnonzero(sheet.density[:, :, 1].sum(axis=0) > 0)
    assert met.size * 5 > 1000
    thickest = sheet.density.sum(axis=0).max()
    assert 0 < thickest < 7.87 * 2


def test_a_thin_plate_keeps_its_mass_between_pixels() -> None:
    sheet = Sheet(Fan(distance=FAR), 0.0, 2000.0, (100, 100), (5.0, 5.0))
    sheet.add([Part(Box(101.3, 102.1, 1600, 1900, -50, 50), "water")])
    assert sheet.density.sum() * 0.5**2 / 1000 == pytest.approx(0.8 * 300 * 100 * 1e-6, rel=0.001)


def test_a_part_beyond_the_edge_is_cut_off() -> None:
    sheet = Sheet(Fan(), 0.0, 2000.0, (100, 100), (5.0, 5.0))
    sheet.add([Part(ball((-5000, 1700, 0), 100), "steel"), Part(Box(-50, -10, 0, 50, 0, 50), "steel")])
    assert not sheet.density.any()


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32 - 1), name=st.sampled_from(TURNED))
def test_bounds_hold_the_solid(seed: int, name: str) -> None:
    turned = placed(SOLIDS[name], random_rotation(np.random.default_rng(seed)), (1000.0, 1500.0, 0.0))
    sheet = Sheet(Fan(distance=FAR, axis=1500.0), 0.0, 2500.0, (500, 500), (4.0, 4.0))
    sheet.add([Part(turned, "water")])
    rows, columns = np.nonzero(sheet.density.sum(axis=0) > 1e-6)
    (x0, y0, _), (x1, y1, _) = bounds(turned)
    assert x0 - 8 <= columns.min() * 4
    assert columns.max() * 4 <= x1 + 8
    assert y0 - 8 <= 2500 - rows.max() * 4
    assert 2500 - rows.min() * 4 <= y1 + 8


def test_a_prism_seen_straight_on_is_its_outline() -> None:
    solid = prism(DENTED, 20)
    assert isinstance(solid, Prism)
    assert seen_mass(solid) == pytest.approx(seen_mass(placed(solid, np.diag([1.0, -1.0, -1.0]), (0, 0, 0))), rel=0.01)


@pytest.mark.parametrize("top", [False, True])
@pytest.mark.parametrize("axis", ["x", "y", "z"])
def test_rings_are_rods_within_rods(axis: str, top: bool) -> None:
    """Seen through a fan, off its middle, they look as the exact bodies do, but for what a pixel blurs."""
    way = np.eye(3)["xyz".index(axis)]
    centre = np.array([1000.0, 500.0, 700.0])
    tyre = Rings((1000.0, 500.0, 700.0), axis, ((270.0, 500.0, -150.0, 150.0),))
    ends = (tuple((centre - 150 * way).tolist()), tuple((centre + 150 * way).tolist()))
    fan = Fan(distance=7000.0, axis=1500.0, top=top)
    sheets = [Sheet(fan, 0.0, 2500.0, (600, 500), (4.0, 4.0)) for _ in range(2)]
    sheets[0].add([Part(tyre, "water")])
    sheets[1].add([Part(rod(*ends, 500.0), "water"), Part(rod(*ends, 270.0), "water", -1.0)])
    ringed, exact = (sheet.density.sum(axis=0) for sheet in sheets)
    assert ringed.sum() == pytest.approx(float(exact.sum()), rel=0.01)
    assert np.abs(ringed - exact).mean() < 0.02 * exact.max()


def test_a_plate_on_edge_keeps_its_mass_however_thin() -> None:
    assert seen_mass(prism(DENTED, 0.8), top=True) == pytest.approx(volume_mm3(prism(DENTED, 0.8)) * 1e-6, rel=0.01)


def shadow(solid: Solid, *, top: bool) -> np.ndarray:
    """What a near source's rays meet of it, a metre above the axis and half a metre aside."""
    moved = placed(solid, np.eye(3), (1000.0, 2500.0, 500.0))
    sheet = Sheet(Fan(distance=4000.0, axis=1500.0, top=top), 0.0, 1000.0 if top else 3200.0, (500, 500), (4.0, 4.0))
    sheet.add([Part(moved, "water")])
    return sheet.density[0]


@pytest.mark.parametrize("top", [False, True])
@pytest.mark.parametrize(
    ("one", "same"),
    [
        (upright(0, 0, -150, 150, 120), rod((0, -150, 0), (0, 150, 0), 120)),
        (lying(0, 0, -150, 150, 120), rod((0, 0, -150), (0, 0, 150), 120)),
        (mound([-200, 200], -100, 100, -50, 80), brick((0, 0, 15), (400, 200, 130))),
        (mound([-200, 200], -100, 100, -50, 80), Box(-200, 200, -100, 100, -50, 80)),
    ],
)
def test_a_mound_looks_like_the_solid_that_it_is(one: Solid, same: Solid, top: bool) -> None:
    seen, expected = shadow(one, top=top), shadow(same, top=top)
    assert np.abs(seen - expected).mean() < 0.01 * expected.max()
    assert seen.sum() == pytest.approx(expected.sum(), rel=0.01)


@pytest.mark.parametrize("top", [False, True])
def test_a_tilted_mound_looks_like_a_prism(top: bool) -> None:
    tilted = mound([-200, 200], -100, 60, -150, 150, tilt=0.4)
    same = bar([(-150, -100), (150, -100), (150, 120), (-150, 0)], -200, 200)
    seen, expected = shadow(tilted, top=top), shadow(same, top=top)
    assert np.abs(seen - expected).mean() < 0.01 * expected.max()
    assert seen.sum() == pytest.approx(expected.sum(), rel=0.01)


def test_a_mound_cannot_be_turned() -> None:
    with pytest.raises(ValueError, match="keeps to the axes"):
        placed(upright(0, 0, 0, 10, 5), random_rotation(np.random.default_rng(1)), (0.0, 0.0, 0.0))
