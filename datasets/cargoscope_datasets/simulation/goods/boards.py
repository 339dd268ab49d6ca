"""Timber, boards, bricks, tiles and stone: dense packs of many layers, low in the hold because heavy."""

from collections.abc import Callable

import numpy as np

from cargoscope_datasets.simulation.conveyances.conveyance import Hold, Room
from cargoscope_datasets.simulation.goods.goods import ANY, Goods, Load
from cargoscope_datasets.simulation.goods.pallets import pallet
from cargoscope_datasets.simulation.goods.stow import begin, cells, door_gap
from cargoscope_datasets.simulation.materials import MATERIALS
from cargoscope_datasets.simulation.placement import placed, rotation
from cargoscope_datasets.simulation.solids import Box, Part, bar, prism
from cargoscope_datasets.simulation.tiles import cut, grain, seams
from cargoscope_datasets.simulation.weights import mass_kg

_BLOCK = 1500.0
"""Height and width of a block at most, mm."""
_LIGHTEST_BLOCK_KG = 3500.0
Packer = Callable[[np.random.Generator, Hold], Load]


def sawn(rng: np.random.Generator, hold: Hold) -> Load:
    """Packs of boards, block-stacked or with thin stickers as dried wood is shipped, ends not flush."""
    stow, room = begin(rng, hold), hold.room
    thick = float(rng.choice([25, 38, 50, 75]))
    sticker = float(rng.choice([0, 0, 8]))
    length = min(float(rng.choice([2400, 3000, 3900, 5700])), room.size[0] - 60)
    side = float(rng.uniform(1000, 1140))
    fill = float(rng.uniform(0.95, 1.3))
    for cell in cells(rng, hold, (length + 40, side, side), slack=0.9):
        pack = cell.room
        x, layers = pack.x0 + 20, int((side - 90) // (thick + sticker))
        parts = [Part(Box(x + share * length, x + share * length + 90, pack.y0, pack.y0 + 80, pack.z0, pack.z1), "wood")
                 for share in (0.08, 0.5, 0.85)]  # fmt: skip
        for layer in range(layers):
            y = pack.y0 + 85 + layer * (thick + sticker)
            for near, far in ((pack.z0 + 15, (pack.z0 + pack.z1) / 2), ((pack.z0 + pack.z1) / 2, pack.z1 - 15)):
                ends = rng.uniform(0, 45, 2)
                texture = cut(rng, grain(700, 45, 0.03, int(rng.integers(3))))
                board = Box(x + float(ends[0]), x + length - float(ends[1]), y, y + thick, near, far, texture)
                parts.append(Part(board, "wood", fill * 0.95))
            if sticker:
                parts += [Part(Box(at, at + 40, y + thick, y + thick + sticker, pack.z0 + 15, pack.z1 - 15), "wood")
                          for at in np.linspace(x + 30, x + length - 70, int(length / 700) + 2).tolist()]  # fmt: skip
        if stow.stack(pack, parts):
            stow.place("in_goods", Room(pack.x0 + 300, pack.x1 - 300, pack.y0 + 200, pack.y1 - 200,
                                        pack.z0 + 200, pack.z1 - 200))  # fmt: skip
    door_gap(stow, cells(rng, hold, (length + 40, side, side)))
    return stow.load()


def slabs_of(material: str, fill: tuple[float, float], sheet: tuple[float, float, float], height: float,
             tile: tuple[float, float, float, float] | None) -> Packer:  # fmt: skip
    """A packer: blocks of sheets, bricks or tiles on pallets, as many as the payload bears.

    Args:
        material: of them.
        fill: share of its density, gaps included.
        sheet: length, height of a layer, width of the stack on its pallet, mm.
        height: of a full stack, mm.
        tile: what the seams look like; see `tiles.seams`.
    """

    def pack(rng: np.random.Generator, hold: Hold) -> Load:
        stow, share = begin(rng, hold), float(rng.uniform(*fill))
        length, width = sheet[0] * float(rng.uniform(0.95, 1.05)), sheet[2] * float(rng.uniform(0.95, 1.05))
        tall = height * float(rng.uniform(0.8, 1.0))
        foot = 120.0
        each = length * tall * width * 1e-6 * MATERIALS[material].density * share + 20
        found = cells(rng, hold, (length + 30, tall + foot, width + 30), most=int(stow.limit_kg / each), slack=0.9)
        for cell in found:
            room = cell.room
            x, z = room.x0 + 15 + float(rng.normal(0, 8)), room.z0 + 15 + float(rng.normal(0, 8))
            base = Room(x, x + length, room.y0, room.y0 + foot, z, z + width)
            parts = list(pallet(base))
            layers = max(1, round(tall / sheet[1]))
            for layer in range(layers):
                y = room.y0 + foot + layer * tall / layers
                shift = float(rng.normal(0, 2.5))
                texture = cut(rng, seams(*tile, int(rng.integers(3))), base=y) if tile else None
                block = Box(x + shift, x + length + shift, y, y + tall / layers - 2, z, z + width, texture)
                parts.append(Part(block, material, share * tall / (tall - 2 * layers)))
            if stow.stack(room, parts):
                stow.place("pallet", base._replace(y0=base.y1, y1=base.y1 + tall))
        door_gap(stow, found)
        return stow.load()

    return pack


def slabs(rng: np.random.Generator, hold: Hold) -> Load:
    """Polished slabs on edge, leaning in bundles on wooden frames."""
    stow, room = begin(rng, hold, 0.8), hold.room
    length, height = float(rng.uniform(2200, 2900)), float(rng.uniform(1300, 1750))
    bundles = max(1, int(room.size[0] // (length + 150)))
    thick = float(rng.choice([20, 30]))
    count = 0
    for column in range(bundles * 4):
        x = room.x0 + 80 + (column % bundles) * (room.size[0] - 100) / bundles
        side = (-1, 1, -1, 1)[column // bundles]
        lean = side * float(rng.uniform(0.06, 0.12))
        z = side * (120 + (column // bundles // 2) * 330)
        sheets = []
        for index in range(int(rng.integers(5, 10))):
            at = z + side * index * (thick + 1)
            trim, foot = float(rng.normal(0, 12)), room.y0 + 110
            top = foot + height * float(np.cos(lean))
            over = at - height * float(np.sin(lean))
            face = [(at, foot), (at + thick, foot), (over + thick, top), (over, top)]
            sheets.append(Part(bar(face, x + trim, x + trim + length), "stone"))
        frame = [Part(Box(at, at + 80, room.y0, room.y0 + 110, z - 300, z + 300), "wood")
                 for at in (x + 0.1 * length, x + 0.5 * length, x + 0.85 * length)]  # fmt: skip
        posts = [Part(Box(x + share * length, x + share * length + 70, room.y0 + 110, room.y0 + height * 0.95,
                          z - side * 110, z - side * 40), "wood") for share in (0.12, 0.84)]  # fmt: skip
        while sheets and stow.mass + mass_kg((*sheets, *frame, *posts)) > stow.limit_kg:
            sheets.pop()
        if len(sheets) < 2:
            break
        count += stow.add((*frame, *posts, *sheets))
        stow.place("goods_gap", Room(x, x + length, room.y0, room.y0 + height, -100, 100))
    return stow.load()


def blocks(rng: np.random.Generator, hold: Hold) -> Load:
    """Rough blocks of some tonnes, up to five, along the middle, none taller than long."""
    stow, room = begin(rng, hold, 0.75), hold.room
    if min(room.size) < _BLOCK + 140:
        return stow.load()
    count = min(int(rng.integers(2, 6)), max(1, int(stow.limit_kg / _LIGHTEST_BLOCK_KG)))
    for index in range(count):
        weight = stow.limit_kg / count * float(rng.uniform(0.7, 0.98))
        cubic = weight / 2.7e-6
        width, height = rng.uniform(900, _BLOCK, 2).tolist()
        height = min(height, float(rng.uniform(0.6, 0.95)) * float(np.sqrt(cubic / width)))
        length = min(cubic / width / height, room.size[0] / count - 120)
        x = room.x0 + (index + 0.5) * room.size[0] / count
        turned = rotation(float(rng.normal(0, 0.05)), 0.0, float(rng.normal(0, 0.02)))
        body = prism(_rough_hewn(rng, length, height), width)
        beams = [Part(Box(x + at, x + at + 120, room.y0, room.y0 + 110, -900, 900), "wood")
                 for at in (-length * 0.35, length * 0.25)]  # fmt: skip
        stow.add((*beams, Part(placed(body, turned, (x, room.y0 + 115 + height / 2, 0.0)), "stone")))
        stow.place(
            "goods_gap", Room(x + length / 2, x + room.size[0] / count - length / 2, room.y0, room.y1, -900, 900)
        )
    return stow.load()


def _rough_hewn(rng: np.random.Generator, length: float, height: float) -> list[tuple[float, float]]:
    """The outline of a block from the quarry: sawn below, drilled and split at its ends and on top."""
    ends = [(side * length / 2, share * height) for side in (1, -1) for share in (-0.5, -0.2, 0.15, 0.44)]
    right, left = ends[:4], ends[4:][::-1]
    top = [(share * length, 0.5 * height) for share in (0.42, 0.2, -0.05, -0.25, -0.43)]
    outline = np.array([*right, *top, *left])
    bites = np.abs(rng.normal(0, 35, outline.shape))
    bites[[0, -1], 1] = 0
    return [tuple(point) for point in (outline - np.sign(outline) * bites).tolist()]


GOODS = (
    Goods("sawn_timber", "4407", sawn, (0.29, 0.6), 1, ANY),
    Goods("plywood", "4412", slabs_of("wood", (1.0, 1.3), (2440, 18, 1080), 950, None), (0.38, 0.6), 0.8, ANY),
    Goods("bricks", "6904", slabs_of("ceramic", (0.6, 0.72), (1000, 70, 1000), 1000, (240, 73, 5, 0.3)), (0.77, 1.3),
          0.8, ANY),
    Goods("tiles", "6907", slabs_of("ceramic", (0.75, 0.85), (1200, 300, 800), 750, (300, 300, 5, 0.15)), (0.75, 1.2),
          1),
    Goods("glass_sheets", "7005", slabs_of("glass", (0.5, 0.8), (2000, 1200, 350), 1250, None), (0.83, 1.7), 0.5),
    Goods("stone_slabs", "6802", slabs, (0.44, 1.1), 0.8, reserved=True),
    Goods("stone_blocks", "2515", blocks, (0.83, 1.4), 0.6, ANY),
)  # fmt: skip
