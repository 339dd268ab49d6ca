"""How real simulated pictures look beside real scans: in numbers, on sheets, on a page to tell apart blindly.

    python -m cargoscope_training.evaluation.realism DATA --plots FOLDER
    python -m cargoscope_training.evaluation.realism DATA --preset archive_6mv --preset portal_6mv
    python -m cargoscope_training.evaluation.realism DATA --sheet FOLDER
    python -m cargoscope_training.evaluation.realism DATA --blind FOLDER

Real scans are those of the look half; without DATA the simulated ones are shown alone. Nothing that is written may go
into the repository: sheets and pages hold real scans.

The numbers, from the left to the right and from the top down:

1. The look. `darkest`, `walls` and `air` are grey levels that hang on the archive's tone curve and hardly on what is
   scanned; `row` and `column` are sizes of a pixel, rows as the container's outline has them. A preset whose medians
   lie outside the span of the real pictures is another look: its other numbers say nothing about the simulator.
2. Then conveyance by conveyance; `all` only sums up. Where a median lies outside the other's span (the 10th to 90th
   hundredth of the pictures), there is a difference; among so few pictures a quarter more or less is none.
3. Loads are not matched. Near-black and the shares of grey up to 140 say what is carried as much as how it is shown;
   walls, air and noise do not.
4. `detail` is in grey levels. Power is log10: 0.3 more is twice as much. Along is the way of travel, across is up and
   down; where only one of them differs, look for blur by movement, rows of channels, or things that stand too straight.

On the sheets every pair is a real picture and a simulated one of the same conveyance at one scale, not of the same
load: compare wheels, chassis, posts, castings and doors with each other, and loads with themselves.
"""

import argparse
from pathlib import Path

from rich.console import Console

from cargoscope_datasets.simulation.scanner.preset import training_presets
from cargoscope_training.evaluation.realism.blind import write_blind_page
from cargoscope_training.evaluation.realism.pictures import real_pictures, simulated_pictures
from cargoscope_training.evaluation.realism.sheets import write_sheets
from cargoscope_training.evaluation.realism.tables import grouped, tables, write_plots

PRESET = "archive_6mv"
"""The scanner whose look was matched to the real pictures."""
WIDTH = 190
"""Of the tables, in letters."""


def main() -> None:
    """Print tables, and write plots, sheets or a blind page where asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?", help="folder with cargo/scans.tsv")
    known = sorted(each.name for each in training_presets())
    parser.add_argument("--preset", action="append", choices=known, help=f"may be repeated; {PRESET} if none is named")
    parser.add_argument("--scans", type=int, default=24, help="simulated scans of each preset")
    parser.add_argument("--plots", type=Path, help="write the curves here, outside the repository")
    parser.add_argument("--sheet", type=Path, help="write contact sheets here, outside the repository")
    parser.add_argument("--blind", type=Path, help="write a blind page and its key here, outside the repository")
    parser.add_argument("--seed", type=int, default=1, help="of the blind page, and of where crops are taken")
    chosen = parser.parse_args()
    if chosen.blind and not chosen.data:
        parser.error("a blind page needs real scans; name the folder with cargo/scans.tsv")
    real = real_pictures(chosen.data) if chosen.data else []
    made = {preset: simulated_pictures(preset, chosen.scans) for preset in chosen.preset or [PRESET]}
    simulated = [picture for pictures in made.values() for picture in pictures]
    origins = {origin: grouped(pictures) for origin, pictures in ({"real": real} | made).items() if pictures}
    for each in tables(origins):
        Console(width=WIDTH).print(each)
    if chosen.plots:
        write_plots(chosen.plots, origins)
    if chosen.sheet:
        write_sheets(chosen.sheet, real, simulated, chosen.seed)
    if chosen.blind:
        write_blind_page(chosen.blind, real, simulated, chosen.seed)


if __name__ == "__main__":
    main()
