"""A recipe of a simulated data set: a typed TOML file from which the same bytes come again."""

import hashlib
import json
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from annotated_types import Ge, Gt, Le, MinLen
from pydantic import ConfigDict, TypeAdapter, ValidationError

from cargoscope_datasets.errors import RecipeError
from cargoscope_datasets.simulation.scanner.preset import Preset, presets
from cargoscope_datasets.simulation.threats import LABELS

Count = Annotated[int, Ge(1)]
Share = Annotated[float, Ge(0), Le(1)]
File = Literal["tif", "npz", "columns", "jpg"]
"""What a scan is written as, see `SimulatedScan.write`."""


@dataclass(frozen=True, slots=True)
class SimulationRecipe:
    """What to simulate.

    Attributes:
        name: of the data set.
        seed: everything random follows from it.
        scans: how many.
        labels: what is hidden; each as often as any other.
        hiding: share of the scans in which something is hidden.
        most: objects, or lots of them, that one scan hides at most.
        unknown: share of the scans with objects of no named kind, which are labelled `unknown`.
        presets: scanners by name; none names all that are not reserved.
        files: each scan is written as each of these; annotations name the first.
        benchmark: also what is reserved for benchmarks: families, goods and presets. Never train on such a set.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    name: str
    seed: Annotated[int, Ge(0)]
    scans: Count
    labels: Annotated[tuple[str, ...], MinLen(1)] = LABELS
    hiding: Share = 0.5
    most: Annotated[int, Gt(0), Le(10)] = 3
    unknown: Share = 0.2
    presets: tuple[str, ...] = ()
    files: Annotated[tuple[File, ...], MinLen(1)] = ("tif", "jpg")
    benchmark: bool = False

    def __post_init__(self) -> None:
        if strangers := sorted(set(self.labels) - set(LABELS)):
            raise ValueError(f"labels must be among {list(LABELS)}, received {strangers} besides")
        if len(set(self.files)) < len(self.files):
            raise ValueError(f"files must name each form once, received {list(self.files)}")
        known = presets()
        if unknown := sorted(set(self.presets) - known.keys()):
            raise ValueError(f"presets must be among {list(known)}, received {unknown} besides")
        reserved = sorted(name for name in self.presets if known[name].reserved)
        if reserved and not self.benchmark:
            raise ValueError(f"the presets {reserved} are reserved; with benchmark = true nothing may be trained on it")

    @property
    def digest(self) -> str:
        """Hex sha256 of all that the scans depend on; as what they are written is nothing of it."""
        told = {name: value for name, value in asdict(self).items() if name != "files"}
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    @property
    def digest_with_files(self) -> str:
        """Hex sha256 of all that the files of a data set depend on."""
        return hashlib.sha256(" ".join((self.digest, *self.files)).encode()).hexdigest()

    def scanners(self) -> tuple[Preset, ...]:
        """The presets that scans are drawn from."""
        every = presets()
        if self.presets:
            return tuple(every[name] for name in self.presets)
        return tuple(each for each in every.values() if self.benchmark or not each.reserved)


def load_simulation_recipe(path: Path) -> SimulationRecipe:
    """Read and check a recipe.

    Raises:
        RecipeError: the file cannot be read, or a field is missing, unknown, or out of range.
    """
    try:
        return TypeAdapter(SimulationRecipe).validate_python(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        problems = [f"{'.'.join(map(str, each['loc'])) or 'recipe'}: {each['msg']}" for each in error.errors()]
        raise RecipeError(f"{path} cannot be used: {'; '.join(problems)}") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RecipeError(f"{path} is not a recipe: {error}") from error
