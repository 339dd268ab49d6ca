"""From a scan to detections: strips, the network over them, and the merge."""
