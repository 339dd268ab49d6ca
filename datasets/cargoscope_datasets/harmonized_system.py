"""Which headings the Harmonized System has, and what is odd about a code, in words. Odd is no reason to refuse a scan.

Chapter and heading, the first four digits, are checked; subheadings and the digits that each country adds are not.
Chapters 98 and 99 are every country's own.
"""

import re

HS_CODE = re.compile(r"[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{8}|[0-9]{10}", re.ASCII)
LAST_HEADINGS = (
    # Of chapters 1 to 10, 11 to 20, and so on (WCO, 2022 edition). Chapter 77 is kept free.
    *(6, 10, 9, 10, 11, 4, 14, 14, 10, 8),
    *(9, 14, 2, 4, 22, 5, 4, 6, 5, 9),
    *(6, 9, 9, 4, 30, 21, 16, 53, 42, 6),
    *(5, 15, 7, 7, 7, 6, 7, 27, 26, 17),
    *(15, 6, 4, 21, 4, 2, 7, 23, 11, 7),
    *(13, 12, 11, 8, 16, 9, 5, 11, 11, 6),
    *(17, 17, 10, 6, 7, 3, 4, 15, 14, 20),
    *(18, 29, 26, 19, 8, 16, 0, 6, 7, 7),
    *(13, 15, 11, 87, 49, 9, 16, 7, 8, 33),
    *(14, 9, 7, 6, 8, 20, 6),
)
UNUSED_HEADINGS = {
    # Given up by some edition before that of 2017; 8107 and 8803, which 2022 gave up, are still declared.
    *(503, 509, 1402, 1403, 1519, 2527, 2838, 2848, 2851, 4108, 4109, 4110, 4111, 4204, 4815, 5304, 6503, 6908),
    *(7012, 7414, 7416, 7417, 7803, 7805, 7906, 8004, 8005, 8006, 8469, 8520, 9009, 9203, 9204, 9501, 9502),
}
NATIONAL_CHAPTERS = (98, 99)


def hs_code_problem(code: str) -> str | None:
    """What is odd about an HS code, or None."""
    digits = hs_digits(code)
    if not HS_CODE.fullmatch(digits):
        return f"{code!r} is no HS code; 2, 4, 6, 8 or 10 digits are expected"
    chapter = int(digits[:2])
    if chapter in NATIONAL_CHAPTERS:
        return None
    if not 1 <= chapter <= len(LAST_HEADINGS) or LAST_HEADINGS[chapter - 1] == 0:
        return f"HS code {code!r} names chapter {digits[:2]}, which the Harmonized System does not have"
    heading = digits[2:4]
    if heading and (not 1 <= int(heading) <= LAST_HEADINGS[chapter - 1] or int(digits[:4]) in UNUSED_HEADINGS):
        return f"HS code {code!r} names heading {digits[:4]}, which the Harmonized System does not have"
    return None


def hs_digits(code: str) -> str:
    """An HS code without the dots and spaces that people put between its parts."""
    return re.sub(r"[\s.]", "", code)
