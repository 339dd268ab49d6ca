"""How plainly an object shows, in three bands: contrast is the mean drop of the grey over it by the noise around it."""

BANDS = {"plain": 3.0, "fair": 1.0, "faint": 0.0}
"""Lowest contrast of each band, strongest first; looked at by eye on real scans."""


def band_of(contrast: float) -> str:
    """The band of a contrast."""
    return next((band for band, lowest in BANDS.items() if contrast >= lowest), "faint")
