from cargoscope_datasets.annotation import Annotation, Origin
from cargoscope_datasets.annotations.labelled import LabelledScan, NamedBox
from cargoscope_models.detection import Detection
from cargoscope_training.validation import Validated, count

THERE, ELSEWHERE, UNSURE = (0.0, 0.0, 40.0, 20.0), (100.0, 0.0, 140.0, 20.0), (200.0, 0.0, 240.0, 20.0)


def decided(**marks: object) -> LabelledScan:
    fields: dict[str, object] = {"annotations": (), "hard_negatives": (), "open": ()}
    return LabelledScan("a", "a.tif", 100, 300, None, None, "hold", **(fields | marks))  # type: ignore[arg-type]


def flag(box: tuple[float, float, float, float], label: str = "rifle") -> Detection:
    return Detection(label, 0.9, box, "side", 0.5)


def test_flags_are_counted_by_what_officers_said_of_the_place() -> None:
    scan = decided(
        annotations=(Annotation("rifle", THERE, Origin.OFFICER, concealed=True),),
        hard_negatives=(NamedBox("rifle", ELSEWHERE),),
        open=(NamedBox("rifle", UNSURE),),
    )
    assert count([(scan, [flag(THERE)])], "rifle") == Validated(1, 1, 0, 1, 0)
    assert count([(scan, [flag(ELSEWHERE)])], "rifle") == Validated(1, 0, 1, 1, 1)
    assert count([(scan, [flag(UNSURE)])], "rifle") == Validated(1, 0, 0, 1, 0)


def test_another_label_finds_nothing_and_is_an_alarm_of_its_own() -> None:
    scan = decided(annotations=(Annotation("rifle", THERE, Origin.OFFICER, concealed=True),))
    assert count([(scan, [flag(THERE, "pistol")])], "rifle") == Validated(1, 0, 0, 0, 0)
    assert count([(scan, [flag(THERE, "pistol")])], "pistol") == Validated(0, 0, 1, 0, 0)
