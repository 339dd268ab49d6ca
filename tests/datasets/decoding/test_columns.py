import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from cargoscope_datasets.decoding.columns import encode_columns, read_columns
from cargoscope_datasets.decoding.columns_header import ColumnsHeader, RowOrder, Sample, parse_header
from cargoscope_datasets.decoding.formats import decode
from cargoscope_datasets.decoding.limits import Limits
from cargoscope_datasets.errors import ScanError, ScanTooLarge, ScanUnreadable, ScanUnsupported
from cargoscope_datasets.reading import ScanReader
from cargoscope_datasets.scan import Direction, PitchSource, ViewKind
from cargoscope_datasets.writing import write_columns

LIMITS = Limits()
ROWS, COLUMNS = 16, 20
HEADER = ColumnsHeader("side", ROWS, RowOrder.TOP_DOWN, (6.0,), Sample.U16)
RAMP = np.arange(ROWS * COLUMNS, dtype=np.uint16).reshape(1, ROWS, COLUMNS)

levels = st.floats(0, 70_000, width=32)


@st.composite
def headers(draw: st.DrawFn) -> ColumnsHeader:
    rows = draw(st.integers(16, 20))
    energies = draw(st.sampled_from([(6.0,), (6.0, 3.5), (4.0, 9.0)]))
    sample = draw(st.sampled_from(Sample))
    by_row = st.lists(st.lists(levels, min_size=rows, max_size=rows), min_size=len(energies), max_size=len(energies))
    lists = st.none() | by_row.map(lambda found: np.array(found, np.float32))
    return ColumnsHeader(
        view=draw(st.from_regex(r"[a-z0-9][a-z0-9_-]{0,31}", fullmatch=True)),
        rows=rows,
        row_order=draw(st.sampled_from(RowOrder)),
        energies=energies,
        sample=sample,
        scale=draw(st.floats(1e-5, 1e-3)) if sample is Sample.U16_LOG else None,
        dark=None if sample is Sample.U16_LOG else draw(lists),
        air=draw(lists),
        dead_rows=tuple(sorted(draw(st.sets(st.integers(0, rows - 1))))),
        pitch_mm=draw(st.none() | st.tuples(st.floats(0.5, 50), st.floats(0.5, 50))),
        direction=draw(st.none() | st.sampled_from(Direction)),
    )


def values(header: ColumnsHeader, columns: int, seed: int) -> NDArray[Any]:
    shape = (len(header.energies), header.rows, columns)
    return np.random.default_rng(seed).integers(0, 60_000, shape).astype(header.sample.dtype)


@given(headers())
def test_a_header_says_the_same_when_it_is_read_back(header: ColumnsHeader) -> None:
    back = parse_header(header.line()[:-1], LIMITS)
    for name in ("dark", "air"):
        np.testing.assert_array_equal(getattr(back, name), getattr(header, name))
    told = [replace(each, dark=None, air=None) for each in (back, header)]
    assert repr(told[0]) == repr(told[1])


