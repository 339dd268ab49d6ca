"""Flat semi-trailers: a deck of planks on beams, a headboard, stakes on some."""

import numpy as np

from cargoscope_datasets.simulation.conveyances.chassis import KINGPIN_X, Trailer, beam_places, nose_of, running_gear
from cargoscope_datasets.simulation.conveyances.conveyance import Builder, Conveyance, Hold, Place, Room, joined
from cargoscope_datasets.simulation.conveyances.frame_beams import random_beams
from cargoscope_datasets.simulation.conveyances.sections import SIDES, block, channel_across, channel_along, hollow
from cargoscope_datasets.simulation.conveyances.tractor import tractor
from cargoscope_datasets.simulation.solids import Part

HALF_WIDTH = 1240.0


def flatbed(rng: np.random.Generator) -> Conveyance:
    """A flat trailer behind its tractor; the deck begins at x = 0."""
    trailer = flat_trailer(rng, float(rng.choice([12400.0, 13000.0, 13600.0])))
    return joined(
        "truck_flatbed", (tractor(rng, trailer.kingpin_x, trailer.coupling, trailer.plugs), trailer.conveyance)
    )


def flat_trailer(rng: np.random.Generator, length: float) -> Trailer:
    """The trailer alone."""
    top = float(rng.uniform(1190, 1320))
    shape = random_beams(rng, 20.0, length - 30, top, KINGPIN_X)
    parts, places = running_gear(rng, shape, length, KINGPIN_X)
    nose, plugs = nose_of(rng, shape)
    deck = top + 70.0
    parts += nose + _deck(rng, length, top, deck) + _sides(rng, length, deck)
    room = Room(120, length - 40, deck, deck + 2650, -1200, 1200)
    hold = Hold(room, float(rng.uniform(25000, 28000)), None, "open", room.y1)
    floor = Place("floor", Room(200, length - 200, top - 60, deck, -1150, 1150))
    whole = Conveyance("flat_trailer", tuple(parts), (hold,), (*places, *beam_places(shape), floor))
    return Trailer(whole, deck, KINGPIN_X, shape.lower(KINGPIN_X) - 9, plugs)


def _deck(rng: np.random.Generator, length: float, top: float, deck: float) -> list[Part]:
    """Planks with gaps on cross members that reach out from the beams."""
    parts: list[Part] = []
    plank = 30.0
    z = -HALF_WIDTH + 60
    while z < HALF_WIDTH - 90:
        wide = float(rng.uniform(120, 150))
        parts.append(
            block(
                "wood",
                60,
                length - 40,
                deck - plank,
                deck,
                z,
                min(z + wide - 6, HALF_WIDTH - 60),
                float(rng.uniform(1.0, 1.3)),
            )
        )
        z += wide
    for x in np.arange(180, length - 100, float(rng.uniform(350, 500))):
        parts += channel_across(float(x), (top - 60, deck - plank), (-HALF_WIDTH + 40, HALF_WIDTH - 40), 50.0, 4.0)
    return parts


def _sides(rng: np.random.Generator, length: float, deck: float) -> list[Part]:
    """Edge channels with lashing hooks, headboard, sometimes stakes."""
    parts: list[Part] = []
    for side in SIDES:
        parts += channel_along((20, length - 20), (deck - 150, deck + 12), side * HALF_WIDTH, 55.0, 4.5)
        for x in np.arange(500, length - 300, float(rng.uniform(900, 1300))):
            parts.append(
                block(
                    "steel",
                    float(x),
                    float(x) + 90,
                    deck - 210,
                    deck - 150,
                    side * (HALF_WIDTH - 15),
                    side * (HALF_WIDTH - 35),
                    0.6,
                )
            )
    high = float(rng.uniform(1200, 1700))
    parts.append(block("steel", 40, 43, deck, deck + high, -HALF_WIDTH + 40, HALF_WIDTH - 40))
    for z in np.linspace(-1150, 1150, 5):
        parts += hollow(
            "steel", (20, 90), (deck - 60, deck + high), (float(z) - 35, float(z) + 35), 4.0, open_along="y"
        )
    if rng.random() < 0.5:
        for x in np.linspace(400, length - 200, int(rng.integers(5, 9))):
            for side in SIDES:
                parts += hollow(
                    "steel",
                    (float(x) - 40, float(x) + 40),
                    (deck - 140, deck + 1700),
                    (side * 1190, side * 1238),
                    4.0,
                    open_along="y",
                )
    return parts


SHARES: dict[str, tuple[float, Builder]] = {"truck_flatbed": (0.06, flatbed)}
