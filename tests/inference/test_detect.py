"""`cargoscope detect` as a user calls it, with the release that flags dark squares."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from cargoscope_datasets.scan import Pitch, PitchSource
from cargoscope_datasets.writing import write_jpeg, write_tiff
from cargoscope_inference import cli

BOX = [200.0, 60.0, 232.0, 92.0]
SIX_MM = Pitch(6.0, 6.0, PitchSource.FILE)

Detect = Callable[..., tuple[int, str, str]]


@pytest.fixture
def detect(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], release_folder: Path, tmp_path: Path
) -> Detect:
    """Runs the command in a folder of its own; returns its exit status and what it wrote on both streams."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        words = ["cargoscope", "detect", "--release", str(release_folder), "--out", "out", *arguments]
        monkeypatch.setattr(sys, "argv", words)
        with pytest.raises(SystemExit) as exit_:
            cli.main()
        captured = capfd.readouterr()
        return int(exit_.value.code or 0), captured.out, captured.err

    return run


def _transmission() -> np.ndarray:
    """A container with a dark square at `BOX`."""
    plane = np.ones((150, 400), np.float32)
    plane[20:130, 40:360] = 0.8
    plane[60:92, 200:232] = 0.002
    return plane


def _write(path: Path, pitch: Pitch | None = SIX_MM) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".jpg":
        write_jpeg(path, (_transmission() * 255).astype(np.uint8))
    else:
        noisy = np.random.default_rng(0).poisson(_transmission() * 40_000)
        write_tiff(path, noisy.astype(np.uint16)[None], pitch)


def _flags(result: dict) -> list[dict]:
    return [each for each in result["detections"] if each["flagged"]]


def test_a_scan_gives_a_picture_a_json_and_a_table(detect: Detect) -> None:
    _write(Path("truck.tif"))
    status, out, err = detect("truck.tif")
    assert (status, err) == (0, "")
    result = json.loads(Path("out/truck.json").read_text())
    assert result["file"] == "truck.tif"
    assert result["views"][0]["pitch"] == pytest.approx([6, 6])
    assert result["provider"] == "CPUExecutionProvider"
    (flag,) = _flags(result)
    assert (flag["label"], flag["box"]) == ("block", pytest.approx(BOX, abs=4))
    picture = cv2.imread("out/truck.annotated.jpg")
    assert picture.shape[0] / picture.shape[1] == pytest.approx(150 / 400, rel=0.01)
    assert "block" in out
    assert "out" in out


def test_lines_of_json_come_in_the_order_of_the_arguments(detect: Detect) -> None:
    _write(Path("b/1.tif"))
    _write(Path("a/1.jpg"))
    status, out, err = detect("--json", "b/1.tif", "nowhere.tif", "a/1.jpg")
    assert status == 2
    first, second, third = (json.loads(line) for line in out.splitlines())
    assert [first["file"], second["file"], third["file"]] == ["b/1.tif", "nowhere.tif", "a/1.jpg"]
    assert second == {"file": "nowhere.tif", "error": second["error"]}
    assert err.splitlines() == [f"nowhere.tif: {second['error']}"]
    assert json.loads(Path("out/b/1.json").read_text()) == first
    assert Path("out/a/1.annotated.jpg").exists()


def test_what_failed_leaves_no_earlier_result_behind(detect: Detect) -> None:
    _write(Path("truck.tif"))
    detect("truck.tif")
    Path("truck.tif").write_text("no scan any more")
    assert detect("truck.tif")[0] == 2
    assert not Path("out/truck.annotated.jpg").exists()
    assert set(json.loads(Path("out/truck.json").read_text())) == {"file", "error"}


def test_two_files_become_two_energies(detect: Detect) -> None:
    _write(Path("high.tif"))
    _write(Path("low.tif"))
    status, out, _ = detect("--json", "high.tif+low.tif")
    assert status == 0
    assert json.loads(out)["views"][0]["energies"] == 2


