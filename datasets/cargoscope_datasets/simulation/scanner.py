"""What a scanner makes of a scene: counts with noise, or the processed picture of an archive."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Scanner:
    """One make of scanner at one setting.

    Attributes:
        quanta: detected quanta per pixel in air; Poisson noise is of these.
        electronics: noise of a pixel without beam, as a share of the air signal.
        gain: residual deviation of the detector channels' gain (horizontal stripes).
        source: pulse-to-pulse deviation of the source (vertical stripes).
        blur_px: standard deviation of the point spread, in pixels.
        scatter: share of the air signal that arrives from the sides everywhere.
        air_counts: counts in air.
    """

    quanta: float = 40_000.0
    electronics: float = 3e-5
    gain: float = 0.003
    source: float = 0.01
    blur_px: float = 0.6
    scatter: float = 2e-4
    air_counts: float = 60_000.0


def random_scanner(rng: np.random.Generator) -> Scanner:
    """A scanner within the range of those in service."""
    return Scanner(
        quanta=float(np.exp(rng.uniform(np.log(4_000), np.log(150_000)))),
        electronics=float(np.exp(rng.uniform(np.log(1e-5), np.log(2e-4)))),
        gain=float(rng.uniform(0.0005, 0.006)),
        source=float(rng.uniform(0.0, 0.02)),
        blur_px=float(rng.uniform(0.3, 1.0)),
        scatter=float(rng.uniform(0.0, 5e-4)),
    )


def measured(transmission: NDArray[np.float32], scanner: Scanner, rng: np.random.Generator) -> NDArray[np.float32]:
    """The signal of a noise-free transmission, air at 1.

    Args:
        transmission: (rows, columns) float32.
        scanner: how it is seen.
        rng: source of the noise.

    Returns:
        (rows, columns) float32; may fall a little below 0 where nothing comes through.
    """
    shape = transmission.shape
    blurred = cv2.GaussianBlur(transmission, (0, 0), scanner.blur_px)
    signal = np.maximum(blurred + np.float32(scanner.scatter), 0)
    # Above some twenty quanta a Gaussian of the same variance is the Poisson noise, ten times faster to draw.
    noise = rng.standard_normal(shape, dtype=np.float32)
    noise *= np.sqrt(signal / np.float32(scanner.quanta) + np.float32(scanner.electronics**2))
    signal = signal + noise
    signal *= 1 + scanner.gain * rng.standard_normal((shape[0], 1), dtype=np.float32)
    signal *= 1 + scanner.source * rng.standard_normal((1, shape[1]), dtype=np.float32)
    return np.asarray(signal, np.float32)


def counts(signal: NDArray[np.float32], scanner: Scanner) -> NDArray[np.uint16]:
    """16-bit counts of a signal, dark current already taken off, (rows, columns) uint16."""
    return np.clip(np.round(signal * np.float32(scanner.air_counts)), 0, 65_535).astype(np.uint16)


def display(signal: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.uint8]:
    """An archive's picture: tone curve, some sharpening and local contrast, 8 bit, JPEG.

    Args:
        signal: (rows, columns) float32, air at 1.
        rng: chooses the processing.

    Returns:
        (rows, columns) uint8, brighter is thinner.
    """
    tone = np.clip(signal, 0, 1) ** np.float32(rng.uniform(0.6, 1.15))
    low, high = rng.uniform(0.0, 0.02), rng.uniform(0.93, 1.02)
    picture = (tone - np.float32(low)) / np.float32(high - low)
    if rng.random() < 0.6:
        amount, reach = rng.uniform(0.1, 0.8), rng.uniform(0.8, 3)
        picture = picture + np.float32(amount) * (picture - cv2.GaussianBlur(picture, (0, 0), reach))
    grey = np.clip(np.round(picture * 255), 0, 255).astype(np.uint8)
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(70, 97))]
    _, encoded = cv2.imencode(".jpg", grey, quality)
    decoded = cv2.imdecode(encoded, cv2.IMREAD_GRAYSCALE)
    return np.asarray(decoded, np.uint8)
