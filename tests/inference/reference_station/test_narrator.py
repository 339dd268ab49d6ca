import io

from cargoscope_inference.reference_station.narrator import Narrator


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_line_comes_out_when_something_else_is_done(output: io.StringIO, narrator: Narrator) -> None:
    for size in range(5):
        narrator.say("sending a.tif", f"({size} MB)")
    narrator.note("a.tif: the service holds it")
    narrator.say("waiting for a scan")
    narrator.say("waiting for a scan")
    assert output.getvalue().splitlines() == [
        "sending a.tif (0 MB)",
        "a.tif: the service holds it",
        "waiting for a scan",
    ]
    assert narrator.doing == "waiting for a scan"


def test_on_a_terminal_one_line_changes_and_notes_stay() -> None:
    terminal = Terminal()
    narrator = Narrator(terminal)
    narrator.say("sending a.tif", "(1 MB)")
    narrator.say("sending a.tif", "(2 MB)")
    narrator.note("a.tif: the service holds it")
    assert terminal.getvalue() == (
        "\r\x1b[Ksending a.tif (1 MB)\r\x1b[Ksending a.tif (2 MB)"
        "\r\x1b[Ka.tif: the service holds it\nsending a.tif (2 MB)"
    )
