"""A data set of clean scans with threats projected into them; a run that was cut goes on where it was."""

import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.annotations.data_set import sha256_of
from cargoscope_datasets.annotations.growing import Finished, GrowingSet, Progress
from cargoscope_datasets.annotations.labelled import PROJECTED, LabelledScan
from cargoscope_datasets.decoding.raw import RawPlanes
from cargoscope_datasets.errors import DataSetError, RecipeError, ScanError
from cargoscope_datasets.marking import mark_text
from cargoscope_datasets.projection.clean_scans import CleanScan, as_json
from cargoscope_datasets.projection.contrast import band_of
from cargoscope_datasets.projection.cutout import cutout_image, read_cutout
from cargoscope_datasets.projection.into_display import DisplayBackdrop
from cargoscope_datasets.projection.into_measured import Made, MeasuredBackdrop, Named
from cargoscope_datasets.projection.noise import Noise
from cargoscope_datasets.projection.threat_image import ThreatImage, threat_image
from cargoscope_datasets.projection.variations import Variations
from cargoscope_datasets.reading import ScanReader
from cargoscope_datasets.scan import Pitch, Scan, ViewKind
from cargoscope_datasets.simulation.placement import rotation
from cargoscope_datasets.simulation.placing import stands
from cargoscope_datasets.simulation.threats import LABELS, draw_threat
from cargoscope_datasets.viewing import SIDE
from cargoscope_datasets.writing import write_jpeg, write_npz, write_png, write_tiff

TRIES = 12
"""Threats that are drawn until one fits somewhere."""
NO_PLACE = "no threat that was drawn fits anywhere"
_NAMESPACE = uuid.UUID("0f6c3a52-8d0e-5b7a-9f1c-62a1f0c9d7e4")


@dataclass(frozen=True, slots=True)
class ProjectionRecipe:
    """What to project.

    Attributes:
        labels: what is hidden; each as often as any other.
        count: projections into each scan.
        seed: everything random follows from it.
        beams: of raw scans, in MV, one an energy; of display pictures nothing is asked.
        blur_px: deviation of the scanner's point spread.
        noise: of raw scans, of each energy, where it is known.
        pitch: size of a pixel, where it is told.
        cutouts: pictures of real threats, instead of simulated ones; then there is one label.
        cutout_mv: beam that they were seen by; none: into display pictures only.
        length_mm: of the longer side of a cut-out.
        variations: ranges.
    """

    labels: tuple[str, ...] = LABELS
    count: int = 1
    seed: int = 0
    beams: tuple[float, ...] = (6.0,)
    blur_px: float = 0.6
    noise: tuple[Noise, ...] | None = None
    pitch: Pitch | None = None
    cutouts: tuple[Path, ...] = ()
    cutout_mv: float | None = None
    length_mm: tuple[float, float] = (180.0, 240.0)
    variations: Variations = field(default_factory=Variations)

    def __post_init__(self) -> None:
        if self.cutouts and len(self.labels) != 1:
            raise RecipeError(f"cut-outs are all of one kind; name it with one label, received {list(self.labels)}")
        if not self.cutouts and (strangers := sorted(set(self.labels) - set(LABELS))):
            raise RecipeError(f"labels must be among {list(LABELS)}, received {strangers} besides")

    def told(self) -> dict[str, Any]:
        """All of it, for people and for a digest; cut-outs by their bytes."""
        told = asdict(self) | {"cutouts": [sha256_of(path) for path in self.cutouts]}
        told["variations"]["zones"] = sorted(zone.value for zone in self.variations.zones)
        return told


def make_projected_set(
    scans: Sequence[CleanScan], recipe: ProjectionRecipe, out: Path, progress: Progress
) -> Counter[str]:
    """Project into every scan what is not there yet, then write the documents.

    Args:
        scans: clean, see `clean_scans`.
        recipe: what to project.
        out: a new folder.
        progress: told (done, total) after each projection.

    Returns:
        Why nothing came of some projections, counted.

    Raises:
        DataSetError: the folder exists, its unfinished part was begun otherwise, or nothing came of any projection.
        ScanError: a scan cannot be read.
    """
    told = recipe.told()
    digest = hashlib.sha256(json.dumps([told, as_json(scans)], sort_keys=True).encode()).hexdigest()
    growing = GrowingSet(out, digest, told)
    cutouts = [read_cutout(path) for path in recipe.cutouts]
    total = len(scans) * recipe.count
    done = 0
    with ScanReader() as reader:
        for at, clean in enumerate(scans):
            numbers = range(at * recipe.count, (at + 1) * recipe.count)
            into = None if all(map(growing.has, numbers)) else _Into(reader, clean, recipe, cutouts)
            for number in numbers:
                if into is not None and not growing.has(number):
                    into.make(growing, number, digest)
                done += 1
                progress(done, total)
    finished = [each for number in range(total) if (each := growing.finished(number)) is not None]
    left_out = growing.left_out(total)
    if not finished:
        reasons = ", ".join(f"{reason}: {number}" for reason, number in left_out.items())
        raise DataSetError(f"nothing was projected ({reasons}); look at the scans, their pitch, and the labels")
    growing.close(finished, recipe.labels, _counts(finished, told, digest, left_out))
    return left_out


def _counts(finished: Sequence[Finished], told: dict[str, Any], digest: str, left_out: Counter[str]) -> dict[str, Any]:
    marked = [each for one in finished for each in one.labelled.annotations]
    bands = Counter(band_of(each.contrast).value for each in marked if each.contrast is not None)
    return {"bands": dict(bands), "left_out": dict(left_out), "projected": told | {"sha256": digest}}


