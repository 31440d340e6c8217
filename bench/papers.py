"""`python -m bench.papers`: how long a PDF and a Word file take, warm, short and long, and what the typesetting process holds."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import replace

from app.papers.model import Document
from app.papers.pdf import pages, render_pdf
from app.papers.word import render_word
from bench.processes import cpu_seconds, pss_megabytes
from tests.papers.example import MINUTES
from tests.processes import descendants

ROUNDS = 7
LONG = 6  # times the text of the example


def long(document: Document) -> Document:
    return replace(document, blocks=document.blocks * LONG)


def measured(name: str, goal: str, work: Callable[[], bytes], count: Callable[[bytes], str]) -> str:
    content = work()  # warm
    times, before = [], cpu_seconds(os.getpid())
    for _round in range(ROUNDS):
        begun = time.monotonic()
        work()
        times.append(time.monotonic() - begun)
    cpu = (cpu_seconds(os.getpid()) - before) / ROUNDS
    return f"{name:24}{count(content):>10}{statistics.median(times):9.2f} s{max(times):9.2f} s{cpu:9.2f} s  {goal}"


def main() -> None:
    print(f"{'':24}{'':>10}{'median':>11}{'worst':>11}{'CPU':>11}  goal")
    for name, document, goal in (("minutes", MINUTES, "0.2 s"), ("a long paper", long(MINUTES), "1 s")):
        print(measured(f"PDF, {name}", goal, lambda one=document: render_pdf(one).content, lambda pdf: f"{pages(pdf)} p."))
        print(measured(f"Word, {name}", "", lambda one=document: render_word(one), lambda docx: f"{len(docx) // 1000} kB"))
    for pid in descendants(os.getpid()):
        print(f"typesetting process: {pss_megabytes(pid):.0f} MB (PSS)")


if __name__ == "__main__":
    main()
