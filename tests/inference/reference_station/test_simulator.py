import io
from threading import Event
from typing import Any

import pytest

from cargoscope_datasets.decoding.columns_header import LONGEST_LINE, split_header
from cargoscope_datasets.decoding.limits import Limits
from cargoscope_datasets.errors import SpoolFull
from cargoscope_datasets.simulation.threats import LABELS
from cargoscope_inference.reference_station import simulator
from cargoscope_inference.reference_station.narrator import Narrator
from cargoscope_inference.reference_station.simulator import columns_of, pass_simulated

VEHICLES = 40


class Road:
    """Takes the place of a passage, notes what passes, and is closed after some vehicles."""

    def __init__(self, stopping: Event) -> None:
        self.stopping = stopping
        self.passed: list[tuple[list[bytes], str, dict[str, Any]]] = []

    def play(self, contents: list[bytes], name: str, metadata: dict[str, Any]) -> None:
        self.passed.append((contents, name, metadata))
        if len(self.passed) == VEHICLES:
            self.stopping.set()
        if len(self.passed) == 2:
            raise SpoolFull("the spool is full")


def test_one_vehicle_passes_after_the_other_until_it_is_told_to_stop(
    monkeypatch: pytest.MonkeyPatch, narrator: Narrator, output: io.StringIO
) -> None:
    monkeypatch.setattr(simulator, "GAP_SECONDS", 0.0)
    monkeypatch.setattr(simulator, "columns_of", lambda seed, hidden: f"{seed} {' '.join(hidden)}".encode())
    road = Road(stopping := Event())
    pass_simulated(road, narrator, stopping)  # type: ignore[arg-type]
    assert len(road.passed) == VEHICLES
    assert output.getvalue().count("the spool is full; no vehicle passes meanwhile") == 1
    seeds, hidden = zip(*(content.decode().split(" ") for ((content,), _, _) in road.passed), strict=True)
    assert [name for _, name, _ in road.passed] == [f"simulated-{seed}" for seed in seeds]
    assert len(set(seeds)) == VEHICLES
    # Clean ones and others; that all are of one sort is less likely than 1 in 10^8.
    assert {"", *LABELS} >= set(hidden) > {""}


def test_a_simulated_vehicle_is_a_columns_file() -> None:
    content = columns_of(11, ("pistol",))
    header, first_column = split_header(content[:LONGEST_LINE], Limits())
    # Odd seeds are scanned with two energies.
    assert (header.view, len(header.energies)) == ("side", 2)
    assert (len(content) - first_column) % header.column_bytes == 0
