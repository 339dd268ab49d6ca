from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from cargoscope_datasets.reading import ScanReader

ROWS, COLUMNS = 160, 420
AIR_COUNTS = 40_000


@pytest.fixture
def truck() -> NDArray[np.float32]:
    """Transmission of a box on wheels without noise: air around, skins, rails, cartons, and a block of steel."""
    transmission = np.ones((ROWS, COLUMNS), np.float32)
    transmission[30:130, 60:360] = 0.88
    transmission[30:34, 60:360] = transmission[124:130, 60:360] = 0.35
    transmission[30:130, 60:64] = transmission[30:130, 356:360] = 0.3
    for left in range(80, 240, 20):
        transmission[70:124, left : left + 17] *= 0.05 + left / 4000
    transmission[130:155, 90:115] = transmission[130:155, 300:325] = 0.2
    transmission[80:120, 280:330] = 0
    return transmission


@pytest.fixture
def counts(truck: NDArray[np.float32]) -> NDArray[np.uint16]:
    """The truck as (1, rows, columns) uint16 counts with quantum noise."""
    noisy = np.random.default_rng(7).poisson(truck * AIR_COUNTS)
    return noisy.astype(np.uint16)[None]


@pytest.fixture(scope="session")
def reader() -> Iterator[ScanReader]:
    with ScanReader() as reader:
        yield reader
