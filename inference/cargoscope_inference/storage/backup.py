"""Copies of a whole store: of one that runs, and back into an empty folder.

A backup is a folder like that of the store itself. Its database is one moment's; that moment comes first, the originals
after it: whatever the database of that moment names was on disk before it did, so nothing is missing, and what came in
meanwhile does no harm. The database takes its place last, so an older backup in the same folder stays whole until the
newer one is. A later backup into the same folder copies only what is new.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cargoscope_datasets.errors import StorageError
from cargoscope_inference.progress import OnProgress
from cargoscope_inference.storage.database import Database, put_in_place
from cargoscope_inference.storage.originals import Originals, make_folder, write_synced
from cargoscope_inference.storage.store import DATABASE, Store
from cargoscope_inference.storage.uploads import find_upload
from cargoscope_inference.storage.verifying import KeptOriginal, kept_originals

PIECE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Copied:
    """What was done.

    Attributes:
        originals: how many there are now.
        new: how many of them were copied, the others were there already.
        bytes: that were copied.
        problems: one line for each original that could not be copied whole.
    """

    originals: int
    new: int
    bytes: int
    problems: Sequence[str]


def back_up(store: Store, destination: Path, on_progress: OnProgress) -> Copied:
    """Copy a store, also while a service works on it.

    Raises:
        StorageError: the destination cannot be used, or holds something else than earlier backups of this store.
    """
    destination = destination.absolute()
    if destination.is_relative_to(store.folder) or store.folder.is_relative_to(destination):
        raise StorageError(f"{destination} and {store.folder} lie within each other; name a folder on another disk")
    try:
        make_folder(destination)
        _check_same_store(store, destination / DATABASE)
        with store.upkeep():
            moment = destination / "moment.sqlite"
            store.database.copy_to(moment)
            with store.database.read() as connection:
                originals = kept_originals(connection)
            copied = _copy_originals(originals, store.originals, Originals(destination / "originals"), on_progress)
            _copy_streams(store, moment, destination / "streams")
            _copy_new(store.pictures, destination / "pictures")
        put_in_place(moment, destination / DATABASE)
    except OSError as error:
        raise StorageError(f"cannot back up to {destination} ({error.strerror or error}); see to that disk") from error
    return copied


def restore(source: Path, folder: Path, on_progress: OnProgress) -> Copied:
    """Make a store of a backup. The database takes its place last: a restore that was cut short is begun again.

    Raises:
        StorageError: there is no backup, or the folder holds a store already.
    """
    if not (source / DATABASE).is_file():
        raise StorageError(f"{source} holds no backup: there is no {DATABASE} in it")
    if (folder / DATABASE).exists():
        raise StorageError(f"{folder} holds a store already; move it away first, or name another folder with --folder")
    store = Store(folder)
    try:
        store.lock()
        moment = Database(folder / "moment.sqlite")
        Database(source / DATABASE).copy_to(moment.path)
        moment.migrate()
        for copy in folder.glob("moment.before-*"):
            # The backup itself is the database of before.
            copy.unlink()
        with moment.read() as connection:
            originals = kept_originals(connection)
        moment.close()
        copied = _copy_originals(originals, Originals(source / "originals"), store.originals, on_progress)
        _copy_new(source / "streams", folder / "streams")
        _copy_new(source / "pictures", store.pictures)
        put_in_place(moment.path, folder / DATABASE)
    except OSError as error:
        raise StorageError(f"cannot restore to {folder} ({error.strerror or error}); see to that disk") from error
    finally:
        store.close()
    return copied


def _check_same_store(store: Store, earlier: Path) -> None:
    """A backup of another store is not to be overwritten: the newest that it knows has to have happened here."""
    if not earlier.exists():
        return
    newest = "SELECT id, at, kind, actor FROM events ORDER BY id DESC LIMIT 1"
    try:
        with closing(sqlite3.connect(f"file:{earlier}?mode=ro", uri=True)) as database:
            event = database.execute(newest).fetchone()
    except sqlite3.Error as error:
        raise StorageError(f"{earlier} cannot be read ({error}); name an empty folder for the backup") from error
    query = "SELECT id, at, kind, actor FROM events WHERE id = ?"
    with store.database.read() as connection:
        here = None if event is None else connection.exec_driver_sql(query, (event[0],)).one_or_none()
    if event is not None and (here is None or tuple(here) != tuple(event)):
        raise StorageError(f"{earlier.parent} holds a backup of another store, or a newer one; name an empty folder")


def _copy_originals(
    originals: Sequence[KeptOriginal], source: Originals, target: Originals, on_progress: OnProgress
) -> Copied:
    total = sum(original.size for original in originals)
    new = size = 0
    problems = []
    for original in originals:
        place = target.path(original.sha256)
        if not place.exists() or place.stat().st_size != original.size:
            try:
                _copy_checked(source.path(original.sha256), target, original.sha256)
                new, size = new + 1, size + original.size
            except (_Damaged, FileNotFoundError) as error:
                what = "is missing" if isinstance(error, FileNotFoundError) else "has other bytes than it was sent with"
                problems.append(f"scan {original.scan_id} of {original.station}: its original {what}; it was left out")
        on_progress(original.size, total)
    return Copied(len(originals), new, size, problems)


class _Damaged(Exception):
    """A file does not hold what its name says."""


def _copy_checked(source: Path, target: Originals, sha256: str) -> None:
    with source.open("rb") as file, target.receive() as incoming:
        while piece := file.read(PIECE_BYTES):
            incoming.write(piece)
        if incoming.sha256 != sha256:
            raise _Damaged
        incoming.keep()


def _copy_streams(store: Store, moment: Path, target: Path) -> None:
    """Of every stream that was open at that moment, just the bytes that its station had been told of by then."""
    shutil.rmtree(target, ignore_errors=True)
    make_folder(target)
    with closing(sqlite3.connect(f"file:{moment}?mode=ro", uri=True)) as database:
        rows = database.execute("SELECT scan_id, view, received FROM uploads WHERE state = 'open'").fetchall()
    for scan_id, view, received in rows:
        growing = store.streams.path(scan_id, view)
        with closing(_open_stream(store, growing, scan_id, view)) as file:
            write_synced(target / growing.name, file.read(received))


def _open_stream(store: Store, growing: Path, scan_id: str, view: str) -> BinaryIO:
    try:
        return growing.open("rb")
    except FileNotFoundError:
        # It has ended since, and what it came to is an original.
        with store.database.read() as connection:
            ended = find_upload(connection, scan_id, view)
        assert ended is not None
        assert ended.sha256 is not None
        return store.originals.path(ended.sha256).open("rb")


def _copy_new(source: Path, target: Path) -> None:
    """Copy files that are not there yet. Pictures change their names, not their content."""
    make_folder(target)
    for picture in _files(source):
        place = target / picture.relative_to(source)
        try:
            if not place.exists() or place.stat().st_size != picture.stat().st_size:
                make_folder(place.parent)
                partial = place.with_name(f".{place.name}.part")
                shutil.copyfile(picture, partial)
                partial.rename(place)
        except FileNotFoundError:
            # Replaced meanwhile by one with other flags.
            continue


def _files(folder: Path) -> Iterator[Path]:
    for below, _, names in os.walk(folder):
        yield from (Path(below, name) for name in names if not name.startswith("."))
