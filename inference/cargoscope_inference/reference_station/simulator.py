"""A source of simulated vehicles, one after the other."""

import tempfile
from pathlib import Path
from threading import Event

import numpy as np

from cargoscope_datasets.errors import SpoolFull
from cargoscope_datasets.simulation.simulate import simulate
from cargoscope_datasets.simulation.threats import LABELS
from cargoscope_inference.reference_station.narrator import Narrator
from cargoscope_inference.reference_station.passage import Passage

GAP_SECONDS = 4.0
CLEAN_SHARE = 0.4


def pass_simulated(passage: Passage, narrator: Narrator, stopping: Event) -> None:
    """Let simulated vehicles pass until told to stop; in some, something is hidden."""
    rng = np.random.default_rng()
    while not stopping.is_set():
        seed = int(rng.integers(10_000, 2**31))
        hidden = () if rng.random() < CLEAN_SHARE else (str(rng.choice(LABELS)),)
        content = columns_of(seed, hidden)
        try:
            passage.play([content], f"simulated-{seed}", {"lane": "1"})
        except SpoolFull as full:
            narrator.note(f"{full}; no vehicle passes meanwhile")
        stopping.wait(GAP_SECONDS)


def columns_of(seed: int, hidden: tuple[str, ...]) -> bytes:
    """The `.columns` file of a simulated truck."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "side.columns"
        simulate(seed, hidden, dual_energy=seed % 2 == 1).write(path)
        return path.read_bytes()
