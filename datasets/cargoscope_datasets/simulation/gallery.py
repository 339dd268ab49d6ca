"""Contact sheets of all that the simulator knows: a new conveyance, goods, threat or preset shows up by itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.contact_sheet import Picture, write_contact_sheet
from cargoscope_datasets.simulation.conveyances import CONVEYANCES
from cargoscope_datasets.simulation.extents import parts_bounds
from cargoscope_datasets.simulation.framing import fan_of
from cargoscope_datasets.simulation.goods import GOODS, Goods
from cargoscope_datasets.simulation.negatives import NEGATIVES, draw_negative, draw_unknown
from cargoscope_datasets.simulation.physics import transmission
from cargoscope_datasets.simulation.scanner import detector
from cargoscope_datasets.simulation.scanner.display import display
from cargoscope_datasets.simulation.scanner.motion import move
from cargoscope_datasets.simulation.scanner.preset import presets
from cargoscope_datasets.simulation.scanner.settings import ARTEFACTS, Look, Scanner
from cargoscope_datasets.simulation.sheet import Sheet
from cargoscope_datasets.simulation.solids import Part
from cargoscope_datasets.simulation.threats import FAMILIES, draw_threat

PLAIN = Scanner(row_mm=6.0, column_mm=6.0, quanta=60_000, look=Look(gamma=0.9))
FINE = replace(PLAIN, row_mm=2.5, column_mm=2.5, distance_mm=5200.0, axis_mm=0.0)
"""For things that are shown alone: around the origin, seen level."""
LOUD = replace(
    PLAIN, quanta=6_000, electronics=4e-4, offset=0.02, channels=0.05, gain=0.02, dead_channels=2, source=0.05,
    misfires=0.01, sway_px=2.0, sway_loss=0.15, speed=0.12, blur_px=1.2, scatter=0.03, beams=(9.0, 6.0),
    interlaced=True,
    row_mm=5.0, column_mm=5.0,
)  # fmt: skip
"""Every artefact stronger than in any scanner, so that a small picture shows it."""
ABOVE = replace(PLAIN, top=True, distance_mm=5600.0)
_GOODS_ON_A_PAGE = 12
_FROM_ABOVE = 3
"""The picture of some goods that is taken from above."""
_MAGNIFIED = 3
"""How large a pixel of the artefacts' pictures is shown."""
ACROSS_THREATS = 8
_MARGIN_MM = 150.0

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
    alone = [Page("conveyances", conveyances, 4, 520), *loads]
    threats = [Page(f"threat_{label}", partial(families, label), ACROSS_THREATS, 200) for label in FAMILIES]
    rest = [
        Page("negatives", innocent, ACROSS_THREATS, 200),
        Page("artefacts", artefacts, 4, 400),
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


def seen(
    parts: Sequence[Part], scanner: Scanner, seed: int, margin_mm: float = _MARGIN_MM, *, raw: bool = False
) -> NDArray[np.uint8]:
    """The picture of some parts in air, (rows, columns) uint8; raw, before the scanner mends its faults."""
    sheet = sheet_around(parts, scanner, margin_mm)
    sheet.add(parts)
    rng = np.random.default_rng(seed)
    motion = move(scanner, sheet.shape[1], rng)
    through = motion.seen(transmission(sheet.density, scanner.beams[-1]), len(scanner.beams) - 1)
    reading = detector.read(through, scanner, rng, motion.rows)
    return display(reading.signal if raw else detector.mended(reading), scanner.look)


def sheet_around(parts: Sequence[Part], scanner: Scanner, margin_mm: float) -> Sheet:
    """An empty sheet that has room for some parts."""
    fan = fan_of(scanner)
    low, high = parts_bounds(parts)
    probe = Sheet(fan, float(low[0]), 0.0, (1, 1), (scanner.row_mm, scanner.column_mm))
    extents = np.array([probe.extent(part.solid) for part in parts])
    top, bottom = extents[:, 1].min() * scanner.row_mm, extents[:, 3].max() * scanner.row_mm
    rows = max(4, round((bottom - top + 2 * margin_mm) / scanner.row_mm))
    columns = max(4, round((high[0] - low[0] + 2 * margin_mm) / scanner.column_mm))
    shape = (rows, columns)
    return Sheet(fan, float(low[0] - margin_mm), float(margin_mm - top), shape, (scanner.row_mm, scanner.column_mm))


def conveyances() -> list[Picture]:
    """Each kind, twice from the side and twice from above, empty."""
    return [
        Picture(f"{name}{', from above' * scanner.top}", seen(build(_stream(name, seed)).parts, scanner, seed))
        for name, build in sorted(CONVEYANCES.items())
        for seed, scanner in ((1, PLAIN), (2, PLAIN), (3, ABOVE), (4, ABOVE))
    ]


def _stream(name: str, seed: int) -> np.random.Generator:
    """Each kind has its own, or all would be the same vehicle."""
    return np.random.default_rng([seed, *name.encode()])


def goods(names: Sequence[str]) -> list[Picture]:
    """Each of these kinds in a hold that it travels in, twice from the side and once from above."""
    pictures = []
    for name in names:
        kind = GOODS[name]
        for seed in (1, 2, _FROM_ABOVE):
            parts, conveyance, mass_kg = _loaded(_stream(name, seed), kind)
            caption = f"{name} (HS {kind.hs}), {mass_kg / 1000:.1f} t, {conveyance}{' RESERVED' * kind.reserved}"
            pictures.append(Picture(caption, seen(parts, ABOVE if seed == _FROM_ABOVE else PLAIN, seed)))
    return pictures


def _loaded(rng: np.random.Generator, kind: Goods) -> tuple[tuple[Part, ...], str, float]:
    """Goods in all holds of the first conveyance, in a random order, that they fit into."""
    for name in rng.permutation(sorted(CONVEYANCES)).tolist():
        conveyance = CONVEYANCES[name](rng)
        loads = [kind.pack(rng, hold) for hold in conveyance.holds if hold.kind in kind.holds]
        if any(load.parts for load in loads) or (loads and kind.name == "empty"):
            parts = tuple(part for load in loads for part in load.parts)
            return conveyance.parts + parts, name, sum(load.mass_kg for load in loads)
    raise ValueError(f"No conveyance has a hold for {kind.name}: it travels in {kind.holds}")


def families(label: str) -> list[Picture]:
    """Each family of a label, several times, a row for each."""
    pictures = []
    for name, family in FAMILIES[label].items():
        for seed in range(ACROSS_THREATS):
            rng = _stream(name, seed)
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


def artefacts() -> list[Picture]:
    """A piece of one scene without artefacts, with each of them alone, and with all."""
    parts = CONVEYANCES[sorted(CONVEYANCES)[0]](np.random.default_rng(3)).parts
    shown = {"all off": LOUD.without(), "all, exaggerated": LOUD}
    for name in ARTEFACTS:
        # The sway has to be there for its loss to be.
        kept = {name, "sway_px"} if name == "sway_loss" else {name}
        shown[f"{name} alone"] = LOUD.without(*(set(ARTEFACTS) - kept))
    return [Picture(name, _piece(seen(parts, scanner, 5, raw=True))) for name, scanner in shown.items()]


def _piece(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A wheel and some wall, large enough that a pixel of it can be seen."""
    rows, columns = grey.shape
    right, side = columns * 4 // 5, rows * 2 // 5
    piece = grey[rows // 2 : rows // 2 + side, right - side : right]
    return np.repeat(np.repeat(piece, _MAGNIFIED, axis=0), _MAGNIFIED, axis=1)


def looks() -> list[Picture]:
    """One loaded box as each preset shows it."""
    rng = np.random.default_rng(2)
    parts, _, _ = _loaded(rng, next(iter(sorted(GOODS.values(), key=lambda kind: kind.name))))
    pictures = []
    for preset in presets().values():
        scanner = preset.draw(np.random.default_rng(1))
        caption = f"{preset.name}{' RESERVED' * preset.reserved}: {preset.about}"
        grey = seen(parts, scanner, 1, 300.0)
        pictures.append(Picture(caption[:110], grey, (), scanner.row_mm / scanner.column_mm))
    return pictures
