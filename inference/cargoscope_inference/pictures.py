"""The pictures of a scan that officers see, as files: without marks, with the flags, and small.

The picture without marks is drawn once, from the scan. The other two are drawn on it, again whenever the flags change.
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
from cargoscope_inference.storage.originals import make_folder, write_synced
from cargoscope_models.detection import Detection

JPEG_QUALITY = 90
THUMBNAIL_QUALITY = 80
THUMBNAIL_WIDTH, THUMBNAIL_HEIGHT = 640, 200
"""Twice the size at which the queue shows it, for fine screens."""

Flags = Sequence[Mapping[str, Any]]


class Pictures:
    """The pictures of one scan.

    Args:
        folder: of all pictures of the service.
        scan_id: a UUID, never text as it was received.
    """

    def __init__(self, folder: Path, scan_id: str) -> None:
        self._stem = folder / scan_id[:2] / scan_id

    @property
    def plain(self) -> Path:
        """The picture without marks; what was not penetrated is hatched."""
        return self._with("plain")

    def annotated(self, flags_key: str) -> Path:
        """The picture with these flags."""
        return self._with(f"{flags_key}.annotated")

    def thumbnail(self, flags_key: str) -> Path:
        """The small picture with these flags."""
        return self._with(f"{flags_key}.thumbnail")

    def draw_plain(self, view: View, labels: Sequence[str]) -> dict[str, float]:
        """Draw and keep the picture without marks.

        Returns:
            How the view lies on it, for `draw_flagged`.
        """
        picture = annotate(view, (), labels)
        make_folder(self._stem.parent)
        write_synced(self.plain, _jpeg(picture, JPEG_QUALITY))
        return asdict(frame(view))

    def draw_flagged(self, flags: Flags, flags_key: str, lies: Mapping[str, Any], labels: Sequence[str]) -> None:
        """Draw and keep the annotated picture and its thumbnail, unless both are there.

        Args:
            flags: as they are stored with an inspection.
            flags_key: their key.
            lies: how the view lies on the picture, from `draw_plain`.
            labels: all labels of the release.
        """
        if self.annotated(flags_key).exists() and self.thumbnail(flags_key).exists():
            return
        picture = np.asarray(cv2.imdecode(np.fromfile(self.plain, np.uint8), cv2.IMREAD_COLOR), np.uint8)
        shape = Frame(**lies)
        boxed = [flag for flag in flags if flag["box"] is not None]
        draw_flags(picture, [(_detection(flag), shape.place_box(flag["box"])) for flag in boxed], labels)
        write_synced(self.annotated(flags_key), _jpeg(picture, JPEG_QUALITY))
        write_synced(self.thumbnail(flags_key), _jpeg(_shrink(picture), THUMBNAIL_QUALITY))

    def _with(self, suffix: str) -> Path:
        return self._stem.with_name(f"{self._stem.name}.{suffix}.jpg")


def _detection(flag: Mapping[str, Any]) -> Detection:
    return Detection(flag["label"], flag["score"], tuple(flag["box"]), flag["view"], flag["threshold"], flag["facts"])


def _shrink(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    rows, columns = picture.shape[:2]
    scale = min(THUMBNAIL_WIDTH / columns, THUMBNAIL_HEIGHT / rows, 1.0)
    size = max(1, round(columns * scale)), max(1, round(rows * scale))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def _jpeg(picture: NDArray[np.uint8], quality: int) -> bytes:
    done, jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        rows, columns = picture.shape[:2]
        raise ScanUnsupported(f"its picture of {columns} x {rows} pixels is too large for JPEG")
    return jpeg.tobytes()
