import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from cargoscope_inference import cli

HEAVY = ("numpy", "cv2", "onnxruntime", "torch", "tifffile", "pydicom")


def _run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int | str | None:
    monkeypatch.setattr(sys, "argv", ["cargoscope", *arguments])
    with pytest.raises(SystemExit) as exit_:
        cli.main()
    return exit_.value.code


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["no-such-command"]])
def test_nothing_heavy_is_imported_before_a_command_is_called(arguments: list[str]) -> None:
    code = (
        "import sys; from cargoscope_inference.cli import main; sys.argv[1:] = sys.argv[1:]\n"
        "try: main()\n"
        f"finally: sys.stderr.write(repr(sorted(set({HEAVY}) & set(sys.modules))))"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    assert done.stderr.endswith("[]")


def test_help_lists_every_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(monkeypatch, "--help") == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in cli.COMMANDS)


def test_version(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(monkeypatch, "--version") == 0
    assert capsys.readouterr().out.startswith("cargoscope 0.")


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_in_the_table_exists(name: str) -> None:
    assert importlib.util.find_spec(cli.COMMANDS[name].module) is not None


def _needing(monkeypatch: pytest.MonkeyPatch, folder: Path, library: str) -> None:
    """Makes `train` a command that imports a library which is not there."""
    (folder / "needy_command.py").write_text(f"import {library}")
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setitem(cli.COMMANDS, "train", cli.Entry("needy_command", "train", "train", "Train."))


def test_a_missing_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    _needing(monkeypatch, tmp_path, "no_such_library")
    assert _run(monkeypatch, "train", "recipe.toml") == 2
    assert capsys.readouterr().err == (
        "cargoscope: train needs no_such_library, which is not installed; run: pip install 'cargoscope[train]'\n"
    )


def test_a_defect_of_our_own_is_not_taken_for_a_missing_extra(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _needing(monkeypatch, tmp_path, "cargoscope_models.no_such_module")
    monkeypatch.setattr(sys, "argv", ["cargoscope", "train"])
    with pytest.raises(ModuleNotFoundError):
        cli.main()


def test_an_unknown_command_is_a_usage_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch, "detekt") == 2
    assert "No such command" in capsys.readouterr().err


def test_the_module_is_the_command_too() -> None:
    words = [sys.executable, "-m", "cargoscope_inference.cli", "--version"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("cargoscope ")
