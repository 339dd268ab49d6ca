"""Measuring what a release finds, and what it raises for nothing."""
