"""A watched folder: takes up the files that a scanner writes, each once it is complete.

The folder is looked through again and again, since network shares tell nobody what happens in them. A file is complete
once it has not changed for some seconds; a scanner that renames what it has finished writing need not wait for luck.

    FOLDER/            what the scanner has written; NAME.json beside NAME.tif says what is known of the scan, and which
                       other file has its lower energy
    FOLDER/taken/      what is in the spool, or with the service already
    FOLDER/aside/      what cannot be sent, each with NAME.reason.txt
"""

import os
import stat
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Event

from cargoscope_datasets.errors import SpoolFull
from cargoscope_inference.reference_station.appearance import Appearance, appearance_of
from cargoscope_inference.reference_station.content import LOW_MISSING, Content, with_low
from cargoscope_inference.reference_station.entry import Entry
from cargoscope_inference.reference_station.narrator import Narrator
from cargoscope_inference.reference_station.pairs import Pairs, SaidPairs
from cargoscope_inference.reference_station.sidecar import SIDECAR, known_of, shown, sidecar_of
from cargoscope_inference.reference_station.spool import Spool
from cargoscope_inference.service.media import ACCEPTED, LONGEST_START, media_type

LOOK_SECONDS = 1.0
SETTLE_SECONDS = 3.0
EMPTY_SECONDS = 600.0
"""A file that is still empty after that will stay so."""
OVERDUE_SECONDS = 60.0
"""After that it is said that a file waits for its lower energy."""
TEMPORARY = (".tmp", ".temp", ".part", ".partial", ".filepart", ".crdownload", ".writing", ".lock", "~")
"""Endings of names under which programs write what is not yet complete."""
HIDDEN = (".", "~", "#")
REASON = ".reason.txt"
BY_ENDING = {
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".npy": "application/x-npy",
    ".npz": "application/x-npz",
    ".dcm": "application/dicom",
    ".dcs": "application/dicom",
    ".columns": "application/vnd.cargoscope.columns",
}
"""A damaged file whose first bytes say nothing is sent by the ending of its name: a person has to see it."""


