"""Writing a release: model and card together, or not at all."""

import functools
import hashlib
import json
import os
import platform
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import onnxruntime
import torch

from cargoscope_models.release import FORMAT, load_release
from cargoscope_training.crops import Crops
from cargoscope_training.export import check_parity, specification, to_onnx
from cargoscope_training.fine_tuning import FineTuning
from cargoscope_training.loop import RunState
from cargoscope_training.pool import Background
from cargoscope_training.recipe import Recipe
from cargoscope_training.releasing import refuse_existing
from cargoscope_training.thresholds import as_card, choose_thresholds, examine
from cargoscope_training.validation import validate

SEEN = "simulated scans only; no real scan of any kind"
NOT_FOR = (
    "a decision without an officer; any claim of a detection rate on real scans beyond those in docs/benchmarks.md; "
    "labels other than its own"
)
PARITY_CROPS = 48


def publish(
    state: RunState,
    recipe: Recipe,
    pool: list[Background],
    out: Path,
    progress: Callable[[str, int, int], None],
    tuning: FineTuning | None = None,
) -> None:
    """Export the averaged weights, prove parity, choose thresholds, and put the finished folder in place.

    Raises:
        ReleaseError: the folder exists, or ONNX Runtime and torch disagree.
    """
    refuse_existing(out)
    described = specification(recipe)
    model = to_onnx(state.averaged, described)
    crops = Crops(recipe, pool, (), 10**9, PARITY_CROPS)
    seen = np.stack([crops[index].image.numpy() for index in range(PARITY_CROPS)])
    parity = check_parity(state.averaged, model, described, seen)
    card: dict[str, Any] = {
        "format": FORMAT,
        "name": recipe.name,
        "parent": None if tuning is None else tuning.parent.id,
        "model_sha256": hashlib.sha256(model).hexdigest(),
        "seen": SEEN if tuning is None else _seen(tuning),
        "not_for": NOT_FOR,
        "training": {
            "recipe": asdict(recipe),
            "crops": state.step * recipe.batch,
            "mined_false_alarms": len(state.mined),
            "minutes": round(state.seconds / 60, 1),
            "versions": {"torch": torch.__version__, "onnxruntime": onnxruntime.__version__},
            "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        },
        "parity": asdict(parity),
        "thresholds": dict.fromkeys(recipe.labels, 0.0),
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    (folder / "model.onnx").write_bytes(model)
    _write_card(folder, card)
    examined = examine(load_release(folder), recipe, lambda done, total: progress("choosing thresholds", done, total))
    card |= as_card(choose_thresholds(examined, recipe.labels, recipe.alarms_per_scan))
    _write_card(folder, card)
    if tuning is not None:
        _write_card(folder, card | {"data": tuning.as_card(), "validation": _validated(folder, tuning, progress)})
    folder.chmod(0o755)
    folder.rename(out)


def _seen(tuning: FineTuning) -> str:
    before = tuning.parent.card.get("seen", "what is not said")
    return (
        f"what its parent had: {before}; then {len(tuning.scans)} real scans decided by officers, "
        f"of the data set with manifest {tuning.data.id}, and more simulated ones"
    )


def _validated(folder: Path, tuning: FineTuning, progress: Callable[[str, int, int], None]) -> dict[str, Any]:
    """The new release and its parent on the same scans, each at its own thresholds."""
    return {
        name: validate(release, tuning.data, functools.partial(progress, f"validating the {name}"))
        for name, release in (("release", load_release(folder)), ("parent", tuning.parent))
    }


def _write_card(folder: Path, card: dict[str, Any]) -> None:
    (folder / "card.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
