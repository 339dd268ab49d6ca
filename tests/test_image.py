"""No container engine builds the image in these tests; they hold it to what the Makefile does, which is tested."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
INSTALL = re.compile(r"requirements/install\.sh .+")


@pytest.fixture(scope="module")
def stages() -> dict[str, list[str]]:
    """Instructions by stage of the Dockerfile, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith("FROM "):
            found[line.split()[-1]] = []
        elif line and not line.startswith("#"):
            list(found.values())[-1].append(line)
    return found


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
    return loaded


def makefile_install(environment: str) -> str:
    """The command that `make` runs for an environment that is missing."""
    printed = subprocess.run(
        ["make", "--dry-run", "--always-make", f"{environment}/installed"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    (command,) = INSTALL.findall(printed)
    return str(command)


def test_the_image_is_installed_as_the_makefile_installs(stages: dict[str, list[str]]) -> None:
    command = makefile_install(".venv")
    assert command.endswith("requirements/cpu.txt")
    assert f"RUN {command}" in stages["cpu"]
    assert f"RUN {command.replace('cpu.txt', 'gpu.txt')}" in stages["gpu"]


def test_the_dockerfile_installs_nothing_else(stages: dict[str, list[str]]) -> None:
    runs = [line.removeprefix("RUN ") for lines in stages.values() for line in lines if line.startswith("RUN ")]
    assert [run for run in runs if not INSTALL.fullmatch(run) and not run.startswith("useradd ")] == []


@pytest.mark.parametrize("target", ["cpu", "gpu"])
def test_each_target_ends_as_a_user_that_is_not_root(stages: dict[str, list[str]], target: str) -> None:
    assert stages[target][-1] == "USER cargoscope"
    assert any("useradd" in line and "--uid 10001 " in line for line in stages["base"])


@pytest.mark.parametrize("name", ["cpu", "gpu"])
def test_every_requirement_of_an_image_is_hashed_and_none_is_torch(name: str) -> None:
    blocks = re.split(r"\n(?=\S)", (ROOT / "requirements" / f"{name}.txt").read_text().strip())
    assert len(blocks) > 20
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert [block for block in blocks if block.startswith(("torch", "efficientnet"))] == []
    runtimes = {block.partition("==")[0] for block in blocks if block.startswith("onnxruntime")}
    assert runtimes == {"cpu": {"onnxruntime"}, "gpu": {"onnxruntime-gpu"}}[name]


def test_compose_lets_in_this_machine_only_and_keeps_secret_and_store_outside(compose: dict[str, Any]) -> None:
    service = compose["services"]["cargoscope"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert service["volumes"] == ["store:/var/lib/cargoscope"]
    (network,) = compose["networks"]["box"]["ipam"]["config"]
    assert service["environment"]["CARGOSCOPE_BEHIND_PROXY"] == network["gateway"]
    assert service["networks"] == ["box"]
    assert compose["secrets"]["cargoscope_secret"].keys() == {"file"}
    assert not any("SECRET" in name for name in service.get("environment", {}))


def test_the_image_holds_what_the_install_reads_and_no_secret() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    kept = {line[1:] for line in lines if line.startswith("!")}
    assert "*" in lines
    assert kept >= {"pyproject.toml", "README.md", "LICENSE", "requirements", "datasets", "models", "inference"}
    assert "cargoscope.secret" not in kept
