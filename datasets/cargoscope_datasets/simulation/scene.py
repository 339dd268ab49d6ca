"""Putting a scene together: a conveyance, its load, and sometimes something hidden in it."""

from dataclasses import dataclass

import numpy as np

from cargoscope_datasets.annotation import Annotation, Origin
from cargoscope_datasets.simulation.canvas import Canvas
from cargoscope_datasets.simulation.conveyances import LENGTHS_MM, Box, draw_box, draw_chassis, draw_tractor
from cargoscope_datasets.simulation.goods import load
from cargoscope_datasets.simulation.threats import draw_threat

SHARE_WITHOUT_CHASSIS = 0.25
"""Scans of a container on the ground, or cut to the container by an archive."""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What stands in the beam.

    Attributes:
        canvas: areal densities.
        boxes: the containers, left to right.
        goods: what each container holds.
    """

    canvas: Canvas
    boxes: tuple[Box, ...]
    goods: tuple[str, ...]


def clean_scene(rng: np.random.Generator, pitch_mm: float) -> Scene:
    """A conveyance with goods and nothing to find."""
    on_road = rng.random() > SHARE_WITHOUT_CHASSIS
    lengths = [LENGTHS_MM["40 ft"]] if rng.random() < 0.7 else [LENGTHS_MM["20 ft"]] * int(rng.integers(1, 3))
    left = rng.uniform(200, 1200) + (rng.uniform(1500, 5800) if on_road and rng.random() < 0.5 else 0)
    top = rng.uniform(80, 500)
    below = rng.uniform(900, 1500) if on_road else rng.uniform(30, 150)
    right = rng.uniform(100, 1200)
    canvas = Canvas(left + sum(lengths) + 60 * len(lengths) + right, top + 2750 + below, pitch_mm)
    boxes, goods, x = [], [], left
    for length in lengths:
        box = draw_box(canvas, rng, x, top, length)
        goods.append(load(canvas, rng, box.hold))
        boxes.append(box)
        x += length + 60
    if on_road:
        first, last = boxes[0], boxes[-1]
        whole = Box(
            first.x, first.y, last.x + last.length - first.x, max(box.height for box in boxes), False, first.hold
        )
        draw_chassis(canvas, rng, whole)
        if left > 1400:
            draw_tractor(canvas, rng, first.x + 300, first.y + first.height)
    return Scene(canvas, tuple(boxes), tuple(goods))


def hide(scene: Scene, rng: np.random.Generator, label: str) -> Annotation | None:
    """Draw one object into a container and say where; its box is in pixels of the canvas.

    Returns:
        None where the object does not fit into any hold.
    """
    canvas = scene.canvas
    threat = draw_threat(rng, label, canvas.pitch_mm)
    x0, y0, x1, y1 = scene.boxes[int(rng.integers(len(scene.boxes)))].hold
    high, wide = (side * canvas.pitch_mm for side in threat.density.shape[1:])
    if wide > x1 - x0 or high > y1 - y0:
        return None
    x = rng.uniform(x0, x1 - wide)
    y = y1 - high if label in ("person", "cigarettes", "gas_cylinder") else rng.uniform(y0, y1 - high)
    canvas.paste(threat.density, x, y)
    left, top = round(x / canvas.pitch_mm), round(y / canvas.pitch_mm)
    box = (float(left), float(top), float(left + threat.density.shape[2]), float(top + threat.density.shape[1]))
    return Annotation(label=label, box=box, origin=Origin.SIMULATED, concealed=True)
