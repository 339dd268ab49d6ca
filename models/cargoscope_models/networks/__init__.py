"""The networks, in torch. Only training imports this; the engine runs their ONNX export."""
