"""A small simulator of truck scans, in real transmission; everything behind `simulate`."""

from cargoscope_datasets.simulation.simulate import SimulatedScan, simulate

__all__ = ["SimulatedScan", "simulate"]
