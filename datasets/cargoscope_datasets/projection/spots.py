"""Where a threat is put: into the places of a view, or anywhere inside the conveyance."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from cargoscope_datasets.layout.places import HidingPlace
from cargoscope_datasets.layout.zones import Zone

TRIES = 400
ANYWHERE = "anywhere"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a threat lies.

    Attributes:
        top, left: its first row and column.
        place: the zone that it is in, or `ANYWHERE`.
    """

    top: int
    left: int
    place: str


def find_spot(
    rng: np.random.Generator,
    size: tuple[int, int],
    view: tuple[int, int],
    places: Sequence[HidingPlace],
    kinds: frozenset[str],
    zones: frozenset[Zone],
    suits: Callable[[int, int], bool],
) -> Spot | None:
    """A spot that suits, or None where none was found.

    Args:
        rng: decides.
        size: rows and columns of the threat.
        view: rows and columns of the scan.
        places: where something could be hidden; with none, anywhere.
        kinds: of places where such a threat is found; none: in all of them.
        zones: that may be chosen.
        suits: told top and left; whether what stands there is neither air nor black, and as thick as asked for.
    """
    if size[0] >= view[0] or size[1] >= view[1]:
        return None
    fit = [each for each in places if each.zone in zones and (not kinds or kinds & each.kinds) and _holds(each, size)]
    if places and not fit:
        return None
    for _ in range(TRIES):
        if fit:
            chosen = fit[int(rng.integers(len(fit)))]
            x0, y0, x1, y1 = (round(side) for side in chosen.box)
            top, left = int(rng.integers(y0, y1 - size[0] + 1)), int(rng.integers(x0, x1 - size[1] + 1))
            if not (0 <= top <= view[0] - size[0] and 0 <= left <= view[1] - size[1]):
                continue
            name = chosen.zone.value
        else:
            top, left = int(rng.integers(view[0] - size[0])), int(rng.integers(view[1] - size[1]))
            name = ANYWHERE
        if suits(top, left):
            return Spot(top, left, name)
    return None


def _holds(place: HidingPlace, size: tuple[int, int]) -> bool:
    x0, y0, x1, y1 = (round(side) for side in place.box)
    return y1 - y0 >= size[0] and x1 - x0 >= size[1]
