import zipfile
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cargoscope_datasets.decoding.formats import decode
from cargoscope_datasets.decoding.limits import Limits
from cargoscope_datasets.errors import ScanTooLarge, ScanUnreadable, ScanUnsupported

LIMITS = Limits()
RAMP = np.arange(20 * 30, dtype=np.uint16).reshape(20, 30)


def npy(array: Any) -> bytes:
    file = BytesIO()
    np.save(file, array, allow_pickle=True)
    return file.getvalue()


def npz(**arrays: Any) -> bytes:
    file = BytesIO()
    np.savez_compressed(file, allow_pickle=True, **arrays)
    return file.getvalue()


@given(
    hnp.arrays(
        st.sampled_from([np.dtype(name) for name in ("u1", "<u2", ">u2", "u4", "i2", ">i4", "<f4", ">f4")]),
        st.tuples(st.integers(16, 20), st.integers(16, 24)),
        elements=st.integers(0, 100),
    ),
    st.booleans(),
)
def test_npy_round_trip(array: np.ndarray[Any, Any], fortran: bool) -> None:
    raw = decode(npy(np.asfortranarray(array) if fortran else array), LIMITS)
    np.testing.assert_array_equal(raw.planes[0], array)
    assert raw.planes.dtype.isnative


def test_npy_of_two_energies() -> None:
    np.testing.assert_array_equal(decode(npy(np.stack([RAMP, RAMP // 2])), LIMITS).planes[1], RAMP // 2)


def test_npz_keys() -> None:
    raw = decode(npz(high=RAMP, low=RAMP // 2, air=np.full(20, 500), pitch_mm=[3.0, 5.0], notes="ignored"), LIMITS)
    np.testing.assert_array_equal(raw.planes, np.stack([RAMP, RAMP // 2]))
    assert raw.air is not None
    np.testing.assert_array_equal(raw.air, np.full((2, 20), 500))
    assert raw.pitch_mm == (3.0, 5.0)


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (npy(np.array([{}] * 400).reshape(20, 20)), ScanUnsupported, "type object"),
        (npy(RAMP.astype("c8")), ScanUnsupported, "type complex64"),
        (npy(RAMP.ravel()), ScanUnsupported, r"shape \(600,\)"),
        (npy(np.stack([RAMP] * 3)), ScanUnsupported, r"shape \(3, 20, 30\)"),
        (npy(RAMP)[:-1], ScanUnreadable, "announces 1,200 bytes of pixels, only 1,199"),
        (npz(image=RAMP), ScanUnsupported, r"without the key high \(found: image\)"),
        (npz(high=RAMP, low=RAMP[:-1]), ScanUnsupported, "energies that differ"),
        (npz(high=RAMP, air=np.ones(7)), ScanUnsupported, r"expected is \(20,\) or \(1, 20\)"),
        (npz(high=RAMP, pitch_mm=[1.0]), ScanUnsupported, "pitch_mm"),
        (npz(high=RAMP, air=np.ones((5000, 5000))), ScanUnsupported, "air"),
    ],
)
def test_what_is_refused_is_said(data: bytes, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        decode(data, LIMITS)


def test_a_pickled_object_is_never_loaded(tmp_path: Any) -> None:
    class Payload:
        def __reduce__(self) -> tuple[Any, ...]:
            return (tmp_path.joinpath("touched").touch, ())

    array = np.empty((16, 16), object)
    array[:] = Payload()
    with pytest.raises(ScanUnsupported):
        decode(npz(high=array), LIMITS)
    assert not (tmp_path / "touched").exists()


def bomb(member_header: bytes, megabytes: int) -> bytes:
    file = BytesIO()
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("high.npy", "w", force_zip64=True) as member,
    ):
        member.write(member_header)
        for _ in range(megabytes):
            member.write(bytes(1 << 20))
    return file.getvalue()


def test_an_npz_bomb_is_stopped_by_its_inner_header() -> None:
    header = npy(np.empty((1, 1), np.uint8))[:-1].replace(b"(1, 1)", b"(9999, 9999)")
    with pytest.raises(ScanTooLarge, match="9,999 columns"):
        decode(bomb(header, megabytes=64), LIMITS)


def test_an_npz_bomb_behind_a_modest_header_is_not_decompressed() -> None:
    header = npy(RAMP)[: -RAMP.nbytes]
    with pytest.raises(ScanUnreadable, match="there are more"):
        decode(bomb(header, megabytes=64), LIMITS)
