"""A trailer's spare wheel in its cradle."""

from cargoscope_datasets.simulation.conveyances.sections import bent, block
from cargoscope_datasets.simulation.conveyances.tyres import Tyre, lying_tyre
from cargoscope_datasets.simulation.conveyances.wheels import rim
from cargoscope_datasets.simulation.solids import Part, rod


def spare_wheel(kind: Tyre, x: float, y: float, z: float) -> list[Part]:
    """A wheel that lies flat in a cradle of bent tube."""
    centre = (x, y, z)
    dished = Tyre(kind.radius, kind.width, kind.rim, kind.tread, kind.width / 2 - 30, kind.rim_metal)
    parts = [*lying_tyre(kind, centre), *rim(dished, centre, 1, "y")]
    half, low = kind.radius + 45, y - kind.width / 2 - 35
    for dz in (-260, 260):
        cradle = [
            (x - half - 30, y + 330),
            (x - half - 10, y + 60),
            (x - half, low + 60),
            (x - half + 70, low),
            (x + half - 70, low),
            (x + half, low + 60),
            (x + half + 10, y + 60),
            (x + half + 30, y + 330),
        ]
        parts += bent(cradle, z + dz, 34.0, 34.0, "steel", 0.3)
    parts += [
        Part(rod((x, low - 20, z), (x, y + 260, z), 11), "steel"),
        block("steel", x - 70, x + 70, y + 130, y + 146, z - 40, z + 40),
    ]
    return parts
