"""Rules of the house that hold for every module, old and new."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

from app import policy
from app.domains import DOMAINS, lifecycles
from app.reactions import REACTIONS

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
SOURCES = sorted(APP.rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def where(pattern: str, *, but: tuple[str, ...] = ()) -> list[str]:
    """Files of the app that contain `pattern`, but for those that may."""
    return [
        str(path.relative_to(ROOT)) for path in SOURCES if str(path.relative_to(APP)) not in but and re.search(pattern, path.read_text())
    ]


def test_only_web_knows_htmx() -> None:
    assert where(r"""["']HX-""", but=("core/web.py",)) == []


def test_only_db_commits_and_only_perform_writes_a_state() -> None:
    assert where(r"session\.commit\(", but=("core/db.py",)) == []
    assert where(r"\.state = |state=\"\w+\"\)\)?\s*$|values\(state", but=("core/perform.py",)) == []


def test_the_clock_and_randomness_live_in_core() -> None:
    assert where(r"datetime\.now|date\.today|time\.time\(|utcnow", but=("core/clock.py",)) == []
    assert where(r"^import (random|secrets)|^from (random|secrets)", but=("core/chance.py", "config.py")) == []


def test_pure_modules_import_no_framework() -> None:
    pure = [path for path in SOURCES if path.name in ("rules.py", "lifecycle.py", "workdays.py", "policy.py")]
    framework = re.compile(r"^\s*(?:from|import) (?:flask|sqlalchemy|wtforms|app\.core\.(?:db|web|clock))", re.MULTILINE)
    assert [str(path) for path in pure if framework.search(path.read_text())] == []


def test_actions_neither_commit_nor_know_the_request() -> None:
    actions = [path for path in SOURCES if path.name in ("actions.py", "models.py", "queries.py")]
    assert [
        str(path)
        for path in actions
        if re.search(r"from flask import .*\b(request|session|flash|redirect)\b|\bwriting\(", path.read_text())
    ] == []


def test_every_view_declares_a_permission_that_exists(app: Flask) -> None:
    declared = {name: getattr(view, "action", None) for name, view in app.view_functions.items() if name != "static"}
    assert {name for name, action in declared.items() if action is None or (action and action not in policy.POLICY)} == set()


def test_every_permission_is_used_and_names_known_roles(app: Flask) -> None:
    used = {getattr(view, "action", "") for view in app.view_functions.values()}
    used |= {move.needs for lifecycle in lifecycles() for move in lifecycle.moves.values()}
    text = "".join(path.read_text() for path in (*SOURCES, *TEMPLATES) if path.name != "policy.py")
    assert {action for action in policy.POLICY if action not in used and f'"{action}"' not in text} == set()
    assert {role for rule in policy.POLICY.values() for role in rule.roles} - set(policy.ROLES) == set()


@pytest.mark.parametrize("lifecycle", lifecycles(), ids=lambda lifecycle: lifecycle.noun)
def test_lifecycles_have_no_dead_end_and_no_unreachable_state(lifecycle: object) -> None:
    reached, moves = {lifecycle.first}, list(lifecycle.moves.values())  # type: ignore[attr-defined]  # a Lifecycle of any subject
    for _round in moves:
        reached |= {move.target for move in moves if move.sources & reached}
    assert reached == lifecycle.states  # type: ignore[attr-defined]
    assert {state for state in reached if not any(state in move.sources for move in moves)} <= lifecycle.final  # type: ignore[attr-defined]
    assert {move.needs for move in moves} <= set(policy.POLICY)


def _literals(name: str) -> dict[str, set[str]]:
    """The first literal argument of every call of `name` in the app, by file."""
    found: dict[str, set[str]] = {}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == name and node.args:
                for part in ast.walk(node.args[0]):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        found.setdefault(part.value, set()).add(str(path.relative_to(ROOT)))
    return found


def test_every_refusal_has_its_sentence(app: Flask) -> None:
    from app.core.web import REASONS

    reasons = {literal for literal in _literals("Refused") if "." in literal}
    for path in APP.rglob("rules.py"):
        for function in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)):
            returned = [node for answer in ast.walk(function) if isinstance(answer, ast.Return) for node in ast.walk(answer)]
            reasons |= {
                node.value for node in returned if isinstance(node, ast.Constant) and re.fullmatch(r"[a-z_]+\.[a-z_]+", str(node.value))
            }
    assert {reason for reason in reasons if reason not in REASONS} == set()


def test_reactions_answer_verbs_that_are_recorded() -> None:
    verbs = set(_literals("record"))
    verbs |= {f"{lifecycle.noun}.{name}" for lifecycle in lifecycles() for name in lifecycle.moves}
    assert set(REACTIONS) - verbs == set()


def test_every_move_that_asks_something_has_a_verb_of_its_own() -> None:
    performed = set(_literals("perform")) | {
        node.args[2].value
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "perform"
        and len(node.args) > 2
        and isinstance(node.args[2], ast.Constant)
    }
    silent = {
        f"{lifecycle.noun}.{name}"
        for lifecycle in lifecycles()
        for name, move in lifecycle.moves.items()
        if not move.plain and name not in performed
    }
    assert silent == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_block_stands_inside_a_loop_or_a_condition(app: Flask, path: Path) -> None:
    tree = app.jinja_env.parse(path.read_text())
    bad = [block.name for outer in tree.find_all((nodes.For, nodes.If, nodes.CallBlock)) for block in outer.find_all(nodes.Block)]
    assert bad == []


def test_templates_hold_no_inline_script_or_style() -> None:
    bad = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|hx-on|\son[a-z]+=|hx-trigger=\"[^\"]*\[|js:")
    assert [str(path) for path in TEMPLATES if bad.search(path.read_text())] == []


def test_no_macro_is_unused() -> None:
    text = "".join(path.read_text() for path in TEMPLATES)
    macros = re.findall(r"{% macro (\w+)\(", (ROOT / "templates" / "_ui.html").read_text())
    assert [name for name in macros if len(re.findall(rf"\b{name}\(", text)) < 2] == []


def test_every_post_answers_get_with_a_page_or_the_way_to_one(app: Flask) -> None:
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()):
            url = re.sub(r"<[^>]+>", "1", rule.rule)
            assert client.get(url).status_code in (200, 303, 404, 410), url


def test_a_domain_is_a_folder_of_the_list() -> None:
    folders = {path.parent.name for path in APP.glob("*/models.py")}
    assert folders - {"core"} <= set(DOMAINS)
