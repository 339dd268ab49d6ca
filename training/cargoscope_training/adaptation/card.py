"""The card of a candidate: what it saw, and nothing of where that lay."""

import os
import platform
from collections.abc import Mapping
from typing import Any

import onnxruntime
import torch

from cargoscope_models.release import Release
from cargoscope_training.adaptation.cutouts import Cutouts
from cargoscope_training.adaptation.holding_out import Parts
from cargoscope_training.adaptation.ladder import THRESHOLDS_OF_CARD, Rung, Step
from cargoscope_training.publish import NOT_FOR


def adaptation_of(
    rung: Rung, manifest: str, parts: Parts, trained_on: int, pitch: Mapping[str, int], cutouts: Mapping[str, Cutouts]
) -> dict[str, Any]:
    """What a card and a report say of the site's scans: how many, which by their hash, and what was known of them."""
    trains = rung in (Rung.STATISTICS, Rung.FINE_TUNING)
    return {
        "rung": rung.value,
        "manifest_sha256": manifest,
        "scans": {
            "trained_on": trained_on if trains else 0,
            "under_review": len(parts.learnt) - trained_on,
            "for_thresholds": len(parts.thresholds),
            "for_the_report": len(parts.report),
            "unused": parts.unused,
        },
        "pitch": dict(pitch),
        "cutouts": {
            label: {"pictures": len(each.attenuations), "sha256": each.sha256} for label, each in cutouts.items()
        },
        "no_alarm_rate_claimed_below": round(3 / len(parts.report), 4),
    }


def card_of(
    name: str, parent: Release, step: Step, adaptation: dict[str, Any], counted: dict[str, Any]
) -> dict[str, Any]:
    """The whole card.

    Args:
        name: of the candidate.
        parent: that it was made from.
        step: the last rung.
        adaptation: see `adaptation_of`.
        counted: by rung, what was counted on held-out scans.
    """
    own = {key: step.release.card[key] for key in THRESHOLDS_OF_CARD if key in step.release.card}
    return {
        "format": parent.card["format"],
        "name": name,
        "parent": parent.id,
        "model_sha256": step.release.card["model_sha256"],
        "seen": _seen(parent, step.rung, adaptation),
        "not_for": f"{NOT_FOR}; another site than the one that it was adapted to",
        **step.told,
        "versions": {"torch": torch.__version__, "onnxruntime": onnxruntime.__version__},
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "adaptation": adaptation,
        "held_out": counted,
        **own,
    }


def _seen(parent: Release, rung: Rung, adaptation: dict[str, Any]) -> str:
    before = f"what its parent had: {parent.card.get('seen', 'what is not said')}"
    manifest, scans = adaptation["manifest_sha256"], adaptation["scans"]
    if rung is Rung.THRESHOLDS:
        return f"{before}; its thresholds, {scans['for_thresholds']} clean scans of one site (manifest {manifest})"
    what = "to learn from" if rung is Rung.FINE_TUNING else "for its normalisation statistics alone"
    threats = "drawn threats" + (
        f" and cut-outs of {', '.join(adaptation['cutouts'])}" if adaptation["cutouts"] else ""
    )
    return (
        f"{before}; then, {what}, {scans['trained_on']} scans of one site (manifest {manifest}) that officers had "
        f"cleared, with {threats} projected into them, and more simulated ones"
    )
