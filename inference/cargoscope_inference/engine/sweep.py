"""One pass over one view: resample, cut into strips, run the network, merge."""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.errors import ScanTooLarge
from cargoscope_datasets.scan import View
from cargoscope_inference.engine.memory import StripMemory
from cargoscope_inference.engine.merge import Candidates, from_strip, join, merge
from cargoscope_inference.engine.network import Answer, Network
from cargoscope_inference.engine.strips import Layout, Strip, lay_strips, unchanging
from cargoscope_inference.engine.timing import Stopwatch
from cargoscope_inference.engine.window import HALO, Window, window_of
from cargoscope_models import boxes as geometry
from cargoscope_models.preprocessing import AIR, resample
from cargoscope_models.release import Pass, Specification

MOST_IN_STRIP = 1000
"""Cells of a strip that are looked at, best first: suppression takes quadratic time, and a network that has learned
something answers in tens."""
MOST_IN_VIEW = 1000
"""Boxes of a view that are merged, best first, for the same reason."""
EDGE = HALO + 2
"""Columns beyond a strip that change what the network sees of it: the window of the local contrast, and the last column
so far, which may average with the next one."""
LARGEST_RESAMPLED = 64_000_000
"""Pixels of a view at the pitch of a pass; more is a wrong pitch, and would not fit into the memory of a small box."""


def sweep(
    view: View,
    look: Pass,
    specification: Specification,
    network: Network,
    watch: Stopwatch,
    *,
    memory: StripMemory | None = None,
    growing: bool = False,
    before_strip: Callable[[], None] = lambda: None,
) -> Candidates:
    """What one pass finds on a view: its own labels only, boxes in pixels of the original view.

    Args:
        view: to look at.
        look: the pass.
        specification: of the release.
        network: of the release.
        watch: takes the time of each step.
        memory: of what the network said of strips before.
        growing: more columns are to come, so only those strips are looked at that stay as they are.
        before_strip: called before each; what it raises ends the sweep.
    """
    with watch.step("resample"):
        plane = _at_pitch_of(view, look)
        layout = lay_strips(plane.shape[0], plane.shape[1], look)
        padded = _pad(plane, layout)
    every = range(len(layout.strips))
    chosen = unchanging(layout, plane.shape[1], look, EDGE) if growing else every
    parts = [Candidates.none()]
    for index in chosen:
        before_strip()
        strip = layout.strips[index]
        scores, distances = _answer(window_of(padded, strip, view.kind), network, memory, watch)
        with watch.step("merge"):
            parts.append(_decode(scores[0], distances[0], strip, index, look, specification))
    with watch.step("merge"):
        best = join(parts)[np.arange(min(MOST_IN_VIEW, sum(map(len, parts))))]
        found = merge(best, layout.strips, specification.suppression)
        return _to_original(found, view, plane.shape, layout, look)


def _answer(window: Window, network: Network, memory: StripMemory | None, watch: Stopwatch) -> Answer:
    """What the network says of one strip, or said of the very same one before."""

    def ask() -> Answer:
        with watch.step("channels"):
            image = window.channels()
        with watch.step("network"):
            # One at a time: on two cores a batch is no faster and takes the memory of all its strips at once.
            return network.run(image[None])

    if memory is None:
        return ask()
    with watch.step("channels"):
        digest = window.digest()
    return memory.recall(digest, ask)


def _at_pitch_of(view: View, look: Pass) -> NDArray[np.float32]:
    """(rows, columns) float32: the highest energy at the pitch of the pass."""
    pitch = None if view.pitch is None else (view.pitch.row_mm, view.pitch.column_mm)
    if pitch is not None:
        pixels = view.rows * pitch[0] * view.columns * pitch[1] / look.pitch_mm**2
        if pixels > LARGEST_RESAMPLED:
            length, height = view.columns * pitch[1] / 1e3, view.rows * pitch[0] / 1e3
            raise ScanTooLarge(
                f"is {length:,.0f} m long and {height:,.0f} m high at its pitch of {pitch[0]:g},{pitch[1]:g} mm, "
                "which no conveyance is; say the right one with --pitch ROW,COLUMN"
            )
    return resample(view.planes[0], pitch, look.pitch_mm, look.shrink)


def _pad(plane: NDArray[np.float32], layout: Layout) -> NDArray[np.float32]:
    behind = layout.columns - plane.shape[1]
    if not layout.above and not behind:
        return plane
    padded = cv2.copyMakeBorder(plane, layout.above, 0, 0, behind, cv2.BORDER_CONSTANT, value=AIR)
    return np.asarray(padded, np.float32)


def _decode(
    scores: NDArray[np.float32],
    distances: NDArray[np.float32],
    strip: Strip,
    index: int,
    look: Pass,
    specification: Specification,
) -> Candidates:
    """What the network said of a strip, doubles within the strip taken out."""
    own = np.array([specification.labels.index(label) for label in look.labels], np.intp)
    boxes, labels, values = geometry.decode(scores[own], distances, specification.stride, specification.floor)
    boxes, labels, values = boxes[:MOST_IN_STRIP], own[labels[:MOST_IN_STRIP]], values[:MOST_IN_STRIP]
    kept = geometry.suppress(boxes, labels, specification.suppression)
    return from_strip(boxes[kept], labels[kept], values[kept], strip, index)


def _to_original(found: Candidates, view: View, shape: tuple[int, ...], layout: Layout, look: Pass) -> Candidates:
    """Boxes in pixels of the original view, within it; those that lay mostly in the added air are dropped."""
    boxes = found.boxes - np.array([0, layout.above, 0, layout.above], np.float32)
    rows, columns = shape
    clipped = np.clip(boxes, 0.0, np.array([columns, rows, columns, rows], np.float32))
    stays = geometry.area(clipped) > 0.5 * geometry.area(boxes)
    across = look.shrink if view.pitch is None else look.pitch_mm / view.pitch.column_mm
    scale = np.tile(np.array([across, view.rows / rows], np.float32), 2)
    limit = np.array([view.columns, view.rows] * 2, np.float32)
    kept = found[np.flatnonzero(stays)]
    kept.boxes[:] = np.minimum(clipped[stays] * scale, limit)
    return kept
