from collections.abc import Callable
from dataclasses import replace
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from cargoscope_datasets.scan import Scan, View, ViewKind
from cargoscope_inference.engine.detect import Engine
from cargoscope_inference.engine.memory import StripMemory
from cargoscope_inference.engine.network import Answer
from cargoscope_inference.engine.strips import lay_strips, unchanging
from cargoscope_inference.engine.window import Window
from cargoscope_models.release import Pass, Release

LOOK = Pass("fine", 6.0, 1.0, 192, (64, 128), 48, ("block",))
MARGIN = 17


class Counting:
    """A network that counts how often it is asked."""

    provider = "none"

    def __init__(self) -> None:
        self.asked = 0

    def run(self, strips: NDArray[np.float32]) -> Answer:
        self.asked += 1
        return strips.sum(axis=(1, 2, 3)), strips.mean(axis=(1, 2, 3))


def test_what_was_asked_before_is_remembered() -> None:
    network, memory = Counting(), StripMemory(most=2)

    def shown(name: bytes) -> int:
        memory.recall(name, lambda: network.run(np.zeros((1, 3, 4, 4), np.float32)))
        return network.asked

    assert [shown(b"one"), shown(b"one"), shown(b"two"), shown(b"one"), shown(b"three")] == [1, 1, 2, 2, 3]
    # The one that was used last longest ago is forgotten.
    assert [shown(b"one"), shown(b"two")] == [3, 4]


def test_a_digest_is_of_all_that_a_strip_shows() -> None:
    plane = np.random.default_rng(4).random((4, 8), np.float32)
    window = Window(plane, 0, 0, 4, 4, ViewKind.CALIBRATED)
    pixel = plane.copy()
    # Beyond the strip, but its contrast looks at it.
    pixel[3, 7] += 1e-6
    others = [
        replace(window, pixels=pixel),
        replace(window, pixels=plane.reshape(8, 4)),
        replace(window, left=4),
        replace(window, width=5),
        replace(window, kind=ViewKind.DISPLAY),
    ]
    assert replace(window, pixels=plane.copy()).digest() == window.digest()
    assert len({each.digest() for each in (window, *others)}) == 1 + len(others)


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 6), st.randoms(use_true_random=False))
def test_a_growing_scan_is_found_as_the_whole_of_it_is(
    release: Release, make_view: Callable[..., View], looks: int, random: Random
) -> None:
    columns = random.randint(200, 900)
    plane = np.random.default_rng(columns).uniform(0.2, 1, (96, columns)).astype(np.float32)
    for _ in range(4):
        left = random.randint(0, columns - 32)
        plane[40:72, left : left + 32] = 0.0
    growing, fresh = Engine(release, threads=1, remembering=True), Engine(release, threads=1)
    for seen in sorted(random.randint(1, columns) for _ in range(looks)):
        growing.detect(Scan((make_view(plane[:, :seen]),), ""), growing=True)
    scan = Scan((make_view(plane),), "")
    assert growing.detect(scan).detections == fresh.detect(scan).detections


@given(st.integers(1, 900), st.integers(0, 900), st.integers(1, 300))
def test_strips_that_stay_are_strips_of_the_whole(columns: int, more: int, rows: int) -> None:
    layout, whole = lay_strips(rows, columns, LOOK), lay_strips(rows, columns + more, LOOK)
    for index in unchanging(layout, columns, LOOK, MARGIN):
        strip = layout.strips[index]
        assert strip in whole.strips
        assert strip.left + strip.width + MARGIN <= columns
