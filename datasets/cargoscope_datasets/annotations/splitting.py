"""Annotated scans as a data set that is split."""

import shutil
from pathlib import Path
from tempfile import mkdtemp

from cargoscope_datasets.annotation import Origin
from cargoscope_datasets.annotations.data_set import Scans, sha256_of, write_documents
from cargoscope_datasets.annotations.formats import Annotations
from cargoscope_datasets.annotations.labelled import LabelledScan
from cargoscope_datasets.annotations.splits import Split, split_scans
from cargoscope_datasets.errors import DataSetError
from cargoscope_datasets.marking import is_file_marked


def write_split(annotations: Annotations, beside: Path, out: Path) -> None:
    """Write a data set: files copied, scans with a group or their bytes in common kept together.

    Args:
        annotations: whose files are relative to `beside`.
        beside: folder of the scans.
        out: a new folder; it is there whole, or not at all.

    Raises:
        DataSetError: it exists, a file of a scan is missing, or lies elsewhere.
    """
    if out.exists():
        raise DataSetError(f"{out} exists already; name a folder that does not")
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        keys = []
        for scan in annotations.scans:
            content = _copy(beside, scan.file, folder)
            _refuse_lost_mark(scan, folder / scan.file)
            keys.append((scan.id, [content, *scan.groups]))
        splits = split_scans(keys)
        scans: Scans = {
            split: [scan for scan, own in zip(annotations.scans, splits, strict=True) if own is split]
            for split in Split
        }
        counts = {split.value: {"scans": len(part)} for split, part in scans.items()}
        write_documents(folder, scans, annotations.labels, {"splits": counts})
        folder.chmod(0o755)
        folder.rename(out)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _refuse_lost_mark(scan: LabelledScan, file: Path) -> None:
    """A scan whose file says that a threat was projected into it has no box that anybody could take for a seizure."""
    told = bool(scan.annotations) and all(each.origin is Origin.PROJECTED for each in scan.annotations)
    if is_file_marked(file) and not told:
        raise DataSetError(
            f"a threat was projected into the scan {scan.file}, its file says, but its annotations no longer do: "
            "another tool has lost their origin; convert them anew from the set that `cargoscope project` wrote"
        )


def _copy(beside: Path, file: str, folder: Path) -> str:
    """Copy one file, and return its sha256."""
    source, target = beside / file, folder / file
    if not source.resolve().is_relative_to(beside.resolve()) or not target.resolve().is_relative_to(folder.resolve()):
        raise DataSetError(f"the scan {file} lies outside of {beside}; put the scans beside their annotations")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copyfile(source, target)
    except OSError as error:
        raise DataSetError(f"the scan {source} cannot be copied ({error.strerror})") from error
    return sha256_of(target)
