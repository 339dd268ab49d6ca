"""A page of patches to be told apart blindly, and its key."""

import base64
import json
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from cargoscope_training.evaluation.picture_statistics import LEVELS
from cargoscope_training.evaluation.realism.pictures import Shown

PATCHES = 40
PATCH_MM = 1800.0
PATCH_PX = 320
ROUNDING_PX = 4
"""A square piece comes out so much too high or low where its side is no whole number of pixels: it would tell."""


def write_blind_page(folder: Path, real: Sequence[Shown], simulated: Sequence[Shown], seed: int) -> None:
    """40 patches in random order, half of them real, as `page.html`; what each was is in `key.json`."""
    rng = np.random.default_rng(seed)
    kinds = rng.permutation(np.arange(PATCHES) % 2 == 0)
    rows, key = [], {}
    for number, is_real in enumerate(kinds.tolist(), 1):
        patch = _patch(rng, real if is_real else simulated)
        picture = base64.b64encode(cv2.imencode(".png", patch)[1].tobytes()).decode()
        rows.append(f'<figure><img src="data:image/png;base64,{picture}"><figcaption>{number}</figcaption></figure>')
        key[str(number)] = "real" if is_real else "simulated"
    folder.mkdir(parents=True, exist_ok=True)
    style = "<style>body{background:#888}figure{display:inline-block;margin:8px;text-align:center}</style>"
    (folder / "page.html").write_text(f"<!doctype html><title>Real?</title>{style}{''.join(rows)}", encoding="utf-8")
    (folder / "key.json").write_text(json.dumps(key, indent=1), encoding="utf-8")


def _patch(rng: np.random.Generator, pictures: Sequence[Shown]) -> NDArray[np.uint8]:
    """A square piece in true proportions that is neither all air nor all black."""
    while True:
        picture = pictures[int(rng.integers(len(pictures)))]
        rows, columns = (
            min(round(PATCH_MM / mm), side) for mm, side in zip(picture.pitch_mm, picture.grey.shape, strict=True)
        )
        top = int(rng.integers(picture.grey.shape[0] - rows + 1))
        left = int(rng.integers(picture.grey.shape[1] - columns + 1))
        patch = picture.grey[top : top + rows, left : left + columns]
        if np.mean((patch > LEVELS[1]) & (patch < LEVELS[-2])) > 0.35:
            high = max(1, round(PATCH_PX * rows * picture.pitch_mm[0] / (columns * picture.pitch_mm[1])))
            if abs(high - PATCH_PX) <= ROUNDING_PX:
                high = PATCH_PX
            return np.asarray(cv2.resize(patch, (PATCH_PX, high), interpolation=cv2.INTER_LINEAR), np.uint8)
