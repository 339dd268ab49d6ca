"""How many threads may really run here: what the scheduler and the container grant, not what the host has."""

import math
import os
from pathlib import Path

QUOTA_FILES_V2 = "cpu.max"
QUOTA_FILES_V1 = ("cpu.cfs_quota_us", "cpu.cfs_period_us")


def usable_threads(*, root: Path = Path("/")) -> int:
    """Threads that this process can keep busy: at least 1, at most its CPU affinity, less where a cgroup grants less.

    Args:
        root: where `proc` and `sys` are mounted.
    """
    allowed = len(os.sched_getaffinity(0))
    quota = cgroup_cpus(root)
    return allowed if quota is None else max(1, min(allowed, math.ceil(quota)))


def cgroup_cpus(root: Path) -> float | None:
    """CPUs that the tightest quota on this process's cgroup or one above it grants, or None where there is none.

    See Documentation/admin-guide/cgroup-v2.rst and scheduler/sched-bwc.rst (version 1) of the Linux kernel.
    """
    quotas = [quota for folder in _cgroup_folders(root) if (quota := _quota(folder)) is not None]
    return min(quotas, default=None)


def _cgroup_folders(root: Path) -> list[Path]:
    """Folders of this process's CPU cgroups and of all above them."""
    folders: list[Path] = []
    for line in _read(root / "proc/self/cgroup").splitlines():
        number, controllers, path = line.split(":", 2)
        if number == "0" and not controllers:
            mount = root / "sys/fs/cgroup"
        elif "cpu" in controllers.split(","):
            mount = root / "sys/fs/cgroup" / controllers
            mount = mount if mount.is_dir() else root / "sys/fs/cgroup/cpu"
        else:
            continue
        inner = mount / path.lstrip("/")
        # Within a container the path may be the host's, while the mount shows the container's own group as its root.
        folders += [inner, *(above for above in inner.parents if above.is_relative_to(mount))]
    return folders


def _quota(folder: Path) -> float | None:
    words = _read(folder / QUOTA_FILES_V2).split() or [_read(folder / name).strip() for name in QUOTA_FILES_V1]
    try:
        quota, period = (float(word) for word in words)
    except ValueError:
        # "max", a file that is not there, or no number: nobody limits this group.
        return None
    return quota / period if quota > 0 and period > 0 else None


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
