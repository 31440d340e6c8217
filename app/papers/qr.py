"""QR codes for papers: SVG for the PDF and the preview, PNG for Word. Error correction M, no quiet zone: the paper is white."""

from __future__ import annotations

import io


def qr_svg(url: str) -> str:
    """An SVG of one black path, one unit to a module."""
    import segno

    rows = list(segno.make(url, error="m", micro=False).matrix)
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, module in enumerate(row) if module)
    side = len(rows)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}"><path d="{dark}"/></svg>'


def qr_png(url: str) -> bytes:
    """A black and white PNG, eight pixels to a module."""
    import segno

    picture = io.BytesIO()
    segno.make(url, error="m", micro=False).save(picture, kind="png", scale=8, border=0)
    return picture.getvalue()
