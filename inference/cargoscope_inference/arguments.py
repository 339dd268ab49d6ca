"""What the words on the command line stand for."""

import math
from pathlib import Path

from cargoscope_datasets.reading import PLAUSIBLE_PITCH_MM
from cargoscope_datasets.scan import Pitch, PitchSource


def scan_files(argument: str) -> list[Path]:
    """The files of one scan: `FILE`, or `HIGH+LOW` for two energies. A file with a plus in its name is one file."""
    if Path(argument).exists() or "+" not in argument:
        return [Path(argument)]
    places = [at for at, letter in enumerate(argument) if letter == "+"]
    pairs = [[Path(argument[:at]), Path(argument[at + 1 :])] for at in places]
    return next((pair for pair in pairs if all(file.exists() for file in pair)), pairs[0])


def parse_pitch(text: str) -> Pitch:
    """`ROW,COLUMN` in mm.

    Raises:
        ValueError: it is not two numbers, or no pitch that a cargo scanner has.
    """
    words = text.split(",")
    low, high = PLAUSIBLE_PITCH_MM
    try:
        row, column = (float(word) for word in words)
    except ValueError:
        raise ValueError(f"{text!r} is not ROW,COLUMN in mm, such as 3.2,4.6") from None
    if not all(math.isfinite(size) and low <= size <= high for size in (row, column)):
        raise ValueError(f"{text!r} is no pitch of a cargo scanner; {low:g} to {high:g} mm are accepted")
    return Pitch(row, column, PitchSource.COMMAND_LINE)
