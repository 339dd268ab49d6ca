"""A training recipe: a typed TOML file from which a release can be made again."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

from annotated_types import Ge, Gt, Le, Lt, MinLen
from pydantic import ConfigDict, TypeAdapter, ValidationError

from cargoscope_datasets.errors import RecipeError

Count = Annotated[int, Ge(1)]
Share = Annotated[float, Ge(0), Lt(1)]
Positive = Annotated[float, Gt(0)]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a detector is trained.

    Attributes:
        name: name of the release that comes out.
        labels: what it tells apart, in the order of the network's outputs.
        coarse_labels: those that the coarse pass reports; the fine pass reports the rest.
        seed: everything random follows from it.
        scenes: clean simulated scenes in the pool of backgrounds.
        steps: optimiser steps of each phase; the detector's own false alarms are mined before all but the first.
        batch: crops a step.
        coarse_share: share of the crops that are taken for the coarse pass.
        mined_share: share of the fine crops that are centred on a mined false alarm, once there are any.
        mined_scenes: scenes of the pool that each mining looks over.
        learning_rate: of the schedule: warm-up, then even, then falling; see `steady`.
        weight_decay: of AdamW.
        averaging: decay of the running mean of the weights.
        held_early: whether the network's early layers keep their filters; a step takes less time then.
        threshold_scans: clean simulated scans on which thresholds are chosen, and as many with objects.
        alarms_per_scan: false alarms a clean scan that each label may raise at its threshold.
        checked_crops: crops on which, after every phase, it is counted what is found; see `checking`.
        real_share: share of the crops that are cut from real scans, where a data set is given; at most two thirds,
            since a detector that sees one port's scans alone forgets the rest.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    name: str
    labels: Annotated[tuple[str, ...], MinLen(1)]
    coarse_labels: tuple[str, ...]
    seed: Annotated[int, Ge(0)]
    scenes: Count
    steps: Annotated[tuple[Count, ...], MinLen(1)]
    batch: Count
    coarse_share: Share
    mined_share: Share
    mined_scenes: Count
    learning_rate: Positive
    weight_decay: Annotated[float, Ge(0)]
    averaging: Share
    threshold_scans: Count
    alarms_per_scan: Annotated[float, Ge(0)]
    held_early: bool = False
    checked_crops: Count = 512
    real_share: Annotated[float, Ge(0), Le(2 / 3)] = 0.5

    def __post_init__(self) -> None:
        if len(set(self.labels)) != len(self.labels):
            raise ValueError(f"labels must differ from each other, received {list(self.labels)}")
        if strangers := sorted(set(self.coarse_labels) - set(self.labels)):
            raise ValueError(f"coarse_labels must be among labels, received {strangers} besides")


def load_recipe(path: Path) -> Recipe:
    """Read and check a recipe.

    Raises:
        RecipeError: the file cannot be read, or a field is missing, unknown, or out of range.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return TypeAdapter(Recipe).validate_python(content)
    except ValidationError as error:
        problems = [f"{'.'.join(map(str, each['loc'])) or 'recipe'}: {each['msg']}" for each in error.errors()]
        raise RecipeError(f"{path} cannot be used: {'; '.join(problems)}") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RecipeError(f"{path} is not a recipe: {error}") from error
