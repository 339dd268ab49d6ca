"""How the gallery's pages see things: scanners for pictures, goods in a vehicle, what is read of both."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.conveyances import CONVEYANCES
from cargoscope_datasets.simulation.extents import parts_bounds
from cargoscope_datasets.simulation.framing import fan_of
from cargoscope_datasets.simulation.goods import Goods
from cargoscope_datasets.simulation.physics import transmission
from cargoscope_datasets.simulation.scanner import detector
from cargoscope_datasets.simulation.scanner.display import display
from cargoscope_datasets.simulation.scanner.motion import move
from cargoscope_datasets.simulation.scanner.settings import Look, Scanner
from cargoscope_datasets.simulation.sheet import Sheet
from cargoscope_datasets.simulation.solids import Part

PLAIN = Scanner(row_mm=6.0, column_mm=6.0, quanta=60_000, look=Look(gamma=0.9))
FINE = replace(PLAIN, row_mm=2.5, column_mm=2.5, distance_mm=5200.0, axis_mm=0.0)
"""For things that are shown alone: around the origin, seen level."""
ABOVE = replace(PLAIN, top=True, distance_mm=5600.0)
MARGIN_MM = 150.0
LEAST_SIGNAL = 1e-4
CARRIERS = tuple(sorted(set(CONVEYANCES) - {"car"}))
"""Goods are shown in these: a car's engine, wheels and seats hide what is in its boot."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Goods in a conveyance.

    Attributes:
        name: of the conveyance.
        carrier: its parts.
        load: the parts of the goods.
        mass_kg: of the goods.
    """

    name: str
    carrier: tuple[Part, ...]
    load: tuple[Part, ...]
    mass_kg: float

    @property
    def parts(self) -> tuple[Part, ...]:
        """All there is."""
        return self.carrier + self.load


def stream(name: str, seed: int) -> np.random.Generator:
    """Each kind has its own, or all would be the same vehicle."""
    return np.random.default_rng([seed, *name.encode()])


def loaded(rng: np.random.Generator, kind: Goods, carriers: Iterable[str] = CARRIERS) -> Loaded:
    """Goods in all holds of the first conveyance, in a random order, that they fit into."""
    for name in rng.permutation(sorted(carriers)).tolist():
        conveyance = CONVEYANCES[name](rng)
        loads = [kind.pack(rng, hold) for hold in conveyance.holds if hold.kind in kind.holds]
        if any(load.parts for load in loads) or (loads and kind.name == "empty"):
            parts = tuple(part for load in loads for part in load.parts)
            return Loaded(name, conveyance.parts, parts, sum(load.mass_kg for load in loads))
    raise ValueError(f"No conveyance has a hold for {kind.name}: it travels in {kind.holds}")


def sheet_around(parts: Sequence[Part], scanner: Scanner, margin_mm: float) -> Sheet:
    """An empty sheet that has room for some parts."""
    fan = fan_of(scanner)
    low, high = parts_bounds(parts)
    probe = Sheet(fan, float(low[0]), 0.0, (1, 1), (scanner.row_mm, scanner.column_mm))
    extents = np.array([probe.extent(part.solid) for part in parts])
    top, bottom = extents[:, 1].min() * scanner.row_mm, extents[:, 3].max() * scanner.row_mm
    rows = max(4, round((bottom - top + 2 * margin_mm) / scanner.row_mm))
    columns = max(4, round((high[0] - low[0] + 2 * margin_mm) / scanner.column_mm))
    shape = (rows, columns)
    return Sheet(fan, float(low[0] - margin_mm), float(margin_mm - top), shape, (scanner.row_mm, scanner.column_mm))


def read(sheet: Sheet, scanner: Scanner, seed: int, energy: int = -1) -> detector.Reading:
    """What the detector gives for one of the scanner's beams, by default the lowest."""
    rng = np.random.default_rng(seed)
    motion = move(scanner, sheet.shape[1], rng)
    through = motion.seen(transmission(sheet.density, scanner.beams[energy]), energy % len(scanner.beams))
    return detector.read(through, scanner, rng, motion.rows)


def seen(parts: Sequence[Part], scanner: Scanner, seed: int, margin_mm: float = MARGIN_MM) -> NDArray[np.uint8]:
    """The picture of some parts in air, (rows, columns) uint8."""
    sheet = sheet_around(parts, scanner, margin_mm)
    return seen_within(sheet, parts, scanner, seed)


def seen_within(sheet: Sheet, parts: Sequence[Part], scanner: Scanner, seed: int) -> NDArray[np.uint8]:
    """The picture of some parts on an empty sheet that may hold only a piece of them, (rows, columns) uint8."""
    sheet.add(parts)
    return display(detector.mended(read(sheet, scanner, seed)), scanner.look)


def log_signal(signal: NDArray[np.float32]) -> NDArray[np.float32]:
    """The logarithm of a signal, air at 1 and a ten thousandth of it at 0; same shape."""
    return np.asarray(1 + np.log10(np.maximum(signal, np.float32(LEAST_SIGNAL))) / -np.log10(LEAST_SIGNAL), np.float32)
