"""Clean simulated backgrounds, drawn once and kept in the cache; objects are added when a crop is taken.

A background keeps areal densities, not a picture: whatever beam a crop is seen by, hardened by what stands before it,
is worked out when the crop is taken. Two materials, water and iron, stand for all others there.
"""

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

import cargoscope_datasets.simulation
from cargoscope_datasets.projection import threat_image, two_materials
from cargoscope_datasets.projection.two_materials import MATCHED_MV, standing, whole
from cargoscope_datasets.simulation.conveyances import Place, Room
from cargoscope_datasets.simulation.fan import Fan
from cargoscope_datasets.simulation.framing import frame
from cargoscope_datasets.simulation.physics import transmission
from cargoscope_datasets.simulation.scanner.preset import training_presets
from cargoscope_datasets.simulation.scene import Scene, clean_scene

COARSE = 4
"""Fine pixels that become one in the coarse pass."""


@dataclass(frozen=True, slots=True)
class Background:
    """A clean scene, seen through one scanner's fan, without noise.

    Attributes:
        path: where its fine pixels lie; only this travels to the process that cuts crops.
        pitch_mm: side of a fine pixel.
        fan: where the beam comes from.
        x0: where the first column begins, mm; see `solids` for the axes.
        a0: upper edge of the first row, mm; see `sheet.Sheet`.
        places: where something can be hidden.
        holds: rooms for goods.
    """

    path: Path
    pitch_mm: float
    fan: Fan
    x0: float
    a0: float
    places: tuple[Place, ...]
    holds: tuple[Room, ...]

    @property
    def fine(self) -> NDArray[np.float16]:
        """(2, rows, columns) float16, g/cm2 of water and of iron; memory-mapped."""
        return _mapped(self.path)

    @property
    def coarse(self) -> NDArray[np.float16]:
        """The same, `COARSE` times coarser."""
        return _mapped(self.path.with_suffix(".coarse.npy"))

    def pixels(self, room: Room) -> tuple[float, float, float, float]:
        """(x0, y0, x1, y1) in fine pixels: where a room is seen, at the depth of its middle."""
        if self.fan.top:
            scale = self.fan.magnification(self.fan.axis - (room.y0 + room.y1) / 2)
            low, high = room.z0 * scale, room.z1 * scale
        else:
            scale = self.fan.magnification((room.z0 + room.z1) / 2)
            low, high = (self.fan.axis + (y - self.fan.axis) * scale for y in (room.y0, room.y1))
        x0, x1 = ((x - self.x0) / self.pitch_mm for x in (room.x0, room.x1))
        return float(x0), float((self.a0 - high) / self.pitch_mm), float(x1), float((self.a0 - low) / self.pitch_mm)


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
    folder = cache_folder() / f"pool-{version()}-{seed}-{pitch_mm:g}mm"
    folder.mkdir(parents=True, exist_ok=True)
    pool = []
    for number in range(scenes):
        path = folder / f"{number:05}.npy"
        if not path.with_suffix(".json").exists():
            _draw(path, seed, number, pitch_mm)
        pool.append(_described(path))
        progress(number + 1, scenes)
    return pool


def _draw(path: Path, seed: int, number: int, pitch_mm: float) -> None:
    """Simulate at twice the resolution, so that edges are as soft as a real pixel makes them."""
    for_scanner, for_scene, for_frame = np.random.default_rng([seed, number]).spawn(3)
    makes = training_presets()
    share = np.array([each.share for each in makes])
    scanner = makes[int(for_scanner.choice(len(makes), p=share / share.sum()))].draw(for_scanner)
    scene = clean_scene(for_scene, benchmark=False)
    fine_scanner = replace(scanner, row_mm=pitch_mm / 2, column_mm=pitch_mm / 2)
    sheet, ground, _ = frame(for_frame, scene.conveyance, fine_scanner)
    sheet.add((*ground, *scene.parts))
    fine = _averaged(standing(sheet.density), 2)
    np.save(path.with_suffix(".coarse.npy"), _averaged(fine, COARSE).astype(np.float16))
    np.save(path, fine.astype(np.float16))
    description = _describe(scene, sheet.fan, sheet.x0, sheet.a0, pitch_mm)
    # The description is written last: a scene without one is drawn again after a cut.
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(description), encoding="utf-8")
    partial.replace(path.with_suffix(".json"))


def _describe(scene: Scene, fan: Fan, x0: float, a0: float, pitch_mm: float) -> dict[str, object]:
    return {
        "pitch_mm": pitch_mm,
        "fan": asdict(fan),
        "x0": x0,
        "a0": a0,
        "places": [[place.kind, *place.room] for place in scene.places],
        "holds": [list(hold.room) for hold in scene.conveyance.holds],
    }


def _described(path: Path) -> Background:
    told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    places = tuple(Place(kind, Room(*room)) for kind, *room in told["places"])
    holds = tuple(Room(*room) for room in told["holds"])
    return Background(path, told["pitch_mm"], Fan(**told["fan"]), told["x0"], told["a0"], places, holds)


def _averaged(two: NDArray[np.float32], times: int) -> NDArray[np.float32]:
    """Fewer pixels, each of which lets through what its pixels did on average, not what their mean density would."""
    size = (max(1, two.shape[2] // times), max(1, two.shape[1] // times))
    cut = two[:, : size[1] * times, : size[0] * times]
    mean = np.stack([_area_mean(plane, size) for plane in cut])
    wanted = np.log(np.maximum(_area_mean(transmission(whole(cut), MATCHED_MV), size), 1e-9))
    for _ in range(2):
        found = np.log(np.maximum(transmission(whole(mean), MATCHED_MV), 1e-9))
        mean *= np.where(np.abs(found) > 1e-4, wanted / np.minimum(found, -1e-5), 1.0).clip(0.05, 1.5)
    return mean


def _area_mean(plane: NDArray[np.float32], size: tuple[int, int]) -> NDArray[np.float32]:
    return np.asarray(cv2.resize(np.ascontiguousarray(plane), size, interpolation=cv2.INTER_AREA), np.float32)


@cache
def version() -> str:
    """Changes with the source of the simulator and of threat images, so that no pool outlives what drew it."""
    digest = hashlib.sha256()
    drawing = [Path(str(module.__file__)) for module in (threat_image, two_materials)]
    for path in (*sorted(Path(str(cargoscope_datasets.simulation.__file__)).parent.rglob("*")), *drawing):
        if path.suffix in (".py", ".toml", ".csv"):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
