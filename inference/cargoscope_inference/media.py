"""Names of media types of our own."""

COLUMNS = "application/vnd.cargoscope.columns"
"""Begins with a brace as all JSON does, so it has to be called by its name."""
