"""The picture of a view with what was flagged drawn on it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.scan import View
from cargoscope_inference.annotate.marks import draw_flags, hatch
from cargoscope_inference.annotate.picture import frame, grey_levels
from cargoscope_models.detection import Detection


def annotate(view: View, detections: Sequence[Detection], labels: Sequence[str]) -> NDArray[np.uint8]:
    """An officer's picture of a view.

    Only flags are drawn: what stays below its threshold would be clutter, and is in the JSON. Where nothing was
    penetrated the picture is hatched, for that part has not been inspected.

    Args:
        view: what to show.
        detections: those of other views are passed over.
        labels: all labels of the release; a label's place among them gives its colour.

    Returns:
        (rows, columns, 3) uint8, blue, green, red. Pixels are square where the view's pitch is known.
    """
    shape = frame(view)
    picture = shape.place(grey_levels(view))
    hatch(picture, shape.place_mask(view.quality.not_penetrated))
    flags = [detection for detection in detections if detection.flagged and detection.view == view.name]
    draw_flags(picture, [(flag, shape.place_box(flag.box)) for flag in flags], labels)
    return picture