@given(headers(), st.integers(16, 40), st.integers(0, 99), st.data())
def test_columns_come_back_however_they_are_ordered(
    header: ColumnsHeader, columns: int, seed: int, data: st.DataObject
) -> None:
    planes = values(header, columns, seed)
    stream = header.line() + encode_columns(planes, header)
    whole = read_columns(stream, LIMITS)
    expected = planes if header.scale is None else np.exp(-np.float32(header.scale) * planes.astype(np.float32))
    np.testing.assert_allclose(whole.planes, expected, rtol=1e-6)
    assert whole.cut_short is None
    assert whole.planes.dtype.isnative

    lost = data.draw(st.integers(1, header.column_bytes * (columns - 16) or 1))
    kept = columns - -(-lost // header.column_bytes)
    if kept >= 16:
        part = read_columns(stream[:-lost], LIMITS)
        np.testing.assert_array_equal(part.planes, whole.planes[..., :kept])
        assert (part.cut_short is None) == (lost % header.column_bytes == 0)


def test_lists_by_row_are_turned_with_the_rows() -> None:
    air = np.arange(2 * ROWS, dtype=np.float32).reshape(2, ROWS)
    header = replace(HEADER, energies=(3.5, 6.0), row_order=RowOrder.BOTTOM_UP, air=air, dark=air / 2, dead_rows=(0, 3))
    raw = read_columns(header.line() + encode_columns(np.concatenate([RAMP, RAMP]), header), LIMITS)
    np.testing.assert_array_equal(raw.air, air[::-1, ::-1])
    np.testing.assert_array_equal(raw.dark, air[::-1, ::-1] / 2)
    assert raw.dead_rows == (ROWS - 4, ROWS - 1)


@pytest.mark.parametrize("energies", [(6.0, 3.5), (3.5, 6.0)])
@pytest.mark.parametrize("later", [0.25, 0.5])
def test_interlaced_energies_are_put_on_one_grid(energies: tuple[float, ...], later: float) -> None:
    # Both see the same slope, the second of the stream a part of a column later.
    place = np.arange(COLUMNS) * 100.0
    measured = [place, place + later * 100] if energies[0] > energies[1] else [place + later * 100, place]
    planes = np.stack([np.tile(each, (ROWS, 1)) for each in measured]).astype(np.uint16)
    header = replace(HEADER, energies=energies, interlace_columns=later)
    high, low = read_columns(header.line() + encode_columns(planes, header), LIMITS).planes
    np.testing.assert_array_equal(high, planes[0])
    np.testing.assert_array_equal(low[:, 1:-1], high[:, 1:-1])


def test_a_stream_is_calibrated_by_its_own_air_and_dark(
    reader: ScanReader, tmp_path: Path, truck: NDArray[np.float32]
) -> None:
    rows = len(truck)
    gain = np.linspace(30_000, 50_000, rows, dtype=np.float32)
    counts = np.round(truck * gain[:, None] + 400).astype(np.uint16)[None]
    counts[:, 50] = 7
    header = ColumnsHeader(
        view="top",
        rows=rows,
        row_order=RowOrder.BOTTOM_UP,
        energies=(6.0,),
        sample=Sample.U16,
        dark=np.full((1, rows), 400, np.float32),
        air=gain[None, ::-1] + 400,
        dead_rows=(rows - 1 - 50,),
        pitch_mm=(3.9, 5.2),
        direction=Direction.REAR_FIRST,
    )
    write_columns(tmp_path / "scan.columns", counts, header)
    (view,) = reader.read([tmp_path / "scan.columns"]).views
    assert (view.name, view.kind, view.direction) == ("top", ViewKind.CALIBRATED, Direction.REAR_FIRST)
    assert view.pitch is not None
    assert (view.pitch.row_mm, view.pitch.column_mm, view.pitch.source) == (3.9, 5.2, PitchSource.FILE)
    assert 50 in view.quality.dead_rows
    assert np.abs(view.planes[0] - truck).max() < 0.02


def test_a_cut_stream_says_so(reader: ScanReader, tmp_path: Path, counts: NDArray[np.uint16]) -> None:
    path = tmp_path / "scan.columns"
    write_columns(path, counts, replace(HEADER, rows=counts.shape[1]))
    path.write_bytes(path.read_bytes()[:-100])
    (view,) = reader.read([path]).views
    assert view.columns == counts.shape[2] - 1
    assert view.cut_short is not None
    assert view.cut_short.startswith(f"ends within column {view.columns} (counted from 0), after 220 of its 320 bytes")


def line(**changed: Any) -> bytes:
    said = json.loads(HEADER.line()) | changed
    return json.dumps({name: value for name, value in said.items() if value != "left out"}).encode() + b"\n"


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (b'{"version": 1', ScanUnreadable, "ends after 13 bytes, within its header line"),
        (b"{" + bytes(1 << 20), ScanUnsupported, "a line of more than 1,048,576 bytes"),
        (b"{]\n", ScanUnsupported, "no JSON"),
        (b"{" + b'"a":[' * 100_000 + b"\n", ScanUnsupported, "no JSON"),
        (b'{"type": "FeatureCollection"}\n', ScanUnsupported, "without a version"),
        (line(version=2), ScanUnsupported, "version 2; accepted is 1"),
        (line(version=True), ScanUnsupported, "version true"),
        (line(rows="left out"), ScanUnreadable, "whose rows is missing"),
        (line(rows=4), ScanUnreadable, "whose rows is 4; expected is a whole number from 16"),
        (line(rows=True), ScanUnreadable, "whose rows is true"),
        (line(rows=10**9), ScanTooLarge, "has 1000000000 rows"),
        (line(view="Side!"), ScanUnreadable, 'whose view is "Side!"'),
        (line(row_order="up"), ScanUnreadable, "expected is one of top-down, bottom-up"),
        (line(energies=[]), ScanUnreadable, "one number, or two that differ"),
        (line(energies=[6, 6]), ScanUnreadable, "one number, or two that differ"),
        (line(interlace_columns=0.5), ScanUnreadable, "0 with one energy"),
        (line(sample="u8"), ScanUnreadable, "one of u16, u32, f32, u16-log"),
        (line(sample=["u16"]), ScanUnreadable, "one of u16, u32, f32, u16-log"),
        (line(sample="u16-log"), ScanUnreadable, "whose scale is null"),
        (line(sample="u16-log", scale=1e-3, dark=[[0.0] * ROWS]), ScanUnreadable, "taken off before the logarithm"),
        (line(air=[[1.0] * 3]), ScanUnreadable, r"expected is 1 list\(s\) of 16 numbers"),
        (line(air=[[10**400] * ROWS]), ScanUnreadable, "numbers only"),
        (line(dark=[["1"] * ROWS]), ScanUnreadable, "numbers only"),
        (line(dead_rows=[16]), ScanUnreadable, "whole numbers from 0 to 15"),
        (line(pitch_mm=[0, 4]), ScanUnreadable, "two numbers above 0"),
        (line(direction="up"), ScanUnreadable, "front-first, rear-first"),
        (line() + bytes(ROWS * 2 * 3), ScanUnreadable, "has 3 columns and 16 rows, too few"),
        (line() + bytes(ROWS * 2 * 32_769), ScanTooLarge, "32,769 columns"),
    ],
)
def test_what_is_refused_is_said(data: bytes, error: type[ScanError], words: str) -> None:
    with pytest.raises(error, match=words) as refused:
        decode(data, LIMITS)
    assert len(str(refused.value)) < 300
    assert "\n" not in str(refused.value)


def test_what_is_not_known_is_passed_over() -> None:
    assert parse_header(line(scanner={"serial": 7})[:-1], LIMITS).rows == ROWS
