"""Finds the one ONNX Runtime that is installed, and says in words when there is none or more than one."""

import importlib
import os
from importlib import metadata
from typing import Any

from cargoscope_datasets.errors import ProviderError

DISTRIBUTIONS = ("onnxruntime", "onnxruntime-gpu")
"""Both install the module `onnxruntime`; together one overwrites part of the other, and CUDA is gone."""

SILENCE = "ORT_DISABLE_TELEMETRY"
"""Read once, when the module is imported."""


def load_runtime() -> Any:
    """The module `onnxruntime`.

    Raises:
        ProviderError: it is not installed, cannot be loaded, or is installed twice.
    """
    if all(map(_is_installed, DISTRIBUTIONS)):
        raise ProviderError(
            "onnxruntime and onnxruntime-gpu are both installed and overwrite each other; "
            "run: pip uninstall onnxruntime onnxruntime-gpu, then pip install 'cargoscope[cpu]' or 'cargoscope[gpu]'"
        )
    # As it comes it keeps a name for this machine, and reports to its maker; cargoscope sends nothing anywhere.
    os.environ.setdefault(SILENCE, "1")
    try:
        return importlib.import_module("onnxruntime")
    except ModuleNotFoundError as error:
        raise ProviderError(
            "no ONNX Runtime is installed; run: pip install 'cargoscope[cpu]', or 'cargoscope[gpu]' for an NVIDIA GPU"
        ) from error
    except ImportError as error:
        raise ProviderError(f"the ONNX Runtime that is installed cannot be loaded ({error})") from error


def _is_installed(distribution: str) -> bool:
    try:
        metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return False
    return True
