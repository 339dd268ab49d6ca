"""What things are made of. Every material attenuates as a sum of four others, so a sheet needs four planes only."""

from dataclasses import dataclass
from importlib.resources import files

BASIS = ("water", "aluminium", "iron", "lead")
"""The four that all others are sums of; also the order of a sheet's planes."""


@dataclass(frozen=True, slots=True)
class Material:
    """A material.

    Attributes:
        density: g/cm3 of the solid; how loosely goods are packed is their parts' `fill`.
        basis: grams of each of `BASIS` that attenuate as one gram of it does. One or the other may be negative
            (polyethylene: more hydrogen than water has), so an areal density of a basis material may be, too.
    """

    density: float
    basis: tuple[float, float, float, float]


def _read() -> dict[str, Material]:
    text = files(__package__).joinpath("coefficients/materials.csv").read_text(encoding="utf-8")
    materials = {}
    for line in text.splitlines()[2:]:
        name, density, water, aluminium, iron, lead = line.split(",")
        basis = (float(water), float(aluminium), float(iron), float(lead))
        materials[name] = Material(float(density), basis)
    return materials


MATERIALS = _read()
"""All materials by name; `coefficients/make.py` has what each is composed of, and adds another."""
