"""Where the results of each scan go, and writing them so that no half of one is ever seen."""

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from cargoscope_datasets.errors import OutputError


@dataclass(frozen=True, slots=True)
class Target:
    """Where the results of one scan go.

    Attributes:
        out: output folder.
        name: path of all its outputs below that folder, without a suffix; tells the scan from the others of its batch.
    """

    out: Path
    name: str

    @property
    def json(self) -> Path:
        """The file with all that was found."""
        return self._with(".json")

    def picture(self, view: str | None = None) -> Path:
        """The annotated picture; of one view, where a scan has several."""
        return self._with(".annotated.jpg" if view is None else f".annotated.{view}.jpg")

    def _with(self, suffix: str) -> Path:
        return self.out / (self.name + suffix)


def plan_outputs(scans: Sequence[Sequence[Path]], out: Path) -> list[Target]:
    """Give every scan its own place below the output folder, as its path lies below the folder that all share.

    A scan is named by its file without suffix. Where that name is taken by another scan of the batch (`a.tif` and
    `a.jpg`), both keep their suffix; where that does not tell them apart either (one file given twice), the later ones
    are numbered. No output lies where one of the scans does.

    Args:
        scans: the files of each scan, the first gives its name.
        out: output folder.
    """
    first = [Path(os.path.abspath(files[0])) for files in scans]  # noqa: PTH100 - resolve() would follow links
    shared = Path(os.path.commonpath([path.parent for path in first]))
    short = [path.relative_to(shared).with_name(path.stem) for path in first]
    wanted = Counter(map(_key, short))
    inputs = {os.path.realpath(path) for files in scans for path in files}
    taken: set[str] = set()
    targets = []
    for path, name in zip(first, short, strict=True):
        plain = name if wanted[_key(name)] == 1 else path.relative_to(shared)
        numbered = (plain if number == 1 else plain.with_name(f"{plain.name}-{number}") for number in count(1))
        chosen = next(
            name for name in numbered if _key(name) not in taken and not _hits(Target(out, str(name)), inputs)
        )
        taken.add(_key(chosen))
        targets.append(Target(out, str(chosen)))
    return targets


def _key(path: Path) -> str:
    """Equal for names that a file system which ignores case would take for one."""
    return os.fspath(path).casefold()


def _hits(target: Target, inputs: set[str]) -> bool:
    """Whether an output would lie where one of the scans does."""
    return not inputs.isdisjoint(os.path.realpath(path) for path in (target.json, target.picture()))


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that is either there as a whole or not at all.

    Raises:
        OutputError: it cannot be written.
    """
    partial = path.with_name(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            partial.write_bytes(data)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"cannot write {path} ({error.strerror or error}); choose another --out") from error
