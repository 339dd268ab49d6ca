"""What is a detector: networks, the one pre- and post-processing, a release and its card."""
