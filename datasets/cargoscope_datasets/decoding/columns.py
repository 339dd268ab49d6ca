"""`.columns`: a line of JSON, then column after column as the scanner measured them.

`docs/protocol-streaming.md` has the format. A file may still grow, or have been cut off: it is read as far as whole
columns go, and what is left over is said.
"""

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.decoding.columns_header import ColumnsHeader, RowOrder, Sample, split_header
from cargoscope_datasets.decoding.limits import Limits
from cargoscope_datasets.decoding.raw import RawPlanes
from cargoscope_datasets.scan import Polarity

START = b"{"


def read_columns(data: bytes, limits: Limits) -> RawPlanes:
    """Decodes the whole columns of a file whose header is within the limits."""
    header, begin = split_header(data, limits)
    columns, left_over = divmod(len(data) - begin, header.column_bytes)
    limits.check_size(columns=columns, rows=header.rows)
    stream = np.frombuffer(data, header.sample.dtype, offset=begin, count=columns * len(header.energies) * header.rows)
    planes = _planes(stream.reshape(columns, len(header.energies), header.rows), header)
    return RawPlanes(
        planes,
        display=False,
        polarity=Polarity.BRIGHT,
        pitch_mm=header.pitch_mm,
        air=_levels(header.air, header),
        dark=_levels(header.dark, header),
        view=header.view,
        dead_rows=_dead_rows(header),
        direction=header.direction,
        cut_short=_cut_short(columns, left_over, header) if left_over else None,
    )


def _planes(stream: NDArray[np.generic], header: ColumnsHeader) -> NDArray[np.generic]:
    """(energies, rows, columns), highest energy first, from (columns, energies, rows) as it lies in the file."""
    if header.sample is Sample.U16_LOG:
        assert header.scale is not None
        stream = np.exp(-np.float32(header.scale) * np.arange(1 << 16, dtype=np.float32))[stream]
    planes = stream.transpose(1, 2, 0)[_highest_first(header)]
    if header.row_order is RowOrder.BOTTOM_UP:
        planes = planes[:, ::-1]
    return _on_one_grid(np.ascontiguousarray(planes, planes.dtype.newbyteorder("=")), header)


def _on_one_grid(planes: NDArray[np.generic], header: ColumnsHeader) -> NDArray[np.generic]:
    """Interpolates the lower energy, in place, to where the higher was taken."""
    later = header.interlace_columns
    if later == 0:
        return planes
    low = planes[1].astype(np.float32)
    beside = np.empty_like(low)
    if _highest_first(header)[0] == 0:
        # The lower one was taken later, so what it measured a column before lies on the other side.
        beside[:, 1:], beside[:, 0] = low[:, :-1], low[:, 0]
    else:
        beside[:, :-1], beside[:, -1] = low[:, 1:], low[:, -1]
    between = low + np.float32(later) * (beside - low)
    planes[1] = np.rint(between) if planes.dtype.kind == "u" else between
    return planes


def _levels(levels: NDArray[np.float32] | None, header: ColumnsHeader) -> NDArray[np.float32] | None:
    """(energies, rows) float32 from the order of the stream to that of the planes."""
    if levels is None:
        return None
    ordered = levels[_highest_first(header)]
    return np.ascontiguousarray(ordered[:, ::-1] if header.row_order is RowOrder.BOTTOM_UP else ordered)


def _dead_rows(header: ColumnsHeader) -> tuple[int, ...]:
    if header.row_order is RowOrder.TOP_DOWN:
        return header.dead_rows
    return tuple(sorted(header.rows - 1 - row for row in header.dead_rows))


def encode_columns(planes: NDArray[np.generic], header: ColumnsHeader) -> bytes:
    """What follows the header line: the columns of planes, as `read_columns` takes them apart.

    Args:
        planes: (energies, rows, columns) as measured, the highest energy and the topmost row first, of the header's
            depth; with `u16-log` the attenuation in steps of its scale.
        header: says in which order they go.
    """
    if header.row_order is RowOrder.BOTTOM_UP:
        planes = planes[:, ::-1]
    in_stream = planes[np.argsort(_highest_first(header))]
    return np.ascontiguousarray(in_stream.transpose(2, 0, 1), header.sample.dtype).tobytes()


def _highest_first(header: ColumnsHeader) -> list[int]:
    return sorted(range(len(header.energies)), key=lambda energy: -header.energies[energy])


def _cut_short(columns: int, left_over: int, header: ColumnsHeader) -> str:
    return (
        f"ends within column {columns:,} (counted from 0), after {left_over:,} of its {header.column_bytes:,} bytes; "
        f"the {columns:,} columns before it were read"
    )
