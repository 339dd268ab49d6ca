"""Where the strips of a pass lie on a view. Pure geometry, in pixels of the pass."""

from dataclasses import dataclass

from cargoscope_models.release import Pass


@dataclass(frozen=True, slots=True)
class Strip:
    """One input of the network.

    Attributes:
        left: first column, in the padded view.
        top: first row, in the padded view.
        width: columns.
        height: rows.
        inner: whether the view goes on beyond the left, top, right and bottom side.
    """

    left: int
    top: int
    width: int
    height: int
    inner: tuple[bool, bool, bool, bool]

    @property
    def bounds(self) -> tuple[int, int, int, int]:
        """(x0, y0, x1, y1) in the padded view."""
        return self.left, self.top, self.left + self.width, self.top + self.height


@dataclass(frozen=True, slots=True)
class Layout:
    """All strips of a pass over one view.

    Attributes:
        above: rows of air added above the view; a conveyance stands on the ground, so the air belongs over it.
        rows: rows of the padded view.
        columns: columns of the padded view; air is added behind the last column.
        strips: row by row of strips, each from the first column on.
    """

    above: int
    rows: int
    columns: int
    strips: tuple[Strip, ...]


def lay_strips(rows: int, columns: int, look: Pass) -> Layout:
    """Cover a view by strips that overlap their neighbours by at least `look.overlap` pixels.

    Rows of strips are spread evenly, so that the overlap is as large as their number allows. Along the movement they
    follow each other at the least overlap, and only the last one lies as the view ends: so where strips lie does not
    hang on how much of the vehicle is still to come.

    Args:
        rows: rows of the view, at the pass's pitch.
        columns: columns of the view, at the pass's pitch.
        look: says which sizes there are.
    """
    height = _height(rows, look)
    tops = _starts(rows, height, look.overlap)
    lefts = _grid(columns, look.width, look.overlap)
    strips = tuple(
        Strip(left, top, look.width, height, (left != lefts[0], top != tops[0], left != lefts[-1], top != tops[-1]))
        for top in tops
        for left in lefts
    )
    padded_rows, padded_columns = max(rows, height), max(columns, look.width)
    return Layout(padded_rows - rows, padded_rows, padded_columns, strips)


def unchanging(layout: Layout, columns: int, look: Pass, margin: int) -> tuple[int, ...]:
    """Indices of the strips that stay as they are when more columns come.

    Args:
        layout: over the columns so far.
        columns: how many there are.
        look: of which the layout is.
        margin: columns beyond a strip that change what the network sees of it.
    """
    step = look.width - look.overlap
    return tuple(
        index
        for index, strip in enumerate(layout.strips)
        if strip.left % step == 0 and strip.left + strip.width + margin <= columns
    )


def _height(rows: int, look: Pass) -> int:
    """The next higher; for a view higher than all of them the one that makes the least work."""
    enough = [height for height in look.heights if height >= rows]
    if enough:
        return min(enough)
    able = [height for height in look.heights if height > look.overlap]
    return min(able, key=lambda height: (_count(rows, height, look.overlap) * height, -height))


def _count(length: int, side: int, overlap: int) -> int:
    """Strips needed to cover a length."""
    return 1 if length <= side else 1 + -(-(length - side) // (side - overlap))


def _grid(length: int, side: int, overlap: int) -> list[int]:
    last = max(0, length - side)
    return [*range(0, last, side - overlap), last]


def _starts(length: int, side: int, overlap: int) -> list[int]:
    count = _count(length, side, overlap)
    return [index * (length - side) // (count - 1) for index in range(count)] if count > 1 else [0]
