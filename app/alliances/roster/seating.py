"""PURE. The seats of a file while its rows are being gathered: who is delegate, who stands in, who votes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.alliances.roster.drafts import AllianceDraft, OrganisationDraft
from app.alliances.roster.entries import RosterRow, Source
from app.alliances.roster.identities import Seat, StandIn
from app.alliances.roster.kinds import OBSERVING


@dataclass(slots=True)
class SeatDraft:
    """`people`: key of a person to title, in the order in which they were named; `liaisons` come after them."""

    alliance: AllianceDraft
    organisation: OrganisationDraft
    votes: bool | None = None
    role: str = ""
    remark: str = ""
    people: dict[str, str] = field(default_factory=dict)
    liaisons: dict[str, str] = field(default_factory=dict)
    rows: list[Source] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"{self.alliance.key}+{self.organisation.key}"

    def take(self, row: RosterRow, people: dict[str, str]) -> bool:
        """Adds what a row says; the first that says something is right. True where the row names anybody new."""
        self.rows.append(row.source)
        if self.votes is None:
            self.votes = row.votes
        self.role = self.role or (row.role if row.role in ("convener", "member", "observer") else "")
        self.remark = self.remark or row.remark
        news = any(key not in self.people and key not in self.liaisons for key in people)
        named = self.liaisons if row.role == "liaison" else self.people
        for key, title in people.items():
            named[key] = named.get(key) or title
        return news

    def done(self, *, votes: bool, role: str) -> Seat:
        people = list({**self.people, **{key: title for key, title in self.liaisons.items() if key not in self.people}}.items())
        delegate, title = people[0] if people else ("", "")
        unsaid = {"votes": self.votes is None, "role": not self.role and self.votes is not False}
        return Seat(
            key=self.key,
            alliance=self.alliance.key,
            organisation=self.organisation.key,
            votes=votes,
            role=role,
            delegate=delegate,
            title=title,
            stand_ins=tuple(StandIn(key, its) for key, its in people[1:]),
            remark=self.remark,
            guessed=frozenset(name for name, missing in unsaid.items() if missing),
            rows=tuple(self.rows),
        )


def seated(drafts: Iterable[SeatDraft]) -> tuple[Seat, ...]:
    """Seats with vote and role; where the file is silent, by domain.md's opening decisions 2 and 9.

    Where a sheet marks some police or bureaus as observers, its author has thought about it: the unmarked ones are members.
    """
    drafts = list(drafts)
    marked = {(row.sheet, draft.organisation.kind) for draft in drafts if draft.votes is False for row in draft.rows}
    marked = {mark for mark in marked if mark[1] != "representatives"}
    conveners = {draft.alliance.key: draft for draft in drafts if draft.role == "convener"}
    for draft in drafts:
        if _leads(draft):
            conveners.setdefault(draft.alliance.key, draft)
    seats = []
    for draft in drafts:
        observing = draft.organisation.kind in OBSERVING and (draft.rows[0].sheet, draft.organisation.kind) not in marked
        votes = not observing if draft.votes is None else draft.votes
        likely = "convener" if conveners.get(draft.alliance.key) is draft else "member"
        role = draft.role or likely
        if not votes and role == "member":
            role = "observer"
        seats.append(draft.done(votes=votes, role=role))
    return tuple(seats)


def _leads(draft: SeatDraft) -> bool:
    """The convener is the 社区党委书记, where nobody else is named (opening decision 2)."""
    if draft.organisation.kind != "community_party" or draft.role or draft.votes is False:
        return False
    title = next(iter(draft.people.values()), "")
    return not title or ("书记" in title and "副书记" not in title)
