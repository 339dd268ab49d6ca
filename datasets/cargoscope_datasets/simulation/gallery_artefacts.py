"""The artefacts' page of the gallery: each turned off and on, where it shows."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.contact_sheet import Picture
from cargoscope_datasets.simulation.conveyances import CONVEYANCES
from cargoscope_datasets.simulation.gallery_views import MARGIN_MM, PLAIN, log_signal, read, sheet_around
from cargoscope_datasets.simulation.scanner import detector
from cargoscope_datasets.simulation.scanner.display import display
from cargoscope_datasets.simulation.scanner.settings import ARTEFACTS, Look, Scanner
from cargoscope_datasets.simulation.sheet import Sheet

LOUD = replace(
    PLAIN, quanta=300, electronics=1e-3, offset=0.02, channels=0.1, gain=0.04, dead_channels=8, source=0.05,
    misfires=0.01, sway_px=4.0, sway_loss=0.25, speed=0.35, blur_px=2.0, scatter=0.03, beams=(9.0, 6.0),
    interlaced=True,
    row_mm=5.0, column_mm=5.0,
)  # fmt: skip
"""Every artefact stronger than in any scanner, so that a small picture shows it."""
_DIFFERENCE = 2.5
"""Greys of the difference of two energies, as a share of all greys for the whole signal."""
_SEED = 8
"""One that jolts, bends and loses something of the piece that is shown."""
SIDE = 400
"""Of the piece that is shown, in pixels."""

Showing = Callable[[Sheet, Scanner], NDArray[np.uint8]]


def signal(sheet: Sheet, scanner: Scanner) -> NDArray[np.uint8]:
    """The signal over the air calibration's, before the scanner mends its faults, (rows, columns) uint8."""
    return display(read(sheet, scanner, _SEED).signal, scanner.look)


def logarithm(sheet: Sheet, scanner: Scanner) -> NDArray[np.uint8]:
    """The same in equal steps of thickness: shows what is in the black."""
    return display(log_signal(read(sheet, scanner, _SEED).signal), Look())


def raw_counts(sheet: Sheet, scanner: Scanner) -> NDArray[np.uint8]:
    """What the converter gives, before the air calibration, (rows, columns) uint8."""
    counts = detector.counts(read(sheet, scanner, _SEED), scanner)
    return display((counts / np.float32(scanner.air_counts)).astype(np.float32), scanner.look)


def difference(sheet: Sheet, scanner: Scanner) -> NDArray[np.uint8]:
    """The higher energy's signal less the lower one's, grey where they are alike, (rows, columns) uint8."""
    high, low = (read(sheet, scanner, _SEED, energy).signal for energy in (0, 1))
    return display(np.float32(0.5) + np.float32(_DIFFERENCE) * (high - low), Look())


_SHOWN_IN: dict[str, tuple[Showing, str]] = {
    "channels": (raw_counts, "raw counts"),
    "offset": (logarithm, "logarithm"),
    "electronics": (logarithm, "logarithm"),
    "scatter": (logarithm, "logarithm"),
    "interlaced": (difference, "9 MV - 6 MV"),
}
"""Artefacts that the usual picture shows badly or not at all: where they show."""
_NEEDS = {"sway_loss": {"sway_px"}}
"""What has to be there for an artefact to be."""


def artefacts() -> list[Picture]:
    """A piece of one scene without artefacts and with all, then without and with each of them, by twos."""
    sheet = scene()
    shown = [Picture("all off", piece(signal(sheet, LOUD.without()))),
             Picture("all on", piece(signal(sheet, LOUD)))]  # fmt: skip
    for name in ARTEFACTS:
        shown += [Picture(caption, piece(grey)) for caption, grey in off_and_on(sheet, name)]
    return shown


def scene() -> Sheet:
    """A lorry, drawn."""
    parts = CONVEYANCES["box_truck"](np.random.default_rng(3)).parts
    sheet = sheet_around(parts, LOUD, MARGIN_MM)
    sheet.add(parts)
    return sheet


def off_and_on(sheet: Sheet, name: str) -> list[tuple[str, NDArray[np.uint8]]]:
    """The scene without and with one artefact, all others off but what it needs: captions, (rows, columns) uint8."""
    showing, where = _SHOWN_IN.get(name, (signal, ""))
    others = set(ARTEFACTS) - _NEEDS.get(name, set())
    scanners = {"off": LOUD.without(*others), "on": LOUD.without(*(others - {name}))}
    about = f", {where}" if where else ""
    return [(f"{name} {word}{about}", showing(sheet, scanner)) for word, scanner in scanners.items()]


def piece(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A wheel and some wall, (SIDE, SIDE) uint8: small enough that a pixel of it can be seen."""
    top, right = grey.shape[0] // 2, grey.shape[1] * 4 // 5
    return grey[top : top + SIDE, right - SIDE : right]