def test_a_pitch_from_the_command_line_replaces_that_of_the_file(detect: Detect) -> None:
    _write(Path("truck.tif"))
    _, out, _ = detect("--json", "--pitch", "3,6", "truck.tif")
    view = json.loads(out)["views"][0]
    assert (view["pitch"], view["pitch_source"]) == ([3.0, 6.0], "command line")


def test_a_threshold_from_the_command_line_replaces_that_of_the_release(detect: Detect) -> None:
    _write(Path("truck.tif"))
    results = [json.loads(detect("--json", "--threshold", value, "truck.tif")[1]) for value in ("0.4", "1.0")]
    assert [bool(_flags(result)) for result in results] == [True, False]
    assert {each["threshold"] for result in results for each in result["detections"]} == {0.4, 1.0}


def test_polarity_can_be_told(detect: Detect) -> None:
    write_jpeg(Path("truck.jpg"), 255 - (_transmission() * 255).astype(np.uint8))
    told, mistaken = (json.loads(detect("--json", "--air", air, "truck.jpg")[1]) for air in ("dark", "bright"))
    assert [each["box"] for each in _flags(told)] == [pytest.approx(BOX, abs=4)]
    assert _flags(mistaken) != _flags(told)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--pitch", "3"], "is not ROW,COLUMN in mm"),
        (["--threshold", "1.5"], "--threshold"),
        (["--threshold", "nan"], "--threshold"),
        (["--provider", "tpu"], "--provider"),
    ],
)
def test_a_wrong_option_is_refused_before_anything_is_read(
    detect: Detect, arguments: list[str], complaint: str
) -> None:
    status, out, err = detect(*arguments, "truck.tif")
    assert (status, out) == (2, "")
    assert complaint in " ".join(err.split())
    assert not Path("out").exists()


def test_a_release_that_is_not_there_is_one_line(detect: Detect) -> None:
    status, out, err = detect("--release", "elsewhere", "truck.tif")
    assert (status, out) == (2, "")
    assert err == "cargoscope: elsewhere is not a release: cannot read its card.json (No such file or directory)\n"


def test_strict_refuses_another_provider_than_asked_for(detect: Detect) -> None:
    status, _, err = detect("--provider", "cuda", "--strict", "truck.tif")
    assert status == 2
    assert err.startswith("cargoscope: asked for CUDAExecutionProvider, but CPUExecutionProvider would run")
    assert len(err.splitlines()) == 1


def test_without_strict_every_result_names_the_provider_that_ran(
    detect: Detect, caplog: pytest.LogCaptureFixture
) -> None:
    _write(Path("truck.tif"))
    status, out, _ = detect("--json", "--provider", "cuda", "truck.tif")
    assert status == 0
    assert json.loads(out)["provider"] == "CPUExecutionProvider"
    assert "asked for CUDAExecutionProvider, but CPUExecutionProvider runs" in caplog.text


def test_an_output_folder_that_cannot_be_made_fails_the_scan_in_one_line(detect: Detect) -> None:
    _write(Path("truck.tif"))
    Path("out").write_text("in the way")
    status, _, err = detect("truck.tif")
    assert status == 2
    assert err.startswith("truck.tif: cannot write out/truck")
    assert len(err.splitlines()) == 1


def _command(release_folder: Path, *scans: str) -> list[str]:
    code = "from cargoscope_inference.cli import main; main()"
    return [sys.executable, "-c", code, "detect", "--json", "--release", str(release_folder), "--out", "out", *scans]


def test_a_reader_that_goes_away_ends_the_command_without_a_traceback(release_folder: Path, tmp_path: Path) -> None:
    _write(tmp_path / "truck.tif")
    command = _command(release_folder, *["truck.tif"] * 4)
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(60) != 0


def test_an_interrupt_ends_the_command_and_its_decoder_without_a_traceback(
    release_folder: Path, tmp_path: Path
) -> None:
    _write(tmp_path / "truck.tif")
    command = _command(release_folder, *["truck.tif"] * 400)
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        decoders = _children(process.pid)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert "Traceback" not in err
    assert process.returncode == 130
    assert decoders
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in decoders):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert not list((tmp_path / "out").glob(".*"))


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]