class _Into:
    """One clean scan, read once for all its projections."""

    def __init__(
        self,
        reader: ScanReader,
        clean: CleanScan,
        recipe: ProjectionRecipe,
        cutouts: Sequence[NDArray[np.float32]],
    ) -> None:
        self.clean, self.recipe, self.cutouts = clean, recipe, cutouts
        try:
            self.scan, raw = reader.read_with_raw([clean.path], pitch=recipe.pitch or clean.pitch)
            self.backdrop = backdrop_of(self.scan, raw, recipe)
        except (ScanError, DataSetError) as error:
            raise type(error)(f"{clean.path} {error}") from error
        self.has_air = raw.air is not None

    def make(self, growing: GrowingSet, number: int, digest: str) -> None:
        rng = np.random.default_rng([self.recipe.seed, number])
        for _ in range(TRIES):
            image, named = self._threat(rng)
            made = self.backdrop.project(rng, image, named, self._variations())
            if made is not None and made.annotations:
                self._put(growing, number, made, digest)
                return
        growing.leave_out(number, NO_PLACE)

    def _threat(self, rng: np.random.Generator) -> tuple[ThreatImage, Named]:
        label = self.recipe.labels[int(rng.integers(len(self.recipe.labels)))]
        if self.cutouts:
            chosen = self.cutouts[int(rng.integers(len(self.cutouts)))]
            length = float(rng.uniform(*self.recipe.length_mm))
            return cutout_image(chosen, self.recipe.cutout_mv, length), Named(label, "cutout")
        threat = draw_threat(rng, label)
        angle = 0.0 if stands(threat) else self.recipe.variations.angle(rng)
        lot = threat.lot.placed(rotation(0, angle, 0), (0.0, 0.0, 0.0)).centred()
        return threat_image(lot, threat.kind.places), Named(label, threat.family)

    def _variations(self) -> Variations:
        """A cut-out shows one pose, so it is turned all round; a simulated threat was turned in space already."""
        return replace(self.recipe.variations, turn=(-180.0, 180.0) if self.cutouts else (0.0, 0.0))

    def _put(self, growing: GrowingSet, number: int, made: Made, digest: str) -> None:
        view = self.scan.views[0]
        assert view.pitch is not None
        labels = tuple(sorted({each.label for each in made.annotations}))
        suffix = self._suffix()
        labelled = LabelledScan(
            id=str(uuid.uuid5(_NAMESPACE, f"{digest}/{number}")),
            file=growing.put_original(number, suffix, lambda path: self._write(path, made, mark_text(labels))),
            rows=view.rows,
            columns=view.columns,
            pitch_mm=(view.pitch.row_mm, view.pitch.column_mm),
            pitch_source=view.pitch.source,
            verdict=PROJECTED,
            annotations=made.annotations,
            hard_negatives=(),
            open=(),
            site=self.clean.site,
            scanner=self.clean.scanner,
            # What is trained on one projection into a scan would be measured on another.
            groups=(*self.clean.groups, f"clean scan {self.clean.sha256}"),
        )
        bands = [band_of(each.contrast).value for each in made.annotations if each.contrast is not None]
        details = {
            "id": labelled.id,
            "projected": True,
            "clean": self.clean.sha256,
            "kind": view.kind.value,
            "bands": bands,
            "noise": [asdict(each) for each in getattr(self.backdrop, "noise", ())],
            "caption": f"PROJECTED {', '.join(labels)}: {made.annotations[0].place}, {', '.join(bands)}",
        }
        growing.put(number, labelled, self.recipe.labels, details, lambda: self._picture(made))

    def _suffix(self) -> str:
        given = self.clean.path.suffix.lower()
        if isinstance(self.backdrop, DisplayBackdrop):
            return ".jpg" if given in (".jpg", ".jpeg") else ".png"
        return ".npz" if self.has_air else ".tif"

    def _write(self, path: Path, made: Made, note: str) -> None:
        pitch = self.scan.views[0].pitch
        if isinstance(self.backdrop, DisplayBackdrop):
            write = write_jpeg if path.suffix == ".jpg" else write_png
            write(path, made.stored[0], note=note)
        elif path.suffix == ".npz":
            write_npz(path, made.stored, self.backdrop.air, pitch, note)
        else:
            write_tiff(path, made.stored, pitch, note)

    def _picture(self, made: Made) -> NDArray[np.uint8]:
        if isinstance(self.backdrop, DisplayBackdrop):
            return np.asarray(made.stored[0], np.uint8)
        signal = np.clip(made.stored[0] / self.backdrop.air[0, :, None], 0, 1)
        return np.asarray(np.rint(signal * 255), np.uint8)


def backdrop_of(scan: Scan, raw: RawPlanes, recipe: ProjectionRecipe) -> MeasuredBackdrop | DisplayBackdrop:
    """What a recipe projects into.

    Raises:
        DataSetError: nothing can be projected into this scan; the text says why, and does not name it.
    """
    view = scan.views[0]
    if scan.projected:
        raise DataSetError("has a projected threat in it already; name the clean scan that it was made of")
    if view.name != SIDE:
        raise DataSetError(f"is a view called {view.name}; threats are drawn as the side view sees them")
    if view.kind is ViewKind.DISPLAY:
        if raw.planes.dtype != np.uint8 or len(raw.planes) > 1:
            raise DataSetError("is no display picture of one plane of 8 bit; those and raw scans are projected into")
        return DisplayBackdrop(view, np.asarray(raw.planes, np.uint8), blur_px=recipe.blur_px)
    if recipe.cutouts and recipe.cutout_mv is None:
        raise DataSetError(
            "is a raw scan, and nobody said by which energy the cut-outs were seen; say --cutout-mv, or project them "
            "into display pictures, where only their shape counts"
        )
    return MeasuredBackdrop(view, raw, recipe.beams, blur_px=recipe.blur_px, noise=recipe.noise)
