"""What the service keeps: the stations' original bytes in a folder, everything about them in one SQLite file."""
