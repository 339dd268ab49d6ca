"""The gallery's close-ups: what is beneath trucks, and what the inside of typical loads looks like."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.contact_sheet import Picture
from cargoscope_datasets.simulation.conveyances import CONVEYANCES
from cargoscope_datasets.simulation.extents import parts_bounds
from cargoscope_datasets.simulation.gallery_views import (
    PLAIN,
    Loaded,
    loaded,
    log_signal,
    read,
    seen_within,
    sheet_around,
    stream,
)
from cargoscope_datasets.simulation.goods import GOODS
from cargoscope_datasets.simulation.scanner.display import display
from cargoscope_datasets.simulation.scanner.settings import Look
from cargoscope_datasets.simulation.solids import Box

PITCH_MM = 5.0
NEAR = replace(PLAIN, row_mm=PITCH_MM, column_mm=PITCH_MM, look=Look(gamma=0.4))
"""Its tone curve lifts what is dark: axles, and the middle of a load."""
QUIET = NEAR.without("quanta", "electronics", "gain", "source")
"""Without what could be taken for a texture."""
TRUCKS = ("truck_dry_40_high", "truck_reefer_40", "truck_flatbed")
HALF = 1720
"""Columns; two pieces of it reach along the longest truck."""
DEEP = 370
"""Rows: what is below 1.2 m, on the near side too, which the fan shows lowest."""
TYPICAL = {
    "electronics": "cartons", "cotton": "bales", "oranges": "fruit", "rice_sacks": "sacks", "wheat": "bulk",
    "oil_drums": "drums", "car_tyres": "tyres", "sawn_timber": "timber", "scrap_steel": "scrap",
    "frozen_beef": "meat", "wine": "bottles", "polymer_big_bags": "big bags",
}  # fmt: skip
"""Goods whose inside is shown, and what they stand for."""
CROP = round(1200 / PITCH_MM)
"""Side of a piece of load in pixels, 1.2 m."""


def undercarriages() -> list[Picture]:
    """The lower third of some trucks, first the front half, then the rear one; not scaled, so that lines stay."""
    pictures = []
    for name in TRUCKS:
        parts = CONVEYANCES[name](stream(name, 1)).parts
        whole = sheet_around(parts, NEAR, 60.0)
        rows, columns = whole.shape
        for end, start in (("front", 0), ("rear", columns - HALF)):
            sheet = whole.window(slice(rows - DEEP, rows), slice(start, start + HALF))
            pictures.append(Picture(f"{name}, {end}", seen_within(sheet, parts, NEAR, 1)))
    return pictures


def textures() -> list[Picture]:
    """A piece of some loads, in the greys that it needs."""
    return [
        Picture(f"{name}: {about}", inside(loaded(stream(name, 1), GOODS[name], ("dry_20", "reefer_20"))))
        for name, about in TYPICAL.items()
    ]


def inside(vehicle: Loaded) -> NDArray[np.uint8]:
    """The middle of a load, (CROP, CROP) uint8: black and white are its darkest and its lightest."""
    whole = sheet_around(vehicle.parts, QUIET, 60.0)
    (x0, y0, z0), (x1, y1, z1) = parts_bounds(vehicle.load).tolist()
    left, top, right, bottom = whole.extent(Box(x0, x1, y0, y1, z0, z1))
    rows, columns = (round(middle - CROP / 2) for middle in ((top + bottom) / 2, (left + right) / 2))
    sheet = whole.window(slice(rows, rows + CROP), slice(columns, columns + CROP))
    sheet.add(vehicle.parts)
    steps = log_signal(read(sheet, QUIET, 1).signal)
    black, white = np.percentile(steps, [1, 97]).tolist()
    return display(steps, Look(black=black, white=white))
