"""The reasons that an officer chooses from, and the words that one adds."""

from collections.abc import Mapping, Sequence

from cargoscope_inference.service.problems import Problem
from cargoscope_inference.storage.inspections import Verdict

REASONS: Mapping[Verdict, Sequence[str]] = {
    Verdict.CLEAR: (
        "The picture agrees with the declaration",
        "Flags rejected: ordinary cargo or parts of the vehicle",
        "What is flagged was declared",
        "Inspected by hand, or on the scanner's own screen",
    ),
    Verdict.HOLD: (
        "Flag confirmed",
        "The picture does not agree with the declaration",
        "Seen, but not flagged",
        "Too much was not penetrated",
        "The scan could not be analysed",
    ),
    Verdict.REFER: (
        "A second opinion is wanted",
        "The picture is not good enough to decide",
    ),
}
OWN_WORDS = "own"
"""In place of a reason's number: what the officer wrote is the reason."""
LONGEST_NOTE = 1500


def read_reason(choice: str, note: str) -> tuple[Verdict, str]:
    """The verdict and its reason in words.

    Args:
        choice: such as "hold/0", the first reason to hold, or "hold/own".
        note: in the officer's own words; may be empty where a reason was chosen.

    Raises:
        Problem: no reason was given (422).
    """
    word, _, number = choice.partition("/")
    note = " ".join(note.split())
    if word not in list(Verdict):
        raise Problem(422, "Nothing was decided: choose to clear, to hold or to refer, and a reason.")
    if len(note) > LONGEST_NOTE:
        raise Problem(422, f"Your words are longer than the {LONGEST_NOTE:,} signs that are kept. Shorten them.")
    verdict = Verdict(word)
    if number == OWN_WORDS and note:
        return verdict, note
    reasons = REASONS[verdict]
    if not (number.isdecimal() and len(number) < 3 and int(number) < len(reasons)):
        raise Problem(422, "A reason is missing. Choose one, or write it in your own words.")
    chosen = reasons[int(number)]
    return verdict, f"{chosen}. {note}" if note else chosen
