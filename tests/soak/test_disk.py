"""A cut of the power that cut nothing is found out; needs no disk."""

import errno
from pathlib import Path
from unittest.mock import patch

import pytest

from .disk import check_cut


def test_a_disk_that_still_takes_writes_was_not_cut(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="still takes writes"):
        check_cut(tmp_path)


def test_only_an_input_output_error_is_a_cut(tmp_path: Path) -> None:
    for number in (errno.ENOSPC, errno.EROFS):
        with (
            patch.object(Path, "write_bytes", side_effect=OSError(number, "something else")),
            pytest.raises(AssertionError, match="not for want of power"),
        ):
            check_cut(tmp_path)
    with patch.object(Path, "write_bytes", side_effect=OSError(errno.EIO, "Input/output error")):
        check_cut(tmp_path)
