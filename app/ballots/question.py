"""PURE. What is asked of a ballot, and what may be answered: the methods, their options, the choices (voting.md §5 and §8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.ballots.cases import NOT_AN_OPTION

CHOICES = ("for", "against", "abstain")
PAPER_CHOICES = (*CHOICES, "invalid")
WITHDRAWN = "withdrawn"
PICK = "pick"
METHODS = ("yes_no", "choose_one", "approve_any")
MOST_OPTIONS = 30
LONGEST_OPTION = 60

#: What a ballot says beside the options, in files, in the database and in Chinese: no option may be called so.
#: Motion.papers counts what was handed out beside the options.
TAKEN = NOT_AN_OPTION | {PICK, WITHDRAWN, "handed_out", "赞成", "反对", "弃权", "都不同意", "废票"}


@dataclass(frozen=True, slots=True)
class Question:
    """How a text is put to a ballot (voting.md §5). `max_choices`: how many options one ballot may hold, None: any number;
    `seats_to_fill`: how many are elected, None: everything that meets the share is carried."""

    method: str = "yes_no"
    options: tuple[str, ...] = ()
    max_choices: int | None = None
    seats_to_fill: int | None = None


YES_NO = Question()


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a question cannot be asked: the reason, the field of the form, what fills the sentence."""

    reason: str
    field: str
    option: str = ""


def question_fault(asked: Question) -> Fault | None:
    if asked.method not in METHODS:
        return Fault("motion.method", "method")
    if asked.method != "approve_any":
        if asked.max_choices is not None:
            return Fault("options.max_elsewhere", "max_choices")
        if asked.seats_to_fill is not None:
            return Fault("options.seats_elsewhere", "seats_to_fill")
    if asked.method == "yes_no":
        return Fault("options.elsewhere", "options") if asked.options else None
    return _options_fault(asked.options) or _number_fault(asked)


def _options_fault(options: Sequence[str]) -> Fault | None:
    if not options:
        return Fault("options.none", "options")
    if len(options) > MOST_OPTIONS:
        return Fault("options.many", "options")
    seen: set[str] = set()
    for option in options:
        alike = "".join(option.casefold().split())
        if len(option) > LONGEST_OPTION:
            return Fault("options.long", "options", option)
        if alike in TAKEN:
            return Fault("options.taken", "options", option)
        if alike in seen:
            return Fault("options.twice", "options", option)
        seen.add(alike)
    return None


def _number_fault(asked: Question) -> Fault | None:
    for field in ("max_choices", "seats_to_fill"):
        number = getattr(asked, field)
        if number is not None and not 1 <= number <= len(asked.options):
            return Fault(f"options.{field}", field)
    return None


#: What a ballot says, as voting.md §8 writes it: a word or one option; for approve_any the options ([] abstains).
Choice = str | Sequence[str]


def choice_fault(asked: Question, choice: Choice, *, on_paper: bool = False) -> str | None:
    """Why this is no ballot: not readable, an option nobody offered, or too many of them."""
    if isinstance(choice, str):
        words = {"yes_no": CHOICES, "choose_one": ("none", "abstain", *asked.options), "approve_any": ("abstain",)}[asked.method]
        if choice in words or (on_paper and choice == "invalid"):
            return None
        return {"yes_no": "vote.choice", "choose_one": "vote.option"}.get(asked.method, "choice.unknown")
    if asked.method != "approve_any":
        return "vote.choice" if asked.method == "yes_no" else "vote.option"
    if not set(choice) <= set(asked.options):
        return "choice.unknown"
    return "choice.too_many" if asked.max_choices is not None and len(set(choice)) > asked.max_choices else None


def stored(asked: Question, choice: Choice) -> tuple[str, list[str] | None]:
    """The ballot as its row keeps it: a word, and the options where the word is "pick", in the order they were offered."""
    picks = [choice] if isinstance(choice, str) else choice
    kept = [option for option in asked.options if option in picks]
    if kept:
        return PICK, kept
    return (choice if isinstance(choice, str) else "abstain"), None


def chosen(method: str, choice: str, picks: Sequence[str] | None) -> Choice:
    """What the row says, as voting.md §8 writes it."""
    if method == "approve_any":
        return list(picks or ()) if choice in (PICK, "abstain") else choice
    return picks[0] if choice == PICK and picks else choice
