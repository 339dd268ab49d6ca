"""The guide of the box says what everything means that a box may say, and names nothing else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from cargoscope_inference.examining import machine, store
from cargoscope_inference.service.measurements import Measurements
from cargoscope_inference.service.settings import ServiceSettings

REPOSITORY = Path(__file__).parents[2]
GUIDE = (REPOSITORY / "docs" / "guide-box.md").read_text()
ROWS = [line.split("|")[1].strip() for line in GUIDE.splitlines() if line.startswith("| ")]
"""What stands in the first column of the guide's tables."""
IN_WORDS = {"difference.replace('would run', 'runs')"}
"""A warning without a name: it stands in the guide with the provider."""
STATES = {"WARNING": "look", "UNSOUND": "wrong"}


def calls() -> Iterator[ast.Call]:
    for path in sorted((REPOSITORY / "inference").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                yield node


def warnings() -> Iterator[str]:
    """What is logged as a warning or worse, as it is written."""
    for call in calls():
        if re.fullmatch(r"_log\.(warning|error|exception|critical)", ast.unparse(call.func)):
            yield ast.unparse(call.args[0])


def findings() -> Iterator[str]:
    """What the doctor finds that is not sound; one line of it may be both."""
    for call in calls():
        if ast.unparse(call.func) == "Finding" and isinstance(call.args[0], ast.Constant):
            for state in re.findall(r"State\.(\w+)", ast.unparse(call.args[1])):
                if state in STATES:
                    yield f"{call.args[0].value} *{STATES[state]}*"


def test_every_warning_in_the_log_is_explained() -> None:
    logged = {ast.literal_eval(text) for text in set(warnings()) - IN_WORDS}
    assert len(logged) > 10
    assert {row.strip("`") for row in ROWS if re.fullmatch(r"`[a-z]+\.[a-z-]+`", row)} == logged


def test_every_line_of_the_doctor_is_explained() -> None:
    found = set(findings())
    assert len(found) > 10
    named = {row for row in ROWS if re.fullmatch(r"\w+ \*\w+\*", row)}
    assert named >= found
    # What cannot be examined is found under the name of the examination.
    examined = {name for name, _ in (*machine.EXAMINATIONS, *store.EXAMINATIONS)}
    assert {row.partition(" ")[0] for row in named} >= examined


def test_every_setting_is_explained() -> None:
    explained = set(re.findall(r"`CARGOSCOPE_(\w+)[`=]", GUIDE))
    assert explained == {name.upper() for name in ServiceSettings.model_fields}


def test_every_metric_is_explained() -> None:
    text = Measurements().text({}, deaths=0, silent=0, worker=None, free=0, announced=0).decode()
    families = [each for each in text_string_to_metric_families(text) if not each.name.endswith("_created")]
    names = {f"{each.name}_total" if each.type == "counter" else each.name for each in families}
    assert len(names) > 8
    assert set(re.findall(r"`(cargoscope_\w+)", "\n".join(ROWS))) == names
