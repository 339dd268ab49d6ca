import re
from pathlib import Path

import pytest

import cargoscope_inference.service.pages as pages
from cargoscope_inference.service.pages import wording
from cargoscope_inference.service.pages.reasons import read_reason
from cargoscope_inference.service.problems import Problem


def flag(label="pistol", score=0.8, **facts):
    return {"label": label, "score": score, "threshold": 0.5, "facts": facts}


def test_sentences_are_made_of_measured_facts_only():
    assert list(wording.facts(flag())) == []
    assert list(wording.facts(flag(width_mm=184.0, height_mm=92.0, contrast=-0.3, not_penetrated=0.0))) == [
        "18 cm long, 9 cm high.",
        "30 % brighter than what surrounds it.",
    ]


@pytest.mark.parametrize(
    ("measured", "sentence"),
    [
        (
            {"along_container": 0.2, "up_container": 0.05, "from_left_mm": 2430.0},
            "on the floor of the container, 2.4 m from the container's left end.",
        ),
        (
            {"along_container": 0.8, "up_container": 0.05, "from_left_mm": 9750.0, "from_doors_mm": 2440.0},
            "on the floor of the container, 2.4 m from the doors.",
        ),
        ({"along_container": 0.2, "up_container": 0.5}, "in the container, 20 % of the way from"),
        ({"along_container": 0.2, "up_container": -0.3, "from_left_mm": 2430.0}, "beneath the container."),
        ({"along_container": 1.4, "up_container": 0.3}, "beside the container."),
    ],
)
def test_a_place_is_said_as_far_as_it_is_known(measured, sentence):
    assert next(wording.facts(flag(container=1.0, **measured))).startswith(sentence)


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0.0 %"),
        (0.0004, "less than 0.1 %"),
        (0.022, "2.2 %"),
        (0.34, "34 %"),
        (0.999, "more than 99 %"),
        (1, "100 %"),
    ],
)
def test_a_share_is_never_rounded_to_all_or_nothing(share, text):
    assert wording.percent(share) == text


def test_labels_are_counted_and_the_strongest_of_each_is_named():
    flags = [flag(score=0.55), flag(score=0.95), flag("not_penetrated", 0.34)]
    assert wording.summary(flags) == [("2 \N{MULTIPLICATION SIGN} pistol", "strong"), ("not penetrated", "34 %")]


def test_a_reason_is_chosen_or_written():
    assert read_reason("hold/0", " by  phone ") == ("hold", "Flag confirmed. by phone")
    assert read_reason("clear/own", "known crate") == ("clear", "known crate")


@pytest.mark.parametrize(
    ("choice", "note"), [("", "x"), ("free/0", ""), ("hold/own", " "), ("hold/99", ""), ("clear/-1", "")]
)
def test_no_decision_without_a_reason(choice, note):
    with pytest.raises(Problem):
        read_reason(choice, note)


@pytest.mark.parametrize("theme", [0, 1])
@pytest.mark.parametrize("ink", ["ink", "quiet", "accent", "flag", "bad", "good"])
@pytest.mark.parametrize("ground", ["ground", "paper"])
def test_text_is_legible_by_wcag_aa(ink, ground, theme):
    style = (Path(pages.__file__).parent / "static" / "cargoscope.css").read_text()
    colours = {name: pair[theme] for name, *pair in re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", style)}
    light, dark = sorted((luminance(colours[ink]), luminance(colours[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def luminance(colour):
    """Relative luminance by WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
