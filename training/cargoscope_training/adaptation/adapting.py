"""The whole way, in order: look over, hold out, set aside, climb, and tell. What takes long is in the cache."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from cargoscope_datasets.errors import DataSetError
from cargoscope_datasets.projection.clean_scans import CleanScan
from cargoscope_datasets.reading import ScanReader
from cargoscope_models.release import Release
from cargoscope_training.adaptation.card import adaptation_of, card_of
from cargoscope_training.adaptation.counting import count
from cargoscope_training.adaptation.cutouts import Cutouts, Finds
from cargoscope_training.adaptation.gathering import Gathered
from cargoscope_training.adaptation.held_out import HeldOut, project_into
from cargoscope_training.adaptation.holding_out import ENOUGH, Parts, part
from cargoscope_training.adaptation.ladder import Ladder, Rung, Step
from cargoscope_training.adaptation.report import Report, claims
from cargoscope_training.adaptation.review import Suspect, suspects
from cargoscope_training.adaptation.site_scan import SiteScan, is_kept, keep, kept
from cargoscope_training.adaptation.survey import Survey, survey
from cargoscope_training.adaptation.tuning import Adaptation
from cargoscope_training.evaluation.thresholds_by_budget import Budget
from cargoscope_training.export import FINE_MM
from cargoscope_training.loop import Progress
from cargoscope_training.pool import Background, cache_folder, load_pool
from cargoscope_training.recipe import Recipe
from cargoscope_training.releasing import card_bytes


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """What is asked for.

    Attributes:
        name: of the candidate.
        parent: release to start from.
        gathered: the site's cleared scans.
        until: the last rung.
        recipe: of fine-tuning.
        budget: alarms a scan by which thresholds are chosen.
        beams: of calibrated scans, in MV, one an energy.
        cutouts: the site's own threats, by label.
        cutout_mv: beam that these were seen by.
        reviewed: scans that were looked at again and are clean, by hash.
    """

    name: str
    parent: Release
    gathered: Gathered
    until: Rung
    recipe: Recipe
    budget: Budget
    beams: tuple[float, ...]
    cutouts: Mapping[str, Cutouts]
    cutout_mv: float | None
    reviewed: frozenset[str]

    @property
    def folder(self) -> Path:
        """Where the state is kept that no choice of scans or rungs changes."""
        told = json.dumps([self.parent.id, self.gathered.id, self.beams])
        return cache_folder() / f"adapt-{hashlib.sha256(told.encode()).hexdigest()[:12]}"


@dataclass(frozen=True, slots=True, eq=False)
class Adapted:
    """What comes of it.

    Attributes:
        model, card: of the candidate.
        steps: the rungs, the parent first.
        report: for people.
        scans: all that were looked at, by hash.
    """

    model: bytes
    card: dict[str, Any]
    steps: Sequence[Step]
    report: Report
    scans: dict[str, CleanScan]


def adapt(order: Order, progress: Progress) -> Adapted:
    """Go the whole way, or go on from where a run of the same order was cut.

    Raises:
        DataSetError: there are too few scans, or none can be used.
        ReleaseError: the network of the release is another one.
    """
    seen = survey(order.gathered, order.parent, order.folder / "looked.jsonl", partial(progress, "looking over"))
    parts = part(seen.scans)
    parts = replace(parts, unused=parts.unused + seen.unused)
    if order.until is Rung.THRESHOLDS and not parts.thresholds:
        raise DataSetError(
            f"{len(seen.scans)} clean scans choose no thresholds ({3 * ENOUGH} do), so the candidate would be the "
            "release itself; climb further, with --until statistics"
        )
    doubted = _doubted(order, seen, parts)
    learnt = _learnt(parts, doubted)
    drawn = partial(progress, "drawing threats")
    held = HeldOut(parts, *project_into(parts.report, order.recipe.labels, order.beams, order.folder, drawn))
    ladder = Ladder(
        _adaptation(order, learnt, progress), order.recipe, held, seen.said, order.budget, order.folder
    )  # fmt: skip
    steps = ladder.climb(order.until, lambda: _pool(order.recipe, progress), progress)
    return _told(order, seen, held, learnt, doubted, steps)


def _doubted(order: Order, seen: Survey, parts: Parts) -> list[Suspect]:
    learnt, held = (
        [seen.said[scan.sha256] for scan in scans] for scans in (parts.learnt, (*parts.report, *parts.thresholds))
    )
    found = suspects(learnt, order.parent, order.reviewed, held_out=False)
    found += suspects(held, order.parent, order.reviewed, held_out=True)
    return sorted(found, key=lambda each: -each.above)


def _learnt(parts: Parts, doubted: Sequence[Suspect]) -> list[CleanScan]:
    """Scans to train on: no doubt about them, and not held out."""
    aside = {each.scan for each in doubted}
    return [scan for scan in parts.learnt if scan.sha256 not in aside]


def _adaptation(order: Order, learnt: Sequence[CleanScan], progress: Progress) -> Adaptation:
    trains = order.until is not Rung.THRESHOLDS
    scans = _kept(learnt, order.folder / "scans", partial(progress, "preparing")) if trains else ()
    told = [
        [[each.sha256, None if each.pitch is None else [each.pitch.row_mm, each.pitch.column_mm]] for each in learnt],
        sorted((label, each.sha256, each.length_mm) for label, each in order.cutouts.items()),
        order.cutout_mv,
        order.beams,
    ]
    data_id = hashlib.sha256(json.dumps(told).encode()).hexdigest()
    finds = Finds(order.recipe.seed, order.cutouts, order.cutout_mv)
    return Adaptation(order.parent, data_id, scans, finds, order.beams[0])


def _kept(learnt: Sequence[CleanScan], folder: Path, progress: partial[None]) -> tuple[SiteScan, ...]:
    """The scans to train on, in the cache."""
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    with ScanReader() as reader:
        for done, clean in enumerate(learnt, 1):
            path = folder / f"{clean.sha256[:16]}.npy"
            if not is_kept(path):
                keep(reader.read([clean.path], pitch=clean.pitch).views[0], path)
            found.append(kept(path))
            progress(done, len(learnt))
    return tuple(found)


def _pool(recipe: Recipe, progress: Progress) -> list[Background]:
    return load_pool(recipe.seed, recipe.scenes, FINE_MM, partial(progress, "simulating"))


def _told(
    order: Order,
    seen: Survey,
    held: HeldOut,
    learnt: Sequence[CleanScan],
    doubted: Sequence[Suspect],
    steps: Sequence[Step],
) -> Adapted:
    """The card and the report."""
    counted = [(step, count(step.results)) for step in steps]
    last, names, parts = steps[-1], order.gathered.names, held.parts
    told = adaptation_of(
        order.until, order.gathered.id, parts, len(learnt), seen.pitches([*learnt, *parts.report, *parts.thresholds]),
        order.cutouts,
    )  # fmt: skip
    by_rung = {step.rung.value: each.as_json() for step, each in counted}
    card = card_of(order.name, order.parent, last, told, by_rung)
    report = Report(
        release=hashlib.sha256(card_bytes(card)).hexdigest(),
        adaptation=told,
        claims=claims(parts, len(seen.scans)),
        steps=counted,
        suspects=doubted,
        names=names,
        left_out=seen.left_out,
        not_projected={names[sha256]: reason for sha256, reason in held.not_projected.items()},
    )
    return Adapted(last.release.model, card, steps, report, {scan.sha256: scan for scan in seen.scans})
