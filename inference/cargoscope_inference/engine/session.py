"""Runs a release's network by ONNX Runtime."""

import logging
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.errors import ProviderError, ReleaseError
from cargoscope_inference.engine.external_data import refers_to_other_files
from cargoscope_inference.engine.runtime import load_runtime
from cargoscope_inference.engine.specification import read_specification
from cargoscope_inference.engine.threads import usable_threads
from cargoscope_models.preprocessing import CHANNELS
from cargoscope_models.release import Release, Specification

_ERRORS_ARE_RAISED = 4
"""Severity from which ONNX Runtime writes to standard error: what matters is raised, and reaches people in words."""

_log = logging.getLogger(__name__)


class Provider(StrEnum):
    """What may be asked to run the network."""

    CPU = "cpu"
    CUDA = "cuda"

    @property
    def runtime_name(self) -> str:
        """What ONNX Runtime calls it."""
        return {Provider.CPU: "CPUExecutionProvider", Provider.CUDA: "CUDAExecutionProvider"}[self]


class Session:
    """A network in ONNX Runtime, warmed; satisfies `network.Network`.

    Attributes:
        specification: what the model says of itself.
        provider: the execution provider that really runs it.
    """

    def __init__(self, runtime_session: Any, specification: Specification) -> None:
        self._session = runtime_session
        self.specification = specification
        self.provider: str = runtime_session.get_providers()[0]

    def run(self, strips: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Scores and distances of strips, see `network.Network.run`."""
        scores, distances = self._session.run(["scores", "distances"], {"image": strips})
        return scores, distances

    def warm(self) -> None:
        """Run every shape of every pass once, so that the first scan takes no longer than the next."""
        for look in self.specification.passes:
            for height in look.heights:
                self.run(np.zeros((1, len(CHANNELS), height, look.width), np.float32))


def open_session(release: Release, *, provider: Provider, strict: bool, threads: int | None) -> Session:
    """Open and warm the network of a release.

    Args:
        release: its bytes are run, not the file, so that nothing but what the card vouches for can get in.
        provider: what to run it on.
        strict: raise where another provider than the one asked for would run; otherwise that is logged.
        threads: how many to use; those that the scheduler and the container grant where None.

    Raises:
        ReleaseError: the model is not one that cargoscope can run.
        ProviderError: no ONNX Runtime, two of them, or not the provider that was asked for.
    """
    if refers_to_other_files(release.model):
        raise ReleaseError(f"{release.name}: model.onnx refers to data in other files; export it as one file")
    runtime = load_runtime()
    options = runtime.SessionOptions()
    options.intra_op_num_threads = threads or usable_threads()
    options.inter_op_num_threads = 1
    options.log_severity_level = _ERRORS_ARE_RAISED
    # Threads that wait by spinning take a core from what is done beside the network: reading, drawing, answering.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    opened, reason = _open(runtime, release, options, provider)
    session = Session(opened, read_specification(opened, release))
    if session.provider != provider.runtime_name:
        difference = f"asked for {provider.runtime_name}, but {session.provider} would run ({reason})"
        if strict:
            raise ProviderError(f"{difference}; install 'cargoscope[gpu]' and its driver, or leave --strict away")
        _log.warning(difference.replace("would run", "runs"))
    try:
        session.warm()
    except Exception as error:  # ONNX Runtime's errors have no common base of their own.
        raise ReleaseError(
            f"{release.name}: model.onnx fails on one of its own strip shapes: {_line(error)}"
        ) from error
    return session


def _open(runtime: Any, release: Release, options: Any, wanted: Provider) -> tuple[Any, str]:
    """The session, and why it may be another provider than the one wanted."""
    reason = "it could not be started"
    if wanted.runtime_name not in runtime.get_available_providers():
        reason = f"this ONNX Runtime has only {', '.join(runtime.get_available_providers())}"
    elif wanted is not Provider.CPU:
        try:
            return _start(runtime, release, options, [wanted, Provider.CPU]), reason
        except Exception as error:  # ONNX Runtime's errors have no common base of their own.
            reason = _line(error)
    try:
        return _start(runtime, release, options, [Provider.CPU]), reason
    except Exception as error:  # As above.
        raise ReleaseError(f"{release.name}: ONNX Runtime refuses model.onnx: {_line(error)}") from error


def _start(runtime: Any, release: Release, options: Any, providers: list[Provider]) -> Any:
    # Its own fallback would switch the provider behind our back, and print to standard output.
    names = [provider.runtime_name for provider in providers]
    return runtime.InferenceSession(release.model, options, providers=names, enable_fallback=0)


def _line(error: Exception) -> str:
    return " ".join(str(error).split())
