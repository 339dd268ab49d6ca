import sys
from pathlib import Path

import pytest

from cargoscope_training.evaluation.realism.__main__ import main


def test_a_preset_that_is_kept_for_benchmarks_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["realism", "--preset", "border_4mv"])
    with pytest.raises(SystemExit):
        main()
    assert "archive_6mv" in capsys.readouterr().err


def test_a_blind_page_needs_real_scans(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["realism", "--blind", str(tmp_path)])
    with pytest.raises(SystemExit):
        main()
    assert "needs real scans" in capsys.readouterr().err


def test_without_data_the_simulated_pictures_are_shown_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["realism", "--scans", "1", "--sheet", str(tmp_path)])
    main()
    assert "archive_6mv" in capsys.readouterr().out
    assert (tmp_path / "truck_40_ft.png").exists()
