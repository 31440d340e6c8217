"""The typesetter's own process: run as a program by `pdf`, never imported.

It reads fonts and templates, then gives up the right to open any file or socket and to grow beyond MEMORY, and from then on
only turns what comes in on its standard input into PDFs on its standard output. A document that makes it fail or hang takes
nobody with it: the parent starts another.

Frames in: four bytes of length, then the document as JSON. Frames out: four bytes of length of a JSON header
 {"ok": bool, "error": str, "warnings": [str], "peak": kilobytes, "size": bytes}, then `size` bytes of PDF.
"""

from __future__ import annotations

import json
import os
import resource
import struct
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import BinaryIO

import typst

MEMORY = 1024 * 1024 * 1024
TEMPLATES = ("page.typ", "blocks.typ", "paper.typ")
STANDARDS: typst.PDFStandards = ["a-2a", "ua-1"]

# The faces of each use: an office's own fonts first, as their family names stand in the font files, then ours.
FACES = {
    "head": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "STZhongsong", "Minutes Song"),
    "fang": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "STFangsong", "FZFangSong-Z02S", "FandolFang R", "Minutes Rare"),
    "hei": ("SimHei", "FZHei-B01S", "Minutes Hei"),
    "kai": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "STKaiti", "FZKai-Z03S", "FandolKai", "Minutes Rare"),
    "song": ("SimSun", "NSimSun", "Minutes Song"),
}
LAST = ("Minutes Song", "Minutes Hei", "FandolFang R", "FandolKai")


def faces_among(families: list[str]) -> dict[str, list[str]]:
    """The families of each use that are really there, each once, every use ending with all that may still have a rare character."""
    others = sorted(family for family in families if family not in LAST)
    return {use: list(dict.fromkeys(one for one in (*wanted, *LAST, *others) if one in families)) for use, wanted in FACES.items()}


def read_every_font(fonts: typst.Fonts, folder: str) -> None:
    """Sets a character in every font, because the typesetter opens a font's file when it first needs it."""
    names = ((json.dumps(one.family, ensure_ascii=False), one) for one in fonts.fonts())
    lines = (f'#text(font: {name}, weight: {one.weight}, style: "{one.style}")[a]' for name, one in names)
    typst.Compiler("\n".join(lines).encode(), root=folder, font_paths=fonts).compile(format="pdf")


def close_the_door() -> None:
    """From here on no file and no connection can be opened: the process may hold no further descriptor."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def peak_of(status: BinaryIO) -> int:
    """The most memory this process has held, in kilobytes; getrusage would answer with that of the parent it came from."""
    status.seek(0)
    return int(status.read().split(b"VmHWM:")[1].split()[0])


def answer(stream: BinaryIO, peak: int, content: bytes = b"", error: str = "", warnings: list[str] | None = None) -> None:
    """Writes one frame."""
    header = json.dumps(
        {"ok": not error, "error": error, "warnings": warnings or [], "peak": peak, "size": len(content)}, ensure_ascii=False
    ).encode()
    stream.write(struct.pack(">I", len(header)) + header + content)
    stream.flush()


def main(templates: str, folders: list[str]) -> None:
    """Serves frames until the parent closes the pipe."""
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    source = b"\n".join((Path(templates) / name).read_bytes() for name in TEMPLATES)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))
    faces = json.dumps(faces_among(fonts.families()), ensure_ascii=False)
    read_every_font(fonts, templates)
    with open("/proc/self/status", "rb", buffering=0) as status:
        close_the_door()
        answer(replies, peak_of(status))
        serve(requests, replies, status, partial(typst.Compiler, source, root=templates, font_paths=fonts), faces)


def serve(requests: BinaryIO, replies: BinaryIO, status: BinaryIO, compiler: Callable[..., typst.Compiler], faces: str) -> None:
    """Answers frame after frame."""
    while len(length := requests.read(4)) == 4:
        inputs = {"document": requests.read(struct.unpack(">I", length)[0]).decode(), "faces": faces}
        try:
            content, warned = compiler(sys_inputs=inputs).compile_with_warnings(format="pdf", pdf_standards=STANDARDS)
        except (typst.TypstError, MemoryError, ValueError) as failure:
            answer(replies, peak_of(status), error=str(failure) or type(failure).__name__)
        else:
            assert isinstance(content, bytes)
            answer(replies, peak_of(status), content, warnings=[one.message for one in warned])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
