"""Container numbers: what is odd about one, in words. Odd is no reason to refuse a scan."""

import re
import string

CONTAINER_NUMBER = re.compile(r"([A-Z]{3}[UJZ][0-9]{6})([0-9])")

# ISO 6346: letters count from 10 upwards, leaving out the multiples of 11.
LETTER_VALUES = dict(zip(string.ascii_uppercase, (value for value in range(10, 39) if value % 11), strict=True))


def container_check_digit(ten: str) -> int:
    """Check digit by ISO 6346 of the owner code, category and serial number.

    Args:
        ten: four capital letters and six digits.
    """
    values = [LETTER_VALUES[sign] if sign in LETTER_VALUES else int(sign) for sign in ten]
    return sum(value << place for place, value in enumerate(values)) % 11 % 10


def container_number_problem(number: str) -> str | None:
    """What is odd about a container number, or None."""
    match = CONTAINER_NUMBER.fullmatch(container_letters(number))
    if match is None:
        return f"{number!r} is no container number by ISO 6346 (three letters, U, J or Z, and seven digits)"
    right = container_check_digit(match[1])
    if right != int(match[2]):
        return f"the check digit of container {number!r} is wrong: {match[2]} was given, {right} is right by ISO 6346"
    return None


def container_letters(number: str) -> str:
    """A container number without the spaces and dashes that people put between its parts."""
    return re.sub(r"[\s-]", "", number).upper()
