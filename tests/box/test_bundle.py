"""The bundle, set up in an empty network namespace over an overlay of this file system, and run there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
MIGRATIONS = "inference/cargoscope_inference/storage/migrations/versions"
BUNDLED = ["box", "datasets", "docs", "inference", "models", "requirements", "training"]
"""Folders of which a bundle is made, beside the files at the top."""
WORLD = """
set -eu
made=$1
shift
mount -t tmpfs -o mode=0755 tmpfs "$made"
mkdir "$made/upper" "$made/work" "$made/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$made/upper,workdir=$made/work" "$made/root"
mount -t proc proc "$made/root/proc"
mount --rbind /dev "$made/root/dev"
test $# = 0 || exec chroot "$made/root" "$@"
"""
"""Makes a world of its own below a folder, and runs a command in it. All of it goes with the namespace."""
NAMESPACES = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", WORLD, "world"]
OFFLINE = ("Failed to establish a new connection", "Temporary failure in name resolution")
NEWER = '''"""One table more, so that this is a newer cargoscope."""

from alembic import op

revision, down_revision = "{0:04}", "{1:04}"


def upgrade() -> None:
    op.execute("CREATE TABLE newer (id INTEGER PRIMARY KEY) STRICT")
'''


@pytest.fixture(autouse=True)
def world(tmp_path: Path) -> None:
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        pytest.skip("only root, with unshare, can make a network namespace and an overlay")
    tried = subprocess.run([*NAMESPACES, str(tmp_path)], capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        pytest.skip(f"no overlay in a namespace of its own can be made here: {tried.stderr.strip()}")


def test_a_box_is_set_up_and_brought_up_without_a_network(tmp_path: Path) -> None:
    bundle = make_bundle(REPOSITORY, tmp_path / "made")
    newer = make_bundle(newer_sources(tmp_path / "sources"), tmp_path / "newer", **only_wheels_of(bundle, tmp_path))
    assert bundle.name != newer.name
    (tmp_path / "world").mkdir()
    arguments = [Path(__file__).with_name("on_a_box.sh"), bundle, newer, system_python()]
    done = subprocess.run([*NAMESPACES, tmp_path / "world", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert done.stdout.endswith("the box is sound\n")


def make_bundle(sources: Path, folder: Path, **environment: str) -> Path:
    """The bundle of a checkout."""
    command = [sources / "box" / "bundle.sh", sys.executable, folder]
    made = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | environment)
    if any(words in made.stderr for words in OFFLINE):
        pytest.skip("the wheels of the bundle cannot be downloaded: no network")
    assert made.returncode == 0, made.stderr
    return Path(made.stdout.strip())


def newer_sources(folder: Path) -> Path:
    """A checkout of the same version number whose database has one table more."""
    for name in BUNDLED:
        shutil.copytree(REPOSITORY / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "gallery"))
    for path in REPOSITORY.iterdir():
        if path.is_file():
            shutil.copy(path, folder)
    newest = max(int(path.name[1:5]) for path in (folder / MIGRATIONS).glob("r*.py"))
    (folder / MIGRATIONS / f"r{newest + 1:04}_newer.py").write_text(NEWER.format(newest + 1, newest))
    return folder


def only_wheels_of(bundle: Path, folder: Path) -> dict[str, str]:
    """The surroundings in which pip takes wheels from this bundle, so that they are fetched once only."""
    subprocess.run(["tar", "-xf", bundle, "-C", folder], check=True)
    return {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder / bundle.stem / "wheels")}


def system_python() -> str:
    """One of the version that the bundle was made for: the system's where it is, else that of these tests."""
    wanted = f"import sys, venv; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    tried = subprocess.run(["/usr/bin/python3", "-c", wanted], capture_output=True, check=False)
    return "/usr/bin/python3" if tried.returncode == 0 else str(Path(sys.executable).resolve())
