"""What comes before a reading: a scene in front of a scanner, everything random drawn."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.annotation import UNKNOWN
from cargoscope_datasets.errors import RecipeError
from cargoscope_datasets.simulation.framing import frame
from cargoscope_datasets.simulation.scanner import detector
from cargoscope_datasets.simulation.scanner.motion import Motion, move
from cargoscope_datasets.simulation.scanner.preset import Preset, presets, training_presets
from cargoscope_datasets.simulation.scanner.settings import Scanner
from cargoscope_datasets.simulation.scene import Scene, clean_scene, hide
from cargoscope_datasets.simulation.sheet import Sheet
from cargoscope_datasets.simulation.solids import Part


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """A scene in front of a scanner.

    Attributes:
        preset: make of the scanner.
        scanner: its setting.
        scene: what is scanned.
        sheet: on the pixels that the scan will have; empty until it is drawn.
        ground: what else stands in the beam.
        cut: the archive kept only the hold.
        motion: how the scan will be moved.
        streams: what a reading draws from, one an energy.
    """

    preset: str
    scanner: Scanner
    scene: Scene
    sheet: Sheet
    ground: tuple[Part, ...]
    cut: bool
    motion: Motion
    streams: tuple[np.random.Generator, ...]

    def draw(self) -> None:
        """Put everything on the sheet, once."""
        self.sheet.add((*self.ground, *self.scene.parts))

    def read(self, through: Sequence[NDArray[np.float32]]) -> list[detector.Reading]:
        """What the detector gives, the same whenever it is asked.

        Args:
            through: (rows, columns) float32 for each energy, noise-free transmission, evenly scanned.
        """
        return [
            detector.read(self.motion.seen(plane, energy), self.scanner, deepcopy(stream), self.motion.rows)
            for energy, (plane, stream) in enumerate(zip(through, self.streams, strict=True))
        ]


def stage(
    seed: int | Sequence[int],
    hidden: Sequence[str] = (),
    *,
    dual_energy: bool = False,
    preset: str | None = None,
    unknown: int = 0,
    benchmark: bool = False,
) -> Stage:
    """Draw all that a simulated scan hangs on; for the arguments and errors see `simulate.simulate`."""
    for_scanner, for_scene, for_finds, for_frame, for_reading = np.random.default_rng(seed).spawn(5)
    make = _preset(for_scanner, preset, dual_energy=dual_energy, benchmark=benchmark)
    scanner = make.draw(for_scanner)
    scene = clean_scene(for_scene, benchmark=benchmark)
    for label in (*hidden, *[UNKNOWN] * unknown):
        (stream,) = for_finds.spawn(1)
        scene = hide(stream, scene, label, benchmark=benchmark)
    sheet, ground, cut = frame(for_frame, scene.conveyance, scanner)
    motion = move(scanner, sheet.shape[1], for_reading)
    streams = tuple(for_reading.spawn(2)[: len(scanner.beams)])
    return Stage(make.name, scanner, scene, sheet, ground, cut, motion, streams)


def _preset(rng: np.random.Generator, name: str | None, *, dual_energy: bool, benchmark: bool) -> Preset:
    known = presets()
    if name is None:
        pool = known.values() if benchmark else training_presets()
        fit = [each for each in pool if (len(each.beams) == 2) == dual_energy]
        share = np.array([each.share for each in fit])
        return fit[int(rng.choice(len(fit), p=share / share.sum()))]
    if name not in known:
        raise RecipeError(f"there is no preset {name!r}; there are {list(known)}")
    if known[name].reserved and not benchmark:
        raise RecipeError(f"the preset {name!r} is reserved for benchmarks; choose another one")
    return known[name]
