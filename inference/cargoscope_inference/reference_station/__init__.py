"""A scanner station: takes scans from a source into a spool of its own, and sends them until the service holds them.

    source (folder, file, simulator) -> spool (durable, one entry a scan) -> sender -> line (HTTP) -> service

Nothing leaves the spool before the service has named the sha256 of what it holds.
"""
