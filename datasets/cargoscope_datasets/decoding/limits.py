"""What is accepted, and the words for what is not."""

from dataclasses import dataclass

from cargoscope_datasets.errors import ScanTooLarge, ScanUnreadable

ACCEPTED = "accepted are TIFF, PNG, JPEG, NPY, NPZ, DICOM/DICOS and .columns"

SMALLEST_SIDE = 16
"""Rows and columns below which nothing can be calibrated, let alone found."""

MESSAGE_BYTES = 1 << 16
"""Most bytes of a message to the decoder: two paths of 4,096 bytes each, as JSON with six characters a byte."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one scan. The first three are checked on the header, before anything is decoded.

    Attributes:
        columns: most columns of a view; a 20 m truck at 4 mm has 5,000.
        rows: most rows of a view.
        pixels: most pixels of one energy.
        file_bytes: most bytes of one file; two energies of the most pixels in float64, stored raw, are 800 MB.
        memory_bytes: what decoding may take beside the decoder itself: the file, its pixels, and one copy of them.
        seconds: what reading and decoding one scan may take.
    """

    columns: int = 32_768
    rows: int = 4_096
    pixels: int = 50_000_000
    file_bytes: int = 1 << 30
    memory_bytes: int = 5 << 29
    seconds: float = 30.0

    def check_size(self, columns: int, rows: int) -> None:
        """Raises unless a picture of this size is accepted.

        Raises:
            ScanTooLarge: over the columns, the rows or the pixels.
            ScanUnreadable: too small to be a scan.
        """
        if columns > self.columns or rows > self.rows or columns * rows > self.pixels:
            raise ScanTooLarge(
                f"has {columns:,} columns and {rows:,} rows; accepted are up to {self.columns:,} columns, "
                f"{self.rows:,} rows and {self.pixels / 1e6:g} megapixels"
            )
        if min(columns, rows) < SMALLEST_SIDE:
            raise ScanUnreadable(
                f"has {columns:,} columns and {rows:,} rows, too few for a scan; "
                f"at least {SMALLEST_SIDE} of each are needed"
            )
