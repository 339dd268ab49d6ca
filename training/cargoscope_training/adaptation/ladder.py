"""The ladder: thresholds only; normalisation statistics; fine-tuning. Each rung is measured as the ones before it."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from torch import Tensor

from cargoscope_datasets.annotations.growing import write_atomically
from cargoscope_models.networks.detector import Detector
from cargoscope_models.release import Release, Specification
from cargoscope_training.adaptation.held_out import HeldOut, flagged_by, measure
from cargoscope_training.adaptation.tuning import Adaptation
from cargoscope_training.evaluation.results import Results, Role, Scanned
from cargoscope_training.evaluation.thresholds_by_budget import Budget, as_card, choose
from cargoscope_training.export import check_parity, to_onnx
from cargoscope_training.loop import Progress, run_folder, train
from cargoscope_training.parent import load, renormalise, specification_of
from cargoscope_training.pool import Background
from cargoscope_training.recipe import Recipe
from cargoscope_training.releasing import card_bytes

THRESHOLDS_OF_CARD = ("thresholds", "zone_thresholds", "operating_points")


class Rung(StrEnum):
    """How far a release is made a site's own."""

    RELEASE = "release"
    """As it came."""
    THRESHOLDS = "thresholds"
    STATISTICS = "statistics"
    FINE_TUNING = "fine-tuning"


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """A rung that was climbed.

    Attributes:
        rung: which.
        release: the network at its thresholds, not written anywhere yet.
        results: what it flags on the held-out scans.
        told: what its card says of how it came about.
    """

    rung: Rung
    release: Release
    results: Results
    told: Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Ladder:
    """All that the rungs have in common.

    Attributes:
        adaptation: what is learnt from.
        recipe: how.
        held: what is measured on.
        looked: what the parent said of clean scans, by their hash.
        budget: alarms a scan by which thresholds are chosen, where there are scans to choose them on.
        folder: in the cache, for what was measured.
    """

    adaptation: Adaptation
    recipe: Recipe
    held: HeldOut
    looked: Mapping[str, Scanned]
    budget: Budget
    folder: Path

    def climb(self, until: Rung, pool: Callable[[], Sequence[Background]], progress: Progress) -> list[Step]:
        """Every rung up to one, the parent first.

        Args:
            until: the last.
            pool: simulated backgrounds, asked for once there is something to learn.
            progress: told how far it is.
        """
        parent = self.adaptation.parent
        results = self._measured(parent, "the release", progress, self.looked)
        steps = [Step(Rung.RELEASE, parent, results, {})]
        steps.append(self._at_thresholds(Rung.THRESHOLDS, parent.model, results, {"parity": parent.card.get("parity")}))
        if until in (Rung.STATISTICS, Rung.FINE_TUNING):
            backgrounds = pool()
            steps.append(self._climbed(Rung.STATISTICS, self._re_estimated(backgrounds, progress), progress))
            if until is Rung.FINE_TUNING:
                steps.append(self._climbed(Rung.FINE_TUNING, self._tuned(backgrounds, progress), progress))
        return steps

    def _climbed(self, rung: Rung, made: tuple[bytes, dict[str, Any]], progress: Progress) -> Step:
        model, told = made
        as_it_was = _release(self.adaptation.parent, rung.value, model, {})
        return self._at_thresholds(rung, model, self._measured(as_it_was, rung.value, progress), told)

    def _measured(
        self, network: Release, what: str, progress: Progress, known: Mapping[str, Scanned] | None = None
    ) -> Results:
        told = hashlib.sha256(f"{network.id} {self.held.id}".encode()).hexdigest()[:16]
        path = self.folder / f"results-{told}.jsonl"
        return measure(network, self.held, path, lambda done, total: progress(f"measuring {what}", done, total), known)

    def _at_thresholds(self, rung: Rung, model: bytes, results: Results, told: Mapping[str, Any]) -> Step:
        """Its own thresholds where there are scans to choose them on; else those of the parent."""
        scans = results.of(Role.THRESHOLD)
        chosen = as_card(choose(scans, self.budget)) if scans else {}
        release = _release(self.adaptation.parent, rung.value, model, chosen)
        return Step(rung, release, flagged_by(results, release), told)

    def _re_estimated(self, pool: Sequence[Background], progress: Progress) -> tuple[bytes, dict[str, Any]]:
        path = run_folder(self.recipe, self.adaptation) / "statistics.onnx"

        def make() -> tuple[Detector, Tensor]:
            progress("re-estimating statistics", 0, 1)
            detector = Detector(len(self.recipe.labels))
            load(self.adaptation.parent, detector, self.adaptation.simulated(self.recipe, pool))
            images = self.adaptation.of_site(self.recipe, pool)
            renormalise(detector, images)
            progress("re-estimating statistics", 1, 1)
            return detector, images

        return _exported(path, self._described, make)

    def _tuned(self, pool: Sequence[Background], progress: Progress) -> tuple[bytes, dict[str, Any]]:
        state = train(self.recipe, pool, progress, self.adaptation)
        path = state.folder / f"step-{state.step}.onnx"
        model, told = _exported(
            path, self._described, lambda: (state.averaged, self.adaptation.of_site(self.recipe, pool))
        )
        return model, told | {
            "training": {
                "recipe": asdict(self.recipe),
                "crops": state.step * self.recipe.batch,
                "mined_false_alarms": len(state.mined),
                "mined_false_alarms_of_the_site": len(state.mined_in_real),
                "minings": len(self.recipe.steps) - 1,
                "minutes": round(state.seconds / 60, 1),
            }
        }

    @property
    def _described(self) -> Specification:
        return specification_of(self.adaptation.parent)


def _exported(
    path: Path, described: Specification, make: Callable[[], tuple[Detector, Tensor]]
) -> tuple[bytes, dict[str, Any]]:
    """A network as ONNX with its parity; what an earlier run has exported stays, since results name its hash."""
    beside = path.with_suffix(".parity.json")
    if not path.exists():
        detector, images = make()
        model = to_onnx(detector, described)
        parity = check_parity(detector, model, described, np.asarray(images.numpy(), np.float32))
        write_atomically(beside, json.dumps(asdict(parity)).encode())
        write_atomically(path, model)
    return path.read_bytes(), {"parity": json.loads(beside.read_bytes())}


def _release(parent: Release, name: str, model: bytes, chosen: Mapping[str, Any]) -> Release:
    """A network at thresholds that were chosen, or at its parent's."""
    kept = {key: parent.card[key] for key in ("format", *THRESHOLDS_OF_CARD) if key in parent.card}
    kept.pop("operating_points", None)
    if chosen:
        kept.pop("zone_thresholds", None)
    own = {"name": name, "parent": parent.id, "model_sha256": hashlib.sha256(model).hexdigest()}
    card = {**kept, **own, **chosen}
    return Release(hashlib.sha256(card_bytes(card)).hexdigest(), name, model, card)
