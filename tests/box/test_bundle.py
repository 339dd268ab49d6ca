"""The bundle, set up in an empty network namespace over an overlay of this file system, and run there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
WORLD = """
set -eu
mount -t tmpfs -o mode=0755 tmpfs "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
mount -t proc proc "$1/root/proc"
mount --rbind /dev "$1/root/dev"
test -z "${2-}" || exec chroot "$1/root" "$2" "$3" "$4"
"""
"""Makes a world of its own below a folder, and runs a command in it. All of it goes with the namespace."""
NAMESPACES = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", WORLD, "world"]
OFFLINE = ("Failed to establish a new connection", "Temporary failure in name resolution")


@pytest.fixture(autouse=True)
def world(tmp_path: Path) -> None:
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        pytest.skip("only root, with unshare, can make a network namespace and an overlay")
    tried = subprocess.run([*NAMESPACES, str(tmp_path)], capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        pytest.skip(f"no overlay in a namespace of its own can be made here: {tried.stderr.strip()}")


def test_a_box_is_set_up_and_runs_without_a_network(tmp_path: Path) -> None:
    made = subprocess.run(
        [REPOSITORY / "box" / "bundle.sh", sys.executable, tmp_path / "made"],
        capture_output=True,
        text=True,
        check=False,
    )
    if any(words in made.stderr for words in OFFLINE):
        pytest.skip("the wheels of the bundle cannot be downloaded: no network")
    assert made.returncode == 0, made.stderr
    bundle = made.stdout.strip()
    arguments = [str(Path(__file__).with_name("on_a_box.sh")), bundle, system_python()]
    (tmp_path / "world").mkdir()
    done = subprocess.run(
        [*NAMESPACES, str(tmp_path / "world"), *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert done.stdout.endswith("the box is sound\n")


def system_python() -> str:
    """One of the version that the bundle was made for: the system's where it is, else that of these tests."""
    wanted = f"import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    tried = subprocess.run(["/usr/bin/python3", "-c", wanted], capture_output=True, check=False)
    return "/usr/bin/python3" if tried.returncode == 0 else str(Path(sys.executable).resolve())
