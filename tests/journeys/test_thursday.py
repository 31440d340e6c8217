"""The test of tests: 17 rows pasted from WPS, last Thursday's meeting recorded afterwards, a Word file that the 书记 signs.

What it costs is counted, printed and kept in build/, not asserted: 0.3 s a character, 1.5 s a tap. What the Word file says is asserted:
at most three paragraphs differ from a text that was written by hand.
"""

from __future__ import annotations

import difflib
import itertools
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app.core import clock
from app.core.workdays import Calendar
from tests.journeys.conftest import DESK, PHONE, ROOT, Window, picture
from tests.journeys.cost import Cost
from tests.journeys.installation import PATIENCE, copy_of, new_installation, window_of
from tests.journeys.late_entry import DUE, LINES_BY, MATTERS, STAIRS_BY, THURSDAY, VIEWS_BY, Secretary, chinese
from tests.papers.reading import pdf_text, squeezed, word_paragraphs
from tests.servers import app_server

EXPECTED = Path(__file__).with_name("expected_thursday.txt")
SIZES = {"phone": PHONE, "desk": DESK}
CORRECTIONS = 3


# -- what the 书记 would sign ------------------------------------------------------------------------------------------


def expected(today: date) -> list[str]:
    """The hand-written text, with the dates that follow from the day on which the journey runs."""
    days_off = json.loads((ROOT / "app" / "settings" / "holidays.json").read_text(encoding="utf-8"))
    holidays, makeup = ({date.fromisoformat(day) for day in days_off[name]} for name in ("holidays", "makeup_workdays"))
    calendar = Calendar(holidays, makeup, {day.year for day in holidays})
    begin, end = calendar.after(today, 1), calendar.after(today, 3)
    words = EXPECTED.read_text(encoding="utf-8").format(
        today=chinese(today),
        thursday=chinese(THURSDAY),
        year=THURSDAY.year,
        quarter="一二三四"[(THURSDAY.month - 1) // 3],
        stairs=STAIRS_BY,
        lines=LINES_BY,
        views=VIEWS_BY,
        stairs_due=chinese(DUE[0]),
        lines_due=chinese(DUE[1]),
        views_due=chinese(DUE[2]),
        notice=f"{chinese(begin)}至{chinese(end, year=end.year != begin.year)}",
        slips=chinese(calendar.after(end, 1), year=False),
    )
    return [squeezed(line) for line in words.splitlines()]


def corrections(wanted: list[str], written: list[str]) -> list[str]:
    """Every paragraph that he would correct, strike or add, as it should be and as it is."""
    found = []
    for verb, start, stop, begin, over in difflib.SequenceMatcher(None, wanted, written, autojunk=False).get_opcodes():
        if verb != "equal":
            should, is_ = wanted[start:stop], written[begin:over]
            pairs = itertools.zip_longest(should, is_, fillvalue="")
            found += [f"should be: {one}\n       is: {other}" for one, other in pairs]
    return found


@pytest.fixture(scope="module")
def house(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty real installation with its administrator, one alliance and its secretary."""
    instance = tmp_path_factory.mktemp("house") / "instance"
    new_installation(browser, instance)
    return instance


@pytest.fixture
def window(browser: Browser, house: Path, tmp_path: Path) -> Iterator[Window]:
    """Its server, for one secretary's evening; every variant begins with the empty house."""
    with app_server(copy_of(house, tmp_path / "instance")) as url, window_of(browser, url) as opened:
        yield opened


@pytest.mark.parametrize(("size", "javascript"), [("desk", True), ("phone", False)], ids=["desk-js", "phone-plain"])
def test_last_thursdays_meeting_is_recorded_and_its_word_file_can_be_signed(window: Window, size: str, javascript: bool) -> None:
    cost = Cost()
    page = window.open(SIZES[size], javascript=javascript)
    page.set_default_timeout(PATIENCE)
    secretary = Secretary(page, cost, javascript=javascript)
    secretary.signs_in()
    secretary.pastes_the_members()
    secretary.schedules()
    secretary.takes_attendance()
    heating, stairs, stalls = MATTERS
    secretary.reports(heating)
    secretary.agrees(stairs)
    secretary.counts_hands(stalls, "商户联合党支部", "所属商户涉及外摆经营", ("11", "1", "1"))
    secretary.assigns(stairs)
    secretary.assigns(stalls)
    sheet = secretary.ends()
    word = secretary.drafts()
    secretary.enters_the_sign_off()
    name = f"thursday-{'js' if javascript else 'plain'}-{size}"
    differing = corrections(expected(clock.today()), [squeezed(line) for line in word_paragraphs(word)])
    report = f"{name}: {cost}; {len(differing)} corrections"
    print(report, *differing, sep="\n")
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build" / f"{name}.txt").write_text("\n".join((report, *differing)) + "\n", encoding="utf-8")
    picture(page, name)
    assert "云锦里社区居委会" in pdf_text(sheet)
    assert len(differing) <= CORRECTIONS, "\n".join(differing)
