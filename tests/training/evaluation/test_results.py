from dataclasses import replace
from pathlib import Path

import pytest

from cargoscope_datasets.errors import ResultsError
from cargoscope_training.evaluation.compare import compare
from cargoscope_training.evaluation.controls import as_control
from cargoscope_training.evaluation.results import Results, ResultsFile, read_results


def written(results: Results, path: Path) -> Path:
    file = ResultsFile(path, results.header)
    for scan in results.scans:
        file.add(scan)
    return path


def test_what_was_written_is_read(skilled: Results, tmp_path: Path) -> None:
    assert read_results(written(skilled, tmp_path / "r.jsonl")) == skilled


def test_the_order_in_which_scans_were_ready_is_forgotten(skilled: Results, tmp_path: Path) -> None:
    assert read_results(written(replace(skilled, scans=skilled.scans[::-1]), tmp_path / "r.jsonl")) == skilled


def test_a_cut_run_goes_on_and_loses_the_half_line_only(skilled: Results, tmp_path: Path) -> None:
    path = written(skilled, tmp_path / "r.jsonl")
    path.write_bytes(path.read_bytes()[:-40])
    file = ResultsFile(path, skilled.header)
    missing = [scan for scan in skilled.scans if scan.scan not in file.done]
    assert [scan.scan for scan in missing] == [skilled.scans[-1].scan]
    file.add(missing[0])
    assert read_results(path) == skilled


def test_results_of_something_else_are_not_added_to(skilled: Results, tmp_path: Path) -> None:
    path = written(skilled, tmp_path / "r.jsonl")
    with pytest.raises(ResultsError, match="holds results of r on by-hand"):
        ResultsFile(path, replace(skilled.header, release="2" * 64))


@pytest.mark.parametrize("content", ["", "{}\n", "no\n", '{"format": 99}\n'])
def test_a_file_that_is_none_is_refused_in_words(content: str, tmp_path: Path) -> None:
    (tmp_path / "r").write_text(content)
    with pytest.raises(ResultsError):
        read_results(tmp_path / "r")


def test_a_release_compared_with_itself_differs_in_nothing(skilled: Results) -> None:
    for each in compare(skilled, skilled):
        assert (each.only_first, each.only_second, each.low, each.high) == (0, 0, 0.0, 0.0)


def test_a_release_compared_with_silence_wins_all_it_found(skilled: Results) -> None:
    whole = compare(as_control(skilled, "empty"), skilled)[0]
    assert whole.first == whole.only_first == 0
    assert whole.second == whole.only_second > 0
    assert whole.low > 0


def test_other_scans_make_no_pair(skilled: Results) -> None:
    with pytest.raises(ResultsError, match="in one of the results only"):
        compare(skilled, replace(skilled, scans=skilled.scans[1:]))
