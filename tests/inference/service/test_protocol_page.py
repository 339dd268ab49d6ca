"""docs/protocol-streaming.md shows an exchange that could have been."""

import base64
import re
import struct
from hashlib import sha256

from cargoscope_datasets.decoding.columns_header import LONGEST_LINE, split_header
from cargoscope_datasets.decoding.limits import Limits

from ...conftest import REPOSITORY

PAGE = (REPOSITORY / "docs" / "protocol-streaming.md").read_text()
COLUMNS = 3001


def test_the_digest_in_the_example_is_that_of_its_stream() -> None:
    found = re.search(r"^\{.*\}\n(?=```\n\nand column N of its 3,001)", PAGE, re.MULTILINE)
    assert found is not None
    line = found[0].encode()
    stream = line + b"".join(struct.pack("<H", 60_000 - number) * 1200 for number in range(COLUMNS))
    header, first_column = split_header(stream[:LONGEST_LINE], Limits())
    assert (len(line), first_column, header.column_bytes) == (130, 130, 2400)
    digest = sha256(stream)
    told = f"Repr-Digest: sha-256=:{base64.b64encode(digest.digest()).decode()}:"
    assert re.findall(r"Repr-Digest: sha-256=:[^.]\S+", PAGE) == [told, told]
    assert f'"sha256": "{digest.hexdigest()[:8]}..."' in PAGE
    assert PAGE.count(f"{len(stream)}") == 2
    assert PAGE.count(f"Upload-Offset: {len(stream) - header.column_bytes}\n") == 1
    assert PAGE.count(f"Upload-Offset: {first_column + 100 * header.column_bytes}\n") == 1
