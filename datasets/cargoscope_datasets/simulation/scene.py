"""What stands in the beam: a conveyance, its goods, and sometimes something that should not be there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from cargoscope_datasets.annotation import UNKNOWN
from cargoscope_datasets.simulation.conveyances import Conveyance, Hold, Place, random_conveyance
from cargoscope_datasets.simulation.goods import GOODS, Goods, Load, random_load
from cargoscope_datasets.simulation.negatives import draw_negative, draw_unknown
from cargoscope_datasets.simulation.placing import apart, fitting, hidden, instead_of_goods, into
from cargoscope_datasets.simulation.solids import Part
from cargoscope_datasets.simulation.threat import Lot
from cargoscope_datasets.simulation.threats import draw_threat

NEGATIVES_SHARE = 0.35
"""Conveyances that carry innocent objects that look like something."""
MOST_NEGATIVES = 4
TRIES = 12
"""Threats that are drawn until one fits somewhere."""


@dataclass(frozen=True, slots=True, eq=False)
class Find:
    """Something that an annotation will be about, where it lies.

    Attributes:
        label: what it is.
        family: which kind of it; None for an unknown object.
        lot: its objects, and what they are packed in.
        concealed: hidden, not declared.
        place: the kind of place that it is in.
    """

    label: str
    family: str | None
    lot: Lot
    concealed: bool
    place: str


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What is scanned.

    Attributes:
        conveyance: without goods.
        goods: what each loaded hold carries, front to back.
        loads: the same as parts.
        finds: what is hidden or declared, to be annotated.
        innocent: objects that look like something and are none of the labels.
    """

    conveyance: Conveyance
    goods: tuple[Goods, ...]
    loads: tuple[Load, ...]
    finds: tuple[Find, ...] = ()
    innocent: tuple[Lot, ...] = ()

    @property
    def places(self) -> tuple[Place, ...]:
        """Where something can be hidden; a load that leaves no room somewhere leaves no place there."""
        every = self.conveyance.places + tuple(place for load in self.loads for place in load.places)
        return tuple(place for place in every if min(place.room.size) > 0)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Everything."""
        carried = tuple(part for load in self.loads for part in load.parts)
        lots = (*self.innocent, *(find.lot for find in self.finds))
        return self.conveyance.parts + carried + tuple(part for lot in lots for part in lot.parts)


def clean_scene(rng: np.random.Generator, *, benchmark: bool) -> Scene:
    """A conveyance with goods and nothing to find.

    Args:
        rng: decides everything.
        benchmark: also goods that are reserved for benchmarks may come.
    """
    for_conveyance, for_goods, for_innocent = rng.spawn(3)
    conveyance = random_conveyance(for_conveyance)
    goods, loads = [], []
    for hold in conveyance.holds:
        if carried_in(hold, benchmark=benchmark):
            kind, load = random_load(for_goods, hold, reserved=benchmark)
            goods.append(kind)
            loads.append(load)
    scene = Scene(conveyance, tuple(goods), tuple(loads))
    return replace(scene, innocent=_innocent(for_innocent, scene.places))


def carried_in(hold: Hold, *, benchmark: bool) -> bool:
    """Whether any goods travel in such a hold."""
    return any(hold.kind in kind.holds and (benchmark or not kind.reserved) for kind in GOODS.values())


def _innocent(rng: np.random.Generator, places: Sequence[Place]) -> tuple[Lot, ...]:
    if rng.random() > NEGATIVES_SHARE:
        return ()
    lots: list[Lot] = []
    for _ in range(int(rng.integers(1, MOST_NEGATIVES + 1))):
        lot = draw_negative(rng)
        place = _any_place(rng, lot, places)
        if place is not None:
            lot = into(rng, lot, place.room)
            if apart(lot, lots):
                lots.append(lot)
    return tuple(lots)


def hide(rng: np.random.Generator, scene: Scene, label: str, *, benchmark: bool) -> Scene:
    """The scene with one find more, in nothing else's room; as it was where nothing of the label fits anywhere.

    Args:
        rng: decides everything.
        scene: where it is hidden.
        label: one of `threats.LABELS`, or `unknown`.
        benchmark: also families that are reserved for benchmarks may come.

    Raises:
        RecipeError: there is no such label.
    """
    for _ in range(TRIES):
        find, loads = _unknown(rng, scene) if label == UNKNOWN else _threat(rng, scene, label, benchmark)
        # What reached into another object's room would be one thing with it, and no annotation of either true.
        if find is not None and apart(find.lot, (*scene.innocent, *(each.lot for each in scene.finds))):
            return replace(scene, finds=(*scene.finds, find), loads=loads)
    return scene


def _threat(
    rng: np.random.Generator, scene: Scene, label: str, benchmark: bool
) -> tuple[Find | None, tuple[Load, ...]]:
    """A find in a place that has room, else instead of some goods; and the loads as they are then."""
    threat = draw_threat(rng, label, allow_reserved=benchmark)
    placed, loads = hidden(rng, threat, scene.places), scene.loads
    if placed is None:
        instead = instead_of_goods(rng, threat, scene.conveyance.holds, scene.loads)
        if instead is None:
            return None, loads
        placed, loads = instead
    find = Find(label, threat.family, placed.lot, concealed=placed.concealed, place=placed.place.kind)
    return find, loads


def _unknown(rng: np.random.Generator, scene: Scene) -> tuple[Find | None, tuple[Load, ...]]:
    lot = draw_unknown(rng)
    place = _any_place(rng, lot, scene.places)
    if place is None:
        return None, scene.loads
    return Find(UNKNOWN, None, into(rng, lot, place.room), concealed=True, place=place.kind), scene.loads


def _any_place(rng: np.random.Generator, lot: Lot, places: Sequence[Place]) -> Place | None:
    fit = [place for place in places if fitting(lot, place.room)]
    return fit[int(rng.integers(len(fit)))] if fit else None
