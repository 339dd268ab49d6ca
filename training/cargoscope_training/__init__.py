"""Training, exporting and measuring a detector."""
