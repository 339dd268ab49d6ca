"""How real simulated pictures look, beside real ones; `__main__` says how to call it and how to read it."""
