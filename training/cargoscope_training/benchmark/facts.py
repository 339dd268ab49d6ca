"""What is frozen of a benchmark: enough to tell whether a scan is still the one that it was.

Beside a recipe `NAME.toml` lies `NAME.facts.gz`: JSON lines, the first about the whole, then one a scan. What must be
the same to the letter (what the scene is, where the boxes are) is in a sha256; what differs in the last digits from
processor to processor (signals, d') is compared within a thousandth.
"""

import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.errors import RecipeError
from cargoscope_datasets.simulation.simulate import SimulatedScan
from cargoscope_training.benchmark.recipe import BenchmarkRecipe
from cargoscope_training.benchmark.scenes import BenchmarkScan, Case
from cargoscope_training.evaluation.results import Role

FORMAT = 1
BLOCKS = 4
"""Along each side."""
TOLERANCE = 1e-3
LEAST_SIGNAL = 1e-5
"""Share of the air signal that stands for everything below."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One scan.

    Attributes:
        scan: its name.
        sha256: hex digest of `described`.
        means: of ln T in 4 x 4 blocks, by rows; the highest energy as it is stored, over its air calibration.
        detectability: d' of every annotation.
        pixels: of one energy: what it costs to simulate.
    """

    scan: str
    sha256: str
    means: tuple[float, ...]
    detectability: tuple[float, ...]
    pixels: int


@dataclass(frozen=True, slots=True)
class Facts:
    """A frozen benchmark.

    Attributes:
        benchmark: its name.
        recipe: digest of its recipe.
        simulator: hash of the simulation's sources when it was frozen. For people: while it is the same, nothing need
            be verified. A change of it breaks nothing as long as the scans stay what they are.
        scans: by name, in the order in which they were frozen.
    """

    benchmark: str
    recipe: str
    simulator: str
    scans: Mapping[str, Fact]

    @property
    def digest(self) -> str:
        """Hex sha256 over those of all scans."""
        lines = [f"{fact.scan} {fact.sha256}" for fact in sorted(self.scans.values(), key=lambda each: each.scan)]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    @property
    def id(self) -> str:
        """Hex sha256 of what defines the benchmark: its recipe, and what came of it."""
        return hashlib.sha256(f"{self.recipe} {self.digest}".encode()).hexdigest()

    def labels_in(self, case: Case, labels: Iterable[str]) -> list[str]:
        """What is hidden in a scene."""
        return [label for label in labels if case.role is Role.CLEAN and case.hiding(label) in self.scans]


def facts_path(recipe: Path) -> Path:
    """Where the facts of a recipe lie."""
    return recipe.with_suffix(".facts.gz")


def fact_of(scan: BenchmarkScan) -> Fact:
    """What is frozen of a scan."""
    stored = scan.taken.scan
    return Fact(
        scan.name,
        hashlib.sha256(json.dumps(described(scan), sort_keys=True).encode()).hexdigest(),
        tuple(round(float(mean), 4) for mean in block_means(stored)),
        tuple(float(f"{each.detectability or 0.0:.4g}") for each in stored.annotations),
        int(stored.counts[0].size),
    )


def described(scan: BenchmarkScan) -> dict[str, Any]:
    """Scene and annotations of a scan, as they must be to the letter."""
    stored = scan.taken.scan
    return {
        "scan": scan.name,
        "kind": scan.kind.value,
        "shape": list(stored.counts.shape),
        "preset": stored.preset,
        "scanner": _written(asdict(stored.scanner)),
        "conveyance": stored.conveyance,
        "cut": stored.cut,
        "goods": list(stored.goods),
        "hs": list(stored.hs),
        "annotations": [
            {
                "label": each.label,
                "family": each.family,
                "place": each.place,
                "concealed": each.concealed,
                "box": [f"{edge:.1f}" for edge in each.box],
            }
            for each in stored.annotations
        ],
    }


def block_means(scan: SimulatedScan) -> NDArray[np.float32]:
    """(16,) float32, see `Fact.means`."""
    signal = scan.counts[0] / np.maximum(scan.air[0], 1)[:, None]
    log = np.log(np.maximum(signal, LEAST_SIGNAL)).astype(np.float32)
    return np.asarray(cv2.resize(log, (BLOCKS, BLOCKS), interpolation=cv2.INTER_AREA), np.float32).ravel()


def difference(frozen: Fact, now: Fact) -> str | None:
    """How a scan differs from the frozen one, in words; None where it is the same."""
    if frozen.sha256 != now.sha256:
        return "its scene or its annotations are others"
    if not np.allclose(now.means, frozen.means, rtol=TOLERANCE, atol=TOLERANCE):
        worst = float(np.abs(np.subtract(now.means, frozen.means)).max())
        return f"its signal is another: mean ln T of a block is off by {worst:.2g}"
    if not np.allclose(now.detectability, frozen.detectability, rtol=TOLERANCE, atol=TOLERANCE):
        return "how far its objects show (d') is another"
    return None


def write_facts(facts: Facts, path: Path) -> None:
    """The same facts give the same bytes."""
    first = {"format": FORMAT, "benchmark": facts.benchmark, "recipe": facts.recipe, "simulator": facts.simulator,
             "digest": facts.digest}  # fmt: skip
    lines = [json.dumps(first), *(json.dumps(asdict(fact)) for fact in facts.scans.values())]
    partial = path.with_name(f"{path.name}.partial")
    partial.write_bytes(gzip.compress("\n".join(lines).encode(), 9, mtime=0))
    partial.replace(path)


def read_facts(recipe: BenchmarkRecipe, path: Path) -> Facts:
    """The frozen facts of a recipe.

    Raises:
        RecipeError: it has not been frozen, the file is damaged, or it was frozen with another recipe.
    """
    if not path.exists():
        raise RecipeError(
            f"{recipe.name} is not frozen yet, so nothing can be measured on it; "
            f"freeze it first: python -m cargoscope_training.benchmark.freeze {recipe.name}"
        )
    try:
        first, *rest = gzip.decompress(path.read_bytes()).decode().splitlines()
        header = json.loads(first)
        facts = Facts(
            header["benchmark"], header["recipe"], header["simulator"],
            {fact.scan: fact for fact in (fact_from(json.loads(line)) for line in rest)},
        )  # fmt: skip
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise RecipeError(f"{path} holds no facts of a benchmark: {error!r}") from error
    if header["format"] != FORMAT or header["digest"] != facts.digest:
        raise RecipeError(f"{path} is damaged, or of another format; take it from the repository again")
    if facts.recipe != recipe.digest:
        raise RecipeError(f"{recipe.name} was frozen with another recipe; a change makes a benchmark of another name")
    return facts


def fact_from(line: Mapping[str, Any]) -> Fact:
    """A fact as it was written."""
    return Fact(
        str(line["scan"]), str(line["sha256"]), tuple(line["means"]), tuple(line["detectability"]), int(line["pixels"])
    )


def _written(value: Any) -> Any:
    """Numbers to nine digits, beyond which processors may differ."""
    if isinstance(value, dict):
        return {key: _written(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_written(each) for each in value]
    return f"{value:.9g}" if isinstance(value, float) else value
