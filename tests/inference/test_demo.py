import subprocess
import sys
from pathlib import Path

from cargoscope_inference.storage.inspections import State, page_of_inspections
from cargoscope_inference.storage.store import Store


def test_a_few_trucks_go_the_whole_way(tmp_path: Path, release_folder: Path) -> None:
    command = [sys.executable, "-c", "from cargoscope_inference.cli import main; main()"]
    ended = subprocess.run(
        [*command, "demo", "--once", "--out", str(tmp_path), "--release", str(release_folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "truck-6" in ended.stdout
    assert "/sign-in/cgt_" in ended.stdout
    store = Store(tmp_path)
    with store.database.read() as connection:
        waiting = page_of_inspections(connection, [State.WAITING], verdict=None, after=None, most=10)
    store.close()
    assert len(waiting) == 6
    assert [scan.problem for scan in waiting] == [None] * 6
    assert all((tmp_path / "pictures" / scan.scan.id[:2] / f"{scan.scan.id}.plain.jpg").exists() for scan in waiting)
