"""Training, exporting and measuring a detector."""

import os

# ONNX Runtime reads it when it is imported, which modules of this room do by themselves (see engine/runtime.py).
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
