"""What years of use leave on walls: patches, dents, dirt, plates, clips, loose straps and wires. All lengths in mm."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.conveyances.sections import SIDES, block
from cargoscope_datasets.simulation.solids import Box, Part, Wire


@dataclass(frozen=True, slots=True)
class Bump:
    """A thickness that fades away from the middle of its block, as of a dent's slopes or of dirt.

    Attributes:
        x, a: middle of the block.
        wide, tall: of the block.
    """

    x: float
    a: float
    wide: float
    tall: float

    def field(self, x_mm: NDArray[np.float32], a_mm: NDArray[np.float32]) -> NDArray[np.float32]:
        """Factor on the thickness, 1 on average; see `solids.Texture`."""
        return np.outer(_fading((a_mm - self.a) / self.tall), _fading((x_mm - self.x) / self.wide))


def _fading(place: NDArray[np.float32]) -> NDArray[np.float32]:
    """2 at 0, nothing from half the size on."""
    return np.asarray(1 + np.cos(2 * np.pi * np.clip(place, -0.5, 0.5)), np.float32)


@dataclass(frozen=True, slots=True)
class Wall:
    """Both side walls of a body.

    Attributes:
        x, y: from where to where they reach.
        inside: half the width between them.
    """

    x: tuple[float, float]
    y: tuple[float, float]
    inside: float

    @property
    def length(self) -> float:
        """Along the vehicle."""
        return self.x[1] - self.x[0]

    @property
    def height(self) -> float:
        """From floor to roof."""
        return self.y[1] - self.y[0]

    def place(self, rng: np.random.Generator, wide: float, tall: float) -> tuple[float, float, float]:
        """Where something of a size hangs: its x, its y, and the z of one of the walls."""
        x = float(rng.uniform(self.x[0], max(self.x[1] - wide, self.x[0] + 1)))
        y = float(rng.uniform(self.y[0], max(self.y[1] - tall, self.y[0] + 1)))
        return x, y, float(rng.choice(SIDES)) * self.inside


def wear(rng: np.random.Generator, wall: Wall) -> list[Part]:
    """A mix of all, from hardly used to often mended."""
    age = float(rng.uniform(0.15, 1.0))
    per_metre = age * wall.length / 1000
    parts: list[Part] = []
    for kind, often in ((_patch, 0.18), (_dent, 1.0), (_dirt, 1.6), (_plate, 0.3), (_clip, 0.6), (_scratch, 0.8),
                        (_wire, 0.22)):  # fmt: skip
        for _ in range(int(rng.poisson(often * per_metre))):
            parts += kind(rng, wall)
    return parts


def _patch(rng: np.random.Generator, wall: Wall) -> list[Part]:
    """Sheet over a hole, with a bead of weld or sealant around."""
    wide, tall = float(rng.uniform(120, 900)), float(rng.uniform(120, 700))
    x, y, z = wall.place(rng, wide, min(tall, wall.height))
    metal, thick = ("aluminium", 1.5) if rng.random() < 0.5 else ("steel", float(rng.uniform(0.5, 1.8)))
    bead = float(rng.uniform(0.5, 2.5))
    edges = [(x, x + wide, y + dy, y + dy + 7) for dy in (0, tall - 7)]
    edges += [(x + dx, x + dx + 7, y, y + tall) for dx in (0, wide - 7)]
    return [block(metal, x, x + wide, y, y + tall, z, z - np.sign(z) * thick),
            *(block("steel", *edge, z, z - np.sign(z) * bead) for edge in edges)]  # fmt: skip


def _dent(rng: np.random.Generator, wall: Wall) -> list[Part]:
    """Slopes are longer ways through the sheet."""
    return [_faded(rng, wall, "steel", (80, 700), (80, 900), (0.04, 0.25))]


def _dirt(rng: np.random.Generator, wall: Wall) -> list[Part]:
    """Mud, spilt goods or glue, most of it low on a wall."""
    low = Wall(wall.x, (wall.y[0], wall.y[0] + wall.height * float(rng.uniform(0.25, 1))), wall.inside)
    return [_faded(rng, low, "concrete", (80, 1600), (60, 700), (0.1, 1.0))]


def _faded(rng: np.random.Generator, wall: Wall, material: str, wide: tuple[float, float],
           tall: tuple[float, float], thick: tuple[float, float]) -> Part:  # fmt: skip
    length, height = float(rng.uniform(*wide)), min(float(rng.uniform(*tall)), wall.height)
    x, y, z = wall.place(rng, length, height)
    bump = Bump(x + length / 2, y + height / 2, length, height)
    depth = z - np.sign(z) * float(rng.uniform(*thick))
    return Part(Box(x, x + length, y, y + height, min(z, depth), max(z, depth), bump), material)


def _plate(rng: np.random.Generator, wall: Wall) -> list[Part]:
    """A sign, a data plate, or a sheet of letters."""
    wide, tall = float(rng.uniform(60, 350)), float(rng.uniform(40, 250))
    x, y, z = wall.place(rng, wide, tall)
    thick = float(rng.uniform(0.3, 1.6))
    return [block("aluminium", x, x + wide, y, y + tall, z, z - np.sign(z) * thick)]


def _clip(rng: np.random.Generator, wall: Wall) -> list[Part]:
    """A bolt's head, a hook, a stub of weld."""
    wide, tall = float(rng.uniform(6, 40)), float(rng.uniform(6, 30))
    x, y, z = wall.place(rng, wide, tall)
    return [block("steel", x, x + wide, y, y + tall, z, z - np.sign(z) * float(rng.uniform(1.5, 9)))]


def _scratch(rng: np.random.Generator, wall: Wall) -> list[Part]:
    """A seam, a rubbed groove's burr, a strip of tape: a hairline along or up the wall."""
    length, thin, thick = float(rng.uniform(200, 4500)), float(rng.uniform(2, 6)), float(rng.uniform(0.3, 1.6))
    if rng.random() < 0.5:
        x, y, z = wall.place(rng, min(length, wall.length), thin)
        return [block("steel", x, min(x + length, wall.x[1]), y, y + thin, z, z - np.sign(z) * thick)]
    x, y, z = wall.place(rng, thin, min(length, wall.height))
    return [block("steel", x, x + thin, y, min(y + length, wall.y[1]), z, z - np.sign(z) * thick)]


def _wire(rng: np.random.Generator, wall: Wall) -> list[Part]:
    """A rope, a strap's edge or a seal's wire that hangs from the roof's rail."""
    x, _, z = wall.place(rng, 900.0, 1.0)
    place = np.linspace(0, 1, 6)
    reach, drop = float(rng.uniform(-200, 900)), float(rng.uniform(0.1, 0.9)) * wall.height
    line = np.column_stack([x + reach * place, wall.y[1] - drop * place**1.4, np.full(6, z * 0.97)])
    line[1:-1, 0] += rng.normal(0, 25, 4)
    line[:, 0] = np.clip(line[:, 0], *wall.x)
    steel = rng.random() < 0.5
    return [Part(Wire(line, float(rng.uniform(1.2, 3.0) if steel else rng.uniform(3, 9))),
                 "steel" if steel else "polyethylene")]  # fmt: skip
