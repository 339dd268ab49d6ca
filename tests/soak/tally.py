"""What became of mutated inputs."""

from dataclasses import dataclass, field

LONGEST_SECONDS = 5.0
"""An input that takes longer hangs."""
HEALTHY_EVERY = 250
"""Inputs after which a sound one has to be served as if nothing had been."""


@dataclass
class Tally:
    """What became of the inputs of one part.

    Attributes:
        done: how many were tried.
        read: how many were read, or accepted.
        killed: how many cost a decoder its process.
        slowest: seconds.
        faults: what must not be: an error that is no line for a person, a hang, an error of the server, a sound file
            or stream that failed afterwards.
    """

    done: int = 0
    read: int = 0
    killed: int = 0
    slowest: float = 0.0
    faults: list[str] = field(default_factory=list)
