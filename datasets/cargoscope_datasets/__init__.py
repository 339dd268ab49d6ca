"""What is a scan, a view, an annotation, and how each is read, written, calibrated and simulated."""
