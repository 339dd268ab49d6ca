"""From trained weights to `model.onnx`, with proof that both say the same."""

import io
import warnings
from dataclasses import dataclass

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray

from cargoscope_datasets.errors import ReleaseError
from cargoscope_datasets.scan import ViewKind
from cargoscope_models.networks.detector import STRIDE, Detector, Exported
from cargoscope_models.preprocessing import CHANNELS
from cargoscope_models.release import METADATA_KEY, Pass, Specification
from cargoscope_training.pool import COARSE
from cargoscope_training.recipe import Recipe

OPSET = 18
FINE_MM = 6.0
FLOOR = 0.05
SUPPRESSION = 0.4
LARGEST_SCORE_DIFFERENCE = 1e-3
LARGEST_BOX_DIFFERENCE_PX = 0.5


@dataclass(frozen=True, slots=True)
class Parity:
    """How far torch and ONNX Runtime are apart, over every cell of every shape tried.

    Attributes:
        shapes: (batch, rows, columns) of the inputs.
        score: largest difference of a score.
        box_px: largest difference of a distance among the cells that score at or above the floor, in pixels.
        cells: how many cells those were.
    """

    shapes: tuple[tuple[int, int, int], ...]
    score: float
    box_px: float
    cells: int


def specification(recipe: Recipe) -> Specification:
    """What the engine has to know; strips overlap by the longest label of their pass."""
    fine = tuple(label for label in recipe.labels if label not in recipe.coarse_labels)
    return Specification(
        labels=recipe.labels,
        kinds=(ViewKind.CALIBRATED, ViewKind.DISPLAY),
        channels=CHANNELS,
        stride=STRIDE,
        floor=FLOOR,
        suppression=SUPPRESSION,
        passes=(
            Pass("fine", FINE_MM, 1.0, 1280, (320, 480, 640, 960), 256, fine),
            Pass("coarse", FINE_MM * COARSE, float(COARSE), 640, (96, 160, 256), 96, recipe.coarse_labels),
        ),
    )


def to_onnx(detector: Detector, described: Specification) -> bytes:
    """The tensor part of the detector as one ONNX file without external data.

    Batch, rows and columns are free; the engine uses the shapes of the passes only.
    """
    exported = Exported(detector).eval()
    # torch.export guards against a size of one, so the example has no such side.
    example = torch.zeros(2, 3, 320, 384)
    free = torch.export.Dim.AUTO
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            exported,
            (example,),
            dynamo=True,
            external_data=False,
            opset_version=OPSET,
            input_names=["image"],
            output_names=["scores", "distances"],
            dynamic_shapes=({0: free, 2: free, 3: free},),
            verbose=False,
        )
    assert program is not None
    model = program.model_proto
    _forget_its_making(model)
    onnx.helper.set_model_props(model, {METADATA_KEY: described.to_json()})
    onnx.checker.check_model(model)
    buffer = io.BytesIO()
    onnx.save_model(model, buffer)
    return buffer.getvalue()


def _forget_its_making(model: onnx.ModelProto) -> None:
    """Drop the exporter's stack traces: they carry the paths of the machine that it ran on, and run nothing."""
    graph = model.graph
    for part in (graph, *graph.node, *graph.input, *graph.output, *graph.value_info, *graph.initializer):
        del part.metadata_props[:]
        part.doc_string = ""


def check_parity(detector: Detector, model: bytes, described: Specification, seen: NDArray[np.float32]) -> Parity:
    """Run both over the same images and refuse a model that says something else.

    Args:
        detector: the trained network.
        model: bytes of the ONNX file.
        described: its specification.
        seen: (images, 3, rows, columns) float32, real inputs; tiled to the passes' shapes.

    Raises:
        ReleaseError: scores or boxes differ by more than rounding explains.
    """
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    detector.eval()
    shapes = [(1, look.heights[0], look.width) for look in described.passes]
    shapes += [(3, look.heights[-1], 320) for look in described.passes]
    score, box_px, cells = 0.0, 0.0, 0
    for batch, rows, columns in shapes:
        image = _tiled(seen, batch, rows, columns)
        with torch.no_grad():
            ours = [output.numpy() for output in Exported(detector)(torch.from_numpy(image))]
        theirs = session.run(["scores", "distances"], {"image": image})
        score = max(score, float(np.abs(ours[0] - theirs[0]).max()))
        loud = (ours[0] >= described.floor).any(axis=1)
        cells += int(loud.sum())
        if loud.any():
            box_px = max(box_px, float(np.abs(ours[1] - theirs[1]).max(axis=1)[loud].max()))
    if score > LARGEST_SCORE_DIFFERENCE or box_px > LARGEST_BOX_DIFFERENCE_PX:
        raise ReleaseError(f"torch and ONNX Runtime differ by {score:.2g} in score and {box_px:.2g} px in boxes")
    return Parity(tuple(shapes), score, box_px, cells)


def _tiled(seen: NDArray[np.float32], batch: int, rows: int, columns: int) -> NDArray[np.float32]:
    down, across = -(-rows // seen.shape[2]), -(-columns // seen.shape[3])
    needed = batch * down * across
    chosen = seen[np.arange(needed) % len(seen)].reshape(batch, down, across, *seen.shape[1:])
    joined = chosen.transpose(0, 3, 1, 4, 2, 5).reshape(batch, 3, down * seen.shape[2], across * seen.shape[3])
    return np.ascontiguousarray(joined[:, :, :rows, :columns])
