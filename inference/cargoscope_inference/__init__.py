"""Running a release over scans: the engine and the command line. Never imports torch."""
