"""What stands in the beam: a conveyance, its goods, and sometimes something that should not be there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from cargoscope_datasets.simulation.conveyances import Conveyance, Place, random_conveyance
from cargoscope_datasets.simulation.goods import Goods, Load, random_goods
from cargoscope_datasets.simulation.negatives import draw_negative, draw_unknown
from cargoscope_datasets.simulation.placing import Placed, place
from cargoscope_datasets.simulation.solids import Part
from cargoscope_datasets.simulation.threats import draw_threat

MOST_NEGATIVES = 4
"""Innocent objects among the goods of one conveyance, at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What is scanned.

    Attributes:
        conveyance: without goods.
        goods: what each hold carries, in the order of the holds.
        loads: the same as parts.
        finds: what is hidden or declared, to be annotated.
        negatives: innocent objects among the goods.
    """

    conveyance: Conveyance
    goods: tuple[Goods, ...]
    loads: tuple[Load, ...]
    finds: tuple[Placed, ...] = ()
    negatives: tuple[Placed, ...] = ()

    @property
    def places(self) -> tuple[Place, ...]:
        """Where something can be hidden."""
        return self.conveyance.places + tuple(place for load in self.loads for place in load.places)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Everything."""
        carried = tuple(part for load in self.loads for part in load.parts)
        added = tuple(part for each in self.negatives + self.finds for part in each.lot.parts)
        return self.conveyance.parts + carried + added
