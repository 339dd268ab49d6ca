"""The first line of a `.columns` file: what its columns are, as JSON. `docs/protocol-streaming.md` has every field."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.decoding.limits import SMALLEST_SIDE, Limits
from cargoscope_datasets.errors import ScanTooLarge, ScanUnreadable, ScanUnsupported
from cargoscope_datasets.scan import Direction

VERSION = 1
LONGEST_LINE = 1 << 20
"""Bytes of the line, its LF included."""
MOST_ENERGIES = 2
VIEW = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
LARGEST_VALUE = 1e12


class Sample(StrEnum):
    """What one value is; all are little-endian."""

    U16 = "u16"
    U32 = "u32"
    F32 = "f32"
    U16_LOG = "u16-log"

    @property
    def dtype(self) -> np.dtype[Any]:
        """As it lies in the file."""
        return np.dtype({"u16": "<u2", "u32": "<u4", "f32": "<f4", "u16-log": "<u2"}[self.value])


class RowOrder(StrEnum):
    """Where the first value of a column lies, as the vehicle stands."""

    TOP_DOWN = "top-down"
    BOTTOM_UP = "bottom-up"


@dataclass(frozen=True, slots=True, eq=False)
class ColumnsHeader:
    """What a `.columns` file says about its columns. All lists are in the order of the stream.

    Attributes:
        view: name of the view.
        rows: of one energy.
        row_order: where the first value of a column lies.
        energies: one or two, in MV, in the order of the stream.
        sample: what one value is.
        scale: nepers a step, with `u16-log`.
        interlace_columns: by how much of a column the second energy was taken later than the first, 0 to below 1.
        dark: (energies, rows) float32, value without beam, or None for 0.
        air: (energies, rows) float32, value through air, dark not taken off, or None where unknown.
        dead_rows: channels without signal.
        pitch_mm: (row, column) in millimetres, or None.
        direction: which end of the vehicle was scanned first, or None.
    """

    view: str
    rows: int
    row_order: RowOrder
    energies: tuple[float, ...]
    sample: Sample
    scale: float | None = None
    interlace_columns: float = 0.0
    dark: NDArray[np.float32] | None = None
    air: NDArray[np.float32] | None = None
    dead_rows: tuple[int, ...] = ()
    pitch_mm: tuple[float, float] | None = None
    direction: Direction | None = None

    @property
    def column_bytes(self) -> int:
        """Bytes of one column of all energies."""
        return len(self.energies) * self.rows * self.sample.dtype.itemsize

    def line(self) -> bytes:
        """The line as it stands in a file, with its LF."""
        said = {
            "version": VERSION,
            "view": self.view,
            "rows": self.rows,
            "row_order": self.row_order.value,
            "energies": list(self.energies),
            "interlace_columns": self.interlace_columns,
            "sample": self.sample.value,
            "scale": self.scale,
            "dark": None if self.dark is None else self.dark.tolist(),
            "air": None if self.air is None else self.air.tolist(),
            "dead_rows": list(self.dead_rows),
            "pitch_mm": None if self.pitch_mm is None else list(self.pitch_mm),
            "direction": None if self.direction is None else self.direction.value,
        }
        return json.dumps(said, allow_nan=False).encode() + b"\n"


def split_header(data: bytes, limits: Limits) -> tuple[ColumnsHeader, int]:
    """The header of a file, and where its first column begins.

    Raises:
        ScanUnreadable: it has no complete first line, or that line contradicts itself.
        ScanUnsupported: it is no header of this version.
        ScanTooLarge: it announces more rows than are accepted.
    """
    end = data.find(b"\n", 0, LONGEST_LINE)
    if end < 0:
        if len(data) >= LONGEST_LINE:
            raise ScanUnsupported(f"begins with a line of more than {LONGEST_LINE:,} bytes, so it is no .columns file")
        raise ScanUnreadable(f"ends after {len(data):,} bytes, within its header line: no column has arrived")
    return parse_header(data[:end], limits), end + 1


def parse_header(line: bytes, limits: Limits) -> ColumnsHeader:
    """The header in a line of JSON.

    Raises:
        ScanError: see `split_header`.
    """
    try:
        said = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ScanUnsupported(f"begins with a line that is no JSON ({error}), so it is no .columns file") from error
    if not isinstance(said, dict) or "version" not in said:
        raise ScanUnsupported("begins with a line of JSON without a version, so it is no .columns file")
    if type(said["version"]) is not int or said["version"] != VERSION:
        raise ScanUnsupported(f"is a .columns file of version {_shown(said['version'])}; accepted is {VERSION}")
    return _header(said, limits)


def _header(said: Mapping[str, Any], limits: Limits) -> ColumnsHeader:
    rows = _rows(said, limits)
    energies = _energies(said)
    shape = (len(energies), rows)
    sample = Sample(_one_of(said, "sample", [each.value for each in Sample]))
    direction = said.get("direction")
    if sample is Sample.U16_LOG and said.get("dark") is not None:
        raise _wrong(said, "dark", "nothing with u16-log, where it was taken off before the logarithm")
    return ColumnsHeader(
        view=_view(said),
        rows=rows,
        row_order=RowOrder(_one_of(said, "row_order", [each.value for each in RowOrder])),
        energies=energies,
        sample=sample,
        scale=_scale(said, sample),
        interlace_columns=_interlace(said, energies),
        dark=_levels(said, "dark", shape),
        air=_levels(said, "air", shape),
        dead_rows=_dead_rows(said, rows),
        pitch_mm=_pitch(said),
        direction=None
        if direction is None
        else Direction(_one_of(said, "direction", [each.value for each in Direction])),
    )


def _view(said: Mapping[str, Any]) -> str:
    name = said.get("view")
    if not isinstance(name, str) or not VIEW.fullmatch(name):
        raise _wrong(said, "view", "a name of 1 to 32 characters a-z, 0-9, - and _")
    return name


def _rows(said: Mapping[str, Any], limits: Limits) -> int:
    rows = said.get("rows")
    if type(rows) is not int or rows < SMALLEST_SIDE:
        raise _wrong(said, "rows", f"a whole number from {SMALLEST_SIDE}")
    if rows > limits.rows:
        raise ScanTooLarge(f"has {_shown(rows)} rows; accepted are up to {limits.rows:,}")
    return rows


def _energies(said: Mapping[str, Any]) -> tuple[float, ...]:
    energies: Any = said.get("energies")
    fits = isinstance(energies, list) and 1 <= len(energies) <= MOST_ENERGIES and all(map(_is_number, energies))
    if not fits or min(energies) <= 0 or len(set(energies)) < len(energies):
        raise _wrong(said, "energies", "one number, or two that differ, in MV")
    return tuple(map(float, energies))


def _interlace(said: Mapping[str, Any], energies: tuple[float, ...]) -> float:
    by: Any = said.get("interlace_columns", 0)
    if not _is_number(by) or not 0 <= by < 1 or (by and len(energies) < MOST_ENERGIES):
        raise _wrong(said, "interlace_columns", "a number from 0 to below 1, and 0 with one energy")
    return float(by)


def _scale(said: Mapping[str, Any], sample: Sample) -> float | None:
    scale: Any = said.get("scale")
    if sample is not Sample.U16_LOG and scale is None:
        return None
    if sample is not Sample.U16_LOG or not _is_number(scale) or not 0 < scale <= 1:
        raise _wrong(said, "scale", "a number above 0, at most 1, with u16-log only")
    return float(scale)


def _levels(said: Mapping[str, Any], field: str, shape: tuple[int, int]) -> NDArray[np.float32] | None:
    lists = said.get(field)
    if lists is None:
        return None
    energies, rows = shape
    if not _has_length(lists, energies) or not all(_has_length(each, rows) for each in lists):
        raise _wrong(said, field, f"{energies} list(s) of {rows:,} numbers, one by energy")
    if not all(_is_number(value) for each in lists for value in each):
        raise _wrong(said, field, "numbers only")
    return np.array(lists, np.float32)


def _dead_rows(said: Mapping[str, Any], rows: int) -> tuple[int, ...]:
    dead = said.get("dead_rows", [])
    if not isinstance(dead, list) or len(dead) > rows or not all(type(row) is int and 0 <= row < rows for row in dead):
        raise _wrong(said, "dead_rows", f"a list of whole numbers from 0 to {rows - 1}")
    return tuple(sorted(set(dead)))


def _pitch(said: Mapping[str, Any]) -> tuple[float, float] | None:
    pitch = said.get("pitch_mm")
    if pitch is None:
        return None
    if not _has_length(pitch, 2) or not all(_is_number(size) and size > 0 for size in pitch):
        raise _wrong(said, "pitch_mm", "two numbers above 0, row and column, or null")
    return float(pitch[0]), float(pitch[1])


def _one_of(said: Mapping[str, Any], field: str, names: Sequence[str]) -> str:
    name = said.get(field)
    if name not in names:
        raise _wrong(said, field, f"one of {', '.join(names)}")
    return str(name)


def _has_length(value: Any, length: int) -> bool:
    return isinstance(value, list) and len(value) == length


def _is_number(value: Any) -> bool:
    # True is an int to Python, and not to JSON.
    return type(value) in (int, float) and abs(value) <= LARGEST_VALUE and math.isfinite(value)


def _wrong(said: Mapping[str, Any], field: str, expected: str) -> ScanUnreadable:
    found = f"is {_shown(said[field])}" if field in said else "is missing"
    return ScanUnreadable(f"has a header whose {field} {found}; expected is {expected}")


def _shown(value: Any) -> str:
    text = json.dumps(value) if not isinstance(value, int) or abs(value) < LARGEST_VALUE else "a huge number"
    return text if len(text) <= 60 else f"{text[:57]}..."
