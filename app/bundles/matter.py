"""What one matter left behind, as plain values: what a case bundle (一事一卷) may say about it. PURE.

Days and times are those of the city's clock. What does not exist is None or empty, and the bundle says so in one line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.papers.blocks import Block


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened, by whom, in what words ("" where nobody said any, or the reader may not read them)."""

    on: date
    what: str
    who: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """An issue. `words` and `wish` None: the reader may not read them. Never who reported it."""

    number: str
    title: str
    state: str
    category: str
    channel: str
    place: str
    privacy: str
    on: date
    words: str | None
    wish: str | None
    summary: str
    handed: str
    lead: str
    answer: str
    hotline: str
    alike: int
    merged_into: str
    result: str
    ending: str
    closed_on: date | None
    steps: tuple[Step, ...]
    follow_ups: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Here:
    """A line of the sign-in: who came for which member; `phone` is masked."""

    unit: str
    name: str
    duty: str
    phone: str
    came: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A resolution. `announced` is the public period with where it stands, "" where nothing was released."""

    number: str
    title: str
    state: str
    basis: str
    points: tuple[str, ...]
    announced: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """One meeting that the matter stood on. `notices`: when it was called and what was said of it then; `extract`: of the signed minutes,
    this item only."""

    title: str
    when: str
    place: str
    state: str
    held: bool
    item: str
    item_state: str
    presenter: str
    summary: str
    notices: tuple[Step, ...]
    people: tuple[Here, ...]
    minutes: str
    extract: tuple[Block, ...]
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class Task:
    """An action or a letter of request with its thread. `chases`: 催办记录; `follow_ups`: what was asked afterwards."""

    number: str
    kind: str
    title: str
    state: str
    lead: str
    supports: tuple[str, ...]
    due: str
    criteria: str
    assigned_on: date
    acknowledged: str
    outcome: str
    ending: str
    closed_on: date | None
    steps: tuple[Step, ...]
    chases: tuple[Step, ...]
    follow_ups: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Matter:
    """Everything about one matter that its reader may have on paper. `issuer`: the alliance's office, of what is about it the street."""

    title: str
    alliance: str
    place: str
    issuer: str
    printed_at: datetime
    reports: tuple[Report, ...]
    sittings: tuple[Sitting, ...]
    tasks: tuple[Task, ...]
    watermark: str = ""
