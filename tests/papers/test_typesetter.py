"""The typesetter's process: what it may not do, and what happens when it fails."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pypdf
import pytest
from fontTools.ttLib import TTFont

from app.papers import typesetter
from app.papers.blocks import paragraph
from app.papers.glyphs import SHIPPED_FONTS
from app.papers.model import Document
from app.papers.pdf import PaperFailed, render_pdf
from tests.papers.reading import pdf_text


def paper(text: str) -> Document:
    return Document("notice", "通知", "秘书处", dt.date(2026, 11, 18), (paragraph(text),))


def running() -> int:
    """The process id of the typesetter of this process."""
    assert typesetter._running is not None
    return typesetter._running.child.pid


def test_it_can_open_no_file_and_no_connection_once_it_serves() -> None:
    tries = """
import runpy, socket, sys
runpy.run_path(sys.argv[1])["close_the_door"]()
for attempt in (lambda: open("/etc/passwd"), lambda: open("/tmp/x", "w"), socket.socket):
    try:
        attempt()
    except OSError as error:
        print(error.errno)
"""
    done = subprocess.run([sys.executable, "-I", "-c", tries, str(typesetter.WORKER)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["24", "24", "24"]


def test_it_knows_no_secret_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "geheim")
    typesetter._stop()
    render_pdf(paper("一"))
    names = {one.split(b"=")[0] for one in Path(f"/proc/{running()}/environ").read_bytes().split(b"\0") if one}
    assert names <= {b"PATH", b"LD_LIBRARY_PATH", b"LC_ALL", b"HOME"}


def test_it_is_kept_between_documents() -> None:
    render_pdf(paper("一"))
    first = running()
    render_pdf(paper("二"))
    assert running() == first


def test_one_that_was_killed_is_replaced() -> None:
    before = render_pdf(paper("一")).content
    os.kill(running(), signal.SIGKILL)
    os.waitid(os.P_PID, running(), os.WEXITED | os.WNOWAIT)
    assert render_pdf(paper("一")).content == before


def test_one_that_is_killed_while_it_works_fails_that_document_only() -> None:
    render_pdf(paper("一"))
    os.kill(running(), signal.SIGSTOP)
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(render_pdf, paper("二"))
        os.kill(running(), signal.SIGKILL)
        with pytest.raises(PaperFailed, match="ended"):
            waiting.result()
    assert "三" in pdf_text(render_pdf(paper("三")).content)


def test_one_that_hangs_is_given_up_and_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    render_pdf(paper("一"))
    os.kill(running(), signal.SIGSTOP)
    with monkeypatch.context() as shorter:
        shorter.setattr(typesetter, "TIME_LIMIT", 0.2)
        with pytest.raises(PaperFailed, match="too long"):
            render_pdf(paper("二"))
    assert "三" in pdf_text(render_pdf(paper("三")).content)


def test_one_that_has_grown_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetter, "PEAK_LIMIT", 1)
    before = render_pdf(paper("一")).content
    assert typesetter._running is None
    assert render_pdf(paper("一")).content == before


def test_a_document_beyond_all_measure_is_refused() -> None:
    with pytest.raises(PaperFailed, match="too large"):
        render_pdf(paper("很长" * 1_000_000))
    assert "三" in pdf_text(render_pdf(paper("三")).content)


def test_several_threads_get_each_its_own_paper() -> None:
    words = [f"第{number}份" for number in range(12)]
    with ThreadPoolExecutor(4) as pool:
        texts = [pdf_text(one.content) for one in pool.map(render_pdf, map(paper, words))]
    assert texts == [f"通知{word}" for word in words]


def test_the_fonts_of_the_office_come_first(tmp_path: Path) -> None:
    font = TTFont(SHIPPED_FONTS / "MinutesRare-Light.ttf")
    for record in font["name"].names:
        if record.nameID in (1, 4, 6, 16):
            font["name"].setName("FangSong_GB2312", record.nameID, record.platformID, record.platEncID, record.langID)
    font.save(tmp_path / "simfang.ttf")
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    (tmp_path / "sheet.pdf").write_bytes(render_pdf(paper("一"), font_paths=(tmp_path, tmp_path / "none")).content)
    fonts = pypdf.PdfReader(tmp_path / "sheet.pdf").pages[0]["/Resources"]["/Font"].values()
    assert sorted(font.get_object()["/BaseFont"][8:] for font in fonts) == ["FangSong_GB2312", "MinutesSong-400", "MinutesSong-700"]
