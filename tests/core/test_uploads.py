"""A scan is what its first bytes say."""

from __future__ import annotations

import pytest

from app.core.uploads import LARGEST, judged


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"%PDF-1.7 x", ("application/pdf", "pdf")),
        (b"\xff\xd8\xff\xe0", ("image/jpeg", "jpg")),
        (b"\x89PNG\r\n\x1a\n", ("image/png", "png")),
        (b"", "scan.empty"),
        (b"MZ\x90\x00 a program", "scan.type"),
        (b"<svg xmlns='x'/>", "scan.type"),
        (b"%PDF-" + bytes(LARGEST), "scan.large"),
    ],
)
def test_a_scan_is_known_by_its_first_bytes(content: bytes, found: object) -> None:
    assert judged(content) == found
