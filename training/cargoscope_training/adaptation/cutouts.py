"""A site's own threats, cut out of their pictures."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.errors import DataSetError, RecipeError
from cargoscope_datasets.projection.cutout import cutout_image, read_cutout
from cargoscope_datasets.projection.sampling import Pose, sampled
from cargoscope_datasets.projection.threat_image import ThreatImage
from cargoscope_datasets.scan import ViewKind
from cargoscope_training.finds import of_bank

CUTOUT_SHARE = 0.5
"""Of the finds of a label that the site has cut-outs of; the rest are drawn, for their variety."""
PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff")
LONGEST_MM = 5000.0


@dataclass(frozen=True, slots=True, eq=False)
class Cutouts:
    """Cut-outs of one label.

    Attributes:
        attenuations: (rows, columns) float32 each, see `cutout.read_cutout`.
        length_mm: least and greatest length of the longer side.
        sha256: of the files' bytes together.
    """

    attenuations: tuple[NDArray[np.float32], ...]
    length_mm: tuple[float, float]
    sha256: str


@dataclass(frozen=True, slots=True, eq=False)
class Finds:
    """Where the finds of crops come from.

    Attributes:
        seed: of the bank of drawn ones.
        cutouts: by label.
        cutout_mv: beam that they were seen by; None: only their shape is known, and they go into display pictures.
    """

    seed: int
    cutouts: Mapping[str, Cutouts]
    cutout_mv: float | None

    def draw(self, kind: ViewKind, rng: np.random.Generator, label: str) -> ThreatImage:
        """A find of a label for a kind of view."""
        own = self.cutouts.get(label)
        fits = own is not None and (kind is ViewKind.DISPLAY or self.cutout_mv is not None)
        if own is None or not fits or rng.random() >= CUTOUT_SHARE:
            return of_bank(self.seed, rng, label)
        chosen = own.attenuations[int(rng.integers(len(own.attenuations)))]
        return _turned(cutout_image(chosen, self.cutout_mv, float(rng.uniform(*own.length_mm))), rng)


def _turned(image: ThreatImage, rng: np.random.Generator) -> ThreatImage:
    """A cut-out shows one pose, so it is turned all round."""
    pitch = image.pitch_mm
    seen = sampled(image, (pitch, pitch), Pose(turn=float(rng.uniform(-np.pi, np.pi))))
    rows, columns = seen.density.shape[1:]
    return ThreatImage(seen.density, pitch, seen.boxes, (columns * pitch, rows * pitch, 0.0), frozenset())


def read_cutouts(given: Sequence[str], labels: Sequence[str]) -> dict[str, Cutouts]:
    """What the words on the command line stand for: `LABEL,LEAST,MOST=FOLDER`, lengths in mm.

    Raises:
        RecipeError: they are not understood, or name a label that the release does not know.
        DataSetError: there is no picture, or one that cannot be read.
    """
    found = {}
    for text in given:
        told, _, folder = text.partition("=")
        words = told.split(",")
        try:
            label, least, most = words[0], float(words[1]), float(words[2])
        except (ValueError, IndexError):
            least, most, label = 0.0, 0.0, ""
        if not folder or not 0 < least <= most <= LONGEST_MM:
            raise RecipeError(
                f"--cutouts {text} is not LABEL,LEAST,MOST=FOLDER with lengths in mm: pistol,180,240=guns"
            )
        if label not in labels:
            raise RecipeError(
                f"--cutouts {text} is of {label}, which the release does not know; it knows {list(labels)}"
            )
        found[label] = _read(Path(folder), (least, most))
    return found


def _read(folder: Path, length_mm: tuple[float, float]) -> Cutouts:
    paths = sorted(path for path in folder.glob("*") if path.suffix.lower() in PICTURES and path.is_file())
    if not paths:
        raise DataSetError(f"{folder} has no pictures of threats ({', '.join(PICTURES)})")
    digest = hashlib.sha256()
    for path in paths:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return Cutouts(tuple(read_cutout(path) for path in paths), length_mm, digest.hexdigest())
