import importlib
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import onnx
import pytest

from cargoscope_datasets.errors import ProviderError, ReleaseError
from cargoscope_inference.engine import session as module
from cargoscope_inference.engine.runtime import load_runtime
from cargoscope_inference.engine.session import Provider, Session, open_session
from cargoscope_models.release import Pass, Release

MakeRelease = Callable[..., Release]
OPENING = """
import sys
from pathlib import Path
from cargoscope_inference.engine.detect import Engine
from cargoscope_inference.engine.session import Provider
from cargoscope_models.release import load_release
Engine(load_release(Path(sys.argv[1])), provider=Provider.CPU, strict=True)
"""


def _open(release: Release, *, provider: Provider = Provider.CPU, strict: bool = True) -> Session:
    return open_session(release, provider=provider, strict=strict, threads=1)


def test_a_session_names_its_provider_and_gives_scores_and_distances(release: Release) -> None:
    session = _open(release)
    assert session.provider == "CPUExecutionProvider"
    scores, distances = session.run(np.ones((2, 3, 64, 192), np.float32))
    assert (scores.shape, distances.shape) == ((2, 2, 16, 48), (2, 4, 16, 48))


def test_every_shape_of_every_pass_is_run_before_the_first_scan(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    shapes: list[tuple[int, ...]] = []

    def run(_: Session, strips: np.ndarray) -> None:
        shapes.append(strips.shape)

    monkeypatch.setattr(Session, "run", run)
    _open(release)
    assert shapes == [(1, 3, 64, 192), (1, 3, 128, 192), (1, 3, 64, 128)]


def _without_metadata(model: onnx.ModelProto) -> None:
    del model.metadata_props[:]


def _external(model: onnx.ModelProto) -> None:
    onnx.external_data_helper.set_external_data(model.graph.initializer[0], "weights.bin")


def _renamed(model: onnx.ModelProto) -> None:
    model.graph.output[0].name = "logits"
    model.graph.node[6].output[0] = "logits"


def _unknown_operator(model: onnx.ModelProto) -> None:
    model.graph.node[3].op_type = "NoSuchOperator"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (_without_metadata, "has no metadata 'cargoscope'"),
        (_external, "refers to data in other files"),
        (_renamed, "inputs and outputs .*'logits'.* are expected"),
        (_unknown_operator, "ONNX Runtime refuses model.onnx: .*NoSuchOperator"),
    ],
)
def test_a_model_of_another_kind_is_refused(
    make_release: MakeRelease, change: Callable[[onnx.ModelProto], None], complaint: str
) -> None:
    with pytest.raises(ReleaseError, match=complaint):
        _open(make_release(change))


FINE = Pass("fine", 6.0, 1.0, 192, (64, 128), 48, ("block",))
COARSE = Pass("coarse", 24.0, 4.0, 128, (64,), 40, ("slab",))


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"labels": ("block", "slab", "person")}, "has 2 channels in 'scores', while its metadata asks for 3"),
        ({"channels": ("grey",)}, r"wants the channels \['grey'\]"),
        ({"passes": (FINE,)}, "each label once"),
        ({"passes": (FINE, FINE)}, "each label once"),
        ({"labels": ("block", "car"), "passes": (FINE, Pass("c", 24.0, 4.0, 128, (64,), 40, ("car",)))}, "for car"),
        ({"passes": (FINE, Pass("coarse", 24.0, 4.0, 128, (62,), 40, ("slab",)))}, "multiples of the stride 4"),
        ({"passes": (FINE, Pass("coarse", 24.0, 4.0, 128, (64,), 64, ("slab",)))}, "overlaps by 64 pixels"),
        ({"passes": (FINE, Pass("coarse", 0.0, 4.0, 128, (64,), 40, ("slab",)))}, "must be positive"),
    ],
)
def test_a_specification_that_does_not_fit_is_refused(
    make_release: MakeRelease, fields: dict[str, object], complaint: str
) -> None:
    with pytest.raises(ReleaseError, match=complaint):
        _open(make_release(**fields))


def test_a_shape_that_the_model_cannot_run_is_refused_before_the_first_scan(make_release: MakeRelease) -> None:
    def fix_rows(model: onnx.ModelProto) -> None:
        model.graph.input[0].type.tensor_type.shape.dim[2].dim_value = 64

    with pytest.raises(ReleaseError, match="fails on one of its own strip shapes"):
        _open(make_release(fix_rows))


def test_another_provider_than_asked_for_is_refused_if_strict(release: Release) -> None:
    with pytest.raises(ProviderError, match="asked for CUDAExecutionProvider, but CPUExecutionProvider would run"):
        _open(release, provider=Provider.CUDA, strict=True)


def test_another_provider_than_asked_for_is_logged_once_if_not_strict(
    release: Release, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        session = _open(release, provider=Provider.CUDA, strict=False)
    assert session.provider == "CPUExecutionProvider"
    assert [record.message.split(" (")[0] for record in caplog.records] == [
        "asked for CUDAExecutionProvider, but CPUExecutionProvider runs"
    ]


def test_a_provider_that_is_there_but_fails_to_start_gives_its_reason(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = load_runtime()

    def start(model: bytes, options: object, providers: list[str], **rest: object) -> object:
        if providers[0] != "CPUExecutionProvider":
            raise RuntimeError("no CUDA-capable device is detected")
        return real.InferenceSession(model, options, providers=providers, **rest)

    fake = SimpleNamespace(
        InferenceSession=start,
        SessionOptions=real.SessionOptions,
        get_available_providers=lambda: ["CUDAExecutionProvider", "CPUExecutionProvider"],
    )
    monkeypatch.setattr(module, "load_runtime", lambda: fake)
    with pytest.raises(ProviderError, match=r"would run \(no CUDA-capable device is detected\)"):
        _open(release, provider=Provider.CUDA)


def test_the_runtime_tells_nobody_of_what_it_runs(release_folder: Path, tmp_path: Path) -> None:
    # It would first make up a name for this machine, and keep that below the home. Where CI is set it does not try.
    surroundings = {"HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    subprocess.run([sys.executable, "-c", OPENING, str(release_folder)], check=True, env=surroundings)
    assert list(tmp_path.iterdir()) == []


def test_two_onnx_runtimes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "version", lambda _: "1.0")
    with pytest.raises(ProviderError, match="both installed and overwrite each other"):
        load_runtime()


def test_no_onnx_runtime_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name=name)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(ProviderError, match=r"pip install 'cargoscope\[cpu\]'"):
        load_runtime()
