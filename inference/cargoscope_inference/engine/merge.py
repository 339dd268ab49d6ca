"""What several strips saw, as one list in which an object stands once and whole."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cargoscope_inference.engine.strips import Strip
from cargoscope_models import boxes as geometry
from cargoscope_models.boxes import Boxes

SEAM_MARGIN = 8.0
"""A side this near to a seam, in pixels, may have been cut by it: two cells of the network's output."""
AGREEMENT = 0.5
"""Share from which on two boxes are taken for views of one object."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Boxes that wait for the merge.

    Attributes:
        boxes: (n, 4) float32, in pixels of the padded view.
        labels: (n,) label indices.
        scores: (n,) float32.
        strips: (n,) index of the strip that saw it.
        cut: (n, 4) bool, whether the left, top, right and bottom side was cut by a seam.
    """

    boxes: Boxes
    labels: NDArray[np.intp]
    scores: NDArray[np.float32]
    strips: NDArray[np.intp]
    cut: NDArray[np.bool_]

    @classmethod
    def none(cls) -> "Candidates":
        """No box at all."""
        return cls(
            np.empty((0, 4), np.float32),
            np.empty(0, np.intp),
            np.empty(0, np.float32),
            np.empty(0, np.intp),
            np.empty((0, 4), np.bool_),
        )

    def __len__(self) -> int:
        return len(self.scores)

    def __getitem__(self, chosen: NDArray[np.intp]) -> "Candidates":
        return Candidates(
            self.boxes[chosen], self.labels[chosen], self.scores[chosen], self.strips[chosen], self.cut[chosen]
        )


def from_strip(
    boxes: Boxes, labels: NDArray[np.intp], scores: NDArray[np.float32], strip: Strip, index: int
) -> Candidates:
    """What one strip saw, brought to the padded view.

    Args:
        boxes: (n, 4), in pixels of the strip.
        labels: (n,) label indices.
        scores: (n,) float32.
        strip: where it lies.
        index: its number.
    """
    low, high = np.array(strip.bounds[:2], np.float32), np.array(strip.bounds[2:], np.float32)
    # Beyond its own bounds a strip has seen nothing, whatever the network extrapolates.
    placed = np.clip(boxes + np.tile(low, 2), np.tile(low, 2), np.tile(high, 2))
    reaches = np.concatenate([placed[:, :2] <= low + SEAM_MARGIN, placed[:, 2:] >= high - SEAM_MARGIN], axis=1)
    cut = reaches & np.array(strip.inner)
    return Candidates(placed, labels, scores, np.full(len(boxes), index, np.intp), cut)


def join(parts: Sequence[Candidates]) -> Candidates:
    """Several lists as one, best first; equal scores stay in the order of the parts."""
    joined = Candidates(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("boxes", "labels", "scores", "strips", "cut")
        )
    )
    return joined[np.argsort(-joined.scores, kind="stable")]


def merge(seen: Candidates, strips: Sequence[Strip], suppression: float) -> Candidates:
    """Each object once.

    Neighbouring strips overlap by more than the longest object, so a strip that sees an object cut has a neighbour
    that sees it whole, and the whole one counts. Only an object longer than that is seen cut by all: its pieces are
    united where they agree within the area that both strips see.

    Args:
        seen: best first.
        strips: those that `seen.strips` refers to.
        suppression: IoU above which two boxes of one label are one object.

    Returns:
        Best first.
    """
    is_cut = seen.cut.any(axis=1)
    whole, cut = seen[np.flatnonzero(~is_cut)], seen[np.flatnonzero(is_cut)]
    whole = whole[geometry.suppress(whole.boxes, whole.labels, suppression)]
    whole, cut = _absorb(whole, cut, strips)
    both = join([whole, _unite(cut, strips)])
    return both[geometry.suppress(both.boxes, both.labels, suppression)]


