"""What to look at of an evaluation: finds, the plainest objects that were missed, the strongest false alarms."""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import floor

import cv2
import numpy as np
from numpy.typing import NDArray

from cargoscope_training.evaluation.calibration import QUIET
from cargoscope_training.evaluation.evidence import Evidence, Object, cut_at
from cargoscope_training.evaluation.results import Box, Said, Scanned

OF_A_LABEL = 2
"""Finds, misses and false alarms that are shown of a label: so many of each."""
SIZE = 360, 270
"""Of a picture, in pixels."""
LEAST_WIDTH_MM = 1200.0
ROOM = 2.4
"""Side of a picture, in longer sides of the box."""
_MARK = (0, 165, 255)
_BEYOND = 200
"""Grey of what lies beyond the edge of a scan."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Somewhere to take a picture of: a box in pixels of a scan's view."""

    scan: str
    group: str
    box: Box
    view: str


Draw = Callable[[Sequence[Spot]], Mapping[Spot, bytes]]
"""Makes a JPEG of each spot, see `cut_out`; what cannot be drawn is left out."""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A JPEG, and what it shows in words."""

    caption: str
    jpeg: bytes

    @property
    def uri(self) -> str:
        """The picture as a data URI."""
        return f"data:image/jpeg;base64,{b64encode(self.jpeg).decode()}"


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a label."""

    label: str
    finds: list[Exhibit]
    misses: list[Exhibit]
    alarms: list[Exhibit]


def exhibits(evidence: Evidence, budget: float, draw: Draw) -> list[Shown]:
    """Ordinary finds of each label and its worst, at a budget of alarms a scan of all labels together.

    A miss is the worse the plainer the object shows; a false alarm, the rarer a score like it is on clean scans.
    """
    cut = cut_at(evidence, budget)
    labels = sorted({each.truth.label for each in evidence.objects} | set(evidence.alarm_labels))
    finds = {label: _finds(evidence, label, cut) for label in labels}
    misses = {label: _misses(evidence, label, cut) for label in labels}
    alarms = {label: _alarms(evidence, label) for label in labels}
    objects = [each for own in (*finds.values(), *misses.values()) for each in own]
    spots = [_spot(each.scan, each.truth.box, each.truth.view) for each in objects]
    spots += [_spot(scan, said.box, said.view) for own in alarms.values() for scan, said in own]
    drawn = draw(list(dict.fromkeys(spots)))

    def shown(scan: Scanned, box: Box, view: str, caption: str) -> list[Exhibit]:
        jpeg = drawn.get(_spot(scan, box, view))
        return [] if jpeg is None else [Exhibit(caption, jpeg)]

    def of(own: Sequence[Object], say: Callable[[Object], str]) -> list[Exhibit]:
        return [one for each in own for one in shown(each.scan, each.truth.box, each.truth.view, say(each))]

    return [
        Shown(
            label,
            of(finds[label], lambda each: found(each, cut)),
            of(misses[label], missed),
            [one for scan, said in alarms[label] for one in shown(scan, said.box, said.view, raised(scan, said))],
        )
        for label in labels
        if finds[label] or misses[label] or alarms[label]
    ]


def cut_out(picture: NDArray[np.uint8], pitch_mm: tuple[float, float], box: Box) -> bytes:
    """A JPEG of the surroundings of a box, in square pixels, with the box drawn.

    Args:
        picture: (rows, columns) uint8, brighter is thinner.
        pitch_mm: row and column size.
        box: in pixels of the picture.
    """
    wide, high = (box[2] - box[0]) * pitch_mm[1], (box[3] - box[1]) * pitch_mm[0]
    across = max(LEAST_WIDTH_MM, ROOM * max(wide, high * SIZE[0] / SIZE[1]))
    scale = SIZE[0] / across
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    along, up = scale * pitch_mm[1], scale * pitch_mm[0]
    matrix = np.array([[along, 0, SIZE[0] / 2 - x * along], [0, up, SIZE[1] / 2 - y * up]])
    # Averaged before it is made smaller, so that fine detail does not turn into noise.
    blur = [max(0.0, 0.5 / factor - 0.5) for factor in (along, up)]
    smooth = (
        picture if max(blur) < 0.3 else cv2.GaussianBlur(picture, (0, 0), max(blur[0], 0.1), sigmaY=max(blur[1], 0.1))
    )
    grey = cv2.warpAffine(smooth, matrix, SIZE, flags=cv2.INTER_LINEAR, borderValue=_BEYOND)
    colour = cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)
    corners = [matrix @ (edge_x, edge_y, 1) for edge_x, edge_y in (box[:2], box[2:])]
    first, last = ((floor(corner[0]) + by, floor(corner[1]) + by) for corner, by in zip(corners, (-3, 3), strict=True))
    cv2.rectangle(colour, first, last, _MARK, 2)
    _, encoded = cv2.imencode(".jpg", colour, [cv2.IMWRITE_JPEG_QUALITY, 80])
    return encoded.tobytes()


