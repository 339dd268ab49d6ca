"""Axles with their wheel ends and brakes."""

from dataclasses import dataclass

import numpy as np

from cargoscope_datasets.simulation.conveyances.brakes import brakes
from cargoscope_datasets.simulation.conveyances.sections import hollow
from cargoscope_datasets.simulation.conveyances.tyres import Tyre
from cargoscope_datasets.simulation.conveyances.wheels import wheel_end
from cargoscope_datasets.simulation.solids import Part, ball, frustum, rod


@dataclass(frozen=True, slots=True)
class AxleMake:
    """What an axle is like.

    Attributes:
        tyre: on its wheels.
        twin: two wheels a side.
        square: a square beam, else a round one.
        beam: its size across, mm.
        drum: drum brakes, else discs.
        track: from the middle to the outer wheel's middle, mm.
    """

    tyre: Tyre
    twin: bool
    square: bool
    beam: float
    drum: bool
    track: float

    @property
    def height(self) -> float:
        """Of the axle's middle above the ground, mm."""
        return self.tyre.radius * 0.97


def trailer_axle(rng: np.random.Generator, make: AxleMake, x: float) -> list[Part]:
    """A dead beam with everything at its ends."""
    y, reach, half = make.height, make.track - (170 if make.twin else 60), make.beam / 2
    if make.square:
        parts = hollow("steel", (x - half, x + half), (y - half, y + half), (-reach, reach), 14.0, open_along="z")
    else:
        parts = [Part(rod((x, y, -reach), (x, y, reach), half), "steel"),
                 Part(rod((x, y, -reach), (x, y, reach), half - 13), "steel", -1.0)]  # fmt: skip
    for side in (-1, 1):
        parts += wheel_end(make.tyre, x, side, make.track, twin=make.twin, drum=make.drum)
    return parts + brakes(rng, x, y, spring=bool(rng.random() < 0.7), behind=int(rng.choice([-1, 1])))


def drive_axle(rng: np.random.Generator, make: AxleMake, x: float, *, through: bool) -> list[Part]:
    """A live axle: banjo housing, differential, half shafts; `through` drives one behind it."""
    y = make.height
    parts = [Part(rod((x, y, -make.track + 170), (x, y, make.track - 170), 74), "cast_iron", 0.66),
             Part(rod((x, y, -make.track), (x, y, make.track), 24), "steel"),
             Part(ball((x, y + 10, 40), 235, 215, 190), "cast_iron", 0.52),
             Part(frustum((x - 150, y + 25, 40), (x - 430, y + 55, 20), 150, 62, 10), "cast_iron", 0.5),
             Part(rod((x - 60, y, 40), (x - 60, y, 75), 190), "steel", 0.8),
             Part(rod((x - 250, y + 35, 30), (x - 60, y + 10, 40), 55), "steel", 0.9)]  # fmt: skip
    if through:
        parts.append(Part(rod((x - 200, y + 170, 20), (x + 320, y + 110, 20), 60), "cast_iron", 0.7))
    for side in (-1, 1):
        parts += wheel_end(make.tyre, x, side, make.track, twin=make.twin, drum=make.drum)
    return parts + brakes(rng, x, y, spring=True, behind=int(rng.choice([-1, 1])))


def steering_axle(rng: np.random.Generator, make: AxleMake, x: float) -> list[Part]:
    """A forged front beam with king pins, arms, a track rod and a drag link."""
    y = make.height
    parts = [
        Part(rod((x, y - 80, -700), (x, y - 80, 700), 58), "steel"),
        Part(rod((x + 150, y - 40, -800), (x + 150, y - 40, 800), 18), "steel"),
        Part(rod((x - 550, y + 260, -520), (x + 60, y + 40, -640), 20), "steel", 0.8),
    ]
    for side in (-1, 1):
        parts += [Part(rod((x, y - 130, side * 840), (x, y + 110, side * 800), 60), "steel"),
                  Part(rod((x, y - 80, side * 690), (x, y - 20, side * 830), 58), "steel"),
                  Part(rod((x, y - 60, side * 810), (x + 150, y - 40, side * 780), 24), "steel")]  # fmt: skip
        parts += wheel_end(make.tyre, x, side, make.track, twin=False, drum=make.drum)
    return parts + brakes(rng, x, y, spring=False, behind=1)
