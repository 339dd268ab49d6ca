import pytest

from cargoscope_datasets.harmonized_system import LAST_HEADINGS, UNUSED_HEADINGS, hs_code_problem


@pytest.mark.parametrize(
    "code", ["24", "2404", "2402.20", "2402.20.90", "2402 2090 00", "0309", "8549", "8803", "9503", "9804", "9999"]
)
def test_right_hs_codes(code: str) -> None:
    assert hs_code_problem(code) is None


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("77", "chapter 77"),
        ("0001", "chapter 00"),
        ("2405", "heading 2405"),
        ("2400.20", "heading 2400"),
        ("8469.10", "heading 8469"),
        ("240", "no HS code"),
        ("", "no HS code"),
        ("\u0662\u0664", "no HS code"),
    ],
)
def test_odd_hs_codes(code: str, why: str) -> None:
    assert why in (hs_code_problem(code) or "")


def test_there_are_as_many_headings_as_the_edition_has() -> None:
    # 1,228 in the edition of 2022, and two that it gave up.
    assert sum(LAST_HEADINGS) - len(UNUSED_HEADINGS) == 1228 + 2
