"""What stands in the polled places: never a name, never a side while a ballot is open; and the pages around them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.ballots.models import Motion, SecretRoll
from app.core import ledger
from app.core.clock import now
from app.core.db import db, writing
from app.core.perform import record
from app.live import versions as live_versions
from app.live.invite import invite
from app.meetings import actions as meetings
from app.policy import SYSTEM
from tests import make
from tests.ballots import make_ballots as boards
from tests.ballots.make_ballots import Room
from tests.live.make_live import ago, delegate, page_address, running, secretary
from tests.resolutions import make_resolutions

#: Its noon is where the clock of a test stands.
MORNING = date(2026, 11, 24)

SIDES = ("赞成", "反对", "弃权")


@pytest.fixture
def of(app: Flask) -> Room:
    return running()


def names(of: Room) -> list[str]:
    """Everything that only some may read: units, people, the words behind a recusal."""
    units = [unit for line in (of.meeting.snapshot or {})["roll"] for unit in [line["organisation"]]]
    return [*units, *(make.delegate_of(seat).name for seat in of.seats), of.person.name, "经营小区停车"]


def strip(client: FlaskClient, of: Room, audience: str = "inside") -> str:
    return client.get(f"/meetings/{of.meeting.id}/live/{audience}", headers={"HX-Request": "true", "HX-Target": "div#live"}).text


@pytest.mark.parametrize("audience", ["inside", "screen"])
def test_an_open_ballot_shows_a_number_and_nobody(client: FlaskClient, of: Room, audience: str) -> None:
    boards.recuse(of, 8, at=ago(15))
    motion = boards.motion(of, at=ago(10))
    boards.cast(of, motion, {0: "for", 1: "against", 2: "against"}, at=ago(9))
    html = strip(secretary(client, of), of, audience)
    assert "已投3家，共8家" in html
    assert [word for word in (*names(of), *SIDES) if word in html] == []


@pytest.mark.parametrize("audience", ["inside", "screen"])
def test_a_secret_ballot_shows_the_number_of_its_roll_and_no_more(client: FlaskClient, of: Room, audience: str) -> None:
    motion = boards.motion(of, at=ago(10))
    with writing():
        db.session.connection().execute(Motion.__table__.update().where(Motion.id == motion.id).values(visibility="secret"))
        for seat in of.seats[:4]:
            db.session.add(SecretRoll(motion_id=motion.id, seat_id=seat.id, paper=False, mark="0" * 64))
    html = strip(secretary(client, of), of, audience)
    assert "已投4家，共9家" in html
    assert [word for word in (*names(of), *SIDES, "0" * 64) if word in html] == []


@pytest.mark.parametrize("audience", ["inside", "screen"])
def test_a_result_says_how_many_and_never_who(client: FlaskClient, of: Room, audience: str) -> None:
    motion = boards.motion(of, at=ago(10))
    boards.cast(of, motion, dict.fromkeys(range(6), "for") | {6: "against"}, at=ago(9))
    boards.close(of, motion, at=ago(5))
    html = strip(secretary(client, of), of, audience)
    assert "赞成6票" in html
    assert [word for word in names(of) if word in html] == []


def test_every_reader_of_an_audience_gets_the_same(app: Flask, of: Room) -> None:
    motion = boards.motion(of, at=ago(10))
    boards.cast(of, motion, {0: "for"}, at=ago(9))
    people = [of.person, make.delegate_of(of.seats[0]), make.delegate_of(of.seats[1]), make.administrator()]
    shown = set()
    for person in people:
        soup = BeautifulSoup(strip(make.sign_in(app.test_client(), person), of), "html.parser")
        place = soup.find(id="live")
        assert place is not None
        del place["hx-get"]
        shown.add(str(soup))
    assert len(shown) == 1


def test_each_language_has_its_own_fragment(client: FlaskClient, of: Room) -> None:
    delegate(client, of)
    chinese = page_address(client, f"/meetings/{of.meeting.id}")
    client.set_cookie("lianxi_language", "en")
    assert ("-zh-" in chinese, "-en-" in page_address(client, f"/meetings/{of.meeting.id}")) == (True, True)


def test_a_meeting_that_is_over_polls_nothing(client: FlaskClient, of: Room) -> None:
    with writing():
        meetings.end(db.session.merge(of.meeting), None, by=of.secretary, at=now())
    page = delegate(client, of).get(f"/meetings/{of.meeting.id}").text
    assert ('id="live"' in page, 'id="quorum"' in page) == (False, True)
    assert "hx-get" not in strip(client, of)


@pytest.mark.parametrize("state", ["planning", "notified", "postponed"])
def test_a_screen_opened_hours_before_the_meeting_sees_it_begin(client: FlaskClient, monkeypatch: pytest.MonkeyPatch, state: str) -> None:
    """The same process drew it in the morning, in whatever state the meeting was then."""
    monkeypatch.setattr(live_versions, "FRESH", 0.0)
    with make_resolutions.today_is(MORNING):
        alliance = make.alliance()
        secretary_ = make.secretary(alliance)
        with writing():
            ledger.hold(alliance.id)
            plan = meetings.Plan(starts_at=now() + timedelta(hours=4), ends_at=None, place="二楼议事厅")
            meeting = meetings.schedule(alliance, plan, by=SYSTEM, at=now(), topics=["错时停车"])
            meeting.state = state  # the way there is not what is asked here
            record("meeting.change", meeting, by=SYSTEM, at=now())
        make.sign_in(client, secretary_)
        morning = page_address(client, f"/meetings/{meeting.id}/screen")
        assert client.get(morning).status_code == 204
        with writing():
            ledger.hold(alliance.id)
            meetings.start(db.session.merge(meeting), None, by=SYSTEM, at=now())
        begun = client.get(morning)
    assert (begun.status_code, "hx-get" in begun.text, "还没有开始" in begun.text) == (200, True, False)


def test_an_address_opened_by_hand_leads_to_the_page(client: FlaskClient, of: Room) -> None:
    delegate(client, of)
    leads = [client.get(f"/meetings/{of.meeting.id}/live/{audience}").location for audience in ("inside", "screen")]
    assert leads == [f"/meetings/{of.meeting.id}", f"/meetings/{of.meeting.id}/screen"]


# -- the projector -------------------------------------------------------------------------------------------------------


def test_the_projector_works_without_script_and_without_the_houses_frame(client: FlaskClient, of: Room) -> None:
    soup = BeautifulSoup(secretary(client, of).get(f"/meetings/{of.meeting.id}/screen").text, "html.parser")
    refresh = soup.select_one("noscript meta[http-equiv=refresh]")
    assert refresh is not None
    assert refresh["content"] == "5"
    assert [len(soup.find_all(tag)) for tag in ("nav", "form", "button", "footer")] == [0, 0, 0, 0]


def test_the_projector_shows_what_the_room_is_at(client: FlaskClient, of: Room) -> None:
    secretary(client, of)
    second = boards.item(of, "楼道照明改造")
    url = f"/meetings/{of.meeting.id}/screen"
    assert "楼道照明改造" in client.get(url).text  # nothing begun: the agenda
    motion = boards.motion(of, at=ago(10))
    assert "表决中" in client.get(url).text
    boards.close(of, motion, at=ago(5))
    assert "表决结果" in client.get(url).text
    with writing():
        meetings.discuss(db.session.merge(second), by=of.secretary, at=now())
    page = client.get(url).text
    assert ("讨论中" in page, "表决结果" in page) == (True, False)


# -- the vote on a telephone -----------------------------------------------------------------------------------------------


def vote(client: FlaskClient, of: Room, motion: Motion, choice: str, number: int = 0, **more: str) -> object:
    return client.post(f"/motions/{motion.id}/seats/{of.seats[number].id}/vote", data={"choice": choice, "on": "motion", **more})


def text_of(client: FlaskClient, motion: Motion) -> str:
    soup = BeautifulSoup(client.get(f"/motions/{motion.id}").text, "html.parser")
    card = soup.find(id=f"motion-{motion.id}")
    assert card is not None
    return card.get_text(" ", strip=True)


def test_a_link_and_one_tap_are_a_counted_vote(client: FlaskClient, of: Room) -> None:
    motion = boards.motion(of, at=ago(10))
    shown = text_of(delegate(client, of), motion)
    assert "您正代表" in shown
    assert "过半数需5票" in shown
    assert "实到9家（需6家）" in shown
    answer = vote(client, of, motion, "for")
    assert (answer.status_code, answer.location) == (303, f"/motions/{motion.id}")  # type: ignore[attr-defined]  # a response
    assert "您投的是：赞成。在结束前可以修改。" in text_of(client, motion)


def test_a_vote_from_the_meetings_page_comes_back_there(client: FlaskClient, of: Room) -> None:
    motion = boards.motion(of, at=ago(10))
    delegate(client, of)
    answer = client.post(f"/motions/{motion.id}/seats/{of.seats[0].id}/vote", data={"choice": "for", "on": "http://evil.example/"})
    assert answer.location == f"/meetings/{of.meeting.id}?item={of.item.id}#item-{of.item.id}"


def test_the_same_form_sent_again_is_answered_and_done_once(client: FlaskClient, of: Room) -> None:
    motion = boards.motion(of, at=ago(10))
    delegate(client, of)
    for _tap in range(2):
        assert vote(client, of, motion, "for", once="k" * 32).status_code == 303  # type: ignore[attr-defined]
    assert "您投的是：赞成" in text_of(client, motion)


def test_back_after_the_end_shows_the_result_and_why_the_vote_did_not_count(client: FlaskClient, of: Room) -> None:
    motion = boards.motion(of, at=ago(10))
    boards.close(of, motion, at=ago(5))
    answer = vote(delegate(client, of), of, motion, "for")
    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert "这一票没有计入" in answer.text  # type: ignore[attr-defined]
    assert "未通过" in answer.text  # type: ignore[attr-defined]
    assert ("看会议" in answer.text, 'id="items"' in answer.text) == (True, False)  # type: ignore[attr-defined]  # the motion's page


def test_who_cannot_vote_reads_why(app: Flask) -> None:
    of = running(9, 8)
    watcher = make.seat(of.alliance, votes=False)
    boards.recuse(of, 1, at=ago(15))
    motion = boards.motion(of, at=ago(10))
    late = make.seat(of.alliance)

    def reads(person: object) -> str:
        return text_of(make.sign_in(app.test_client(), person), motion)  # type: ignore[arg-type]

    assert "回避这一项，不参加表决" in reads(make.delegate_of(of.seats[1]))
    assert "签到以后才能表决" in reads(make.delegate_of(of.seats[8]))
    assert "列席会议，不参加表决" in reads(make.delegate_of(watcher))
    assert "不在这次表决的名册里" in reads(make.delegate_of(late))
    assert "不代表成员单位" in reads(of.person)
    other = running()
    stranger = make.sign_in(app.test_client(), make.delegate_of(other.seats[0]))
    assert stranger.get(f"/motions/{motion.id}").status_code == 403


def test_hands_drafts_and_ends_say_what_they_are(client: FlaskClient, of: Room) -> None:
    delegate(client, of)
    assert "还没有开始表决" in text_of(client, boards.motion(of, state="draft"))
    hands = running()
    assert "请在会场举手" in text_of(delegate(client, hands), boards.motion(hands, "hands", at=ago(10)))


def test_who_has_not_voted_is_told_to_those_who_run_the_meeting_only(app: Flask, of: Room) -> None:
    motion = boards.motion(of, at=ago(10))
    boards.cast(of, motion, {0: "for"}, at=ago(9))
    asking = {"HX-Request": "true", "HX-Target": f"div#waiting-{motion.id}"}
    desk = secretary(app.test_client(), of).get(f"/motions/{motion.id}/waiting", headers=asking)
    units = [line["organisation"] for line in (of.meeting.snapshot or {})["roll"]]
    assert [unit in desk.text for unit in units] == [False] + [True] * 8
    phone = delegate(app.test_client(), of)
    assert phone.get(f"/motions/{motion.id}/waiting", headers=asking).status_code == 403
    assert "还没有投的" not in phone.get(f"/motions/{motion.id}").text


def test_whoever_is_not_signed_in_comes_back_to_the_motion(client: FlaskClient, of: Room) -> None:
    motion = boards.motion(of, at=ago(10))
    way = client.get(f"/motions/{motion.id}").location
    assert way.startswith("/sign-in?next=")


def test_the_invitation_names_nobody_and_brings_to_the_motion(app: Flask, of: Room) -> None:
    motion = boards.motion(of, at=ago(10))
    with app.test_request_context("/"):
        brought = invite(db.session.merge(motion))
    assert brought.url == f"http://localhost/motions/{motion.id}"
    assert brought.url in brought.words
    assert brought.picture.startswith("data:image/svg+xml")
    assert [word for word in names(of) if word in brought.words] == []
