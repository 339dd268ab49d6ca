"""The simulator: conveyances, goods and threats in millimetres, the beam and the scanner; see `simulate`."""