class WatchedFolder:
    """Takes files out of a folder into the spool.

    Args:
        folder: to watch.
        spool: of the station.
        narrator: told what goes on.
        settle: seconds for which a file has to stay as it is.
        clock: seconds that only grow.
    """

    def __init__(
        self,
        folder: Path,
        spool: Spool,
        narrator: Narrator,
        *,
        settle: float = SETTLE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._spool = spool
        self._narrator = narrator
        self._settle = settle
        self._clock = clock
        self._seen: dict[str, tuple[Appearance, float]] = {}
        self._left: dict[str, Appearance] = {}
        self._complaints: set[str] = set()
        self._said_pairs = SaidPairs(folder)
        self._pairs = Pairs({}, ())

    def run(self, stopping: Event) -> None:
        """Watch until told to stop."""
        while not stopping.is_set():
            self.look()
            stopping.wait(LOOK_SECONDS)

    def look(self) -> None:
        """Look through the folder once, and take what is complete."""
        complaints: dict[str, str] = {}
        try:
            found = self._find()
            settled = self._settled(found)
            complaints |= self._overdue(found)
            for name in settled:
                try:
                    self._take(name, found)
                except OSError as error:
                    # One file that cannot be read keeps no other back.
                    complaints[name] = f"{shown(name)}: {error.strerror or error}; it is tried again"
            self._put_late_sidecars_aside(found)
        except SpoolFull as full:
            complaints["full"] = str(full)
        except OSError as error:
            complaints["folder"] = f"{self._folder}: {error.strerror or error}; it is tried again"
        for each in complaints.keys() - self._complaints:
            self._narrator.note(complaints[each])
        self._complaints = set(complaints)

    def set_aside(self, entry: Entry, reason: str) -> None:
        """Put the file of a scan aside that the service refused for good."""
        if entry.origin is not None:
            self._put_aside(Path(entry.origin), reason)

    def _find(self) -> dict[str, Appearance]:
        found = {}
        for each in os.scandir(self._folder):
            if each.name.startswith(HIDDEN) or each.name.lower().endswith(TEMPORARY):
                continue
            # What vanishes meanwhile was renamed or taken back.
            with suppress(FileNotFoundError):
                said = each.stat(follow_symlinks=False)
                if stat.S_ISREG(said.st_mode):
                    found[each.name] = appearance_of(said)
        return found

    def _settled(self, found: Mapping[str, Appearance]) -> list[str]:
        """Names of the scans that have stayed as they are for long enough, as have their sidecars and partners."""
        now = self._clock()
        self._seen = {
            name: self._seen[name] if self._seen.get(name, (None,))[0] == appearance else (appearance, now)
            for name, appearance in found.items()
        }
        self._left = {name: left for name, left in self._left.items() if found.get(name) == left}
        ages = {name: now - since for name, (_, since) in self._seen.items()}
        stable = {name for name, age in ages.items() if age >= self._settle}
        complete = {name for name in stable if found[name].size or ages[name] >= EMPTY_SECONDS}
        self._pairs = self._said_pairs.look(found)
        return sorted(
            (
                name
                for name in complete
                if not name.lower().endswith(SIDECAR)
                and name not in self._left
                and ((sidecar := sidecar_of(name, found)) is None or sidecar in stable)
                and not self._pairs.is_waiting(name, found, complete, ages[name])
            ),
            key=lambda name: found[name].changed,
        )

    def _overdue(self, found: Mapping[str, Appearance]) -> dict[str, str]:
        now = self._clock()
        return {
            f"low of {name}": f"{shown(name)} waits for its lower energy, {shown(low)}"
            for name, low in self._pairs.low_of.items()
            if low not in found and name not in self._left and now - self._seen[name][1] >= OVERDUE_SECONDS
        }

    def _take(self, name: str, found: Mapping[str, Appearance]) -> None:
        path, appearance = self._folder / name, found[name]
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return
        except PermissionError as error:
            self._put_aside(path, f"it cannot be read ({error.strerror})")
            return
        with file:
            kind = media_type(file.read(LONGEST_START), BY_ENDING.get(path.suffix.lower()))
            if kind is None or not appearance.size:
                why = "it is empty" if kind else f"neither its name nor its first bytes are of a scan; {ACCEPTED}"
                self._put_aside(path, why)
                return
            file.seek(0)
            known = known_of(path, sidecar_of(name, found), appearance.changed)
            target = self._free_place(path, "taken")
            try:
                content = Content(file, appearance.size, kind, shown(name))
                if known.low is not None:
                    content = with_low(content, path, known.low, found, self._spool)
                entry = self._spool.take_file(
                    content.file,
                    size=content.size,
                    identify=lambda sha256: known.scan_id(self._spool.namespace, os.fsencode(name).hex(), sha256),
                    name=content.name,
                    media_type=content.media_type,
                    metadata=known.metadata | content.metadata,
                    origin=str(target),
                    view=known.view,
                )
            except ValueError:
                # Somebody still writes: it has to settle anew.
                del self._seen[name]
                return
        self._move_to_taken(path, target, appearance, entry)
        if known.low is not None:
            self._settle_low(known.low, content.metadata.get(LOW_MISSING), found)
        self._settle_sidecar(path, found, known.wrong)

    def _put_late_sidecars_aside(self, found: Mapping[str, Appearance]) -> None:
        for name in found:
            path = self._folder / name
            if not name.lower().endswith(SIDECAR) or any(sidecar_of(other, found) == name for other in found):
                continue
            taken = any((self._folder / "taken" / f"{path.stem}{ending}").exists() for ending in BY_ENDING)
            if taken and self._clock() - self._seen[name][1] >= self._settle and name not in self._left:
                self._put_aside(path, "its scan had been taken already; write it before the scan")
                if (low := self._said_pairs.low_in(name)) is not None and low in found:
                    self._put_aside(
                        self._folder / low, "the scan of which it is the lower energy had been taken already"
                    )

    def _move_to_taken(self, path: Path, target: Path, appearance: Appearance, entry: Entry) -> None:
        if _move(path, target):
            self._narrator.note(f"{entry.name}: taken, as scan {entry.id}")
            return
        # Not again in this run; and after a restart the same bytes of the same name get the same id.
        self._left[path.name] = appearance
        self._narrator.note(f"{entry.name} is taken, but cannot be moved out of {self._folder}: is it read-only?")

    def _settle_low(self, low: str, missing: str | None, found: Mapping[str, Appearance]) -> None:
        path = self._folder / low
        if low not in found:
            return
        if missing is not None:
            self._put_aside(path, f"{missing}; the scan was sent without it")
        elif not _move(path, self._free_place(path, "taken")):
            self._left[low] = found[low]

    def _settle_sidecar(self, path: Path, found: Mapping[str, Appearance], wrong: str | None) -> None:
        sidecar = sidecar_of(path.name, found)
        if sidecar is None:
            return
        if wrong is not None:
            self._put_aside(self._folder / sidecar, f"{wrong}; the scan was sent without it")
        else:
            _move(self._folder / sidecar, self._free_place(self._folder / sidecar, "taken"))

    def _put_aside(self, path: Path, reason: str) -> None:
        target = self._free_place(path, "aside")
        if not _move(path, target):
            if path.name in self._seen:
                self._left[path.name] = self._seen[path.name][0]
            self._narrator.note(f"{shown(path.name)} is not sent: {reason}")
            return
        with suppress(OSError):
            target.with_name(f"{target.name}{REASON}").write_text(f"{shown(path.name)}: {reason}\n")
        self._narrator.note(f"{shown(path.name)} is put aside, {shown(str(target))}: {reason}")

    def _free_place(self, path: Path, folder: str) -> Path:
        """Where a file can be moved without taking another one's place."""
        place = self._folder / folder / path.name
        while place.exists():
            place = self._folder / folder / f"{path.stem}.{uuid.uuid4().hex[:8]}{path.suffix}"
        return place


def _move(path: Path, target: Path) -> bool:
    try:
        target.parent.mkdir(exist_ok=True)
        path.rename(target)
    except OSError:
        return False
    return True
