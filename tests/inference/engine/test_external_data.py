from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from cargoscope_datasets.errors import ReleaseError
from cargoscope_inference.engine.external_data import refers_to_other_files


def _tensor(*, external: bool) -> onnx.TensorProto:
    tensor = numpy_helper.from_array(np.ones(4, np.float32), "weights")
    if external:
        onnx.external_data_helper.set_external_data(tensor, "weights.bin")
        tensor.data_location = TensorProto.EXTERNAL
        tensor.ClearField("raw_data")
    return tensor


def _graph(initializers: list[onnx.TensorProto], nodes: list[onnx.NodeProto]) -> onnx.GraphProto:
    return helper.make_graph(nodes, "graph", [], [], initializers)


def _in_initializer(tensor: onnx.TensorProto) -> onnx.ModelProto:
    return helper.make_model(_graph([tensor], []))


def _in_constant(tensor: onnx.TensorProto) -> onnx.ModelProto:
    return helper.make_model(_graph([], [helper.make_node("Constant", [], ["x"], value=tensor)]))


def _in_branch(tensor: onnx.TensorProto) -> onnx.ModelProto:
    branch = _graph([tensor], [])
    node = helper.make_node("If", ["condition"], ["x"], then_branch=branch, else_branch=_graph([], []))
    return helper.make_model(_graph([], [node]))


def _in_function(tensor: onnx.TensorProto) -> onnx.ModelProto:
    node = helper.make_node("Constant", [], ["x"], value=tensor)
    function = helper.make_function("own", "f", [], ["x"], [node], [helper.make_opsetid("", 18)])
    return helper.make_model(_graph([], []), functions=[function])


PLACES = [_in_initializer, _in_constant, _in_branch, _in_function]


@pytest.mark.parametrize("place", PLACES)
def test_external_data_is_found_wherever_it_stands(place) -> None:
    assert refers_to_other_files(place(_tensor(external=True)).SerializeToString())


@pytest.mark.parametrize("place", PLACES)
def test_data_within_the_file_is_no_reference(place) -> None:
    assert not refers_to_other_files(place(_tensor(external=False)).SerializeToString())


def test_a_real_model_is_one_file(release_folder: Path) -> None:
    assert not refers_to_other_files((release_folder / "model.onnx").read_bytes())


@pytest.mark.parametrize(
    "model",
    [b"\xff" * 12, b"\x3a\x7f\x01", b"\x3b\x00", b"\x80"],
    ids=["endless number", "field longer than the file", "unknown wire type", "cut within a number"],
)
def test_bytes_that_are_no_model_are_refused(model: bytes) -> None:
    with pytest.raises(ReleaseError, match="is not an ONNX file"):
        refers_to_other_files(model)
