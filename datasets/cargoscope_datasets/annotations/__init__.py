"""Sets of annotated scans: what they hold, how they are split, and how they are written and read."""
