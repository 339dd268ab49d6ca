"""Size of a pixel, from the outline of a container whose true size there are only a few of (ISO 668)."""

from collections.abc import Sequence

from cargoscope_datasets.scan import Outline, Pitch, PitchSource

SIZES_MM = ((6058.0, 2591.0), (12192.0, 2896.0))
"""Length and height of the containers that most are: standard at 20 ft, high at 40 ft. One of the other height comes
out 12 % wrong in its rows; an outline whose pixels are of unknown shape does not tell."""
LOWER_EDGE = 0.97
"""Share of the height at which the lower edge of the floor stands; the rest is rail and castings."""
ASPECT = (0.95, 3.7)
"""Column over row pitch of scanners: measured 0.65-3.6 on fifty scans, mostly 1.3-2.4."""
USUAL_ASPECT = (1.2, 2.6)
COLUMN_MM = (4.0, 17.0)
ROW_MM = (2.9, 10.0)


def estimate_pitch(outlines: Sequence[Outline]) -> Pitch | None:
    """The pitch, or None where more than one size of container would do, or none.

    Only a single, whole container with a bottom is measured. Which length it has is told by the shape that its pixels
    would have: they are seldom taller than wide, and seldom wider than two and a half times their height.
    """
    if len(outlines) != 1:
        return None
    (box,) = outlines
    if box.bottom is None or any(box.cut):
        return None
    both = [
        Pitch(height_mm * LOWER_EDGE / (box.bottom - box.roof), length_mm / (box.x1 - box.x0), PitchSource.ESTIMATED)
        for length_mm, height_mm in SIZES_MM
    ]
    fitting = [each for each in both if _is_of_a_scanner(each) and _within(each, ASPECT)]
    chosen = [each for each in fitting if _within(each, USUAL_ASPECT)] if len(fitting) > 1 else fitting
    return chosen[0] if len(chosen) == 1 else None


def _is_of_a_scanner(pitch: Pitch) -> bool:
    return COLUMN_MM[0] <= pitch.column_mm <= COLUMN_MM[1] and ROW_MM[0] <= pitch.row_mm <= ROW_MM[1]


def _within(pitch: Pitch, aspect: tuple[float, float]) -> bool:
    return aspect[0] <= pitch.column_mm / pitch.row_mm <= aspect[1]
