from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cargoscope_datasets.errors import OutputError
from cargoscope_inference.outputs import plan_outputs, write_whole


def _names(*scans: str, out: str = "out") -> list[str]:
    return [
        target.name for target in plan_outputs([[Path(file) for file in scan.split("+")] for scan in scans], Path(out))
    ]


def test_one_scan_lies_directly_in_the_output_folder() -> None:
    (target,) = plan_outputs([[Path("/scans/0000/01.jpg")]], Path("out"))
    assert target.json == Path("out/01.json")
    assert target.picture() == Path("out/01.annotated.jpg")


def test_paths_below_the_common_folder_are_kept() -> None:
    assert _names("by_goods/0000/01.jpg", "by_goods/0202/01.jpg") == ["0000/01", "0202/01"]


def test_scans_that_differ_in_their_suffix_only_keep_it() -> None:
    assert _names("a.tif", "a.jpg", "b.tif") == ["a.tif", "a.jpg", "b"]


def test_names_that_differ_in_case_only_keep_apart() -> None:
    assert len({name.casefold() for name in _names("a.tif", "A.TIF", "A.jpg")}) == 3


def test_a_file_given_twice_is_numbered() -> None:
    assert _names("a.tif", "a.tif", "./a.tif") == ["a.tif", "a.tif-2", "a.tif-3"]


def test_two_energies_are_named_by_the_higher() -> None:
    assert _names("high.tif+low.tif") == ["high"]


def test_dots_in_a_path_are_taken_out() -> None:
    assert _names("x/../a/1.tif", "b/2.tif") == ["a/1", "b/2"]


def test_no_output_replaces_a_scan(tmp_path: Path) -> None:
    picture = tmp_path / "a.annotated.jpg"
    names = _names(str(tmp_path / "a.tif"), str(picture), out=str(tmp_path))
    assert names == ["a-2", "a.annotated"]


def test_no_output_replaces_a_scan_by_way_of_a_link(tmp_path: Path) -> None:
    (tmp_path / "scans").mkdir()
    (tmp_path / "out").symlink_to("scans")
    assert _names(str(tmp_path / "scans/a.json"), out=str(tmp_path / "out")) == ["a-2"]


_paths = st.lists(
    st.builds(
        "/".join,
        st.lists(st.sampled_from(["a", "b", "..", "a.tif", "a.jpg", "a.tif-2", "A.tif", "a.annotated.jpg", "a.json"]),
                 min_size=1, max_size=3),
    ).filter(lambda path: not path.endswith("..")),
    min_size=1,
    max_size=6,
)  # fmt: skip


@given(_paths, st.sampled_from(["out", ".", "a"]))
def test_outputs_never_meet_each_other_nor_a_scan(scans: list[str], out: str) -> None:
    targets = plan_outputs([[Path(scan)] for scan in scans], Path(out))
    written = [path.resolve() for target in targets for path in (target.json, target.picture())]
    assert len({str(path).casefold() for path in written}) == len(written)
    assert not set(written) & {Path(scan).resolve() for scan in scans}
    assert all(path.is_relative_to(Path(out).resolve()) for path in written)


def test_a_file_is_written_as_a_whole_with_its_folders(tmp_path: Path) -> None:
    file = tmp_path / "new/folder/result.json"
    write_whole(file, b"first")
    write_whole(file, b"second")
    assert file.read_bytes() == b"second"
    assert [path.name for path in file.parent.iterdir()] == ["result.json"]


def test_a_file_in_the_way_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=r"cannot write .*file/a\.json \(.*\); choose another --out"):
        write_whole(tmp_path / "file/a.json", b"")