def found(each: Object, cut: float) -> str:
    """What a find shows, in words."""
    return "; ".join([*_object(each), "named right" if each.named >= cut else "under another name"])


def missed(each: Object) -> str:
    """What a miss shows, in words."""
    return "; ".join(
        [*_object(each), "nothing was said of it" if each.found == QUIET else "marked, but too weakly to be raised"]
    )


def raised(scan: Scanned, said: Said) -> str:
    """What a false alarm shows, in words."""
    wide = (said.box[2] - said.box[0]) * scan.pitch_mm[1] / 10
    high = (said.box[3] - said.box[1]) * scan.pitch_mm[0] / 10
    words = [f"taken for {said.label.replace('_', ' ')} (score {said.score:.2f})", f"{wide:.0f} x {high:.0f} cm"]
    words.append(_around(scan))
    words.append("flagged as shipped" if said.flagged else "below the threshold as shipped")
    return "; ".join(word for word in words if word)


_PLAINLY = {
    "plain": "shows plainly",
    "fair": "a careful person sees most like it",
    "faint": "mostly invisible to a person",
}
_PLAINLY_FIRST = tuple(_PLAINLY)
_WHERE = {
    "in_goods": "within the goods",
    "on_goods": "on top of the goods",
    "goods_gap": "between the goods",
    "doors": "at the doors",
    "pallet": "under a pallet",
    "machine": "inside a machine",
    "engine": "at the engine",
    "cab": "in the cab",
    "chassis": "on the chassis",
    "frame": "in the frame",
    "wall": "in the wall",
    "floor": "in the floor",
    "roof": "under the roof",
    "cooling_unit": "in the cooling unit",
    "fuel_tank": "in the fuel tank",
    "tool_box": "in the tool box",
    "spare_tyre": "in the spare tyre",
    "tyre": "in a tyre",
    "boot": "in the boot",
    "seat": "in a seat",
}


def _object(each: Object) -> list[str]:
    facets = each.truth.facets
    kind = facets.get("family", "").partition(": ")[2].replace("_", " ")
    words = [each.truth.label.replace("_", " ") + (f" ({kind})" if kind else "")]
    if "hidden in" in facets:
        words.append(_WHERE.get(facets["hidden in"], facets["hidden in"].replace("_", " ")))
    words.append(_around(each.scan))
    if "band" in facets:
        words.append(_PLAINLY[facets["band"]])
    return [word for word in words if word]


def _around(scan: Scanned) -> str:
    facets = {name: value.replace("_", " ") for name, value in scan.facets.items()}
    words = [facets[name] for name in ("conveyance", "goods") if name in facets]
    seen = f", {facets['shown as']} of {facets['preset']}" if "preset" in facets and "shown as" in facets else ""
    return " with ".join(words) + seen if words else scan.scan


def _spot(scan: Scanned, box: Box, view: str) -> Spot:
    return Spot(scan.scan, scan.group, box, view)


def _finds(evidence: Evidence, label: str, cut: float) -> list[Object]:
    """Neither the best nor the luckiest: evenly spread over all of them as they are ranked, one a scan."""
    own = [each for each in evidence.objects if each.truth.label == label and each.found >= cut]
    own.sort(key=lambda each: -each.found)
    ranked = list({each.scan.scan: each for each in own}.values())
    count = min(OF_A_LABEL, len(ranked))
    return [ranked[(2 * number + 1) * len(ranked) // (2 * count)] for number in range(count)]


def _misses(evidence: Evidence, label: str, cut: float) -> list[Object]:
    """The most visible, one a scan: first by what a person sees, then by what there is to be seen."""
    own = [each for each in evidence.objects if each.truth.label == label and each.found < cut]
    own.sort(key=lambda each: (_PLAINLY_FIRST.index(each.truth.facets.get("band", "faint")), -(each.truth.shows or 0)))
    by_scan: dict[str, Object] = {}
    for each in own:
        by_scan.setdefault(each.scan.scan, each)
    return list(by_scan.values())[:OF_A_LABEL]


def _alarms(evidence: Evidence, label: str) -> list[tuple[Scanned, Said]]:
    """The rarest, one a scan."""
    said = [(scan, one) for scan in evidence.clean for one in scan.said if one.label == label]
    said.sort(key=lambda each: -each[1].score)
    by_scan: dict[str, tuple[Scanned, Said]] = {}
    for scan, one in said:
        by_scan.setdefault(scan.scan, (scan, one))
    return list(by_scan.values())[:OF_A_LABEL]
