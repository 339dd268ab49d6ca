import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from cargoscope_datasets.scan import Pitch, Quality, Scan, View, ViewKind
from cargoscope_models.preprocessing import CHANNELS
from cargoscope_models.release import FORMAT, METADATA_KEY, Pass, Release, Specification, load_release

BLOCK = 32
"""Side of what the hand-made network looks for, in pixels of a pass."""
STRIDE = 4
SPECIFICATION = Specification(
    labels=("block", "slab"),
    kinds=(ViewKind.CALIBRATED, ViewKind.DISPLAY),
    channels=CHANNELS,
    stride=STRIDE,
    floor=0.3,
    suppression=0.3,
    passes=(
        Pass("fine", 6.0, 1.0, 192, (64, 128), 48, ("block",)),
        Pass("coarse", 24.0, 4.0, 128, (64,), 40, ("slab",)),
    ),
)


def block_finder(specification: Specification) -> onnx.ModelProto:
    """A network by hand: every label scores by how evenly dark a square of `BLOCK` pixels is."""
    float32, side = TensorProto.FLOAT, BLOCK // 2 - STRIDE // 2
    labels = len(specification.labels)
    nodes = [
        helper.make_node("Split", ["image"], ["transmission", "log", "contrast"], axis=1, num_outputs=3),
        helper.make_node("Pad", ["transmission", "sides", "one"], ["framed"]),
        helper.make_node(
            "AveragePool", ["framed"], ["brightness"], kernel_shape=[BLOCK, BLOCK], strides=[STRIDE, STRIDE]
        ),
        # The channel is -1 in full shadow and 1 in air.
        helper.make_node("Mul", ["brightness", "minus_half"], ["darkness"]),
        helper.make_node("Add", ["darkness", "half"], ["shade"]),
        helper.make_node("Clip", ["shade", "zero", "one"], ["score"]),
        helper.make_node("Concat", ["score"] * labels, ["scores"], axis=1),
        helper.make_node("Mul", ["score", "zero"], ["nothing"]),
        helper.make_node("Add", ["nothing", "reach"], ["distance"]),
        helper.make_node("Concat", ["distance"] * 4, ["distances"], axis=1),
    ]
    constants = {"minus_half": -0.5, "half": 0.5, "zero": 0.0, "one": 1.0, "reach": BLOCK / 2}
    graph = helper.make_graph(
        nodes,
        "block finder",
        [helper.make_tensor_value_info("image", float32, ["batch", 3, "rows", "columns"])],
        [
            helper.make_tensor_value_info("scores", float32, ["batch", labels, "rows_out", "columns_out"]),
            helper.make_tensor_value_info("distances", float32, ["batch", 4, "rows_out", "columns_out"]),
        ],
        [
            *(numpy_helper.from_array(np.float32(value), name) for name, value in constants.items()),
            numpy_helper.from_array(np.array([0, 0, side, side] * 2), "sides"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    helper.set_model_props(model, {METADATA_KEY: specification.to_json()})
    return model


def write_release(folder: Path, model: bytes, **changes: object) -> Path:
    """A release's folder whose card fits the model."""
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(model)
    card = {
        "format": FORMAT,
        "model_sha256": hashlib.sha256(model).hexdigest(),
        "thresholds": {"block": 0.75, "slab": 0.75},
    }
    (folder / "card.json").write_text(json.dumps(card | changes))
    return folder


MakeRelease = Callable[..., Release]


@pytest.fixture
def specification() -> Specification:
    return SPECIFICATION


@pytest.fixture(scope="session")
def release_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a small release that flags dark squares."""
    folder = tmp_path_factory.mktemp("releases") / "blocks"
    return write_release(folder, block_finder(SPECIFICATION).SerializeToString())


@pytest.fixture(scope="session")
def release(release_folder: Path) -> Release:
    return load_release(release_folder)


@pytest.fixture
def make_release(tmp_path: Path) -> MakeRelease:
    """Makes a release whose model was changed, or whose specification says something else than the model does."""

    def make(change: Callable[[onnx.ModelProto], None] | None = None, **fields: object) -> Release:
        model = block_finder(SPECIFICATION)
        if fields:
            changed = replace(SPECIFICATION, **fields)  # type: ignore[arg-type]
            helper.set_model_props(model, {METADATA_KEY: changed.to_json()})
        if change is not None:
            change(model)
        return load_release(write_release(tmp_path / "release", model.SerializeToString()))

    return make


@pytest.fixture(scope="session")
def make_view() -> Callable[..., View]:
    """Makes a view of a plane, or of several, that has no flaw."""

    def make(
        plane: NDArray[np.float32],
        kind: ViewKind = ViewKind.CALIBRATED,
        pitch: Pitch | None = None,
        not_penetrated: NDArray[np.bool_] | None = None,
    ) -> View:
        planes = plane if plane.ndim == 3 else plane[None]
        mask = np.zeros(planes.shape[1:], bool) if not_penetrated is None else not_penetrated
        quality = Quality(
            air_found=True,
            air_instability=0.01,
            dead_rows=(),
            misfired_columns=(),
            saturated=0.0,
            noise=0.002,
            not_penetrated=mask,
            not_penetrated_share=float(mask.mean()),
        )
        return View("side", kind, planes, pitch, quality)

    return make


@pytest.fixture(scope="session")
def make_scan(make_view: Callable[..., View]) -> Callable[..., Scan]:
    """Makes a scan of one view; takes what `make_view` takes."""

    def make(plane: NDArray[np.float32], **fields: object) -> Scan:
        return Scan((make_view(plane, **fields),), "0" * 64)

    return make
