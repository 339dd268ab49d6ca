"""Makes of scanner: one small TOML file each, whose pairs of numbers are ranges that every scan draws from."""

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, ClassVar

import numpy as np
from annotated_types import Ge, Gt, Le
from pydantic import AfterValidator, BeforeValidator, ConfigDict, TypeAdapter, ValidationError

from cargoscope_datasets.errors import RecipeError
from cargoscope_datasets.simulation.physics import BEAMS
from cargoscope_datasets.simulation.scanner.settings import Look, Scanner

Range = tuple[float, float]


def _as_range(value: object) -> object:
    return (value, value) if isinstance(value, int | float) else value


def _rising(value: Range) -> Range:
    if value[0] > value[1]:
        raise ValueError(f"a range goes from the smaller to the greater, received {list(value)}")
    return value


Spread = Annotated[Range, BeforeValidator(_as_range), AfterValidator(_rising)]
NotNegative = Annotated[tuple[Annotated[float, Ge(0)], Annotated[float, Ge(0)]], BeforeValidator(_as_range),
                        AfterValidator(_rising)]  # fmt: skip
Positive = Annotated[tuple[Annotated[float, Gt(0)], Annotated[float, Gt(0)]], BeforeValidator(_as_range),
                     AfterValidator(_rising)]  # fmt: skip
Share = Annotated[tuple[Annotated[float, Ge(0), Le(1)], Annotated[float, Ge(0), Le(1)]], BeforeValidator(_as_range),
                  AfterValidator(_rising)]  # fmt: skip


def _with_spectrum(beams: tuple[float, ...]) -> tuple[float, ...]:
    if strangers := sorted(set(beams) - set(BEAMS)):
        raise ValueError(f"beams must be among {list(BEAMS)}, received {strangers}")
    if not 1 <= len(beams) <= 2 or list(beams) != sorted(beams, reverse=True):
        raise ValueError(f"one beam, or two of which the higher comes first, are expected, received {list(beams)}")
    return beams


@dataclass(frozen=True, slots=True)
class LookRange:
    """Ranges of `settings.Look`, whose docstring explains the fields."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    gamma: Positive = (1.0, 1.0)
    black: Spread = (0.0, 0.0)
    white: Positive = (1.0, 1.0)
    smoothing: NotNegative = (0.0, 0.0)
    sharpening: NotNegative = (0.0, 0.0)
    reach: Positive = (1.5, 1.5)
    local: Share = (0.0, 0.0)
    quality: Positive = (85.0, 95.0)


@dataclass(frozen=True, slots=True)
class Preset:
    """A make of scanner. Fields that `settings.Scanner` has too are explained there.

    Attributes:
        name: name of its file.
        about: one line for people.
        column_over_row: range of the column's size over the row's.
        share: how often it comes by, against the others.
        reserved: for the benchmark only; training refuses it.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    name: str
    about: str
    beams: Annotated[tuple[float, ...], AfterValidator(_with_spectrum)]
    row_mm: Positive
    column_over_row: Positive
    quanta: NotNegative
    electronics: NotNegative
    top: bool = False
    distance_mm: Positive = (4800.0, 5600.0)
    axis_mm: Spread = (400.0, 1900.0)
    air_counts: Positive = (45_000.0, 62_000.0)
    offset: Share = (0.0, 0.0)
    channels: Share = (0.0, 0.0)
    gain: Share = (0.001, 0.005)
    dead_channels: NotNegative = (0.0, 0.0)
    source: Share = (0.005, 0.02)
    misfires: Share = (0.0, 0.0)
    sway_px: NotNegative = (0.0, 0.0)
    sway_loss: Share = (0.0, 0.0)
    speed: Share = (0.0, 0.0)
    blur_px: NotNegative = (0.4, 0.8)
    interlaced: bool = False
    scatter: NotNegative = (0.0, 0.006)
    look: LookRange = LookRange()
    share: Annotated[float, Gt(0)] = 1.0
    reserved: bool = False

    def draw(self, rng: np.random.Generator) -> Scanner:
        """The scanner as one scan finds it."""
        row = rng.uniform(*self.row_mm)
        drawn = {
            name: float(rng.uniform(*getattr(self, name)))
            for name in ("electronics", "offset", "distance_mm", "axis_mm", "air_counts", "channels", "gain",
                         "source", "misfires", "sway_px", "sway_loss", "speed", "blur_px", "scatter")
        }  # fmt: skip
        low, high = self.quanta
        quanta = float(np.exp(rng.uniform(np.log(low), np.log(high)))) if low > 0 else float(rng.uniform(low, high))
        dead = round(rng.uniform(*self.dead_channels))
        look = {each.name: float(rng.uniform(*getattr(self.look, each.name))) for each in fields(self.look)}
        quality = round(look.pop("quality"))
        return Scanner(
            beams=self.beams,
            row_mm=float(row),
            column_mm=float(row * rng.uniform(*self.column_over_row)),
            top=self.top,
            quanta=quanta,
            dead_channels=dead,
            interlaced=self.interlaced,
            look=Look(**look, quality=quality),
            **drawn,
        )


def load_preset(path: Path | Traversable) -> Preset:
    """Read and check a preset.

    Raises:
        RecipeError: the file cannot be read, or a field is missing, unknown, or out of range.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return _adapter().validate_python({"name": path.name.removesuffix(".toml")} | content)
    except ValidationError as error:
        problems = [f"{'.'.join(map(str, each['loc'])) or 'preset'}: {each['msg']}" for each in error.errors()]
        raise RecipeError(f"{path} cannot be used: {'; '.join(problems)}") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RecipeError(f"{path} is not a preset of a scanner: {error}") from error


@cache
def _adapter() -> TypeAdapter[Preset]:
    return TypeAdapter(Preset)


@cache
def presets() -> dict[str, Preset]:
    """All that come with cargoscope, by name."""
    folder = files(__package__).joinpath("presets")
    loaded = [load_preset(each) for each in folder.iterdir() if each.name.endswith(".toml")]
    return {each.name: each for each in sorted(loaded, key=lambda preset: preset.name)}


def training_presets() -> tuple[Preset, ...]:
    """Those that training may use."""
    return tuple(each for each in presets().values() if not each.reserved)
