"""A benchmark's recipe: a typed TOML file from which the same scans come again, one by one."""

import hashlib
import json
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, ClassVar

from annotated_types import Ge, MinLen
from pydantic import ConfigDict, TypeAdapter, ValidationError

from cargoscope_datasets.errors import RecipeError
from cargoscope_datasets.simulation.scanner.preset import presets
from cargoscope_datasets.simulation.threats import LABELS

Count = Annotated[int, Ge(1)]
RECIPES = Path(__file__).parent / "recipes"


@dataclass(frozen=True, slots=True)
class BenchmarkRecipe:
    """What a benchmark consists of. Labels and presets are spelt out: one that is added later changes no benchmark.

    Attributes:
        name: of the benchmark, and of its file.
        seed: everything random follows from it.
        clean: scans with nothing to find.
        thresholds: further clean scans, on which thresholds are chosen and scores are put on one scale.
        threats: scans of each label: one of the clean ones again, with one threat hidden in it.
        labels: what is hidden.
        presets: scanners, one after the other; reserved ones too.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    name: str
    seed: Annotated[int, Ge(0)]
    clean: Count
    thresholds: Count
    threats: Count
    labels: Annotated[tuple[str, ...], MinLen(1)]
    presets: Annotated[tuple[str, ...], MinLen(1)]

    def __post_init__(self) -> None:
        for field, chosen, known in (("labels", self.labels, LABELS), ("presets", self.presets, tuple(presets()))):
            if strangers := sorted(set(chosen) - set(known)):
                raise ValueError(f"{field} must be among {list(known)}, received {strangers} besides")
            if len(set(chosen)) != len(chosen):
                raise ValueError(f"{field} must differ from each other, received {list(chosen)}")
        if self.threats > self.clean:
            raise ValueError(f"threats are hidden in clean scans, of which there are {self.clean}: not {self.threats}")

    @property
    def digest(self) -> str:
        """Hex sha256 of all that the scans depend on, but for the simulator."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


def benchmarks() -> list[str]:
    """Names of those that come with cargoscope."""
    return sorted(path.stem for path in RECIPES.glob("*.toml"))


def recipe_path(name: str) -> Path:
    """The file of a benchmark: one of ours by its name, or any by its path, which ends in `.toml`.

    Raises:
        RecipeError: there is no such benchmark.
    """
    path = Path(name) if name.endswith(".toml") else RECIPES / f"{name}.toml"
    if not path.is_file():
        raise RecipeError(f"there is no benchmark {name}; there are {', '.join(benchmarks())}")
    return path


def load_benchmark(path: Path) -> BenchmarkRecipe:
    """Read and check a recipe.

    Raises:
        RecipeError: the file cannot be read, or a field is missing, unknown, or out of range.
    """
    try:
        recipe = TypeAdapter(BenchmarkRecipe).validate_python(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        problems = [f"{'.'.join(map(str, each['loc'])) or 'recipe'}: {each['msg']}" for each in error.errors()]
        raise RecipeError(f"{path} cannot be used: {'; '.join(problems)}") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RecipeError(f"{path} is not a recipe: {error}") from error
    if recipe.name != path.stem:
        raise RecipeError(f"{path} holds the benchmark {recipe.name}; a recipe's file bears its name")
    return recipe
