import os
from pathlib import Path

import pytest

from cargoscope_inference.engine.threads import cgroup_cpus, usable_threads


def _write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return root


VERSION_2 = {
    "proc/self/cgroup": "0::/system.slice/box.service\n",
    "sys/fs/cgroup/system.slice/box.service/cpu.max": "150000 100000\n",
}
VERSION_1 = {
    "proc/self/cgroup": "7:memory:/docker/abc\n3:cpu,cpuacct:/docker/abc\n",
    "sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.cfs_quota_us": "50000\n",
    "sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.cfs_period_us": "100000\n",
}


def test_a_quota_of_version_2(tmp_path: Path) -> None:
    assert cgroup_cpus(_write(tmp_path, VERSION_2)) == 1.5


def test_a_quota_of_version_1(tmp_path: Path) -> None:
    assert cgroup_cpus(_write(tmp_path, VERSION_1)) == 0.5


def test_version_1_mounted_under_the_name_of_one_controller(tmp_path: Path) -> None:
    files = {name.replace("cgroup/cpu,cpuacct/", "cgroup/cpu/"): text for name, text in VERSION_1.items()}
    assert cgroup_cpus(_write(tmp_path, files)) == 0.5


def test_the_tightest_quota_of_all_groups_above_counts(tmp_path: Path) -> None:
    above = {"sys/fs/cgroup/system.slice/cpu.max": "100000 100000\n", "sys/fs/cgroup/cpu.max": "max 100000\n"}
    assert cgroup_cpus(_write(tmp_path, VERSION_2 | above)) == 1.0


def test_a_container_that_sees_its_own_group_as_the_root(tmp_path: Path) -> None:
    files = {"proc/self/cgroup": "0::/host/only/path\n", "sys/fs/cgroup/cpu.max": "300000 100000\n"}
    assert cgroup_cpus(_write(tmp_path, files)) == 3.0


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"proc/self/cgroup": "0::/\n"},
        {"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "max 100000\n"},
        VERSION_1 | {"sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.cfs_quota_us": "-1\n"},
    ],
    ids=["no cgroups", "no file", "no limit in version 2", "no limit in version 1"],
)
def test_no_quota(tmp_path: Path, files: dict[str, str]) -> None:
    assert cgroup_cpus(_write(tmp_path, files)) is None


def test_threads_are_those_of_the_affinity_where_nothing_else_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 3, 5})
    assert usable_threads(root=tmp_path) == 3


@pytest.mark.parametrize(("quota", "threads"), [("150000", 2), ("20000", 1), ("900000", 4)])
def test_a_quota_is_rounded_up_and_never_raises_the_affinity(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quota: str, threads: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2, 3})
    files = {"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": f"{quota} 100000\n"}
    assert usable_threads(root=_write(tmp_path, files)) == threads
