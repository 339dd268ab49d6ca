"""From transmission to counts: blur, scatter, noise, and what differs from row to row and from column to column."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.scanner.settings import Scanner

FEW_QUANTA = 20.0
"""From here on a normal distribution of the same variance is as good as Poisson's."""
FEWEST_QUANTA = 4.0
"""From here up to `FEW_QUANTA` one of the same three moments is as good, and drawn in half of the time."""
MODULE = 16
"""Channels that share electronics, and part of what the calibration leaves."""
SCATTER_MM = 350.0
"""Deviation of the patch that a pixel's scatter comes from: about half the depth of a load."""
_SCATTER_STEP = 16
_WEAK = 0.5
"""Strength of a pulse below which its column is given up."""
_MISFIRED = 0.02
"""Signal of a pulse that hardly fires."""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What the detector gives for one energy.

    Attributes:
        signal: (rows, columns) float32, divided by the air calibration: air is about 1.
        channels: (rows,) float32, gain of each channel, already taken off in `signal`.
        dead: rows that have no signal.
        pulses: (columns,) float32, strength of each pulse.
    """

    signal: NDArray[np.float32]
    channels: NDArray[np.float32]
    dead: NDArray[np.intp]
    pulses: NDArray[np.float32]


def blurred(transmission: NDArray[np.float32], scanner: Scanner) -> NDArray[np.float32]:
    """The point spread of source spot and detector."""
    if scanner.blur_px <= 0:
        return transmission
    return np.asarray(cv2.GaussianBlur(transmission, (0, 0), scanner.blur_px), np.float32)


def scattered(transmission: NDArray[np.float32], scanner: Scanner) -> NDArray[np.float32]:
    """Photons that arrive from the sides, (rows, columns) float32 as a share of the air signal; (1, 1) if none do.

    What is lost from the straight way was mostly scattered (1 - T), and gets out again through about half of what it
    was in (the root of T); a pixel sees a smooth patch of it. A simple model, not a transport calculation.
    """
    if scanner.scatter <= 0:
        return np.zeros((1, 1), np.float32)
    rows, columns = transmission.shape
    small = (max(1, columns // _SCATTER_STEP), max(1, rows // _SCATTER_STEP))
    coarse = np.clip(cv2.resize(transmission, small, interpolation=cv2.INTER_AREA).reshape(small[::-1]), 0, 1)
    lost = (1 - coarse) * np.sqrt(coarse) * np.float32(scanner.scatter)
    spread = [SCATTER_MM / side / _SCATTER_STEP for side in (scanner.column_mm, scanner.row_mm)]
    smooth = cv2.GaussianBlur(lost, (0, 0), spread[0], sigmaY=spread[1], borderType=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.resize(smooth, (columns, rows), interpolation=cv2.INTER_LINEAR), np.float32)


def noise_variance(signal: NDArray[np.float32], scanner: Scanner) -> NDArray[np.float32]:
    """Variance of one pixel: quanta and electronics; signal and root are shares of the air signal."""
    if not scanner.quanta:
        return np.full_like(signal, scanner.electronics**2)
    variance = np.maximum(signal, 0)
    variance /= np.float32(scanner.quanta)
    variance += np.float32(scanner.electronics**2)
    return variance


def noisy(signal: NDArray[np.float32], scanner: Scanner, rng: np.random.Generator) -> NDArray[np.float32]:
    """The signal with its noise; may fall a little below 0 where nothing comes through."""
    if not scanner.quanta and not scanner.electronics:
        return signal
    few = np.flatnonzero(signal < FEW_QUANTA / scanner.quanta) if scanner.quanta else None
    noise = noise_variance(signal, scanner)
    np.sqrt(noise, out=noise)
    noise *= rng.standard_normal(signal.shape, dtype=np.float32)
    noise += signal
    if few is not None:
        drawn = few_quanta(np.maximum(signal.ravel()[few], 0) * np.float32(scanner.quanta), rng)
        electronics = np.float32(scanner.electronics) * rng.standard_normal(len(few), dtype=np.float32)
        noise.ravel()[few] = drawn / np.float32(scanner.quanta) + electronics
    return noise


def few_quanta(expected: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """(pixels,) float32: numbers of quanta, of expected ones: Poisson's, or of its mean, variance and skewness.

    With a z + b (z^2 - 1), z normal, a = sqrt(m - 1/18) and b = 1/6, variance and third moment are m but for b^3.
    """
    fewest = np.flatnonzero(expected < FEWEST_QUANTA)
    z = rng.standard_normal(len(expected), dtype=np.float32)
    drawn: NDArray[np.float32] = np.sqrt(np.maximum(expected - np.float32(1 / 18), 0))
    drawn *= z
    drawn += expected
    z *= z
    z -= 1
    z /= np.float32(6)
    drawn += z
    drawn[fewest] = rng.poisson(expected[fewest])
    return drawn


def read(
    transmission: NDArray[np.float32],
    scanner: Scanner,
    rng: np.random.Generator,
    sway: NDArray[np.float64] | None = None,
) -> Reading:
    """What the detector gives. Each artefact draws from a stream of its own: turning one off leaves the others.

    Args:
        transmission: (rows, columns) float32, noise-free.
        scanner: how it is seen.
        rng: source of everything random.
        sway: (columns,) rows by which the boom has swayed.
    """
    for_noise, for_gain, for_channels, for_dead, for_source, for_misfires, for_offset = rng.spawn(7)
    rows, columns = transmission.shape
    # In place from here on: fresh memory for a whole picture costs more than most of the arithmetic.
    signal = blurred(transmission, scanner)
    if signal is transmission:
        signal = signal.copy()
    signal += scattered(transmission, scanner)
    pulse = _pulses(columns, scanner, for_source, for_misfires)
    if sway is not None and scanner.sway_loss and scanner.sway_px:
        # The beam leaves the detector's face further up more than at the pivot.
        off = np.minimum(np.abs(sway) / (2 * scanner.sway_px), 1.0)
        height = np.linspace(1.0, 0.3, rows)
        signal *= 1 - np.multiply.outer(height.astype(np.float32), (scanner.sway_loss * off).astype(np.float32))
    signal *= pulse
    signal = noisy(signal, scanner, for_noise)
    signal *= 1 + stripes(rows, scanner, for_gain)[:, None]
    # Most channels keep little of their dark current, and a few keep much.
    signal += np.float32(scanner.offset) * for_offset.exponential(1.0, (rows, 1)).astype(np.float32)
    channels = 1 + np.float32(scanner.channels) * for_channels.standard_normal(rows, dtype=np.float32)
    dead = np.sort(for_dead.choice(rows, min(scanner.dead_channels, rows), replace=False))
    signal[dead] = 0
    return Reading(signal, np.maximum(channels, np.float32(0.3)), dead, pulse)


def mended(reading: Reading) -> NDArray[np.float32]:
    """What a scanner makes of its signal before it shows a picture, (rows, columns) float32.

    A monitor in the beam tells the strength of each pulse but for a tenth of its deviation; dead channels and misfired
    columns are filled from the nearest good ones.
    """
    strength = np.asarray(np.maximum(reading.pulses, 0.2) ** 0.9, np.float32)
    signal = np.asarray(reading.signal / strength, np.float32)
    return _filled(_filled(signal, reading.dead, 0), np.flatnonzero(reading.pulses < _WEAK), 1)


def _filled(signal: NDArray[np.float32], bad: NDArray[np.intp], axis: int) -> NDArray[np.float32]:
    if not len(bad) or len(bad) == signal.shape[axis]:
        return signal
    good = np.setdiff1d(np.arange(signal.shape[axis]), bad)
    nearest = good[np.abs(bad[:, None] - good[None, :]).argmin(axis=1)]
    if axis == 0:
        signal[bad] = signal[nearest]
    else:
        signal[:, bad] = signal[:, nearest]
    return signal


def stripes(rows: int, scanner: Scanner, rng: np.random.Generator) -> NDArray[np.float32]:
    """(rows,) float32: relative error that the air calibration leaves in each channel."""
    own = rng.standard_normal(rows, dtype=np.float32)
    shared = np.repeat(rng.standard_normal(rows // MODULE + 1, dtype=np.float32), MODULE)[:rows]
    return np.asarray((own + shared) * np.float32(scanner.gain / np.sqrt(2)), np.float32)


def _pulses(
    columns: int, scanner: Scanner, for_source: np.random.Generator, for_misfires: np.random.Generator
) -> NDArray[np.float32]:
    """(columns,) float32: how strong each pulse is."""
    pulse = 1 + np.float32(scanner.source) * for_source.standard_normal(columns, dtype=np.float32)
    misfired = for_misfires.random(columns) < scanner.misfires
    return np.where(misfired, np.float32(_MISFIRED), np.maximum(pulse, 0)).astype(np.float32)


def counts(reading: Reading, scanner: Scanner) -> NDArray[np.uint16]:
    """(rows, columns) uint16: the converter's counts, dark current taken off, before the air calibration.

    Raises:
        FloatingPointError: the signal is not a number somewhere.
    """
    stored = reading.signal * (reading.channels * np.float32(scanner.air_counts))[:, None]
    np.rint(stored, out=stored)
    # What is no number would become one here, and any.
    with np.errstate(invalid="raise"):
        return np.clip(stored, 0, 65_535, out=stored).astype(np.uint16)


def air(reading: Reading, scanner: Scanner) -> NDArray[np.float32]:
    """(rows,) float32: the air calibration, counts of each channel through air."""
    return np.asarray(reading.channels * np.float32(scanner.air_counts), np.float32)
