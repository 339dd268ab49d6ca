"""Threat image projection: a threat is multiplied into a clean scan, after Rogers et al. 2016.

One engine for training's crops, data sets (`cargoscope project`), benchmarks and tests of officers. A threat is what it
puts into the rays' way (`threat_image`), brought to the scan's pixels (`sampling`); what comes through it behind what
stands there already is a ratio (`ratio`), by which a scan is multiplied, with the noise that it would have had
(`counting`, `noise`). `protocol` is apart: the figures on real scans rest on its very pictures.
"""
