"""Twenty items and forty members on one page: only what is in hand has its forms, and nothing is lost by it."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import Person
from app.alliances.models import Alliance, Seat
from app.core.db import db, writing
from app.core.ledger import Entry
from app.meetings import actions
from app.meetings.models import Meeting
from app.policy import SYSTEM
from tests import make
from tests.ballots import make_ballots as boards
from tests.house.counting import statements
from tests.meetings import make_meetings as made
from tests.meetings.reading import HX, error_at, value_of

TOPICS = tuple(f"议题{number}" for number in range(1, 21))


@pytest.fixture
def meeting(alliance: Alliance, seats: list[Seat]) -> Meeting:
    """Twenty items, entered afterwards."""
    return made.held_days_ago(alliance, *TOPICS)


def soup_of(answer: Any) -> BeautifulSoup:
    return BeautifulSoup(answer.text, "html.parser")


def unfolded(answer: Any) -> list[str]:
    """Titles of the cards that hold their forms."""
    return [card.select_one("h3 strong").get_text() for card in soup_of(answer).select("li[id^=item-]:not([data-folded])")]  # type: ignore[union-attr]


def item_url(meeting: Meeting, number: int) -> str:
    return f"/meetings/{meeting.id}/items/{made.items(meeting)[number].id}"


def part(noun: str, row_id: int) -> dict[str, str]:
    return HX | {"HX-Target": f"li#{noun}-{row_id}"}


# -- the agenda --------------------------------------------------------------------------------------------------------


def test_only_the_next_item_has_its_forms_and_every_other_a_way_to_them(client: FlaskClient, meeting: Meeting, secretary: Person) -> None:
    page = client.get(f"/meetings/{meeting.id}")
    assert unfolded(page) == ["议题1"]
    cards = {form.find_parent("li")["id"] for form in soup_of(page).select("li[id^=item-] form")}  # type: ignore[index]  # every form has one
    assert cards == {f"item-{made.items(meeting)[0].id}"}
    ways = [str(link["href"]) for link in soup_of(page).select("li[data-folded] a[id^=fold-]")]
    assert ways == [f"/meetings/{meeting.id}?item={item.id}#item-{item.id}" for item in made.items(meeting)[1:]]


def test_the_way_leads_to_the_page_with_that_item_unfolded_and_by_script_to_its_card(
    client: FlaskClient, meeting: Meeting, secretary: Person
) -> None:
    fifth = made.items(meeting)[4]
    assert unfolded(client.get(f"/meetings/{meeting.id}?item={fifth.id}")) == ["议题5"]
    assert unfolded(client.get(f"/meetings/{meeting.id}?item=nonsense")) == ["议题1"]
    card = client.get(f"/meetings/{meeting.id}?item={fifth.id}", headers=part("item", fifth.id))
    assert ([tag["id"] for tag in soup_of(card).select("li")], unfolded(card)) == ([f"item-{fifth.id}"], ["议题5"])
    again = client.get(f"/meetings/{meeting.id}?item=0", headers=part("item", fifth.id))
    assert ([tag["id"] for tag in soup_of(again).select("li")], unfolded(again)) == ([f"item-{fifth.id}"], [])


def test_what_was_changed_stays_unfolded_and_the_next_item_unfolds_when_one_is_done(
    client: FlaskClient, meeting: Meeting, secretary: Person
) -> None:
    second, third = made.items(meeting)[1:3]
    answer = client.post(f"{item_url(meeting, 1)}/agreed", data={"agreed": "一条", "agreed_version": "1"})
    assert answer.location == f"/meetings/{meeting.id}?item={second.id}#item-{second.id}"
    assert unfolded(client.get(answer.location)) == ["议题2"]
    client.post(f"{item_url(meeting, 0)}/report", data={"words": "已通报"})
    answer = client.post(f"{item_url(meeting, 1)}/defer", data={"words": "等比选"})
    assert unfolded(client.get(answer.location)) == ["议题2", "议题3"]
    cards = soup_of(client.get(answer.location, headers=part("item", second.id))).select("li[id^=item-]")
    assert [(card["id"], card.get("hx-swap-oob")) for card in cards] == [
        (f"item-{second.id}", None),
        (f"item-{third.id}", f"outerHTML:#item-{third.id}[data-folded]"),  # one that stands unfolded already keeps what was typed
    ]


def test_while_the_meeting_runs_an_item_unfolds_when_it_is_called(client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    """Its card comes anew then, and whoever had begun to type into it would lose that."""
    running = made.meeting(alliance, *TOPICS[:3], at=made.now(), starts_at=made.now())
    client.post(f"/meetings/{running.id}/start", data={})
    assert unfolded(client.get(f"/meetings/{running.id}")) == []
    answer = client.post(f"{item_url(running, 1)}/moves", data={})
    assert (unfolded(client.get(answer.location)), unfolded(client.get(f"/meetings/{running.id}"))) == (["议题2"], ["议题2"])
    answer = client.post(f"{item_url(running, 1)}/defer", data={"words": "等比选"})
    assert (unfolded(client.get(answer.location)), unfolded(client.get(f"/meetings/{running.id}"))) == (["议题2"], [])


def test_a_folded_item_unfolds_where_its_form_was_bad_or_refused_and_keeps_the_words(
    client: FlaskClient, meeting: Meeting, secretary: Person
) -> None:
    seventh = made.items(meeting)[6]
    bad = client.post(f"{item_url(meeting, 6)}/agreed", data={"agreed": "字" * 10001, "agreed_version": "1"})
    assert (bad.status_code, unfolded(bad), error_at(bad, f"agreed-{seventh.id}")[:2]) == (422, ["议题7"], "最多")
    refused = client.post(f"{item_url(meeting, 6)}/agreed", data={"agreed": "乙的一条", "agreed_version": "9"})
    assert (refused.status_code, unfolded(refused), value_of(refused, f"agreed-{seventh.id}")) == (409, ["议题7"], "乙的一条")


def test_a_folded_item_says_what_came_of_it(client: FlaskClient, alliance: Alliance) -> None:
    of = boards.room(3, 3, "alliance_majority")
    motion = boards.motion(of)
    boards.cast(of, motion, {0: "for", 1: "for", 2: "against"})
    boards.close(of, motion)
    with writing():
        item = db.session.merge(of.item)
        actions.agree(item, "开放60个车位\n试行3个月", version=item.version, by=of.secretary, at=made.now())
    reader = make.sign_in(client, make.delegate_of(of.seats[0]), by_phone=True)
    card = soup_of(reader.get(f"/meetings/{of.meeting.id}")).select_one(f"#item-{of.item.id}")
    assert card is not None
    assert card.has_attr("data-folded")
    said = card.get_text()
    told = ("已议定", "赞成2票", "过半数", "开放60个车位", "试行3个月")
    assert [words for words in told if words not in said] == []
    assert card.select("svg, form") == []
    whole = reader.get(f"/meetings/{of.meeting.id}?item={of.item.id}").text
    assert ("各家的选择（联盟内部）" in whole, "<svg" in whole) == (True, True)


def test_every_open_ballot_stands_ready_on_a_delegates_page(client: FlaskClient, alliance: Alliance) -> None:
    """Two ballots at once: the reader is asked in both, whichever item the meeting is at."""
    of = boards.room(3, 3, "alliance_majority")
    first = boards.motion(of)
    second = boards.item(of, "楼道照明改造")
    with writing():
        actions.discuss(db.session.merge(second), by=of.secretary, at=made.now())
    reader = make.sign_in(client, make.delegate_of(of.seats[0]), by_phone=True)
    page = soup_of(reader.get(f"/meetings/{of.meeting.id}"))
    buttons = [str(button["value"]) for button in page.select(f"#motion-{first.id} button[name=choice]")]
    assert (buttons, len(page.select("li[id^=item-]:not([data-folded])"))) == (["for", "against", "abstain"], 2)


# -- the list ----------------------------------------------------------------------------------------------------------


def taps(page: BeautifulSoup, seat: Seat, status: str) -> tuple[str, dict[str, str]]:
    """Where the button of a row leads, and what it sends with the one form of the list."""
    button = page.select_one(f"#seat-{seat.id}-{status}")
    form = page.select_one("form#taps")
    assert isinstance(button, Tag)
    assert isinstance(form, Tag)
    assert button["form"] == "taps"
    assert button["formaction"] == button["hx-post"]
    fields = {str(one["name"]): str(one["value"]) for one in form.select("input")}
    return str(button["formaction"]), fields | {str(button["name"]): str(button["value"])}


def marked(meeting: Meeting) -> int:
    statement = select(func.count()).select_from(Entry).where(Entry.chain_id == meeting.alliance_id, Entry.verb == "attendance.mark")
    return db.session.scalar(statement) or 0


def test_the_list_is_one_form_whose_key_serves_every_row_and_each_tap_once(
    client: FlaskClient, meeting: Meeting, seats: list[Seat], secretary: Person
) -> None:
    page = soup_of(client.get(f"/meetings/{meeting.id}"))
    assert len(page.select("#attendance form#taps input[name=once]")) == 1
    assert page.select("#attendance li form") == []
    for seat, status in ((seats[0], "present"), (seats[1], "present"), (seats[0], "present"), (seats[2], "apology")):
        url, fields = taps(page, seat, status)
        assert client.post(url, data=fields).status_code == 303
    assert [made.row(meeting, seat).status for seat in seats] == ["present", "present", "apology"]
    assert marked(meeting) == 3  # the second tap of the first row was answered and not done


def test_a_tap_brings_the_list_a_new_key_so_that_the_same_tap_counts_after_it_was_taken_back(
    client: FlaskClient, meeting: Meeting, seats: list[Seat], secretary: Person
) -> None:
    url, fields = taps(soup_of(client.get(f"/meetings/{meeting.id}")), seats[0], "present")
    answer = soup_of(client.post(url, data=fields, headers=part("seat", seats[0].id), follow_redirects=True))
    key = answer.select_one("#taps-once")
    assert key is not None
    assert (key["hx-swap-oob"], key["form"], key["value"] != fields["once"]) == ("true", "taps", True)
    client.post(url, data={"status": "expected", "once": "f" * 32})
    client.post(url, data=fields | {"once": str(key["value"])})
    assert made.row(meeting, seats[0]).status == "present"


def test_only_the_row_that_is_asked_for_opens_for_a_correction(
    client: FlaskClient, meeting: Meeting, seats: list[Seat], secretary: Person
) -> None:
    for seat in seats[:2]:
        client.post(f"/meetings/{meeting.id}/seats/{seat.id}/attendance", data={"status": "present"})
    for address in (f"/meetings/{meeting.id}", f"/meetings/{meeting.id}/attendance"):
        page = soup_of(client.get(address))
        assert [str(link["href"]) for link in page.select("#attendance li a")] == [
            f"{address}?seat={seat.id}#seat-{seat.id}" for seat in seats[:2]
        ]
        opened = soup_of(client.get(f"{address}?seat={seats[1].id}"))
        assert [str(form["action"]) for form in opened.select("#attendance li form")] == [
            f"/meetings/{meeting.id}/seats/{seats[1].id}/attendance"
        ] * 2
    row = soup_of(client.get(f"/meetings/{meeting.id}?seat={seats[0].id}", headers=part("seat", seats[0].id)))
    assert [tag["id"] for tag in row.select("li")] == [f"seat-{seats[0].id}"]
    assert value_of(client.get(f"/meetings/{meeting.id}?seat={seats[0].id}"), f"arrived-{seats[0].id}") == "14:00"


# -- what it costs -----------------------------------------------------------------------------------------------------


def cost(client: FlaskClient, path: str, **options: Any) -> int:
    client.get(path, **options)
    with statements() as ran:
        assert client.get(path, **options).status_code == 200
    return len(ran)


@pytest.mark.parametrize("who", ["secretary", "delegate"])
def test_page_and_card_cost_the_same_for_one_item_and_three_and_twenty(
    client: FlaskClient, alliance: Alliance, seats: list[Seat], who: str
) -> None:
    make.sign_in(client, make.secretary(alliance) if who == "secretary" else make.delegate_of(seats[0]), by_phone=who == "delegate")
    costs = []
    for topics in (TOPICS[:1], TOPICS[:3], TOPICS):
        meeting = made.held_days_ago(alliance, *topics)
        with writing():
            actions.mark(meeting, seats[0], actions.Mark("present"), by=SYSTEM, at=made.now())
        item = made.items(meeting)[0].id
        path = f"/meetings/{meeting.id}"
        costs.append((cost(client, path), cost(client, f"{path}?item={item}", headers=part("item", item))))
    assert costs == [costs[0]] * 3
    assert max(costs[0]) <= 17, costs
