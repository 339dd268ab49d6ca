"""What a kind of goods is, and a load of it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cargoscope_datasets.simulation.conveyances.conveyance import Hold, HoldKind, Place
from cargoscope_datasets.simulation.solids import Part

CLOSED: tuple[HoldKind, ...] = ("dry", "van")
ANY: tuple[HoldKind, ...] = ("dry", "van", "open")
COOLED: tuple[HoldKind, ...] = ("reefer",)


@dataclass(frozen=True, slots=True, eq=False)
class Load:
    """Goods in a hold.

    Attributes:
        parts: their solids, packaging and dunnage included.
        mass_kg: what the parts weigh.
        places: where among them a thing can be hidden.
    """

    parts: tuple[Part, ...]
    mass_kg: float
    places: tuple[Place, ...]


Pack = Callable[[np.random.Generator, Hold], Load]


@dataclass(frozen=True, slots=True)
class Goods:
    """A kind of goods.

    Attributes:
        name: as in `GOODS`.
        hs: the heading of the Harmonized System, four digits.
        pack: fills a hold as such goods are really packed.
        bulk: least and most t/m3 as stowed: of the room between the floor and the tops, gaps between goods included.
            Tests hold it against loads, and loads of some kinds against published stowage factors.
        share: how often it comes by, against the others.
        holds: the kinds of hold it travels in.
        reserved: for benchmarks only; training refuses it.
    """

    name: str
    hs: str
    pack: Pack
    bulk: tuple[float, float]
    share: float = 1.0
    holds: tuple[HoldKind, ...] = CLOSED
    reserved: bool = False
