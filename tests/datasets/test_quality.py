import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from cargoscope_datasets import quality
from cargoscope_datasets.decoding.raw import RawPlanes
from cargoscope_datasets.viewing import build_view

STEEL = (slice(80, 120), slice(280, 330))
"""Where the truck of the tests carries a block that nothing comes through."""


def scan_of(
    transmission: NDArray[np.float32], counts_in_air: float, *, quanta: float = 20_000, electronics: float = 2.0
) -> NDArray[np.uint16]:
    """(1, rows, columns) uint16 counts with quantum noise and the electronics' noise in counts."""
    rng = np.random.default_rng(5)
    signal = rng.poisson(transmission * quanta) * (counts_in_air / quanta)
    signal = signal + electronics * rng.standard_normal(transmission.shape)
    return np.clip(np.round(signal), 0, 65_535).astype(np.uint16)[None]


@pytest.mark.parametrize(
    ("steel", "penetrated"),
    [(0.0, False), (1e-5, False), (1e-2, True), (3e-3, True)],
    ids=["nothing", "40 cm of steel", "26 t of goods", "denser still"],
)
def test_not_penetrated_is_where_signal_cannot_be_told_from_noise(
    truck: NDArray[np.float32], steel: float, penetrated: bool
) -> None:
    truck[STEEL] = steel
    found = build_view("side", RawPlanes(scan_of(truck, 60_000), display=False)).quality
    if penetrated:
        assert not found.not_penetrated.any()
        assert found.not_penetrated_share == 0
    else:
        expected = np.zeros(truck.shape, bool)
        expected[STEEL] = True
        overlap = np.count_nonzero(found.not_penetrated & expected) / np.count_nonzero(found.not_penetrated | expected)
        assert overlap > 0.8
        vehicle = np.count_nonzero(truck < 0.95)
        assert found.not_penetrated_share == pytest.approx(np.count_nonzero(expected) / vehicle, rel=0.2)


def test_one_count_without_noise_is_a_signal_and_half_a_count_is_none() -> None:
    flat = quality.squares(np.full((40, 40), 1 / 60_000, np.float32))
    assert not quality.not_penetrated(flat, count=1 / 60_000).any()
    assert quality.not_penetrated(flat, count=2 / 60_000).all()


def test_a_single_black_pixel_is_not_part_of_the_mask(truck: NDArray[np.float32]) -> None:
    truck[STEEL] = 0.3
    truck[100, 300] = 0
    found = build_view("side", RawPlanes(scan_of(truck, 60_000), display=False)).quality
    assert not found.not_penetrated.any()


@pytest.mark.parametrize(("level", "penetrated"), [(0, False), (2, False), (4, True), (12, True)])
def test_black_of_a_display_holds_nothing(truck: NDArray[np.float32], level: int, penetrated: bool) -> None:
    grey = np.round(truck * 254).astype(np.uint8)
    grey[STEEL] = level
    found = build_view("side", RawPlanes(grey[None], display=True)).quality
    assert found.not_penetrated[100, 300] == (not penetrated)
    assert found.not_penetrated.any() == (not penetrated)


@given(relative=st.floats(0.002, 0.05), level=st.floats(0.1, 60_000))
def test_noise_is_measured_whatever_the_channels_and_pulses_do(relative: float, level: float) -> None:
    rng = np.random.default_rng(4)
    plane = 1 + relative * rng.standard_normal((200, 400))
    plane *= 1 + 0.1 * rng.random((200, 1))
    plane *= 1 + 0.03 * rng.random((1, 400))
    measured = quality.noise(quality.squares((level * plane).astype(np.float32)))
    assert measured == pytest.approx(relative, rel=0.12)


def test_saturation_is_the_share_at_the_top_of_the_range() -> None:
    planes = np.full((2, 20, 50), 1000, np.uint16)
    planes[1, :5] = 65_535
    assert quality.saturated_share(planes, 65_535) == 0.25
    assert quality.saturated_share(planes.astype(np.float32), 65_535) == 0


@given(rows=st.integers(16, 40), columns=st.integers(16, 40), seed=st.integers(0, 99))
def test_a_mask_by_squares_fits_pixels_of_odd_views_too(rows: int, columns: int, seed: int) -> None:
    mask = np.random.default_rng(seed).random((rows // 2, columns // 2)) < 0.5
    found = quality.by_pixel(mask, rows, columns)
    assert found.shape == (rows, columns)
    assert all(
        found[row, column] == mask[min(row // 2, rows // 2 - 1), min(column // 2, columns // 2 - 1)]
        for row in range(rows)
        for column in range(columns)
    )
