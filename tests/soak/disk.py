"""A disk whose power can be cut: an ext4 in a file, mounted by a loop device. Needs root."""

import errno
import fcntl
import os
import shutil
import struct
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from time import sleep

FS_IOC_SHUTDOWN = 0x8004587D
WITHOUT_LOG_FLUSH = struct.pack("I", 2)
"""The argument is a pointer: a bare 2 fails with EFAULT and cuts nothing."""
UNMOUNT_TRIES = 100
LET_GO_TRIES = 3000


class Disk:
    """A disk of its own, in the file `disk.ext4` beside its mount point.

    Args:
        folder: made where it is missing; an image that is there already is used again.
        size: bytes; the file takes up no more than what is written.

    Attributes:
        root: where it is mounted.
    """

    def __init__(self, folder: Path, *, size: int) -> None:
        self._image = folder / "disk.ext4"
        self.root = folder / "mounted"
        self.root.mkdir(parents=True, exist_ok=True)
        if self.root.is_mount():
            # Left by a run that was killed.
            self.unmount()
        if not self._image.exists():
            fresh = folder / "disk.new"
            with fresh.open("wb") as file:
                file.truncate(size)
            _run("mkfs.ext4", "-q", "-F", str(fresh))
            fresh.rename(self._image)

    def mount(self) -> None:
        """Mount it; the journal is played back first, as after any power cut."""
        _run("mount", "-o", "loop", str(self._image), str(self.root))

    def unmount(self) -> None:
        """Unmount it, once nobody uses it any more."""
        for _ in range(UNMOUNT_TRIES):
            if subprocess.run(["umount", str(self.root)], capture_output=True, check=False).returncode == 0:
                break
            sleep(0.1)
        else:
            _run("umount", str(self.root))
        self._wait_until_let_go()

    def _wait_until_let_go(self) -> None:
        """Whoever made a mount namespace meanwhile holds the disk too; mounted again it would still have no power."""
        for _ in range(LET_GO_TRIES):
            listed = subprocess.run(["losetup", "-j", str(self._image)], capture_output=True, check=True).stdout
            if not listed:
                return
            sleep(0.1)
        raise RuntimeError(f"{self._image} is still mounted in another mount namespace; run this again once that ended")

    def cut(self) -> None:
        """Cut the power: what is not on the disk by now never gets there."""
        opened = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.ioctl(opened, FS_IOC_SHUTDOWN, WITHOUT_LOG_FLUSH)
        finally:
            os.close(opened)
        check_cut(self.root)


def check_cut(root: Path) -> None:
    """The next write has to fail as that of a disk without power does, and in no other way.

    Raises:
        AssertionError: it does not.
    """
    try:
        (root / "after the cut").write_bytes(b"x")
    except OSError as error:
        if error.errno == errno.EIO:
            return
        raise AssertionError(f"the next write fails by {error.strerror}, not for want of power (EIO)") from error
    raise AssertionError("the power was not cut: the disk still takes writes")


@cache
def why_no_disk() -> str | None:
    """Why no such disk can be made here, or None where it can."""
    if os.geteuid() != 0:
        return "only root can mount a disk"
    missing = [name for name in ("mkfs.ext4", "mount", "umount", "losetup", "setpriv") if shutil.which(name) is None]
    if missing:
        return f"{', '.join(missing)} not found"
    with tempfile.TemporaryDirectory() as folder:
        try:
            disk = Disk(Path(folder), size=16 << 20)
            disk.mount()
        except subprocess.CalledProcessError as error:
            return f"no disk can be mounted here ({error.stderr.decode().strip()})"
        try:
            disk.cut()
        except OSError as error:
            return f"this kernel cannot cut the power of an ext4 ({error.strerror})"
        finally:
            disk.unmount()
    return None


def _run(*command: str) -> None:
    subprocess.run(command, capture_output=True, check=True)
