"""Into an archive's 8-bit picture: the grey drops by a share that is drawn, since nobody knows its tone curve.

As in `protocol`, but for threats of any kind, and into the places of the view. No noise is added, no d' can be told.
"""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.annotation import Annotation, Origin
from cargoscope_datasets.errors import DataSetError
from cargoscope_datasets.layout.outline import AIR
from cargoscope_datasets.layout.places import HidingPlace, hiding_places
from cargoscope_datasets.projection.contrast import GREY_STEP, contrast
from cargoscope_datasets.projection.into_measured import Made, Named
from cargoscope_datasets.projection.protocol import GREY, strength
from cargoscope_datasets.projection.ratio import blurred
from cargoscope_datasets.projection.sampling import Sampled, sampled
from cargoscope_datasets.projection.spots import MOST_AIR, Spot, find_spot
from cargoscope_datasets.projection.threat_image import ThreatImage
from cargoscope_datasets.projection.two_materials import whole
from cargoscope_datasets.projection.variations import Variations
from cargoscope_datasets.scan import View
from cargoscope_datasets.simulation.physics import transmission

_BEAM_MV = 6.0
"""By which the parts of a threat are weighed against each other."""
_OBJECT = 0.05


def shade(density: NDArray[np.float32], blur_px: float, drop: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What a threat does to a picture: its own -ln T, and by what the grey is multiplied; (rows, columns) float32 each.

    Args:
        density: (planes, rows, columns) float32, see `sampling.Sampled`.
        blur_px: deviation of the scanner's point spread.
        drop: mean share of the grey that it takes.
    """
    alone = blurred(transmission(np.ascontiguousarray(whole(density)), _BEAM_MV), blur_px)
    attenuation = np.asarray(-np.log(np.maximum(alone, 1e-6)), np.float32)
    return attenuation, np.asarray(np.exp(-strength(attenuation, drop) * attenuation), np.float32)


class DisplayBackdrop:
    """A clean picture to project into.

    Args:
        view: the picture.
        stored: (1, rows, columns) uint8, its pixels.
        blur_px: deviation of the scanner's point spread.

    Raises:
        DataSetError: nobody said how large a pixel is.
    """

    def __init__(self, view: View, stored: NDArray[np.uint8], *, blur_px: float) -> None:
        if view.pitch is None:
            raise DataSetError("does not say how large a pixel is, and has no container to tell it by; tell the pitch")
        self.view, self.blur_px = view, blur_px
        self.pitch = (view.pitch.row_mm, view.pitch.column_mm)
        negative = np.corrcoef(stored[0, ::7, ::7].ravel(), view.planes[0, ::7, ::7].ravel())[0, 1] < 0
        self.stored = np.asarray(255 - stored if negative else stored, np.uint8)

    @cached_property
    def places(self) -> tuple[HidingPlace, ...]:
        """Where something could be hidden; none where the layout is not sure."""
        return hiding_places(self.view.planes[0], self.view.outlines, self.view.direction)

    def project(
        self, rng: np.random.Generator, image: ThreatImage, named: Named, variations: Variations
    ) -> Made | None:
        """Put a threat somewhere into the picture; arguments and result as of `MeasuredBackdrop.project`."""
        seen = sampled(image, self.pitch, variations.pose(rng))
        grey = self.stored[0]
        rows, columns = seen.density.shape[1:]

        def suits(top: int, left: int) -> bool:
            part = (slice(top, top + rows), slice(left, left + columns))
            air = float(np.mean(self.view.planes[0][part] > AIR))
            return air <= MOST_AIR and GREY[0] <= float(np.median(grey[part])) <= GREY[1]

        view = (grey.shape[0], grey.shape[1])
        kinds = frozenset(image.kinds)
        spot = find_spot(rng, (rows, columns), view, self.places, kinds, variations.zones, suits)
        if spot is None:
            return None
        return self._put(seen, spot, named, float(rng.uniform(*variations.drop)))

    def _put(self, seen: Sampled, spot: Spot, named: Named, drop: float) -> Made:
        attenuation, through = shade(seen.density, self.blur_px, drop)
        part = (slice(spot.top, spot.top + through.shape[0]), slice(spot.left, spot.left + through.shape[1]))
        stored = self.stored.copy()
        behind = stored[0][part].astype(np.float32)
        stored[0][part] = np.round(behind * through)
        marked = []
        for x0, y0, x1, y1 in seen.boxes:
            inside = (slice(round(y0), max(round(y1), round(y0) + 1)), slice(round(x0), max(round(x1), round(x0) + 1)))
            of = attenuation[inside] > _OBJECT * attenuation[inside].max()
            marked.append(
                Annotation(
                    label=named.label,
                    box=(x0 + spot.left, y0 + spot.top, x1 + spot.left, y1 + spot.top),
                    origin=Origin.PROJECTED,
                    concealed=True,
                    family=named.family,
                    place=spot.place,
                    contrast=contrast(behind[inside], (behind * (1 - through))[inside], of, GREY_STEP),
                )
            )
        return Made(stored, tuple(marked))
