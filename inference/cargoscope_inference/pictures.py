"""The pictures of a scan that officers see, as files: of each view without marks and with the flags, and small.

Those without marks are drawn once an analysis, from the scan. The others are drawn on them, again whenever the flags
change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.errors import ScanUnsupported
from cargoscope_datasets.scan import View
from cargoscope_inference.annotate import annotate
from cargoscope_inference.annotate.marks import draw_flags
from cargoscope_inference.annotate.picture import Frame, frame
from cargoscope_inference.storage.analyses import Analysis
from cargoscope_inference.storage.originals import make_folder, write_synced
from cargoscope_models.detection import Detection

JPEG_QUALITY = 90
THUMBNAIL_QUALITY = 80
THUMBNAIL_WIDTH, THUMBNAIL_HEIGHT = 640, 200
"""Twice the size at which the queue shows it, for fine screens."""

Flags = Sequence[Mapping[str, Any]]


class Pictures:
    """The pictures of one scan: two of each of its views, and a small one of all.

    Args:
        folder: of all pictures of the service.
        scan_id: a UUID, never text as it was received.
    """

    def __init__(self, folder: Path, scan_id: str) -> None:
        self._stem = folder / scan_id[:2] / scan_id

    def plain(self, analysis: int, view: int) -> Path:
        """The picture of a view without marks; what was not penetrated is hatched.

        Args:
            analysis: number of the analysis for which it was drawn; another size of a pixel makes another picture.
            view: number of the view, from 0.
        """
        return self._with(view, "plain" if analysis == 1 else f"plain-{analysis}")

    def annotated(self, flags_key: str, view: int) -> Path:
        """The picture of a view with these flags."""
        return self._with(view, f"{flags_key}.annotated")

    def thumbnail(self, flags_key: str) -> Path:
        """The small picture of all views with these flags."""
        return self._with(0, f"{flags_key}.thumbnail")

    def draw_plain(self, views: Sequence[View], labels: Sequence[str], analysis: int) -> list[dict[str, float]]:
        """Draw and keep the pictures without marks.

        Returns:
            How each view lies on its picture.
        """
        make_folder(self._stem.parent)
        for number, view in enumerate(views):
            write_synced(self.plain(analysis, number), _jpeg(annotate(view, (), labels), JPEG_QUALITY))
        return [asdict(frame(view)) for view in views]

    def draw_flagged(self, flags: Flags, flags_key: str, analysis: Analysis) -> None:
        """Draw and keep the annotated pictures and the thumbnail, unless they are there.

        Args:
            flags: as they are stored with an inspection.
            flags_key: their key.
            analysis: what they come from.
        """
        if self.thumbnail(flags_key).exists():
            return
        annotated = []
        for number, (view, lies) in enumerate(zip(analysis.views, analysis.frames, strict=True)):
            jpeg = np.fromfile(self.plain(analysis.number, number), np.uint8)
            picture = np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_COLOR), np.uint8)
            shape = Frame(**lies)  # type: ignore[arg-type]
            boxed = [flag for flag in flags if flag["box"] is not None and flag["view"] == view["name"]]
            draw_flags(picture, [(_detection(flag), shape.place_box(flag["box"])) for flag in boxed], analysis.labels)
            write_synced(self.annotated(flags_key, number), _jpeg(picture, JPEG_QUALITY))
            annotated.append(picture)
        # Last, so that where it is, the others are.
        write_synced(self.thumbnail(flags_key), _jpeg(_shrink(annotated), THUMBNAIL_QUALITY))

    def _with(self, view: int, suffix: str) -> Path:
        # The first view's have no number: so they were called when there was no other.
        return self._stem.with_name(".".join([self._stem.name, *([str(view)] if view else []), suffix, "jpg"]))


def _detection(flag: Mapping[str, Any]) -> Detection:
    return Detection(flag["label"], flag["score"], tuple(flag["box"]), flag["view"], flag["threshold"], flag["facts"])


def _shrink(pictures: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """All views small, one below the other."""
    height = THUMBNAIL_HEIGHT // len(pictures)
    small = []
    for picture in pictures:
        rows, columns = picture.shape[:2]
        scale = min(THUMBNAIL_WIDTH / columns, height / rows, 1.0)
        size = max(1, round(columns * scale)), max(1, round(rows * scale))
        small.append(np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8))
    widest = max(each.shape[1] for each in small)
    return np.vstack([np.pad(each, ((0, 0), (0, widest - each.shape[1]), (0, 0))) for each in small])


def _jpeg(picture: NDArray[np.uint8], quality: int) -> bytes:
    done, jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        rows, columns = picture.shape[:2]
        raise ScanUnsupported(f"its picture of {columns} x {rows} pixels is too large for JPEG")
    return jpeg.tobytes()
