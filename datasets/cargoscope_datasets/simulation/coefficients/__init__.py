"""Attenuation coefficients, and the script that makes them."""
