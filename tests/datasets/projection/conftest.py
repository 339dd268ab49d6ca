"""Scenes with a scanner's setting of one's choice, clean and with a find."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from cargoscope_datasets.simulation.framing import frame
from cargoscope_datasets.simulation.scanner.motion import move
from cargoscope_datasets.simulation.scanner.settings import Scanner
from cargoscope_datasets.simulation.scene import Find, Scene, clean_scene, hide
from cargoscope_datasets.simulation.sheet import Sheet
from cargoscope_datasets.simulation.simulate import Exposure, SimulatedScan, taken

SCANNER = Scanner(beams=(6.0, 4.0), row_mm=6.0, column_mm=8.0)


@dataclass(frozen=True, slots=True)
class Pair:
    """One scene without and with a find that lies in it."""

    scanner: Scanner
    find: Find
    clean: Exposure
    hiding: Exposure

    def scan(self, exposure: Exposure, seed: int = 0, scanner: Scanner | None = None) -> SimulatedScan:
        return taken(exposure, scanner or self.scanner, np.random.default_rng(seed), "none")


MakePair = Callable[..., Pair]


@pytest.fixture(scope="session")
def make_pair() -> MakePair:
    def made(seed: int, label: str, scanner: Scanner = SCANNER) -> Pair:
        for_scene, for_find, for_frame, for_motion = np.random.default_rng(seed).spawn(4)
        scene = clean_scene(for_scene, benchmark=False)
        with_it = hide(for_find, scene, label, benchmark=False)
        assert with_it.finds
        assert with_it.loads == scene.loads, "goods made room for it; take another seed"
        sheet, ground = frame(for_frame, scene.conveyance, scanner)
        motion = move(scanner, sheet.shape[1], for_motion)
        (find,) = with_it.finds
        return Pair(scanner, find, _exposed(scene, sheet, ground, motion), _exposed(with_it, sheet, ground, motion))

    return made


def _exposed(scene: Scene, empty: Sheet, ground: tuple, motion: object) -> Exposure:  # type: ignore[type-arg]
    own = empty.window(slice(0, empty.shape[0]), slice(0, empty.shape[1]))
    own.add((*ground, *scene.parts))
    return Exposure(scene, own, motion)  # type: ignore[arg-type]


def without_noise(scanner: Scanner) -> Scanner:
    """Blur and motion stay."""
    return scanner.without("quanta", "electronics", "offset", "channels", "gain", "dead_channels", "source", "misfires",
                           "scatter", "sway_loss")  # fmt: skip
