"""Contact sheets of all that the simulator knows: a new conveyance, goods, threat or preset shows up by itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from cargoscope_datasets.simulation.contact_sheet import Picture, write_contact_sheet
from cargoscope_datasets.simulation.conveyances import CONVEYANCES
from cargoscope_datasets.simulation.extents import parts_bounds
from cargoscope_datasets.simulation.gallery_artefacts import SIDE, artefacts
from cargoscope_datasets.simulation.gallery_close_ups import CROP, HALF, textures, undercarriages
from cargoscope_datasets.simulation.gallery_views import ABOVE, FINE, PLAIN, loaded, seen, stream
from cargoscope_datasets.simulation.goods import GOODS
from cargoscope_datasets.simulation.negatives import NEGATIVES, draw_negative, draw_unknown
from cargoscope_datasets.simulation.scanner.preset import presets
from cargoscope_datasets.simulation.solids import Part
from cargoscope_datasets.simulation.threats import FAMILIES, draw_threat

_GOODS_ON_A_PAGE = 12
_FROM_ABOVE = 3
"""The picture of some goods that is taken from above."""
ACROSS_THREATS = 8

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Page:
    """One contact sheet.

    Attributes:
        name: of its file.
        pictures: makes them.
        across: pictures in a row.
        width: of each, in pixels.
    """

    name: str
    pictures: Callable[[], Sequence[Picture]]
    across: int
    width: int


def pages() -> list[Page]:
    """All that there are."""
    names = sorted(GOODS)
    dozens = [names[start : start + _GOODS_ON_A_PAGE] for start in range(0, len(names), _GOODS_ON_A_PAGE)]
    loads = [Page(f"goods_{number:02}", partial(goods, dozen), 3, 520) for number, dozen in enumerate(dozens, 1)]
    alone = [
        Page("conveyances", conveyances, 4, 520),
        Page("undercarriage", undercarriages, 1, HALF),
        *loads,
        Page("textures", textures, 4, 2 * CROP),
    ]
    threats = [Page(f"threat_{label}", partial(families, label), ACROSS_THREATS, 200) for label in FAMILIES]
    rest = [
        Page("negatives", innocent, ACROSS_THREATS, 200),
        Page("artefacts", artefacts, 4, SIDE),
        Page("presets", looks, 2, 900),
    ]
    return alone + threats + rest


def write_gallery(folder: Path, progress: Progress) -> None:
    """Write every page as a JPEG."""
    folder.mkdir(parents=True, exist_ok=True)
    every = pages()
    for number, page in enumerate(every):
        progress(number, len(every))
        write_contact_sheet(folder / f"{page.name}.jpg", page.pictures(), page.across, page.width)
    progress(len(every), len(every))


def conveyances() -> list[Picture]:
    """Each kind, twice from the side and twice from above, empty."""
    return [
        Picture(f"{name}{', from above' * scanner.top}", seen(build(stream(name, seed)).parts, scanner, seed))
        for name, build in sorted(CONVEYANCES.items())
        for seed, scanner in ((1, PLAIN), (2, PLAIN), (3, ABOVE), (4, ABOVE))
    ]


def goods(names: Sequence[str]) -> list[Picture]:
    """Each of these kinds in a hold that it travels in, twice from the side and once from above."""
    pictures = []
    for name in names:
        kind = GOODS[name]
        for seed in (1, 2, _FROM_ABOVE):
            vehicle = loaded(stream(name, seed), kind)
            caption = f"{name} (HS {kind.hs}), {weighed(vehicle.mass_kg)}, {vehicle.name}{' RESERVED' * kind.reserved}"
            pictures.append(Picture(caption, seen(vehicle.parts, ABOVE if seed == _FROM_ABOVE else PLAIN, seed)))
    return pictures


def weighed(kilograms: float) -> str:
    """A mass in words: of less than a tonne in kilograms."""
    return f"{kilograms:.0f} kg" if kilograms < 1000 else f"{kilograms / 1000:.1f} t"


def families(label: str) -> list[Picture]:
    """Each family of a label, several times, a row for each."""
    pictures = []
    for name, family in FAMILIES[label].items():
        for seed in range(ACROSS_THREATS):
            rng = stream(name, seed)
            threat = draw_threat(rng, label, family=name, allow_reserved=True)
            pictures.append(_alone(f"{name}{' RESERVED' * family.reserved}", threat.lot.parts))
    return pictures


def innocent() -> list[Picture]:
    """Each kind of innocent object, then objects of no kind."""
    streams = [np.random.default_rng(seed) for seed in range(3 * ACROSS_THREATS)]
    tools = [_alone(name, draw_negative(rng, name).parts) for name in NEGATIVES for rng in streams[:ACROSS_THREATS]]
    return tools + [_alone("unknown", draw_unknown(rng).parts) for rng in streams]


def _alone(caption: str, parts: Sequence[Part]) -> Picture:
    low, high = parts_bounds(parts)
    longest = float((high - low)[:2].max())
    side = max(longest / 350, 1.0)
    scanner = replace(FINE, row_mm=side, column_mm=side)
    return Picture(f"{caption}, {longest:.0f} mm", seen(parts, scanner, 1, 0.08 * longest))


def looks() -> list[Picture]:
    """One loaded box as each preset shows it."""
    parts = loaded(np.random.default_rng(2), GOODS[min(GOODS)]).parts
    pictures = []
    for preset in presets().values():
        scanner = preset.draw(np.random.default_rng(1))
        caption = f"{preset.name}{' RESERVED' * preset.reserved}: {preset.about}"
        grey = seen(parts, scanner, 1, 300.0)
        pictures.append(Picture(caption[:110], grey, (), scanner.row_mm / scanner.column_mm))
    return pictures
