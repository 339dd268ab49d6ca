import numpy as np
import pytest

from cargoscope_datasets.simulation.bags import in_bag
from cargoscope_datasets.simulation.extents import parts_bounds
from cargoscope_datasets.simulation.heaps import Heap, leaning
from cargoscope_datasets.simulation.placement import as_hull
from cargoscope_datasets.simulation.shapes import UNTURNED, block
from cargoscope_datasets.simulation.skins import Skin
from cargoscope_datasets.simulation.solids import Ball, Box, Hull, Part, Rod, Solid, Union
from cargoscope_datasets.simulation.threat import one
from cargoscope_datasets.simulation.threats import FAMILIES


def beyond(skin: Hull, solid: Solid) -> float:
    """How far a solid reaches out of a skin, mm; below 0 it is within."""
    if isinstance(solid, Box):
        solid = as_hull(solid)
    if isinstance(solid, Hull):
        return float((solid.corners @ skin.normals.T - skin.offsets).max())
    assert isinstance(solid, Ball | Rod)
    axes = skin.normals @ solid.matrix
    reach = np.linalg.norm(axes, axis=1)
    if isinstance(solid, Rod):
        reach = np.hypot(axes[:, 0], axes[:, 1]) + np.abs(axes[:, 2])
    return float((skin.normals @ solid.centre + reach - skin.offsets).max())


def body(parts: tuple[Part, ...]) -> Hull:
    union = parts[0].solid
    assert isinstance(union, Union)
    hull = union.members[0]
    assert isinstance(hull, Hull)
    return hull


def test_all_that_is_in_a_bag_is_within_its_skin() -> None:
    for seed in range(60):
        rng = np.random.default_rng(seed)
        x, y, z = rng.uniform(40, 400, 3).tolist()
        lot = in_bag(rng, one([Part(block(0, x, 0, y, 0, z), "steel")]))
        skin = body(lot.packing)
        for part in (*lot.items[0], *lot.packing[1:]):
            if isinstance(part.solid, Box | Hull | Ball | Rod):
                assert beyond(skin, part.solid) < 1e-6


def test_bricks_are_within_their_bag_and_cartons_within_theirs() -> None:
    for seed in range(6):
        duffel = FAMILIES["brick_package"]["duffel"].draw(np.random.default_rng(seed))
        assert max(beyond(body(duffel.packing), part.solid) for part in duffel.items[0]) < 1e-6
        poured = FAMILIES["cigarettes"]["poured"].draw(np.random.default_rng(seed))
        bag, cartons = parts_bounds(poured.packing), parts_bounds(poured.items[0])
        assert (cartons[0] >= bag[0]).all()
        assert (cartons[1] <= bag[1]).all()


def test_a_skin_holds_what_its_corners_span() -> None:
    hull = Skin(5, -3, 2, 100, 60, 40, 0.7).hull()
    assert (hull.corners @ hull.normals.T <= hull.offsets + 1e-9).all()
    points = np.random.default_rng(0).uniform(-1, 1, (200_000, 3)) * (100, 60, 40) + (5, -3, 2)
    share = (points @ hull.normals.T <= hull.offsets).all(axis=1).mean()
    assert hull.volume_mm3 == pytest.approx(share * 200 * 120 * 80, rel=0.01)


def test_blocks_lie_on_the_floor_and_on_each_other() -> None:
    heap, middle = Heap(200, 200, floor=10.0, roof=120.0), np.zeros((1, 2))
    for low in (10.0, 60.0):
        lying = heap.drop((100, 50, 100), UNTURNED[None], middle)
        assert lying is not None
        assert lying.corners[:, 1].min() == pytest.approx(low)
    assert heap.drop((100, 50, 100), UNTURNED[None], middle) is None
    assert heap.drop((500, 50, 100), UNTURNED[None], middle) is None


def test_on_an_even_floor_a_block_does_not_lean() -> None:
    lying = Heap(300, 300).drop((280, 48, 90), leaning(0.3, 0.0), np.zeros((1, 2)))
    assert lying is not None
    assert np.ptp(lying.corners[:, 1]) == pytest.approx(48)
