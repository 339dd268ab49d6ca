"""What materials are composed of: density in g/cm3 of the solid, and a formula or shares by mass.

A load's own packing is its parts' `fill`. Where a material is a mixture, the source of its shares is beside it; without
one they are rounded means of ordinary goods.
"""

from collections.abc import Mapping

COMPOSITIONS: dict[str, tuple[float, str | Mapping[str, float]]] = {
    "water": (1.0, "H2O"),
    "ice": (0.917, "H2O"),
    "polyethylene": (0.94, "C2H4"),
    "plastic": (1.05, "C8H8"),
    "pvc": (1.38, "C2H3Cl"),
    "paper": (0.90, "C6H10O5"),
    "wood": (0.55, "C6H9O4"),
    # Shares by mass of ICRU Report 44 for soft tissue.
    "tissue": (1.06, {"H": 0.102, "C": 0.143, "N": 0.034, "O": 0.708, "Na": 0.002, "P": 0.003, "S": 0.003,
                      "Cl": 0.002, "K": 0.003}),
    "bone": (1.85, {"H": 0.034, "C": 0.155, "N": 0.042, "O": 0.435, "Na": 0.001, "Mg": 0.002, "P": 0.103, "S": 0.003,
                    "Ca": 0.225}),
    "meat": (1.05, {"H": 0.102, "C": 0.143, "N": 0.034, "O": 0.710, "P": 0.004, "K": 0.004, "S": 0.003}),
    "fruit": (0.95, "C1H10O5.2"),
    "organic": (1.0, "C5H8O2"),
    "rubber": (1.15, {"C": 0.86, "H": 0.10, "S": 0.02, "Zn": 0.02}),
    "textile": (1.45, "C6H10O5"),
    "foam": (0.04, "C27H36N2O10"),
    "oil": (0.87, "C12H23"),
    "propellant": (1.6, "C6H7N3O11"),
    "explosive": (1.65, "C3H6N6O6"),
    "cocaine": (1.15, "C17H22ClNO4"),
    "tobacco": (0.75, {"C": 0.42, "H": 0.06, "O": 0.44, "N": 0.03, "K": 0.03, "Ca": 0.02}),
    "grain": (1.35, {"C": 0.43, "H": 0.065, "O": 0.475, "N": 0.025, "P": 0.005}),
    "sugar": (1.59, "C12H22O11"),
    "coffee": (0.62, {"C": 0.48, "H": 0.065, "O": 0.42, "N": 0.025, "K": 0.01}),
    "salt": (2.16, "NaCl"),
    "fertiliser": (1.73, "NH4NO3"),
    "glass": (2.5, {"Si": 0.336, "Na": 0.096, "Ca": 0.072, "Mg": 0.024, "O": 0.472}),
    "ceramic": (2.3, {"Si": 0.31, "Al": 0.12, "K": 0.02, "Ca": 0.03, "O": 0.52}),
    # Shares by mass of ordinary concrete in NIST's list of compounds and mixtures, rounded.
    "concrete": (2.3, {"H": 0.022, "C": 0.003, "O": 0.575, "Na": 0.015, "Mg": 0.001, "Al": 0.020, "Si": 0.305,
                       "K": 0.010, "Ca": 0.043, "Fe": 0.006}),
    "stone": (2.7, {"Si": 0.32, "Al": 0.08, "K": 0.035, "Na": 0.03, "Ca": 0.02, "Fe": 0.025, "O": 0.49}),
    "ore": (4.5, "Fe2O3"),
    # Hydroxyapatite and collagen, about 3 to 2 by mass, with some water.
    "ivory": (1.75, {"Ca": 0.235, "P": 0.11, "O": 0.40, "H": 0.03, "C": 0.165, "N": 0.06}),
    "aluminium": (2.70, "Al"),
    "magnesium": (1.8, "Mg"),
    "steel": (7.87, {"Fe": 0.99, "Mn": 0.008, "C": 0.002}),
    "stainless": (7.95, {"Fe": 0.70, "Cr": 0.19, "Ni": 0.10, "Mn": 0.01}),
    "cast_iron": (7.2, {"Fe": 0.94, "C": 0.035, "Si": 0.025}),
    "copper": (8.96, "Cu"),
    "brass": (8.5, {"Cu": 0.63, "Zn": 0.37}),
    "zinc": (7.14, "Zn"),
    "lead": (11.35, "Pb"),
    "lead_acid": (2.8, {"Pb": 0.62, "H": 0.035, "O": 0.23, "S": 0.055, "C": 0.06}),
    "tungsten": (19.3, "W"),
}  # fmt: skip
