"""The units of systemd. Nothing here starts them; what can be said of them without that is held here."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from cargoscope_inference.reference_station.command import KEY
from cargoscope_inference.service.settings import ServiceSettings

BOX = Path(__file__).parents[2] / "box"
UNITS = ["cargoscope.service", "cargoscope-backup.service", "cargoscope-station.service", "cargoscope-backup.timer"]
HARDENED = {
    "User": "cargoscope",
    "NoNewPrivileges": "yes",
    "PrivateTmp": "yes",
    "RestrictSUIDSGID": "yes",
    "SystemCallFilter": "@system-service",
}
ON_A_BOX = {"ProtectSystem": "strict", "ProtectHome": "yes", "StateDirectory": "cargoscope"}
ON_A_SCANNERS_COMPUTER = {"ProtectSystem": "full", "StateDirectory": "cargoscope-station", "CapabilityBoundingSet": ""}


def service(name: str) -> configparser.SectionProxy:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(BOX / name)
    return unit["Service"]


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("cargoscope.service", ON_A_BOX),
        ("cargoscope-backup.service", ON_A_BOX),
        ("cargoscope-station.service", ON_A_SCANNERS_COMPUTER),
    ],
)
def test_a_service_gets_no_more_than_it_needs(name: str, more: dict[str, str]) -> None:
    said = service(name)
    assert {key: said.get(key) for key in HARDENED | more} == HARDENED | more


@pytest.mark.parametrize("name", ["cargoscope.service", "cargoscope-station.service"])
def test_what_serves_and_what_sends_is_restarted_whatever_ends_it(name: str) -> None:
    assert service(name)["Restart"] == "always"


def test_the_station_is_told_just_what_its_settings_have() -> None:
    asked = set(re.findall(r"\$\{?(\w+)", service("cargoscope-station.service")["ExecStart"]))
    shown = set(re.findall(r"^(CARGOSCOPE_\w+)=", (BOX / "station.env").read_text(), re.MULTILINE))
    assert shown == asked | {KEY}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze not found")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for name in UNITS:
        # The command is not installed here, so something that is there stands in for it.
        text = (BOX / name).read_text().replace("/opt/cargoscope/current/bin/cargoscope", shutil.which("true") or "")
        (tmp_path / name).write_text(text)
    command = ["systemd-analyze", "verify", *(str(tmp_path / name) for name in UNITS)]
    verified = subprocess.run(command, capture_output=True, text=True, check=False)
    about_ours = [line for line in verified.stderr.splitlines() if "cargoscope" in line]
    assert [line for line in about_ours if "Failed to" not in line or "bus" not in line] == []


@pytest.mark.parametrize("name", ["bundle.sh", "install.sh", "cargoscope"])
def test_the_scripts_parse(name: str) -> None:
    subprocess.run(["sh", "-n", BOX / name], check=True)


def test_the_example_has_every_setting_and_shows_what_holds_without_it() -> None:
    lines = (BOX / "cargoscope.env").read_text().splitlines()
    shown = dict(re.findall(r"#?CARGOSCOPE_(\w+)=(.*)", "\n".join(lines)))
    assert set(shown) == {name.upper() for name in ServiceSettings.model_fields}
    for name, field in ServiceSettings.model_fields.items():
        if type(field.default) in (int, float):
            assert float(shown[name.upper()]) == field.default, name
