"""Reads a model's own specification, and refuses one that this engine would run wrongly."""

from typing import Any

from cargoscope_datasets.errors import ReleaseError
from cargoscope_models.preprocessing import CHANNELS
from cargoscope_models.release import METADATA_KEY, Pass, Release, Specification


def read_specification(opened: Any, release: Release) -> Specification:
    """What an opened model says of itself, checked against its inputs and outputs and against this engine.

    Args:
        opened: an `onnxruntime.InferenceSession`.
        release: where the model comes from.

    Raises:
        ReleaseError: it says nothing, or something that does not fit.
    """
    text = opened.get_modelmeta().custom_metadata_map.get(METADATA_KEY)
    if text is None:
        raise ReleaseError(f"{release.name}: model.onnx has no metadata {METADATA_KEY!r}; export it with cargoscope")
    specification = Specification.from_json(text)
    problem = (
        _problem_with_tensors(opened, specification)
        or _problem_with_labels(specification, release)
        or next(filter(None, (_problem_with_pass(look, specification.stride) for look in specification.passes)), None)
    )
    if problem:
        raise ReleaseError(f"{release.name}: {problem}")
    return specification


def _problem_with_tensors(opened: Any, specification: Specification) -> str | None:
    names = [each.name for each in opened.get_inputs()], [each.name for each in opened.get_outputs()]
    if names != (["image"], ["scores", "distances"]):
        return f"model.onnx has inputs and outputs {names}; image, and scores and distances, are expected"
    if specification.channels != CHANNELS:
        return f"model.onnx wants the channels {list(specification.channels)}; this cargoscope makes {list(CHANNELS)}"
    for (name, found), wanted in zip(
        ((each.name, each.shape[1]) for each in (*opened.get_inputs(), *opened.get_outputs())),
        (len(CHANNELS), len(specification.labels), 4),
        strict=True,
    ):
        if found != wanted:
            return f"model.onnx has {found} channels in {name!r}, while its metadata asks for {wanted}"
    return None


def _problem_with_labels(specification: Specification, release: Release) -> str | None:
    reported = [label for look in specification.passes for label in look.labels]
    if sorted(reported) != sorted(specification.labels):
        return (
            f"model.onnx knows {list(specification.labels)}, its passes report {reported}; each label once is expected"
        )
    missing = [label for label in specification.labels if label not in release.thresholds]
    return f"card.json gives no threshold for {', '.join(missing)}" if missing else None


def _problem_with_pass(look: Pass, stride: int) -> str | None:
    sides = (look.width, *look.heights)
    if not look.heights or min(sides) <= 0 or any(side % stride for side in sides):
        return f"pass {look.name} has strips of {sides} pixels; multiples of the stride {stride} are expected"
    if not 0 <= look.overlap < min(look.width, max(look.heights)):
        return f"pass {look.name} overlaps by {look.overlap} pixels, which its strips of {sides} pixels cannot"
    if look.pitch_mm <= 0 or look.shrink <= 0:
        return f"pass {look.name} has pitch {look.pitch_mm} mm and shrink {look.shrink}; both must be positive"
    return None
