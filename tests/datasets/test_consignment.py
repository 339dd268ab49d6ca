import pytest
from hypothesis import given
from hypothesis import strategies as st

from cargoscope_datasets.consignment import container_check_digit, container_number_problem


@pytest.mark.parametrize("number", ["CSQU3054383", "MSKU6011672", "csqu 305438-3"])
def test_right_container_numbers(number: str) -> None:
    assert container_number_problem(number) is None


def test_a_wrong_check_digit_names_the_right_one() -> None:
    problem = container_number_problem("CSQU3054384")
    assert problem is not None
    assert "4 was given, 3 is right by ISO 6346" in problem


@pytest.mark.parametrize("number", ["", "CSQU305438", "CSQA3054383", "a truck", "CSQU30543833"])
def test_what_is_no_container_number(number: str) -> None:
    assert "is no container number" in (container_number_problem(number) or "")


@given(st.from_regex(r"[A-Z]{3}[UJZ][0-9]{6}", fullmatch=True), st.integers(0, 9), st.integers(0, 9))
def test_one_wrong_digit_is_noticed(ten: str, place: int, other: int) -> None:
    number = ten + str(container_check_digit(ten))
    at = 4 + place % 6
    changed = number[:at] + str(other) + number[at + 1 :]
    # By the standard itself a remainder of 10 counts as 0, so these two can be mistaken for each other.
    values = [container_check_digit(each[:10]) for each in (number, changed)]
    assert (container_number_problem(changed) is None) == (values[0] == values[1])
