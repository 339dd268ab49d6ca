from itertools import combinations

import numpy as np
import pytest

from cargoscope_datasets.simulation.placing import apart
from cargoscope_datasets.simulation.scene import Scene, clean_scene, hide

LABELS = ("vehicle", "person", "gas_cylinder", "cigarettes", "brick_package", "unknown", "tusk", "rifle")


def crowded(seed: int) -> Scene:
    rng = np.random.default_rng(seed)
    scene = clean_scene(rng, benchmark=False)
    for label in LABELS * 2:
        scene = hide(rng, scene, label, benchmark=False)
    return scene


@pytest.mark.parametrize("seed", [1, 4, 9])
def test_no_two_objects_share_room(seed: int) -> None:
    scene = crowded(seed)
    lots = [*scene.innocent, *(find.lot for find in scene.finds)]
    assert len(lots) > 4
    assert all(apart(one, [other]) for one, other in combinations(lots, 2))
