"""Whether an ONNX file refers to weights in other files, found without the onnx package.

ONNX Runtime would open such files relative to the working folder, and no hash vouches for them. Only the wire format of
Protocol Buffers and the few message types of onnx.proto3 that can hold a tensor are known here.
"""

from collections.abc import Iterator

from cargoscope_datasets.errors import ReleaseError

_HOLDS: dict[str, dict[int, str]] = {
    "model": {7: "graph", 25: "function"},
    "graph": {1: "node", 5: "tensor", 15: "sparse tensor"},
    "function": {7: "node"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse tensor", 23: "sparse tensor"},
    "sparse tensor": {1: "tensor", 2: "tensor"},
}
"""By message, the fields that are messages in which a tensor may stand."""
_EXTERNAL_DATA, _DATA_LOCATION = 13, 14
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


def refers_to_other_files(model: bytes) -> bool:
    """Whether any tensor of the model keeps its data outside the file.

    Args:
        model: bytes of an ONNX file.

    Raises:
        ReleaseError: the bytes are not in the wire format of Protocol Buffers.
    """
    try:
        return _any_external(memoryview(model), "model")
    except (IndexError, ValueError, RecursionError) as error:
        raise ReleaseError("model.onnx is damaged: it is not an ONNX file") from error


def _any_external(message: memoryview, kind: str) -> bool:
    if kind == "tensor":
        return any(
            number == _EXTERNAL_DATA or (number == _DATA_LOCATION and value != 0) for number, value in _fields(message)
        )
    holds = _HOLDS[kind]
    return any(
        _any_external(value, holds[number])
        for number, value in _fields(message)
        if number in holds and isinstance(value, memoryview)
    )


def _fields(message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Numbers and values of a message's fields: integers as they are, everything with a length as its bytes."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        wire = key & 7
        if wire == _VARINT:
            value, at = _varint(message, at)
            yield key >> 3, value
            continue
        if wire == _BYTES:
            length, at = _varint(message, at)
        elif wire in (_FIXED64, _FIXED32):
            length = 8 if wire == _FIXED64 else 4
        else:
            raise ValueError(f"wire type {wire}")
        if at + length > len(message):
            raise ValueError("a field is longer than its message")
        yield key >> 3, message[at : at + length]
        at += length


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
