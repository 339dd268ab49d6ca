"""One make of scanner at one setting. Every artefact is a number or a switch here, and 0 or False turns it off."""

from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Look:
    """How an archive processes a signal for its 8-bit pictures.

    Attributes:
        gamma: power of the tone curve; below 1 lifts what is dark.
        black, white: signal that becomes 0 and 255; a black below 0 shows what lets nothing through as dark grey.
        smoothing: deviation in pixels of the blur before all else.
        sharpening: share of the detail that is added once more.
        reach: deviation in pixels of what counts as detail.
        local: share of local contrast (adaptive histogram equalisation of tiles) in the picture.
        quality: of the JPEG.
    """

    gamma: float = 1.0
    black: float = 0.0
    white: float = 1.0
    smoothing: float = 0.0
    sharpening: float = 0.0
    reach: float = 1.5
    local: float = 0.0
    quality: int = 90


@dataclass(frozen=True, slots=True)
class Scanner:
    """A scanner as one scan finds it.

    Attributes:
        beams: linac voltages in MV, the highest first; one or two.
        row_mm, column_mm: size of a pixel at the middle of the vehicle.
        top: the source is above the vehicle, not beside it.
        distance_mm: from the source to the middle of the vehicle.
        axis_mm: height of the source in a side view.
        air_counts: counts in air.
        quanta: detected quanta of a pixel in air; Poisson noise is of these. 0 is without it.
        electronics: noise of a pixel without beam, as a share of the air signal.
        offset: mean signal, as a share of air's, that the dark current leaves in a channel: stripes in what is black.
        channels: deviation of the detector channels' own gain, which the air calibration takes off again.
        gain: deviation of what the air calibration leaves (horizontal stripes); half of it is shared by modules.
        dead_channels: rows without a signal.
        source: pulse-to-pulse deviation of the source (vertical stripes).
        misfires: share of the columns in which the source hardly fires.
        sway_px: how far the boom sways, in rows.
        sway_loss: signal lost where it has swayed furthest.
        speed: deviation of the vehicle's speed from the mean.
        blur_px: standard deviation of the point spread, in pixels.
        interlaced: the lower energy is fired half a column later.
        scatter: photons from the sides; see `detector.scattered`.
        look: of its archive's pictures.
    """

    beams: tuple[float, ...] = (6.0,)
    row_mm: float = 4.5
    column_mm: float = 5.0
    top: bool = False
    distance_mm: float = 5200.0
    axis_mm: float = 1500.0
    air_counts: float = 60_000.0
    quanta: float = 40_000.0
    electronics: float = 3e-5
    offset: float = 0.0
    channels: float = 0.0
    gain: float = 0.003
    dead_channels: int = 0
    source: float = 0.01
    misfires: float = 0.0
    sway_px: float = 0.0
    sway_loss: float = 0.0
    speed: float = 0.0
    blur_px: float = 0.6
    interlaced: bool = False
    scatter: float = 0.002
    look: Look = field(default_factory=Look)

    def without(self, *artefacts: str) -> "Scanner":
        """The same scanner with these artefacts turned off; with none named, with all turned off.

        Raises:
            ValueError: one is not an artefact.
        """
        if strangers := sorted(set(artefacts) - set(ARTEFACTS)):
            raise ValueError(f"artefacts must be among {ARTEFACTS}. Received: {strangers}")
        off = {name: type(getattr(self, name))(0) for name in artefacts or ARTEFACTS}
        return replace(self, **off)


ARTEFACTS = (
    "quanta", "electronics", "offset", "channels", "gain", "dead_channels", "source", "misfires", "sway_px",
    "sway_loss", "speed", "blur_px", "interlaced", "scatter",
)  # fmt: skip
"""Fields of `Scanner` that can be turned off."""
