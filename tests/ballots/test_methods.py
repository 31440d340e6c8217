"""choose_one and approve_any, second rounds, the casting vote, weights and two dimensions, on both databases (voting.md §2 to §5)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.ballots import actions, casting
from app.ballots.models import Motion, Vote
from app.ballots.queries import export, settled
from app.ballots.question import YES_NO, Choice, Question
from app.ballots.recount import recount
from app.core import ledger
from app.core.db import db, writing
from app.core.ledger import Entry
from app.core.lifecycle import Refused
from app.meetings import actions as meetings
from app.meetings import queries as meeting_queries
from tests import make
from tests.ballots import make_ballots as boards
from tests.ballots.make_ballots import ALL_CHECKED, Room, room
from tests.make import later

ROUTE = Question("choose_one", ("东门", "西门", "南门"))
BOARD = Question("approve_any", ("甲", "乙", "丙"), max_choices=2, seats_to_fill=2)
FREE = Question("approve_any", ("路灯", "座椅", "花坛"))


def refused(of: Room, act: Callable[[], Any]) -> tuple[str, str | None]:
    """Why the act was refused, and at which field; everything it did is undone."""
    with pytest.raises(Refused) as refusal, writing():
        ledger.hold(of.alliance.id)
        act()
    return refusal.value.reason, refusal.value.field


def done(of: Room, act: Callable[[], Any]) -> Any:
    with writing():
        ledger.hold(of.alliance.id)
        return act()


def recounted(motion: Motion) -> bool:
    """What anybody recounts from the exported file is what is stored."""
    return recount(json.loads(json.dumps(export(motion, with_seats=True)))) == motion.counts


# -- asking ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "visibility", "fault"),
    [
        (Question("loud"), "named", ("motion.method", "method")),
        (Question("choose_one"), "named", ("options.none", "options")),
        (Question("approve_any"), "named", ("options.none", "options")),
        (Question("yes_no", ("东门",)), "named", ("options.elsewhere", "options")),
        (Question("choose_one", ("东门", "西 门", "西门")), "named", ("options.twice", "options")),
        (Question("choose_one", ("Plan A", "plan a")), "named", ("options.twice", "options")),
        *(
            (Question("choose_one", ("东门", word)), "named", ("options.taken", "options"))
            for word in ("for", "None", "abstain", "invalid")
        ),
        *(
            (Question("approve_any", (word,)), "named", ("options.taken", "options"))
            for word in ("against", "弃权", "pick", "withdrawn", "Handed_out")
        ),
        (Question("choose_one", ("长" * 61,)), "named", ("options.long", "options")),
        (Question("choose_one", tuple(f"方案{n}" for n in range(31))), "named", ("options.many", "options")),
        (Question("choose_one", ("东门",), max_choices=1), "named", ("options.max_elsewhere", "max_choices")),
        (Question("yes_no", (), seats_to_fill=1), "named", ("options.seats_elsewhere", "seats_to_fill")),
        (Question("approve_any", ("甲", "乙"), max_choices=0), "named", ("options.max_choices", "max_choices")),
        (Question("approve_any", ("甲", "乙"), max_choices=3), "named", ("options.max_choices", "max_choices")),
        (Question("approve_any", ("甲", "乙"), seats_to_fill=3), "named", ("options.seats_to_fill", "seats_to_fill")),
        (Question("approve_any", ("甲", "乙"), seats_to_fill=0), "named", ("options.seats_to_fill", "seats_to_fill")),
        (ROUTE, "hands", ("hands.method", "visibility")),
        (BOARD, "hands", ("hands.method", "visibility")),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_at_its_field(
    app: Flask, asked: Question, visibility: str, fault: tuple[str, str]
) -> None:
    of = room(3, 3, "alliance_majority")
    assert refused(of, lambda: actions.create_motion(of.item, "选一个", visibility, asked, by=of.secretary, at=later(5))) == fault
    assert db.session.scalars(select(Motion)).all() == []


def test_what_is_asked_stands_in_the_motion_and_is_opened_under_the_card(any_app: Flask) -> None:
    of = room(9, 7, "alliance_two_thirds")
    motion = boards.motion(of, "named", BOARD)
    assert (motion.method, motion.options, motion.max_choices, motion.seats_to_fill, motion.round) == (
        "approve_any",
        ["甲", "乙", "丙"],
        2,
        2,
        1,
    )
    assert motion.rule == {"base": "entitled", "num": 2, "den": 3, "strict": False}
    assert motion.dimensions is None


# -- casting -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "choice", "row"),
    [
        (ROUTE, "西门", ("pick", ["西门"])),
        (ROUTE, "none", ("none", None)),
        (ROUTE, "abstain", ("abstain", None)),
        (BOARD, ["丙", "甲"], ("pick", ["甲", "丙"])),
        (BOARD, [], ("abstain", None)),
        (BOARD, "abstain", ("abstain", None)),
        (FREE, ["花坛", "路灯", "座椅"], ("pick", ["路灯", "座椅", "花坛"])),
    ],
)
def test_a_ballot_of_options_is_kept_as_it_was_offered(any_app: Flask, asked: Question, choice: Choice, row: tuple[str, Any]) -> None:
    of = room(3, 3, "alliance_majority")
    motion = boards.motion(of, "named", asked)
    boards.cast(of, motion, {0: choice})
    vote = casting.votes_of(motion)[of.seats[0].id]
    assert (vote.choice, vote.picks) == row
    assert list(ledger.verify()) == []


@pytest.mark.parametrize(
    ("asked", "choice", "reason"),
    [
        (YES_NO, "none", "vote.choice"),
        (YES_NO, ["for"], "vote.choice"),
        (ROUTE, "北门", "vote.option"),
        (ROUTE, "for", "vote.option"),
        (ROUTE, "invalid", "vote.option"),
        (ROUTE, "", "vote.option"),
        (ROUTE, ["东门"], "vote.option"),
        (BOARD, ["甲", "丁"], "choice.unknown"),
        (BOARD, "甲", "choice.unknown"),
        (BOARD, "invalid", "choice.unknown"),
        (BOARD, ["甲", "乙", "丙"], "choice.too_many"),
    ],
)
def test_what_is_no_ballot_is_refused(app: Flask, asked: Question, choice: Choice, reason: str) -> None:
    of = room(3, 3, "alliance_majority")
    motion = boards.motion(of, "named", asked)
    seat, who = of.seats[0].id, of.delegate(0)
    assert refused(of, lambda: casting.cast(motion, seat, choice, by=who, at=later(11))) == (reason, "choice")
    assert db.session.scalars(select(Vote)).all() == []


def test_another_choice_is_a_change_and_the_ledger_keeps_both_by_their_places(any_app: Flask) -> None:
    of = room(3, 3, "alliance_majority")
    motion = boards.motion(of, "named", ROUTE)
    boards.cast(of, motion, {0: "东门"})
    boards.cast(of, motion, {0: "东门"}, later(12))
    boards.cast(of, motion, {0: "南门"}, later(13))
    entries = db.session.scalars(select(Entry).where(Entry.verb.like("vote.%")).order_by(Entry.seq)).all()
    facts = [json.loads(entry.body)["facts"] for entry in entries]
    assert [(entry.verb, fact["places"], fact["were"]) for entry, fact in zip(entries, facts, strict=True)] == [
        ("vote.cast", [1], []),
        ("vote.change", [3], [1]),
    ]
    assert list(ledger.verify()) == []


def test_a_successor_changes_the_seats_named_ballot(any_app: Flask) -> None:
    from app.alliances import actions as alliances
    from tests import make

    of = room(3, 3, "alliance_majority")
    motion = boards.motion(of, "named", ROUTE)
    boards.cast(of, motion, {0: "东门", 1: "东门", 2: "东门"})
    successor = make.delegate_of(make.seat(of.alliance, votes=False))
    before = of.delegate(0)

    def takes_over() -> None:
        alliances.name_delegate(of.seats[0], successor, "主任", by=of.secretary, at=later(12))
        meetings.mark(of.meeting, of.seats[0], meetings.Mark("present"), by=of.secretary, at=later(12))

    done(of, takes_over)
    seat = of.seats[0].id
    assert refused(of, lambda: casting.cast(motion, seat, "南门", by=before, at=later(13)))[0] == "vote.not_acting"
    done(of, lambda: casting.cast(motion, seat, "西门", by=make.actor(successor), at=later(13)))
    vote = casting.votes_of(motion)[seat]
    assert (vote.picks, vote.person_id) == (["西门"], successor.id)
    boards.close(of, motion)
    assert motion.counts is not None
    assert {option: counted["votes"] for option, counted in motion.counts["options"].items()} == {"东门": 2, "西门": 1, "南门": 0}


# -- paper -------------------------------------------------------------------------------------------------------------


def test_papers_of_options_are_typed_and_corrected_with_a_reason(any_app: Flask) -> None:
    of = room(5, 5, "alliance_majority")
    motion = boards.motion(of, "named", BOARD)
    paper = of.secretary.on_behalf("paper")
    seats = [seat.id for seat in of.seats]
    boards.cast(of, motion, {0: ["甲"]})
    done(of, lambda: casting.type_papers(motion, {seats[1]: ["甲", "乙"], seats[2]: [], seats[3]: "invalid"}, by=paper, at=later(12)))
    assert refused(of, lambda: casting.type_papers(motion, {seats[1]: ["甲"]}, by=paper, at=later(12)))[0] == "paper.voted_already"
    assert refused(of, lambda: casting.type_papers(motion, {seats[4]: ["甲", "乙", "丙"]}, by=paper, at=later(12)))[0] == "choice.too_many"
    assert refused(of, lambda: casting.type_papers(motion, {seats[4]: "none"}, by=paper, at=later(12)))[0] == "choice.unknown"
    assert refused(of, lambda: casting.correct_paper(motion, seats[3], ["丙"], "", by=paper, at=later(12))) == ("paper.reason", "reason")
    done(of, lambda: casting.correct_paper(motion, seats[3], ["丙"], "看错", by=paper, at=later(13)))
    boards.close(of, motion)
    assert motion.counts is not None
    assert {option: counted["votes"] for option, counted in motion.counts["options"].items()} == {"甲": 2, "乙": 1, "丙": 1}
    assert {name: motion.counts["counts"]["seats"][name] for name in ("abstain", "invalid", "not_voted")} == {
        "abstain": 1,
        "invalid": 0,
        "not_voted": 1,
    }
    assert recounted(motion)
    assert list(ledger.verify()) == []


# -- counting ----------------------------------------------------------------------------------------------------------

COUNTED = [
    (ROUTE, dict.fromkeys(range(5), "东门") | {5: "西门", 6: "none"}, "carried", "share.met", ["东门"], [], 0),
    (ROUTE, dict.fromkeys(range(4), "东门") | {4: "西门", 5: "西门", 6: "南门"}, "runoff", "share.missed", [], ["东门", "西门"], 0),
    (ROUTE, {0: "东门", 1: "东门", 2: "西门", 3: "西门", 4: "abstain"}, "runoff", "tie", [], ["东门", "西门"], 0),
    (ROUTE, {0: "东门", 1: "none", 2: "none"}, "not_carried", "none.leads", [], [], 0),
    (ROUTE, {0: "abstain"}, "not_carried", "share.missed", [], [], 0),
    (FREE, {key: ["路灯", "座椅"] for key in range(5)} | {5: ["路灯"]}, "carried", "share.met", ["路灯", "座椅"], [], 0),
    (FREE, {0: ["路灯"], 1: []}, "not_carried", "share.missed", [], [], 0),
    (BOARD, {key: ["甲", "乙"] for key in range(6)} | {6: ["丙"]}, "carried", "share.met", ["甲", "乙"], [], 0),
    (BOARD, {key: ["甲"] for key in range(6)} | {6: ["丙"]}, "carried", "share.met", ["甲"], [], 1),
    (
        BOARD,
        {n: ["甲", "乙"] for n in range(4)} | {n: ["甲", "丙"] for n in range(4, 8)} | {8: ["乙", "丙"]},
        "runoff",
        "tie",
        ["甲"],
        ["乙", "丙"],
        1,
    ),
]


@pytest.mark.parametrize(("asked", "choices", "result", "reason", "winners", "runoff", "unfilled"), COUNTED)
def test_the_count_of_a_motion_is_the_engines_and_anybody_recounts_it(
    any_app: Flask,
    tmp_path: Path,
    asked: Question,
    choices: dict[int, Choice],
    result: str,
    reason: str,
    winners: list[str],
    runoff: list[str],
    unfilled: int,
) -> None:
    of = room(9, 9, "alliance_majority")
    motion = boards.counted(of, asked, choices)
    assert motion.counts is not None
    found = (motion.result, motion.reason, motion.counts["winners"], motion.counts["runoff"], motion.counts["unfilled"])
    assert found == (result, reason, winners, runoff, unfilled)
    assert of.item.state == ("decided" if result == "carried" else "in_discussion")
    for with_seats in (True, False):
        file = tmp_path / f"{with_seats}.json"
        file.write_text(json.dumps(export(motion, with_seats=with_seats), ensure_ascii=False))
        answer = any_app.test_cli_runner().invoke(args=["ballots", "recount", str(file)])
        assert (answer.exit_code, json.loads(answer.stdout)) == (0, motion.counts)
    assert list(ledger.verify()) == []


def test_without_names_the_file_of_a_choice_tells_no_seat(any_app: Flask) -> None:
    of = room(9, 9, "alliance_majority")
    one = boards.counted(of, BOARD, {0: ["甲", "乙"], 1: ["甲"], 2: [], 3: ["丙"]})
    done(of, lambda: actions.void_motion(one, "other", "重来", by=of.chair, at=later(16)))
    other = boards.counted(of, BOARD, {8: ["甲", "乙"], 5: ["甲"], 4: [], 6: ["丙"]})
    done(of, lambda: actions.void_motion(other, "other", "重来", by=of.chair, at=later(17)))
    first, second = (export(motion, with_seats=False) for motion in (one, other))
    assert (first["roll"], first["ballots"]) == (second["roll"], second["ballots"])


# -- second rounds -----------------------------------------------------------------------------------------------------


def test_a_second_round_keeps_method_rule_and_roll_and_measures_presence_anew(any_app: Flask) -> None:
    of = room(9, 8, "alliance_majority")
    first = boards.counted(of, ROUTE, dict.fromkeys(range(4), "东门") | {4: "西门", 5: "西门", 6: "南门"})
    second = done(of, lambda: actions.hold_runoff(first, by=of.secretary, at=later(20)))
    assert (second.runoff_of_id, second.round, second.method, second.options, second.state) == (
        first.id,
        2,
        "choose_one",
        ["东门", "西门"],
        "draft",
    )
    boards.arrive(of, 8, later(21))
    boards.opened(of, second, later(22))
    assert (second.rule, second.quorum, [line.seat_id for line in casting.roll_of(second)]) == (
        first.rule,
        first.quorum,
        [line.seat_id for line in casting.roll_of(first)],
    )
    boards.cast(of, second, dict.fromkeys(range(5), "东门") | {8: "西门"}, later(23))
    boards.close(of, second, later(25))
    assert second.counts is not None
    assert (second.result, second.counts["winners"], second.counts["counts"]["seats"]["present"]) == ("carried", ["东门"], 9)
    assert of.item.state == "decided"
    assert recounted(second)
    assert list(ledger.verify()) == []


def test_a_second_round_of_an_election_fills_what_was_left(any_app: Flask) -> None:
    of = room(9, 9, "alliance_majority")
    choices: dict[int, Choice] = {n: ["甲", "乙"] for n in range(4)} | {n: ["甲", "丙"] for n in range(4, 8)} | {8: ["乙", "丙"]}
    first = boards.counted(of, BOARD, choices)
    second = done(of, lambda: actions.hold_runoff(first, by=of.secretary, at=later(20)))
    assert (second.options, second.seats_to_fill, second.max_choices) == (["乙", "丙"], 1, 1)
    boards.opened(of, second, later(21))
    boards.cast(of, second, {n: ["乙"] for n in range(5)} | {n: ["丙"] for n in range(5, 9)}, later(22))
    boards.close(of, second, later(25))
    assert second.counts is not None
    assert (second.result, second.counts["winners"], of.item.state) == ("carried", ["乙"], "decided")
    assert [one.ending for one in settled(of.meeting.id)[of.item.id]] == ["“乙”、“丙”进入第二轮表决", "“乙”当选"]


def test_an_election_whose_second_round_elects_nobody_has_still_elected_the_first(any_app: Flask) -> None:
    of = room(9, 9, "alliance_majority")
    choices: dict[int, Choice] = {n: ["甲", "乙"] for n in range(4)} | {n: ["甲", "丙"] for n in range(4, 8)} | {8: ["乙", "丙"]}
    first = boards.counted(of, BOARD, choices)
    second = done(of, lambda: actions.hold_runoff(first, by=of.secretary, at=later(20)))
    boards.opened(of, second, later(21))
    boards.cast(of, second, {n: ["乙"] for n in range(4)} | {n: ["丙"] for n in range(4, 8)}, later(22))
    boards.close(of, second, later(25))
    assert (second.result, second.reason, of.item.state) == ("not_carried", "share.missed", "decided")
    assert refused(of, lambda: actions.hold_runoff(second, by=of.secretary, at=later(26)))[0] == "runoff.third"
    done(of, lambda: actions.void_motion(second, "other", "看错", by=of.chair, at=later(27)))
    assert of.item.state == "in_discussion"


def test_a_second_round_is_held_once_and_only_where_the_first_asks_for_it(any_app: Flask) -> None:
    of = room(9, 9, "alliance_majority")
    first = boards.counted(of, ROUTE, {0: "东门", 1: "西门"})
    second = done(of, lambda: actions.hold_runoff(first, by=of.secretary, at=later(20)))
    assert refused(of, lambda: actions.hold_runoff(first, by=of.secretary, at=later(21)))[0] == "runoff.already"
    assert refused(of, lambda: actions.void_motion(first, "other", "x", by=of.chair, at=later(21)))[0] == "motion.runoff_stands"
    done(of, lambda: actions.withdraw_motion(second, "先不办", by=of.chair, at=later(22)))
    again = done(of, lambda: actions.hold_runoff(first, by=of.secretary, at=later(23)))
    done(of, lambda: actions.withdraw_motion(again, "先不办", by=of.chair, at=later(24)))
    done(of, lambda: actions.void_motion(first, "other", "票数报错", by=of.chair, at=later(25)))
    assert refused(of, lambda: actions.hold_runoff(first, by=of.secretary, at=later(26)))[0] == "runoff.none"
    carried = boards.motion(of, "named", ROUTE, at=later(30))
    boards.cast(of, carried, dict.fromkeys(range(9), "东门"), later(31))
    assert refused(of, lambda: actions.hold_runoff(carried, by=of.secretary, at=later(32)))[0] == "runoff.none"


def test_a_redo_asks_the_same_and_a_second_round_done_again_is_still_a_second_round(any_app: Flask) -> None:
    of = room(9, 9, "alliance_majority")
    first = boards.counted(of, ROUTE, {0: "东门", 1: "西门"})
    second = done(of, lambda: actions.hold_runoff(first, by=of.secretary, at=later(20)))
    boards.opened(of, second, later(21))
    boards.close(of, second, later(25))
    done(of, lambda: actions.void_motion(second, "other", "断电", by=of.chair, at=later(26)))
    again = done(of, lambda: actions.redo_motion(second, by=of.secretary, at=later(27)))
    assert (again.redo_of_id, again.runoff_of_id, again.round, again.method, again.options) == (
        second.id,
        first.id,
        2,
        "choose_one",
        ["东门", "西门"],
    )
    assert refused(of, lambda: actions.redo_motion(second, by=of.secretary, at=later(28)))[0] == "motion.redone_already"


# -- the casting vote --------------------------------------------------------------------------------------------------

CHAIR = {"casting_vote": True}
#: Over 赞成＋反对 a tie and the chair's vote are more than half; over those entitled they are not (voting.md §4.4).
SIDED = {**CHAIR, "rules": {"alliance_majority": {"base": "yes_no", "num": 1, "den": 2, "strict": True}}}


def tie(of: Room, question: Question = YES_NO) -> Motion:
    return boards.counted(of, question, {0: "for", 1: "for", 2: "against", 3: "against", 4: "abstain"})


@pytest.mark.parametrize(
    ("card", "side", "result", "reason", "item"),
    [
        (SIDED, "for", "carried", "casting_vote", "decided"),
        (SIDED, "against", "not_carried", "casting_vote", "in_discussion"),
        (CHAIR, "for", "not_carried", "share.missed", "in_discussion"),
    ],
)
def test_the_chair_breaks_a_tie_where_the_card_says_so(
    any_app: Flask, card: dict[str, Any], side: str, result: str, reason: str, item: str
) -> None:
    of = room(7, 7, "alliance_majority", card=card)
    motion = tie(of)
    assert (motion.result, motion.reason) == ("not_carried", "tie")
    done(of, lambda: actions.give_casting_vote(motion, side, by=of.chair, at=later(16)))
    assert motion.counts is not None
    assert (motion.result, motion.reason, motion.casting_vote, of.item.state) == (result, reason, side, item)
    assert motion.counts["counts"]["seats"]["for"] == 2
    assert recounted(motion)
    entry = db.session.scalars(select(Entry).where(Entry.verb == "motion.casting_vote")).one()
    assert '"behalf":"chair"' in entry.body
    assert refused(of, lambda: actions.give_casting_vote(motion, side, by=of.chair, at=later(17)))[0] == "casting.given_already"
    assert list(ledger.verify()) == []


def test_a_casting_vote_is_refused_where_it_has_no_place(any_app: Flask) -> None:
    of = room(5, 5, "alliance_majority")
    plain = tie(of)

    def gives(motion: Motion, side: str = "for") -> Callable[[], None]:
        return lambda: actions.give_casting_vote(motion, side, by=of.chair, at=later(20))

    assert refused(of, gives(plain))[0] == "casting.not_in_card"
    of = room(5, 5, "alliance_majority", card=SIDED)
    options = boards.counted(of, ROUTE, {0: "东门", 1: "西门"})
    assert refused(of, gives(options))[0] == "casting.forbidden"
    waiting = boards.motion(of, at=later(16))
    assert refused(of, gives(waiting))[0] == "casting.not_counted"
    boards.cast(of, waiting, {0: "for", 1: "against"}, later(17))
    boards.close(of, waiting, later(18))
    assert refused(of, gives(waiting, "loud"))[:2] == ("casting.choice", "side")
    later_one = boards.motion(of, at=later(19))
    assert refused(of, gives(waiting))[0] == "motion.under_way"
    boards.cast(of, later_one, {0: "for", 1: "against", 2: "against"}, later(20))
    boards.close(of, later_one, later(21))
    assert refused(of, gives(waiting))[0] == "casting.too_late"
    assert refused(of, gives(later_one))[0] == "casting.no_tie"


def test_a_tie_by_hands_may_be_broken_too_and_an_empty_base_may_not(any_app: Flask) -> None:
    of = room(5, 5, "alliance_majority", card=SIDED)
    nobody = boards.counted(of, YES_NO, {0: "abstain"})
    assert (nobody.result, refused(of, lambda: actions.give_casting_vote(nobody, "for", by=of.chair, at=later(16)))[0]) == (
        "no_result",
        "casting.no_tie",
    )
    totals = {"for": 2, "against": 2, "abstain": 0}
    hands = done(of, lambda: actions.record_hands(of.item, "停车", totals, "孟清和", {}, by=of.chair, at=later(20)))
    done(of, lambda: actions.give_casting_vote(hands, "for", by=of.chair, at=later(21)))
    assert (hands.result, hands.reason, recounted(hands)) == ("carried", "casting_vote", True)


# -- weights and two dimensions ----------------------------------------------------------------------------------------

AREA = {"dimensions": ["seats", "area"]}
WEIGHTS = {"weighted": True}


def test_two_dimensions_are_counted_each_alone_and_both_must_carry(any_app: Flask) -> None:
    of = room(3, 3, "alliance_majority", card=AREA, weighs=[(None, 100_00), (None, 200_50), (None, 700_00)])
    motion = boards.counted(of, YES_NO, {0: "for", 1: "for", 2: "against"})
    assert motion.counts is not None
    assert (motion.dimensions, [line.area for line in casting.roll_of(motion)]) == (["seats", "area"], [10000, 20050, 70000])
    seats, area = motion.counts["counts"]["seats"], motion.counts["counts"]["area"]
    assert (seats["for"], seats["required"], area["for"], area["required"]) == (2, 2, 30050, 50026)
    assert (motion.result, motion.reason) == ("not_carried", "share.missed")
    assert recounted(motion)
    words = settled(of.meeting.id)[of.item.id][0]
    assert words.course == (
        "按家数计：应表决3家（应到3家、回避0家），过半数需2票；"
        "按专有部分面积计：应表决1000.50平方米（应到1000.50平方米、回避0.00平方米），过半数需500.26平方米。"
        "采用记名方式，实际参加表决3家：按家数计：赞成2票，反对1票，弃权0票；"
        "按专有部分面积计：赞成300.50平方米，反对700.00平方米，弃权0.00平方米，"
    )
    assert words.ending == "未通过"


def test_the_quorum_is_asked_in_every_dimension(any_app: Flask) -> None:
    of = room(3, 2, "alliance_majority", card=AREA, weighs=[(None, 100_00), (None, 200_50), (None, 700_00)])
    draft = boards.motion(of, state="draft")
    with pytest.raises(Refused) as refusal, writing():
        ledger.hold(of.alliance.id)
        actions.open_motion(draft, ALL_CHECKED, by=of.chair, at=later(10))
    assert (refusal.value.reason, refusal.value.values) == ("decision.no_quorum_area", {"present": "300.50", "required": "667.00"})
    boards.arrive(of, 2, later(11))
    boards.opened(of, draft, later(12))
    boards.cast(of, draft, {0: "for", 1: "for"}, later(13))
    boards.leave(of, 2, time(14, 14), later(14))
    boards.close(of, draft)
    assert (draft.result, draft.reason, recounted(draft)) == ("inquorate", "quorum.missed", True)


def test_votes_of_seats_that_weigh_are_added_up(any_app: Flask) -> None:
    of = room(3, 3, "alliance_majority", card=WEIGHTS, weighs=[(3, None), (1, None), (2, None)])
    motion = boards.counted(of, ROUTE, {0: "东门", 1: "西门", 2: "东门"})
    assert motion.counts is not None
    assert (motion.counts["options"]["东门"]["votes"], motion.counts["counts"]["seats"]["entitled"], motion.result) == (5, 6, "carried")
    assert recounted(motion)
    assert settled(of.meeting.id)[of.item.id][0].course == (
        "应表决6票（应到6票、回避0票），过半数需4票。采用记名方式，实际参加表决6票：“东门”5票，“西门”1票，“南门”0票，都不同意0票，弃权0票，"
    )
    with pytest.raises(Refused) as refusal:
        export(motion, with_seats=False)
    assert refusal.value.reason == "motion.weights_identify"


def test_the_light_asks_in_every_dimension_what_the_gate_asks(client: FlaskClient, app: Flask) -> None:
    of = room(3, 2, "alliance_majority", card=WEIGHTS, weighs=[(1, None), (1, None), (5, None)])
    light = meeting_queries.quorum(of.meeting, meeting_queries.attendees(of.meeting))
    assert (light.missing, light.met) == (0, False)
    with app.test_request_context():
        assert [(one.here, one.needs, one.enough) for one in light.measures] == [("2票", "5票", False)]
    make.sign_in(client, of.person)
    page = client.get(f"/meetings/{of.meeting.id}/attendance").text
    assert ("实到2票（需5票）" in page, "应到3家" in page, "到会不足规定人数" in page) == (True, False, True)


def test_a_quorum_of_votes_names_votes(any_app: Flask) -> None:
    of = room(3, 2, "alliance_majority", card=WEIGHTS, weighs=[(1, None), (1, None), (5, None)])
    draft = boards.motion(of, state="draft")
    with pytest.raises(Refused) as refusal, writing():
        ledger.hold(of.alliance.id)
        actions.open_motion(draft, ALL_CHECKED, by=of.chair, at=later(10))
    assert (refusal.value.reason, refusal.value.values) == ("decision.no_quorum_votes", {"present": 2, "required": 5})


@pytest.mark.parametrize(
    ("card", "asked", "visibility", "fault"),
    [
        (AREA, ROUTE, "named", ("motion.dimensions", "method")),
        (AREA, BOARD, "named", ("motion.dimensions", "method")),
        (AREA, YES_NO, "hands", ("hands.weights", "visibility")),
        (WEIGHTS, YES_NO, "hands", ("hands.weights", "visibility")),
        (AREA, YES_NO, "secret", ("secret.weights", "visibility")),
        (WEIGHTS, YES_NO, "secret", ("secret.weights", "visibility")),
    ],
)
def test_what_weights_and_dimensions_do_not_go_with(
    app: Flask, card: dict[str, Any], asked: Question, visibility: str, fault: tuple[str, str]
) -> None:
    of = room(3, 3, "alliance_majority", card=card, weighs=[(2, 100)] * 3)
    assert refused(of, lambda: actions.create_motion(of.item, "停车", visibility, asked, by=of.secretary, at=later(5))) == fault


def test_the_casting_vote_needs_seats_that_weigh_the_same(any_app: Flask) -> None:
    of = room(3, 3, "alliance_majority", card=WEIGHTS, weighs=[(2, None), (1, None), (1, None)])
    motion = boards.counted(of, YES_NO, {0: "for", 1: "against", 2: "against"})
    motion_id = motion.id
    assert refused(of, lambda: actions.give_casting_vote(motion, "for", by=of.chair, at=later(20)))[0] == "casting.not_in_card"
    assert db.session.get_one(Motion, motion_id).casting_vote is None
