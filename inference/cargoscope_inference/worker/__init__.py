"""The analysis of received scans, in a process of its own."""
