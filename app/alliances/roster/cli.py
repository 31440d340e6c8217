"""`flask roster import`: a workbook or CSV file of an office becomes the city's alliances, members and people."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from app.alliances.roster import Plan, Roster, compare, parse, read_sheets
from app.alliances.roster.apply import bring_in, touched
from app.alliances.roster.grid import MAX_BYTES
from app.alliances.roster.stored import load
from app.alliances.roster.words import KINDS_OF_THINGS, reason_of
from app.core.clock import now
from app.core.db import Busy, writing
from app.core.i18n import say
from app.core.lifecycle import Refused
from app.core.web import ERRORS, sentence
from app.policy import SYSTEM
from app.settings.models import installation

roster = AppGroup("roster", help="Alliances, members and people from the files of an office.")


@roster.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as JSON and nothing else.")
@click.option("--district", default="", metavar="NAME", help="For sheets that name no district in a column or a title.")
def import_file(file: Path, dry_run: bool, as_json: bool, district: str) -> None:
    """Import FILE (.xlsx, or CSV in UTF-8 or GB18030). Exit 0 also with rejected rows, 2 where the file as a whole is refused."""
    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
        plan = _import(parse(read_sheets(content, file.name), district=district.strip()[:30]), dry_run)
    except Refused as refusal:
        click.echo(sentence(refusal), err=True)
        raise SystemExit(2) from refusal
    except Busy as busy:
        raise click.ClickException(say(ERRORS[503][1])) from busy
    click.echo(json.dumps(report(plan), ensure_ascii=False) if as_json else summary(plan, dry_run))


def _import(incoming: Roster, dry_run: bool) -> Plan:
    plan = compare(incoming, load().roster)
    if dry_run:
        if installation() == "demo":
            raise Refused("installation.demo")
        return plan
    held = touched(plan)
    with writing():
        return bring_in(incoming, kind="real", by=SYSTEM, at=now(), alliances=held)


def report(plan: Plan) -> dict[str, object]:
    """{"alliances": {"created", "changed", "unchanged"}, "organisations", "people", "seats", "rejected": [{"sheet", "row", "reason"}]}"""
    rejected = [{"sheet": one.sheet, "row": one.row, "reason": reason_of(one)} for one in plan.rejected]
    return {**plan.counts(), "rejected": rejected}


def summary(plan: Plan, dry_run: bool) -> str:
    lines = [say("只是试读，没有写入。")] if dry_run else []
    for kind, count in plan.counts().items():
        lines.append(say("%(kind)s：新增%(created)s，变更%(changed)s，不变%(unchanged)s", kind=say(KINDS_OF_THINGS[kind]), **count))
    lines += [say("没有读入的行：%(count)s", count=len(plan.rejected))]
    lines += [say("  %(sheet)s 第%(row)s行：%(reason)s", sheet=one.sheet, row=one.row, reason=reason_of(one)) for one in plan.rejected]
    return "\n".join(lines)


def init_app(app: Flask) -> None:
    app.cli.add_command(roster)
