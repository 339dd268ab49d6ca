"""Scenes with a scanner's setting of one's choice, clean and with a find."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pytest

from cargoscope_datasets.simulation.framing import frame
from cargoscope_datasets.simulation.scanner.motion import Motion, move
from cargoscope_datasets.simulation.scanner.settings import Scanner
from cargoscope_datasets.simulation.scene import Find, Scene, clean_scene, hide
from cargoscope_datasets.simulation.sheet import Sheet
from cargoscope_datasets.simulation.simulate import SimulatedScan, read_out
from cargoscope_datasets.simulation.solids import Part
from cargoscope_datasets.simulation.staging import Stage

SCANNER = Scanner(beams=(6.0, 4.0), row_mm=7.0, column_mm=9.0)


@dataclass(frozen=True, slots=True)
class Pair:
    """One scene without and with a find that lies in it."""

    scanner: Scanner
    find: Find
    clean: Stage
    hiding: Stage

    def scan(self, exposure: Stage, seed: int = 0, scanner: Scanner | None = None) -> SimulatedScan:
        chosen = scanner or self.scanner
        streams = tuple(np.random.default_rng(seed).spawn(2)[: len(chosen.beams)])
        return read_out(replace(exposure, scanner=chosen, streams=streams))


MakePair = Callable[..., Pair]


@pytest.fixture(scope="session")
def make_pair() -> MakePair:
    @cache
    def made(seed: int, label: str, scanner: Scanner = SCANNER) -> Pair:
        for_scene, for_find, for_frame, for_motion = np.random.default_rng(seed).spawn(4)
        scene = clean_scene(for_scene, benchmark=False)
        with_it = hide(for_find, scene, label, benchmark=False)
        assert with_it.finds
        assert with_it.loads == scene.loads, "goods made room for it; take another seed"
        sheet, ground, _ = frame(for_frame, scene.conveyance, scanner)
        motion = move(scanner, sheet.shape[1], for_motion)
        (find,) = with_it.finds
        return Pair(scanner, find, _exposed(scanner, scene, sheet, ground, motion),
                    _exposed(scanner, with_it, sheet, ground, motion))  # fmt: skip

    return made


def _exposed(scanner: Scanner, scene: Scene, empty: Sheet, ground: tuple[Part, ...], motion: Motion) -> Stage:
    own = empty.window(slice(0, empty.shape[0]), slice(0, empty.shape[1]))
    staged = Stage("none", scanner, scene, own, ground, False, motion, ())
    staged.draw()
    return staged


def without_noise(scanner: Scanner) -> Scanner:
    """Blur and motion stay."""
    return scanner.without("quanta", "electronics", "offset", "channels", "gain", "dead_channels", "source", "misfires",
                           "scatter", "sway_loss")  # fmt: skip
