"""From decided inspections to a new release that `detect` runs."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from itertools import count
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest

from cargoscope_datasets.annotations.data_set import DataSet, read_data_set
from cargoscope_datasets.annotations.labelled import NamedBox
from cargoscope_datasets.annotations.splits import Split, split_of
from cargoscope_datasets.errors import DataSetError, RecipeError
from cargoscope_datasets.simulation.data_set import make_data_set
from cargoscope_datasets.simulation.recipe import SimulationRecipe
from cargoscope_datasets.simulation.simulate import SimulatedScan, simulate
from cargoscope_inference.cli import main
from cargoscope_inference.export import export_decided
from cargoscope_inference.storage.accounts import Role, add_account, find_account
from cargoscope_inference.storage.analyses import Analysis, save_analysis
from cargoscope_inference.storage.claims import take_next
from cargoscope_inference.storage.decisions import decide
from cargoscope_inference.storage.inspections import Verdict, find_inspection
from cargoscope_inference.storage.scans import add_scan
from cargoscope_inference.storage.sessions import Officer
from cargoscope_inference.storage.stations import add_station, station_of_key
from cargoscope_inference.storage.store import Store
from cargoscope_models.policy import Policy
from cargoscope_models.release import load_release
from cargoscope_training.crops import Crops
from cargoscope_training.finds import SIDE
from cargoscope_training.fine_tuning import FineTuning, prepare
from cargoscope_training.loop import run_folder
from cargoscope_training.pool import Background
from cargoscope_training.real import MixedCrops, check_data_labels, cut_crop, load_real
from cargoscope_training.recipe import Recipe, load_recipe

WRONG_BOX = (30.0, 40.0, 90.0, 80.0)
POLICY = Policy((), 1.0)


def id_in(split: Split, number: int) -> str:
    """The id of some scan that falls into a split."""
    ids = (str(UUID(int=each)) for each in range(10_000))
    return [scan_id for scan_id in ids if split_of(scan_id) is split][number]


def receive_and_decide(store: Store, folder: Path, scan_id: str, scan: SimulatedScan) -> None:
    """What is hidden is flagged and confirmed, and a flag where nothing is rejected; scans without a threat cleared."""
    path = folder / f"{scan_id}.tif"
    scan.write(path)
    flags = [(each.label, each.box, True) for each in scan.annotations] + [("pistol", WRONG_BOX, False)]
    with store.originals.receive() as incoming:
        incoming.write(path.read_bytes())
        incoming.keep()
        with store.database.write() as connection:
            key = add_station(connection, f"gate-{scan_id}")
            station = station_of_key(connection, key)
            assert station is not None
            add_scan(connection, station, scan_id, sha256=incoming.sha256, size=incoming.size, media_type="image/tiff")
    with store.database.write() as connection:
        taken = take_next(connection, "worker")
        assert taken is not None
        save_analysis(connection, taken, "worker", analysis(scan, flags), POLICY)
        add_account(connection, f"officer-{scan_id}", Role.OFFICER)
        account = find_account(connection, f"officer-{scan_id}")
        inspection = find_inspection(connection, scan_id)
        assert account is not None
        assert inspection is not None
        decide(
            connection,
            inspection,
            Officer(account.id, f"officer-{scan_id}", "officer"),
            Verdict.HOLD if scan.annotations else Verdict.CLEAR,
            "looked at",
            flags_key=inspection.flags_key,
            confirmed={number: flags[number][2] for number in range(len(flags))},
        )


def hiding(first: int, *labels: str) -> SimulatedScan:
    """The first scan, from a seed on, that has room for one object of each label."""
    scans = (simulate(seed, labels) for seed in count(first))
    return next(scan for scan in scans if sorted(each.label for each in scan.annotations) == sorted(labels))


def analysis(scan: SimulatedScan, flags: Sequence[tuple[str, tuple[float, ...], bool]]) -> Analysis:
    labels = ("pistol", "rifle", "cigarettes", "gas_cylinder", "person")
    detections = [
        {"label": label, "score": 0.9, "box": list(box), "view": "side", "threshold": 0.5, "flagged": True, "facts": {}}
        for label, box, _ in flags
    ]
    _, rows, columns = scan.counts.shape
    view = {"name": "side", "width": columns, "height": rows, "quality": {"not_penetrated": 0.0}}
    view |= {"pitch": [scan.pitch.row_mm, scan.pitch.column_mm], "pitch_source": "file"}
    return Analysis("ab" * 32, "x", "x", dict.fromkeys(labels, 0.5), labels, [view], detections, [{}], 1.0)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> DataSet:
    """Two scans to train on, one of them without a threat, and one to validate with."""
    folder = tmp_path_factory.mktemp("site")
    store = Store(folder / "store")
    store.database.migrate()
    receive_and_decide(store, folder, id_in(Split.TRAIN, 0), hiding(71, "rifle", "person"))
    receive_and_decide(store, folder, id_in(Split.TRAIN, 1), simulate(72))
    receive_and_decide(store, folder, id_in(Split.VALIDATION, 0), hiding(73, "rifle"))
    export_decided(store, folder / "set")
    store.close()
    return read_data_set(folder / "set")


def test_from_decisions_to_a_release_that_detects(
    data: DataSet, recipe: Recipe, parent_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_recipe(tmp_path / "tuned.toml", asdict(recipe) | {"name": "tuned"})
    out = tmp_path / "tuned"
    given = [str(tmp_path / "tuned.toml"), "--data", str(data.folder), "--from", str(parent_folder), "--out", str(out)]
    run_command(monkeypatch, "train", *given)
    card = json.loads((out / "card.json").read_bytes())
    assert card["parent"] == load_release(parent_folder).id
    assert data.id in card["seen"]
    assert card["data"]["splits"]["train"] == {"scans": 2, "annotations": 2, "hard_negatives": 2}
    assert card["validation"]["release"]["scans"] == 1
    assert card["validation"]["parent"]["labels"]["rifle"]["objects"] == 1
    original = data.path(data.scans[Split.VALIDATION][0])
    run_command(monkeypatch, "detect", str(original), "--release", str(out), "--out", str(tmp_path / "results"))
    (written,) = (tmp_path / "results").glob("*.json")
    assert json.loads(written.read_bytes())["release"] == load_release(out).id


def write_recipe(path: Path, fields: Mapping[str, object]) -> None:
    path.write_text("\n".join(f"{name} = {json.dumps(value)}" for name, value in fields.items()))


def run_command(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr(sys, "argv", ["cargoscope", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0


def quiet(done: int, total: int) -> None:
    pass


def test_boxes_lie_on_the_same_thing_in_a_crop_as_in_the_original(data: DataSet) -> None:
    """Around the rifle of a scan: the box in the crop is where the crop is darkest beside its surroundings."""
    labelled = data.scans[Split.TRAIN][0]
    scan = load_real(data, quiet)[0]
    (rifle,) = [box for label, box in scan.objects if label == "rifle"]
    (original,) = [each.box for each in labelled.annotations if each.label == "rifle"]
    assert labelled.pitch_mm is not None
    millimetres = [side * labelled.pitch_mm[1 - axis % 2] for axis, side in enumerate(original)]
    assert [side * 6.0 for side in rifle] == pytest.approx(millimetres, rel=0.01, abs=8)
    centre = (rifle[0] + rifle[2]) / 2, (rifle[1] + rifle[3]) / 2
    crop = cut_crop(np.random.default_rng(0), scan, centre, coarse=False)
    (placed,) = [each for each in crop.objects if each.label == "rifle"]
    assert placed.learnt
    assert (placed.box[0] + placed.box[2]) / 2 == pytest.approx(SIDE / 2, abs=2)
    assert (placed.box[1] + placed.box[3]) / 2 == pytest.approx(SIDE / 2, abs=2)


def test_what_was_left_open_is_not_learnt_either_way(data: DataSet) -> None:
    scan = load_real(data, quiet)[1]
    box = (500.0, 200.0, 540.0, 220.0)
    unsettled = replace(scan, open=(("pistol", box),))
    crop = cut_crop(np.random.default_rng(0), unsettled, (520, 210), coarse=False)
    assert [(each.label, each.learnt) for each in crop.objects] == [("pistol", False)]
    assert cut_crop(np.random.default_rng(0), scan, (520, 210), coarse=False).objects == ()


def test_simulated_crops_stay_in_the_mix_unchanged(data: DataSet, recipe: Recipe, pool: list[Background]) -> None:
    simulated = Crops(recipe, pool, (), 0, 24)
    mixed = MixedCrops(simulated, load_real(data, quiet))
    same = sum(bool((mixed[index].image == simulated[index].image).all()) for index in range(24))
    assert 6 <= same <= 18


def test_at_least_a_third_stays_simulated(tmp_path: Path, recipe: Recipe) -> None:
    path = tmp_path / "greedy.toml"
    write_recipe(path, asdict(recipe) | {"real_share": 0.7})
    with pytest.raises(RecipeError, match="real_share"):
        load_recipe(path)


def test_a_plain_run_does_not_depend_on_what_only_fine_tuning_reads(
    recipe: Recipe, data: DataSet, parent_folder: Path
) -> None:
    assert run_folder(recipe) == run_folder(replace(recipe, real_share=0.1))
    tuning = FineTuning(load_release(parent_folder), data, ())
    assert run_folder(recipe, tuning) != run_folder(recipe)
    assert run_folder(recipe, tuning) != run_folder(replace(recipe, real_share=0.1), tuning)
    assert run_folder(recipe, tuning) != run_folder(recipe, replace(tuning, data=replace(data, id="other")))


def test_labels_that_the_release_does_not_know_are_named(data: DataSet, recipe: Recipe) -> None:
    tusk = NamedBox("tusk", (1, 2, 3, 4))
    first, *rest = data.scans[Split.TRAIN]
    strange = replace(data, scans={**data.scans, Split.TRAIN: [replace(first, hard_negatives=(tusk,)), *rest]})
    check_data_labels(data, recipe.labels)
    with pytest.raises(DataSetError, match=r"\['tusk'\], which the release does not know; it knows \['pistol'"):
        check_data_labels(strange, recipe.labels)


def test_a_set_with_nothing_to_train_on_is_refused(
    data: DataSet, recipe: Recipe, parent_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = replace(data, scans={**data.scans, Split.TRAIN: []})
    monkeypatch.setattr("cargoscope_training.fine_tuning.read_data_set", lambda folder: empty)  # noqa: ARG005
    with pytest.raises(DataSetError, match="no scan to train on"):
        prepare(data.folder, parent_folder, recipe, quiet)


def test_what_is_reserved_for_benchmarks_is_never_trained_on(
    recipe: Recipe, parent_folder: Path, tmp_path: Path
) -> None:
    reserved = SimulationRecipe(
        name="measured", seed=1, scans=1, labels=("rifle",), hiding=0.0, presets=("rail_9mv",), benchmark=True
    )
    make_data_set(reserved, tmp_path / "measured", quiet)
    with pytest.raises(DataSetError, match=r"measured holds what is reserved for benchmarks"):
        prepare(tmp_path / "measured", parent_folder, recipe, quiet)
