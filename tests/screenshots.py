"""The README's pictures: `python -m tests.screenshots docs/screenshots` serves the showcase and looks at it at 1280 and 390 px."""

from __future__ import annotations

import re
import struct
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.journeys.conftest import DEMO_DAY, DESK, PHONE, Window, load_demo
from tests.journeys.people import bind, link_of, sign_in
from tests.servers import CHROMIUM, app_server, prepare_database

LARGEST = 200_000
COLOURS = 256
EXAMPLE = "鹤鸣里社区党建联盟2026年第四季度联席会议"
DELEGATE = "区水文站"


def picture_all(window: Window, instance: Path, folder: Path) -> None:
    desk = patient(window, DESK)
    sign_in(desk, "qiuye")
    shoot(desk, folder, "today")
    open_meeting(desk, EXAMPLE)
    shoot(desk, folder, "decision", "li[id^=item-]:has(.bars)")
    desk.locator("main").get_by_role("link", name="会议纪要", exact=True).click()
    shoot(desk, folder, "minutes", "section[aria-labelledby=preview]")
    desk.goto("/actions")
    shoot(desk, folder, "register")
    phone = patient(window, PHONE)
    bind(phone, *link_of(instance, DELEGATE))
    phone.get_by_role("link", name=re.compile("^会议正在进行")).first.click()
    phone.get_by_role("button", name="会议签到").click()
    phone.get_by_text(f"您正代表{DELEGATE}表决").wait_for()
    shoot(phone, folder, "phone-vote", "li[id^=item-]:has(form.votes)")
    phone.get_by_role("button", name="English").click()
    phone.goto("/")
    shoot(phone, folder, "phone-english")


def patient(window: Window, size: dict[str, int]) -> Page:
    page = window.open(size)
    page.set_default_timeout(20_000)
    return page


def open_meeting(page: Page, title: str) -> None:
    page.goto("/meetings")
    page.get_by_role("link", name=title, exact=True).click()
    page.locator("li[id^=item-]").first.wait_for()


def shoot(page: Page, folder: Path, name: str, top: str = "") -> None:
    """What a screen shows; `top`: the element that stands at its upper edge."""
    if top:
        page.locator(top).first.evaluate("element => window.scrollTo(0, element.getBoundingClientRect().top + window.scrollY - 12)")
        page.wait_for_timeout(300)
    path = folder / f"{name}.png"
    path.write_bytes(smaller(page.screenshot(animations="disabled")))
    print(f"{path} {path.stat().st_size // 1000} kB")
    if path.stat().st_size > LARGEST:
        raise SystemExit(f"{path} is larger than {LARGEST // 1000} kB")


# -- smaller pictures: the 256 colours that are used most, as a palette ------------------------------------------------


def smaller(png: bytes) -> bytes:
    """The same picture with a palette; colours beyond the 256 most frequent become the nearest of them."""
    width, height, depth, pixels = rows_of(png)
    used = Counter(pixels[at : at + 3] for at in range(0, len(pixels), depth))
    palette = [colour for colour, _times in used.most_common(COLOURS)]
    number = {colour: nearest(colour, palette) for colour in used}
    indexed = bytes(number[pixels[at : at + 3]] for at in range(0, len(pixels), depth))
    lines = b"".join(b"\0" + indexed[at : at + width] for at in range(0, width * height, width))
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"PLTE", b"".join(palette)), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return png[:8] + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


def nearest(colour: bytes, palette: list[bytes]) -> int:
    red, green, blue = colour
    return min(
        range(len(palette)), key=lambda at: (palette[at][0] - red) ** 2 + (palette[at][1] - green) ** 2 + (palette[at][2] - blue) ** 2
    )


def rows_of(png: bytes) -> tuple[int, int, int, bytes]:
    """Width, height, bytes a pixel and the pixels of a PNG with 8 bits a channel, RGB or RGBA, as browsers write them."""
    body, at, head = b"", 8, b""
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, content = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        head = content if kind == b"IHDR" else head
        body += content if kind == b"IDAT" else b""
        at += length + 12
    width, height, bits, colour = struct.unpack(">IIBB", head[:10])
    assert (bits, colour) in ((8, 2), (8, 6))
    depth = 3 if colour == 2 else 4
    raw, stride, above, pixels = zlib.decompress(body), width * depth, bytes(width * depth), []
    for start in range(0, height * (stride + 1), stride + 1):
        above = unfiltered(raw[start], bytearray(raw[start + 1 : start + 1 + stride]), above, depth)
        pixels.append(above)
    return width, height, depth, b"".join(pixels)


def unfiltered(kind: int, line: bytearray, above: bytes, depth: int) -> bytes:
    """One line of pixels without its PNG filter (0 none, 1 left, 2 above, 3 mean, 4 Paeth)."""
    for at in range(len(line)) if kind else ():
        left = line[at - depth] if at >= depth else 0
        corner = above[at - depth] if at >= depth else 0
        line[at] = (line[at] + (0, left, above[at], (left + above[at]) // 2, paeth(left, above[at], corner))[kind]) & 255
    return bytes(line)


def paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    return min((left, above, corner), key=lambda value: abs(guess - value))


@contextmanager
def chromium() -> Iterator[Any]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**CHROMIUM)
        yield browser
        browser.close()


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, chromium() as browser:
        instance = Path(place) / "instance"
        prepare_database(instance, LIANXI_NOW=DEMO_DAY)
        load_demo(instance)
        with app_server(instance, LIANXI_NOW=DEMO_DAY) as url:
            window = Window(browser, url)
            picture_all(window, instance, folder)
            for context in window.contexts:
                context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