def _absorb(whole: Candidates, cut: Candidates, strips: Sequence[Strip]) -> tuple[Candidates, Candidates]:
    """Drop the cut views of objects that were seen whole; a whole takes over the best score of its views."""
    if not len(whole) or not len(cut):
        return whole, cut
    within = geometry.intersection(cut.boxes, whole.boxes) / np.maximum(geometry.area(cut.boxes), 1e-6)[:, None]
    belongs = (within >= AGREEMENT) & (cut.labels[:, None] == whole.labels) & _reach_cut_sides(cut, whole)
    views, objects = np.nonzero(belongs)
    agreement = np.zeros(belongs.shape, np.float32)
    agreement[views, objects] = _pairwise_iou(
        cut.boxes[views], _clip(whole.boxes[objects], _bounds(cut, strips)[views])
    )
    absorbed = belongs.any(axis=1)
    scores = whole.scores.copy()
    np.maximum.at(scores, agreement.argmax(axis=1)[absorbed], cut.scores[absorbed])
    return replace(whole, scores=scores), cut[np.flatnonzero(~absorbed)]


def _reach_cut_sides(cut: Candidates, whole: Candidates) -> NDArray[np.bool_]:
    """(cut, whole) bool: whether the whole box goes on at least to where the other was cut."""
    outwards = np.array([-1.0, -1.0, 1.0, 1.0], np.float32)
    beyond = (whole.boxes[None] - cut.boxes[:, None]) * outwards >= -SEAM_MARGIN
    return np.asarray((beyond | ~cut.cut[:, None]).all(axis=2))


def _unite(cut: Candidates, strips: Sequence[Strip]) -> Candidates:
    """Join the pieces of one object: the best agreement first, and at most one piece of each strip."""
    groups = [[index] for index in range(len(cut))]
    for first, second in _agreeing(cut, strips):
        ours, theirs = groups[first], groups[second]
        if ours is theirs or {cut.strips[index] for index in ours} & {cut.strips[index] for index in theirs}:
            continue
        ours += theirs
        for index in theirs:
            groups[index] = ours
    # Candidates stand best first, so the first member of each group is its best.
    heads = [index for index in range(len(cut)) if min(groups[index]) == index]
    united = cut[np.array(heads, np.intp)]
    for position, index in enumerate(heads):
        members = cut.boxes[groups[index]]
        united.boxes[position, :2] = members[:, :2].min(axis=0)
        united.boxes[position, 2:] = members[:, 2:].max(axis=0)
    return united


def _agreeing(cut: Candidates, strips: Sequence[Strip]) -> list[tuple[int, int]]:
    """Pairs of pieces from two strips that agree where both strips look, best agreement first."""
    if not len(cut):
        return []
    bounds = _bounds(cut, strips)
    pairs: list[tuple[float, int, int]] = []
    for index in range(len(cut)):
        rest = np.arange(index + 1, len(cut))
        rest = rest[(cut.labels[rest] == cut.labels[index]) & (cut.strips[rest] != cut.strips[index])]
        mine = _clip(np.broadcast_to(cut.boxes[index], (len(rest), 4)), bounds[rest])
        theirs = _clip(cut.boxes[rest], np.broadcast_to(bounds[index], (len(rest), 4)))
        agreement = _pairwise_iou(mine, theirs)
        pairs += [(-float(agreement[at]), index, int(rest[at])) for at in np.flatnonzero(agreement >= AGREEMENT)]
    return [(first, second) for _, first, second in sorted(pairs)]


def _bounds(seen: Candidates, strips: Sequence[Strip]) -> Boxes:
    """(n, 4) float32: bounds of the strip that saw each."""
    return np.array([strip.bounds for strip in strips], np.float32)[seen.strips]


def _clip(boxes: Boxes, bounds: NDArray[np.float32]) -> Boxes:
    """Each box clipped to its bounds; may end up inside out where they do not meet."""
    return np.concatenate([np.maximum(boxes[:, :2], bounds[:, :2]), np.minimum(boxes[:, 2:], bounds[:, 2:])], axis=1)


def _pairwise_iou(first: Boxes, second: Boxes) -> NDArray[np.float32]:
    """(n,) float32: IoU of each box with the one at the same place in the other list."""
    shared = geometry.area(_clip(first, second))
    united = geometry.area(first) + geometry.area(second) - shared
    return np.asarray(np.divide(shared, united, out=np.zeros_like(shared), where=united > 0), np.float32)
