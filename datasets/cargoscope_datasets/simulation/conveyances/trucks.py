"""Semi-trailer trucks under containers: a tractor, a chassis, and one or two boxes."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from cargoscope_datasets.simulation.conveyances.chassis import skeleton
from cargoscope_datasets.simulation.conveyances.conveyance import Builder, Conveyance, joined, moved
from cargoscope_datasets.simulation.conveyances.corner_frame import LENGTHS_MM
from cargoscope_datasets.simulation.conveyances.dry_box import dry_box
from cargoscope_datasets.simulation.conveyances.reefer import reefer
from cargoscope_datasets.simulation.conveyances.tank_box import tank_box
from cargoscope_datasets.simulation.conveyances.tractor import tractor

GAP_MM = 76.0
"""Between two 20 ft boxes in the place of a 40 ft one (ISO 668)."""
_LOCK = 103.0
"""From a box's end to the hole of its casting, mm (ISO 668)."""
PAYLOAD_KG = (25_000.0, 27_500.0)
"""What a road lets a truck carry in goods, all boxes together: less than their plates, of two boxes by far."""


def truck(rng: np.random.Generator, name: str, boxes: tuple[Callable[[np.random.Generator], Conveyance], ...],
          lengths: tuple[float, ...]) -> Conveyance:  # fmt: skip
    """Boxes on a chassis behind a tractor; the first box's front is at x = 0."""
    starts = [sum(lengths[:number]) + number * GAP_MM for number in range(len(lengths))]
    locks = [x for start, length in zip(starts, lengths, strict=True) for x in (start + _LOCK, start + length - _LOCK)]
    trailer = skeleton(rng, starts[-1] + lengths[-1], tuple(locks))
    carried = [moved(build(rng), start, trailer.deck) for build, start in zip(boxes, starts, strict=True)]
    pulled_by = tractor(rng, trailer.kingpin_x, trailer.coupling, trailer.plugs)
    return _by_road(joined(name, (pulled_by, trailer.conveyance, *carried)), float(rng.uniform(*PAYLOAD_KG)))


def _by_road(whole: Conveyance, limit_kg: float) -> Conveyance:
    """Each hold's share of what the road allows, in proportion to its plate."""
    share = min(1.0, limit_kg / sum(hold.payload_kg for hold in whole.holds))
    return replace(whole, holds=tuple(replace(hold, payload_kg=hold.payload_kg * share) for hold in whole.holds))


def _kinds() -> dict[str, tuple[float, Builder]]:
    dry = {feet: partial(dry_box, feet=feet, high=False) for feet in (20, 40)}
    high = {feet: partial(dry_box, feet=feet, high=True) for feet in (40, 45)}
    kinds: dict[str, tuple[float, tuple[Callable[[np.random.Generator], Conveyance], ...], tuple[int, ...]]] = {
        "truck_dry_20": (0.09, (dry[20],), (20,)),
        "truck_two_20": (0.05, (dry[20], dry[20]), (20, 20)),
        "truck_dry_40": (0.06, (dry[40],), (40,)),
        "truck_dry_40_high": (0.15, (high[40],), (40,)),
        "truck_dry_45_high": (0.02, (high[45],), (45,)),
        "truck_reefer_40": (0.16, (partial(reefer, feet=40),), (40,)),
        "truck_tank_20": (0.03, (tank_box,), (20,)),
    }
    return {
        name: (share, partial(truck, name=name, boxes=boxes, lengths=tuple(LENGTHS_MM[each] for each in feet)))
        for name, (share, boxes, feet) in kinds.items()
    }


SHARES: dict[str, tuple[float, Builder]] = _kinds()
