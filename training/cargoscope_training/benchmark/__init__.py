"""Benchmarks of simulated scans: recipes, their frozen facts, and running a release over them."""
