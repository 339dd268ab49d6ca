"""Clean simulated backgrounds, drawn once and kept in the cache; objects are added when a crop is taken."""

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation import conveyances, goods, physics, scene
from cargoscope_datasets.simulation.physics import transmission
from cargoscope_datasets.simulation.scene import clean_scene

BEAM_MV = 6.0


@dataclass(frozen=True, slots=True)
class Background:
    """A clean scene as the beam sees it, without noise.

    Attributes:
        path: where its pixels lie; only this travels to the process that cuts crops.
        holds: (x0, y0, x1, y1) in pixels of each room for goods.
    """

    path: Path
    holds: tuple[tuple[float, float, float, float], ...]

    @property
    def log(self) -> NDArray[np.float16]:
        """(rows, columns) float16, ln T, 0 is air; memory-mapped."""
        return _mapped(self.path)


@cache
def _mapped(path: Path) -> NDArray[np.float16]:
    return np.asarray(np.load(path, mmap_mode="r"))


def cache_folder() -> Path:
    """Where long runs keep their state: `CARGOSCOPE_CACHE`, or `~/.cache/cargoscope`."""
    return Path(os.environ.get("CARGOSCOPE_CACHE") or Path.home() / ".cache" / "cargoscope")


def load_pool(seed: int, scenes: int, pitch_mm: float, progress: Callable[[int, int], None]) -> list[Background]:
    """The pool of a seed, simulating what is not in the cache yet.

    Args:
        seed: of the recipe.
        scenes: how many.
        pitch_mm: side of the square pixels.
        progress: told (done, total) after each scene.
    """
    folder = cache_folder() / f"pool-{_version()}-{seed}-{pitch_mm:g}mm"
    folder.mkdir(parents=True, exist_ok=True)
    pool = []
    for number in range(scenes):
        path = folder / f"{number:05}.npy"
        if not path.with_suffix(".json").exists():
            _draw(path, seed, number, pitch_mm)
        holds = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        pool.append(Background(path, tuple(tuple(hold) for hold in holds)))
        progress(number + 1, scenes)
    return pool


def _draw(path: Path, seed: int, number: int, pitch_mm: float) -> None:
    """Simulate at twice the resolution, so that edges are as soft as a real pixel makes them."""
    drawn = clean_scene(np.random.default_rng([seed, number]), pitch_mm / 2)
    through = transmission(drawn.canvas.density, BEAM_MV)
    size = (through.shape[1] // 2, through.shape[0] // 2)
    averaged = cv2.resize(through, size, interpolation=cv2.INTER_AREA)
    np.save(path, np.log(np.maximum(averaged, 1e-6)).astype(np.float16))
    holds = [[value / pitch_mm for value in box.hold] for box in drawn.boxes]
    # The description is written last: a scene without one is drawn again after a cut.
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(holds), encoding="utf-8")
    partial.replace(path.with_suffix(".json"))


def _version() -> str:
    """Changes with the source of the simulator, so that no pool outlives what drew it."""
    digest = hashlib.sha256()
    for module in (physics, conveyances, goods, scene):
        digest.update(Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()[:12]
